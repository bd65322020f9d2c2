"""The real program: sign-in first, the counter behind it, and what it says when it cannot open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app.bench.population import populated, profile_of
from counter_app.bootstrap.program import _office_of_last_time, _remember
from counter_app.bootstrap.station import open_station


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
    assert "Quầy 3" in (profile / "office.txt").read_text(encoding="utf-8")


def test_whose_counter_it_was_is_known_before_the_store_is_opened(tmp_path: Path) -> None:
    assert _office_of_last_time(tmp_path).name == ""
    profile = profile_of(populated(tmp_path, 20, lambda _: None))
    station = open_station(profile)

    _remember(profile, station)

    assert _office_of_last_time(profile) == station.queries.office()
    station.close()


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
