from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter_app.ui.look import Look
from counter_app.ui.shell import Shell
from counter_app.ui.theme import dress
from tests.counter_app.ui import gallery
from tests.fakes.office_screens import FakeOffice


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Look:
    """One look for the session: fonts are loaded once."""
    look = Look()
    dress(qapp, look)
    return look


@pytest.fixture
def look(dressed: Look) -> Iterator[Look]:
    """The look, light at 100 % again after the test."""
    yield dressed
    if dressed.dark or dressed.scale != 100:
        dressed.set(dark=False, scale=100)


@pytest.fixture
def office() -> FakeOffice:
    return FakeOffice()


@pytest.fixture
def shell(look: Look, office: FakeOffice, qtbot: QtBot) -> Iterator[Shell]:
    made = gallery.shell(look, office)
    yield made
    made.window.hide()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
