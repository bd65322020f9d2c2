"""The way to the first key: what is imported on it, and that the key is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app.bench.population import populated, profile_of
from counter_app.bench.start import probe
from counter_app.bootstrap.start import WITHOUT_QT

LATER = ("sqlalchemy", "reportlab", "requests", "dataclasses", "json", "concurrent.futures")

PAINTED = """
import gc, os, sys
from pathlib import Path
from counter_app.bootstrap.start import start

program = start(Path(sys.argv[1]))
window = program.front.window
window.painted.connect(lambda: print(*sys.modules, "collecting" * gc.isenabled(), flush=True))
window.painted.connect(lambda: os._exit(0))
program.app.exec()
"""


def python(code: str, *arguments: str) -> list[str]:
    """The words that a new interpreter prints."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.split()


def test_what_is_imported_before_qt_brings_no_qt() -> None:
    imports = "; ".join(f"import {module}" for module in WITHOUT_QT)

    modules = python(f"{imports}; import sys; print(*sys.modules)")

    assert not [module for module in modules if module.startswith("PySide6")]


@pytest.mark.qt
def test_the_first_paint_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    told = python(PAINTED, str(tmp_path))

    assert set(WITHOUT_QT) <= set(told)
    assert not set(LATER) & set(told)
    assert told[-1] == "collecting"


@pytest.mark.qt
def test_a_key_struck_at_the_first_sight_of_the_sign_in_stands_in_its_field(tmp_path: Path) -> None:
    profile = profile_of(populated(tmp_path, 20, lambda _: None))

    taken, shown = map(int, probe(["start", str(profile)]).split())

    assert taken < shown


@pytest.mark.qt
def test_the_baseline_takes_its_key_and_shows_it_at_once() -> None:
    taken, shown = map(int, probe(["empty"]).split())

    assert taken == shown
