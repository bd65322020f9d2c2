"""The closing screen by its keys: matters mended one after the other, then F9."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from counter_app.ui.closing.view import ClosingView
from counter_app.ui.shell import Shell
from counter_app.ui.window_commands import ask_report
from counter_app.usecases.day_figures import DayState, Step
from counter_app.usecases.day_sheet import SheetSort
from counter_app.usecases.open_matters import Mend, OpenMatter
from counter_app.usecases.reports import Period, ReportForm, ReportSort, week_of
from domain.day_matters import Account
from domain.identifiers import Day
from tests.counter_app.ui.gallery import settle
from tests.fakes.closing import PAPER, RECEIPT, SCANS, SLIP
from tests.fakes.office_screens import LOST, FakeOffice

Key = Qt.Key


def opened(shell: Shell) -> ClosingView:
    shell.go("closing")
    settle(8)
    assert shell.closing is not None
    return shell.closing


def press(shell: Shell, *keys: Qt.Key, alt: bool = False) -> None:
    held = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    for key in keys:
        target = shell.window.focusWidget() or shell.window
        QTest.keyClick(target, key, held)
        settle()


def keys_of(view: ClosingView) -> list[str]:
    return [row.open.key for row in view.list.rows.rows if row.open]


@pytest.mark.qt
def test_every_matter_is_mended_by_enter_and_the_day_closed_by_f9(
    shell: Shell, office: FakeOffice
) -> None:
    places: list[str] = []
    view = opened(shell)
    view.case_asked.connect(places.append)
    assert shell.window.focusWidget() is view.list
    assert view.list.matter is SCANS

    press(shell, Key.Key_F9)  # with matters open: to the first
    assert (office.closing.state, view.list.matter) == (DayState.OPEN, SCANS)
    press(shell, Key.Key_Return)
    assert office.closing.sent == 1
    view.refresh()  # as the link announces it
    assert view.list.matter is SLIP
    press(shell, Key.Key_Return)
    press(shell, Key.Key_Return)
    assert places == ["1"]  # the case at the desk
    office.closing.open = [PAPER, RECEIPT]
    opened(shell)
    press(shell, Key.Key_Return)
    assert keys_of(view) == [RECEIPT.key]

    press(shell, Key.Key_Return)
    assert view.panel.isVisible()
    press(shell, Key.Key_Return)  # without a word
    assert "lý do" in view.panel.reason._below.text()
    view.panel.account.choose(Account.SPOILT)
    QTest.keyClicks(shell.window.focusWidget(), "in nhoe, da huy")
    press(shell, Key.Key_Return)
    assert office.closing.explained[0][1:] == (Account.SPOILT, "in nhoe, da huy")
    assert keys_of(view) == []
    assert shell.window.focusWidget() is view.list

    press(shell, Key.Key_F9)
    assert office.closing.steps == list(Step)
    assert office.closing.state is DayState.SEALED
    press(shell, Key.Key_F9)
    assert office.closing.steps == list(Step)  # once


@pytest.mark.qt
def test_a_step_of_many_parts_shows_how_far_it_is_and_escape_ends_it(
    shell: Shell, office: FakeOffice
) -> None:
    view = opened(shell)
    office.closing.open = []
    opened(shell)
    seen: list[str] = []

    def part_done(_done: int) -> None:
        settle()
        seen.append(view.certificate._steps.text())
        assert view.certificate.stop.isVisible()
        QTest.keyClick(view, Key.Key_Escape)

    office.closing.part_done = part_done
    press(shell, Key.Key_F9)

    assert seen == ["Bước 1/4: Hỏi trung tâm còn giữ bản quét 0/450…"]
    assert office.closing.steps == []
    assert office.closing.state is DayState.OPEN
    assert not view.certificate.stop.isVisible()


@pytest.mark.qt
def test_what_is_left_for_later_keeps_its_reason_and_escape_says_nothing(
    shell: Shell, office: FakeOffice
) -> None:
    view = opened(shell)
    press(shell, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    assert view.list.matter is PAPER
    press(shell, Key.Key_S, alt=True)
    press(shell, Key.Key_Escape)
    assert not view.panel.isVisible()
    assert shell.window.focusWidget() is view.list
    press(shell, Key.Key_S, alt=True)
    QTest.keyClicks(shell.window.focusWidget(), "khach hen mai")
    press(shell, Key.Key_Return)
    assert PAPER.key not in keys_of(view)
    [left] = [row.left for row in view.list.rows.rows if row.left]
    assert left.reason == "khach hen mai"
    assert "Để sau: " in str(view.list.rows.data(view.list.rows.index(len(keys_of(view)) + 1)))


@pytest.mark.qt
def test_without_a_link_what_needs_one_does_not_stand_in_the_way(
    shell: Shell, office: FakeOffice
) -> None:
    office.closing.open = [SCANS]
    office.closing.answers = DayState.PENDING
    view = opened(shell)
    assert view.blocking == [SCANS]
    office.link = LOST
    view.refresh()
    assert view.blocking == []
    press(shell, Key.Key_F9)
    assert office.closing.face().state is DayState.PENDING
    office.closing.answers = DayState.SEALED
    press(shell, Key.Key_F9)  # ask again
    assert office.closing.face().state is DayState.SEALED


@pytest.mark.qt
def test_a_click_on_the_button_of_a_row_mends_it(shell: Shell, office: FakeOffice) -> None:
    view = opened(shell)
    row: QWidget = view.list.viewport()
    rect = view.list.visualRect(view.list.rows.index(1))
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=rect.center())
    settle()
    assert SLIP in office.closing.open  # only chosen
    right = rect.adjusted(0, 0, -100, 0).topRight()
    right.setY(rect.center().y() - 4)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=right)
    settle()
    assert SLIP not in office.closing.open


@pytest.mark.qt
def test_sheets_are_printed_by_their_keys(shell: Shell, office: FakeOffice) -> None:
    view = opened(shell)
    press(shell, Key.Key_U, alt=True)
    assert office.closing.sheets == [SheetSort.X]
    office.closing.open = []
    office.closing.state = DayState.SEALED
    view.refresh()
    settle()
    assert not view.certificate.x_sheet.isVisible()
    press(shell, Key.Key_I, alt=True)
    assert office.closing.sheets == [SheetSort.X, SheetSort.Z]


@pytest.mark.qt
def test_a_session_that_is_open_leads_to_the_drawer(shell: Shell, office: FakeOffice) -> None:
    office.closing.open = [
        OpenMatter(
            key="session:open:1",
            icon="coins",
            title="Phiên Q3-7 chưa đóng",
            mend=Mend.SESSION,
            verb="Mở phiên quầy",
        )
    ]
    view = opened(shell)
    press(shell, Key.Key_Return)
    assert shell.window.focusWidget() in view.cash.grid.fields.values()


@pytest.mark.qt
def test_a_report_is_asked_for_by_name_and_made_by_enter(shell: Shell, office: FakeOffice) -> None:
    view = opened(shell)
    said: list[str] = []
    view.toasted.connect(said.append)
    ask_report(shell, ReportSort.REGISTER)
    settle()
    assert (view.reports.first.text(), view.reports.last.text()) == ("01/11/2026", "30/11/2026")

    view.reports.first.put("31/11/2026")
    press(shell, Key.Key_Return)
    assert "không phải ngày" in view.reports.first._below.text()
    assert office.closing.reports == []
    view.reports.first.put("23/11/2026")
    view.reports.form.segment(ReportForm.PDF.value).setFocus()
    press(shell, Key.Key_Right, Key.Key_Return)

    period = Period(Day("2026-11-23"), Day("2026-11-30"))
    assert office.closing.reports == [(ReportSort.REGISTER, period, ReportForm.XLSX)]
    assert said == ["Đã lưu báo cáo: reports/register.xlsx"]
    assert not view.reports.isVisible()
    assert shell.window.focusWidget() is view.list


@pytest.mark.qt
def test_a_report_that_is_due_stands_in_the_list_and_does_not_hinder_the_closing(
    shell: Shell, office: FakeOffice
) -> None:
    period = week_of(Day("2026-11-23"))
    due = OpenMatter(
        key="report:week:2026-11-23",
        icon="file-text",
        title="Báo cáo tuần chưa lập",
        mend=Mend.REPORT,
        verb="Lập báo cáo",
        target=(ReportSort.WEEK, period),
        blocks=False,
    )
    office.closing.open = [due]
    view = opened(shell)
    press(shell, Key.Key_Return)
    assert (view.reports.first.text(), view.reports.last.text()) == ("23/11/2026", "29/11/2026")
    press(shell, Key.Key_Escape)
    assert not view.reports.isVisible()
    press(shell, Key.Key_F9)
    assert office.closing.state is DayState.SEALED
