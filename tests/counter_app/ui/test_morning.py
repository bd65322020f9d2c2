"""The morning's check by its keys: everything looked at, a page printed and read back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.ui.shell import Shell
from domain.morning import Outcome
from tests.counter_app.ui.gallery import settle
from tests.fakes.morning import CODE
from tests.fakes.office_screens import FakeOffice


def press(shell: Shell, key: Qt.Key) -> None:
    QTest.keyClick(shell.window.focusWidget() or shell.window, key)
    settle()


@pytest.mark.qt
def test_one_key_and_one_scan_record_the_morning(shell: Shell, office: FakeOffice) -> None:
    shell.go("morning")
    settle()
    assert shell.morning is not None
    rows = shell.morning.rows
    assert [key for key, row in rows.items() if row.looked is None] == ["slip"]
    assert office.morning.recorded == []

    press(shell, Qt.Key.Key_F9)
    shell.go("reception")
    shell.scanned(CODE)  # wherever the clerk is
    settle()
    assert shell.window.current == "morning"
    [kept] = office.morning.recorded
    assert {key for key, looked in kept.items() if looked.outcome is Outcome.WARN} == {"backup"}
    assert "kết quả: cần xem" in shell.morning._last.text()


@pytest.mark.qt
def test_another_pages_code_and_a_jam_are_said_and_mended_by_the_same_key(
    shell: Shell, office: FakeOffice
) -> None:
    shell.go("morning")
    settle()
    assert shell.morning is not None
    slip = shell.morning.rows["slip"]
    press(shell, Qt.Key.Key_F9)
    shell.scanned(CODE[:-1] + "X")
    settle()
    assert slip.looked is not None
    assert (slip.looked.outcome, len(office.morning.recorded)) == (Outcome.BAD, 1)

    office.morning.jammed = True
    press(shell, Qt.Key.Key_F9)
    assert slip.looked is not None
    assert "kẹt giấy" in slip.looked.words
    assert shell.window.focusWidget() is shell.morning.act
    office.morning.jammed = False
    press(shell, Qt.Key.Key_F9)
    shell.scanned(CODE)
    settle()
    assert slip.looked.outcome is Outcome.GOOD
    assert len(office.morning.recorded) == 3
