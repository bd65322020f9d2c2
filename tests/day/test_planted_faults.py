"""A few evenings of `planted_faults.py`, in a smaller store."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from counter_app.demo.scanner import scanner_environment
from counter_app.ui.look import Look
from counter_app.ui.theme import dress
from tests.day.full_office import FullOffice, make
from tests.day.planted_faults import plan, play

FACTS = 2_000
SEEDS = (2, 3, 5)
"""Between them: a drift here, bare and sealed again, and one at the centre; a receipt lost here,
there, and never used; a scan lost here, there, and altogether; both sorts of double numbers."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> FullOffice:
    return make(tmp_path_factory.mktemp("office") / "made", FACTS)


@pytest.fixture
def look(qapp: QApplication) -> Look:
    found = Look()
    dress(qapp, found)
    return found


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = scanner_environment(tmp_path / "sane")
    monkeypatch.setenv("SANE_CONFIG_DIR", environment["SANE_CONFIG_DIR"])


@pytest.mark.qt
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_planted_is_found_named_and_mended_and_the_day_sealed(
    seed: int, made: FullOffice, look: Look, scanner: None, tmp_path: Path
) -> None:
    play(look, made.copied(tmp_path / "office"), plan(seed))
