from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from counter_app.ui.wedge_filter import WedgeFilter
from tests.fakes.desk import NHUNG_CARD
from tests.fakes.wedge import GAP_MS, GapRecogniser

pytestmark = pytest.mark.qt


class Hands:
    """Types into a field through the filter, on a clock of its own."""

    def __init__(self, qtbot: QtBot) -> None:
        self.now = 1_000
        self.codes: list[str] = []
        self.field = QLineEdit()
        qtbot.addWidget(self.field)
        self.field.show()
        self.field.setFocus()
        self.filter = WedgeFilter(GapRecogniser(), lambda: self.now)
        self.filter.code.connect(self.codes.append)
        app = QApplication.instance()
        assert isinstance(app, QCoreApplication)
        self.app = app
        self.app.installEventFilter(self.filter)

    def type(self, text: str, gap_ms: int) -> None:
        for letter in text:
            self.now += gap_ms
            if letter == "\r":
                QTest.keyClick(self.field, Qt.Key.Key_Return)
            else:
                QTest.keyClicks(self.field, letter)

    def watch_window(self) -> QWindow:
        """As at the sign-in: only this window's keys are looked at."""
        self.app.removeEventFilter(self.filter)
        handle = self.field.windowHandle()
        assert handle is not None
        self.filter.watch_window(handle)
        return handle

    def type_at(self, handle: QWindow, text: str, gap_ms: int) -> None:
        """Keys as the window system gives them, to the window."""
        for letter in text:
            self.now += gap_ms
            key = Qt.Key.Key_Return if letter == "\r" else Qt.Key.Key_unknown
            plain = Qt.KeyboardModifier.NoModifier
            QCoreApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyPress, key, plain, letter))

    def struck(self, letter: str, stamp: int) -> None:
        """A key that the window system stamped, in milliseconds of its own."""
        key = Qt.Key.Key_Return if letter == "\r" else Qt.Key.Key_unknown
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
        event.setTimestamp(stamp)
        self.app.sendEvent(self.field, event)

    def rest(self) -> None:
        self.now += GAP_MS * 3
        QTest.qWait(80)


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    made = Hands(qtbot)
    yield made
    made.app.removeEventFilter(made.filter)


def test_the_keys_of_one_window_are_watched_before_they_come_to_a_field(hands: Hands) -> None:
    handle = hands.watch_window()

    hands.type_at(handle, "056188004217|x|y|z\r", gap_ms=4)
    hands.rest()
    hands.type_at(handle, "Nhung", gap_ms=120)
    hands.rest()

    assert hands.codes == ["056188004217|x|y|z"]
    assert hands.field.text() == "Nhung"


def test_no_key_is_taken_twice_once_every_window_is_watched(hands: Hands) -> None:
    handle = hands.watch_window()
    hands.type_at(handle, "N", gap_ms=120)  # still held when the watch widens

    hands.filter.watch_all(hands.app)
    hands.type_at(handle, "hung", gap_ms=120)
    hands.rest()

    assert hands.field.text() == "Nhung"


def test_a_burst_never_lands_in_a_field(hands: Hands) -> None:
    hands.type("056188004217|x|y|z\r", gap_ms=4)
    hands.rest()

    assert hands.field.text() == ""
    assert hands.codes == ["056188004217|x|y|z"]


def test_a_person_who_types_is_never_eaten(hands: Hands) -> None:
    hands.type("Nhung", gap_ms=120)
    hands.rest()

    assert hands.field.text() == "Nhung"
    assert hands.codes == []


def test_a_fast_typist_gets_the_letters_back(hands: Hands) -> None:
    hands.type("abc", gap_ms=20)
    hands.rest()

    assert hands.field.text() == "abc"


def test_a_card_with_vietnamese_letters_comes_whole(hands: Hands) -> None:
    for letter in NHUNG_CARD:
        hands.now += 3
        QTest.keyClicks(hands.field, letter) if letter.isascii() else _compose(hands, letter)
    hands.type("\r", gap_ms=3)

    assert hands.codes == [NHUNG_CARD]
    assert hands.field.text() == ""


def test_a_burst_that_a_busy_window_looks_at_late_is_a_burst_still(hands: Hands) -> None:
    for at, letter in enumerate("056188004217\r"):
        hands.now += 200
        hands.struck(letter, stamp=70_000 + 3 * at)

    assert hands.codes == ["056188004217"]
    assert hands.field.text() == ""


def test_a_person_is_told_by_the_moments_of_the_keys(hands: Hands) -> None:
    for at, letter in enumerate("Nhung"):
        hands.now += 1
        hands.struck(letter, stamp=70_000 + 150 * at)
    hands.rest()

    assert hands.field.text() == "Nhung"
    assert hands.codes == []


def _compose(hands: Hands, letter: str) -> None:
    QTest.sendKeyEvent(
        QTest.KeyAction.Click,
        hands.field,
        Qt.Key.Key_unknown,
        letter,
        Qt.KeyboardModifier.NoModifier,
    )
