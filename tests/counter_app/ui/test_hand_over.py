"""Trả kết quả on the dossier screen, by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.ui.dossiers.hand_over import HandOverCard
from counter_app.ui.dossiers.view import DossiersView
from counter_app.ui.shell import Shell
from tests.counter_app.ui.gallery import settle
from tests.counter_app.ui.test_screens_walk import clipped
from tests.fakes.office_screens import LINES, FakeOffice

pytestmark = pytest.mark.qt
SIZES = [(1366, 768), (1920, 1080), (1024, 600)]


@pytest.fixture
def dossiers(shell: Shell) -> DossiersView:
    shell.go("dossiers")
    settle()
    assert shell.dossiers is not None
    return shell.dossiers


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key) -> None:
    QTest.keyClick(focused(), key)
    settle()


def card(view: DossiersView) -> HandOverCard:
    return view.story.hand_over


def test_f9_asks_with_the_applicant_filled_in_and_f9_records(
    dossiers: DossiersView, office: FakeOffice
) -> None:
    dossiers.list.setFocus()
    press(Qt.Key.Key_F9)
    asked = card(dossiers)
    first = (asked.isVisible(), focused() is asked.paper.edit, asked.name.text())

    QTest.keyClicks(focused(), "41A8000127")
    press(Qt.Key.Key_F9)

    (given,) = office.handed_over
    assert first == (True, True, LINES[0].customer_name)
    assert (given.paper, given.name) == ("41A8000127", LINES[0].customer_name)
    assert given.identity_number == "056188004217"
    assert not asked.isVisible()
    assert focused() is dossiers.list


def test_without_the_papers_number_nothing_is_recorded(
    dossiers: DossiersView, office: FakeOffice
) -> None:
    dossiers.give()
    settle()
    press(Qt.Key.Key_F9)

    assert office.handed_over == []
    assert focused() is card(dossiers).paper.edit
    assert "Gõ số ghi trên giấy." in card(dossiers).paper.edit.accessibleDescription()


def test_somebody_else_is_asked_by_what_authority_and_then_recorded(
    dossiers: DossiersView, office: FakeOffice
) -> None:
    dossiers.give()
    settle()
    asked = card(dossiers)
    QTest.keyClicks(focused(), "41A8000127")
    press(Qt.Key.Key_Return)
    assert focused() is asked.name.edit
    QTest.keyClicks(focused(), "Tran Van Bao")
    for _ in range(3):
        press(Qt.Key.Key_Return)
    assert "ủy quyền" in asked.authority.edit.accessibleDescription()
    assert focused() is asked.authority.edit
    assert office.handed_over == []

    QTest.keyClicks(focused(), "GUQ 12/2026")
    press(Qt.Key.Key_Return)

    assert [each.authority for each in office.handed_over] == ["GUQ 12/2026"]


def test_esc_leaves_it_and_another_dossier_too(dossiers: DossiersView, office: FakeOffice) -> None:
    dossiers.give()
    settle()
    press(Qt.Key.Key_Escape)
    assert not card(dossiers).isVisible()
    assert focused() is dossiers.list

    dossiers.give()
    settle()
    dossiers.list.setFocus()
    press(Qt.Key.Key_Down)

    assert not card(dossiers).isVisible()
    assert office.handed_over == []


def test_what_was_returned_is_not_offered_again(dossiers: DossiersView) -> None:
    rows = [at for at, line in enumerate(LINES) if line.returned]
    assert rows, "the invented office has a dossier that was returned"
    dossiers.list.setCurrentIndex(dossiers.list.model().index(rows[0], 0))
    settle()

    dossiers.give()
    settle()

    assert not dossiers.story.give.isVisible()
    assert not card(dossiers).isVisible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True])
def test_the_card_fits(
    shell: Shell, dossiers: DossiersView, size: tuple[int, int], *, dark: bool
) -> None:
    shell.window.resize(*size)
    shell.look.set(dark=dark, scale=100)
    dossiers.give()
    card(dossiers).note("Chưa lưu được: Trần Văn Bảo không phải người nộp, cần ghi giấy ủy quyền.")
    settle()

    assert clipped(shell) == []
