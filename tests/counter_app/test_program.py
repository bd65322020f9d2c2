"""The real program: sign-in first, the counter behind it, and what it says when it cannot open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app.bench.population import populated, profile_of


def self_check(profile: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "counter_app", "--profile", str(profile), "--self-check"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.qt
def test_an_enrolled_counter_opens_behind_its_sign_in(tmp_path: Path) -> None:
    profile = profile_of(populated(tmp_path, 20, lambda _: None))

    done = self_check(profile)

    assert done.returncode == 0, done.stderr
    assert "Quầy 3" in (profile / "office.json").read_text(encoding="utf-8")


@pytest.mark.qt
def test_a_counter_that_was_never_enrolled_says_what_to_do(tmp_path: Path) -> None:
    done = self_check(tmp_path)

    assert done.returncode == 1
    assert "counterctl enrol" in done.stderr


@pytest.mark.qt
def test_a_key_open_to_others_is_refused_in_one_sentence(tmp_path: Path) -> None:
    profile = profile_of(populated(tmp_path, 20, lambda _: None))
    (profile / "store.key").chmod(0o644)

    done = self_check(profile)

    assert done.returncode == 1
    assert "đang mở cho người khác đọc" in done.stderr
