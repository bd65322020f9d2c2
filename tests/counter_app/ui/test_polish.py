"""Flaws that were seen on the real screens, each with the test that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.desk_case import DeskCase, home, loose, matters
from counter_app.ui.shell import Shell
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.case_tabs import CaseTab, CaseTabs
from counter_app.ui.widgets.suggestions import Suggestion, Suggestions
from counter_app.ui.widgets.text import Elided
from counter_app.usecases.case import PaperTaken, PrintedSlip
from counter_app.usecases.device_errors import PrinterJammed, PrinterOutOfPaper
from counter_app.usecases.scan_session import PageThumb
from domain.identifiers import ProcedureCode
from tests.counter_app.ui.gallery import settle
from tests.fakes.desk import NHUNG_CARD, PROCEDURES, find_procedures
from tests.fakes.office_screens import FakeOffice
from tests.fakes.tasks import PatientTasks

HOUSEHOLD = ProcedureCode("1.001612")
LOW = [(1366, 688), (1366, 768), (1280, 700), (1920, 1080)]


def chosen_by(shell: Shell) -> str:
    """The code of the procedure chosen; empty where there is none."""
    assert shell.presenter is not None
    procedure = shell.presenter.room.case.procedure
    return procedure.code if procedure else ""


def search_by_hand(shell: Shell) -> PatientTasks:
    """From here on the store answers when the test says so."""
    assert shell.presenter is not None
    patient = PatientTasks()
    shell.presenter.room.tasks = patient
    return patient


@pytest.mark.qt
def test_enter_waits_for_the_rows_of_what_was_typed(shell: Shell) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    shell.view.focus("procedure")
    field = shell.view.procedure.edit
    QTest.keyClicks(field, "ch")
    patient = search_by_hand(shell)
    QTest.keyClicks(field, "ung thuc")

    QTest.keyClick(field, Qt.Key.Key_Return)
    before = chosen_by(shell)
    while patient.waiting:
        patient.deliver()

    assert (before, chosen_by(shell)) == ("", find_procedures("chung thuc")[0].code)


@pytest.mark.qt
def test_enter_before_the_first_answer_waits_too(shell: Shell) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    patient = search_by_hand(shell)
    shell.view.focus("procedure")
    QTest.keyClicks(shell.view.procedure.edit, "khai sinh")

    QTest.keyClick(shell.view.procedure.edit, Qt.Key.Key_Return)
    while patient.waiting:
        patient.deliver()

    assert chosen_by(shell) == "1.001193"


@pytest.mark.qt
def test_typing_on_after_enter_takes_nothing(shell: Shell) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    patient = search_by_hand(shell)
    shell.view.focus("procedure")
    field = shell.view.procedure.edit
    QTest.keyClicks(field, "khai")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, " sinh")

    while patient.waiting:
        patient.deliver()

    assert chosen_by(shell) == ""


@pytest.mark.qt
def test_a_waiting_enter_that_finds_nothing_means_what_the_field_says(
    look: Look, shell: Shell
) -> None:
    assert shell.view is not None
    shell.view.focus("name")
    field = shell.view.customer.fields["name"].edit  # type: ignore[index]  # a StrEnum is its word
    rows = Suggestions(look, field, "Khách đã có")
    refused: list[bool] = []
    rows.nothing.connect(lambda: refused.append(True))
    QTest.keyClicks(field, "Xa")
    rows._awaited = True
    QTest.keyClick(field, Qt.Key.Key_Return)

    rows.offer([], "Xa")

    assert refused == [True]
    rows.offer([Suggestion("1", "Xa", "")], "Xa")
    assert refused == [True]


def tabs_of(look: Look, names: Sequence[str], width: int) -> CaseTabs:
    tabs = CaseTabs(look)
    tabs.resize(width, 36)
    tabs.show()
    notes = ["", *["chưa lưu, mở lại"] * (len(names) - 1)]
    tabs.show_tabs(
        [
            CaseTab(str(at), name, note, current=not at)
            for at, (name, note) in enumerate(zip(names, notes, strict=True))
        ]
    )
    return tabs


@pytest.mark.qt
@pytest.mark.parametrize("width", [300, 520, 760, 1100, 1600])
def test_case_tabs_never_lie_on_each_other(look: Look, width: int) -> None:
    names = ["Nguyễn Thị Hồng Nhung", "Phạm Quốc Việt", "Công ty TNHH Muối Biển Cam Ranh", "Lê An"]

    tabs = tabs_of(look, names, width)

    shown = tabs.shown
    for left, right in pairwise(shown):
        assert left.geometry().right() < right.geometry().left()
    for tab in shown:
        assert tab.width() >= tab.minimumSizeHint().width()
        assert tab.geometry().right() <= width
    tabs.deleteLater()


@pytest.mark.qt
def test_names_are_whole_where_there_is_room(look: Look) -> None:
    tabs = tabs_of(look, ["Nguyễn Thị Hồng Nhung", "Phạm Quốc Việt"], 900)

    assert [tab.width() >= tab.sizeHint().width() for tab in tabs.shown] == [True, True]
    tabs.deleteLater()


@pytest.mark.qt
def test_an_elided_line_tells_the_whole_in_its_tip(look: Look) -> None:
    del look
    line = Elided("Thủ tục cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh")
    line.resize(120, 20)
    line.grab()
    narrow = line.toolTip()
    line.resize(900, 20)
    line.grab()

    assert (narrow, line.toolTip()) == (line.text(), "")


def desk_with(*components: int, ticked: Sequence[int] = ()) -> DeskCase:
    case = DeskCase(case="1", procedure=PROCEDURES[HOUSEHOLD])
    case.pages = tuple(
        PageThumb(name=str(at), component=no, png=b"") for at, no in enumerate(components)
    )
    case.papers = {no: PaperTaken(no=no, originals=1) for no in ticked}
    return case


def test_pages_of_no_paper_keep_the_case_from_being_saved() -> None:
    case = desk_with(1, 0, 9)

    assert [page.component for page in loose(case)] == [0, 9]
    assert "Còn 2 trang chưa xếp vào giấy tờ nào" in [one.text for one in matters(case)]


def test_a_running_scan_keeps_the_case_from_being_saved() -> None:
    case = desk_with(1)
    case.scanning = True

    assert "scan" in [one.spot for one in matters(case)]


def test_fresh_pages_belong_to_the_first_paper_on_the_desk_without_pages() -> None:
    assert home(desk_with()) == 1
    assert home(desk_with(ticked=[2, 3])) == 2
    assert home(desk_with(2, ticked=[2, 3])) == 3
    assert home(desk_with(2, 3, ticked=[2, 3])) == 2
    assert home(DeskCase(case="1")) == 0


@pytest.mark.qt
def test_scanned_pages_come_to_a_paper_by_themselves(shell: Shell, office: FakeOffice) -> None:
    assert shell.presenter is not None
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(HOUSEHOLD)
    shell.presenter.desk.take_all()
    case = shell.presenter.room.case
    session = shell.presenter.scan.session(case.case)
    session.feeder = (0, 0, 0)  # type: ignore[attr-defined]  # the fake's

    shell.presenter.scan.start()
    settle()

    assert [page.component for page in case.pages] == [1, 1, 1]
    assert office.desk.received == []


def squeezed(shell: Shell) -> list[str]:
    """Parts of the right column that are lower than they must be."""
    assert shell.view is not None
    found = []
    for card in (shell.view.fee, shell.view.due, shell.view.action):
        for widget in card.findChildren(QWidget):
            if not widget.isVisible() or isinstance(widget, QAbstractScrollArea):
                continue
            need = widget.minimumSizeHint().height()
            if isinstance(widget, QLabel) and widget.wordWrap():
                need = widget.heightForWidth(widget.width())
            if widget.height() + 1 < need:
                what = widget.accessibleName() or getattr(widget, "text", str)()
                found.append(f"{type(widget).__name__} {what!r}: {widget.height()} of {need}")
    return found


def _missing(shell: Shell) -> None:
    assert shell.presenter is not None
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(HOUSEHOLD)


def _told(shell: Shell) -> None:
    assert shell.view is not None
    _missing(shell)
    text = "Có 1 khách giống khách này. So để khỏi tạo trùng."
    shell.view.notice(text, Tone.WAITING, [("So hai khách", lambda: None)])


def _refused(shell: Shell) -> None:
    assert shell.view is not None
    text = "Mã vừa quét không phải mã QR của thẻ căn cước; hãy quét lại mã trên thẻ."
    shell.view.notice(text, Tone.LATE)


def _jammed(shell: Shell) -> None:
    assert shell.presenter is not None
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(HOUSEHOLD)
    shell.presenter.desk.take_all()
    shell.presenter.desk.take_fee()
    services = shell.presenter.room.services
    shell.presenter.room.services = replace(services, print_slip=_jam)
    shell.presenter.submit(with_paper=True)


def _jam(_dossier: object) -> PrintedSlip:
    raise PrinterJammed


@pytest.mark.qt
@pytest.mark.parametrize("size", LOW, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", [_missing, _told, _refused, _jammed])
def test_the_right_column_is_never_squeezed(
    shell: Shell, size: tuple[int, int], state: object
) -> None:
    assert callable(state)
    shell.window.resize(*size)
    settle()
    state(shell)
    settle(8)

    assert "\n".join(squeezed(shell)) == ""


@pytest.mark.qt
def test_columns_come_back_to_their_width_after_the_narrow_layout(shell: Shell, look: Look) -> None:
    assert shell.view is not None
    _missing(shell)
    settle()
    before = shell.view.fee.width()

    look.set(dark=False, scale=130)
    settle(8)
    look.set(dark=False, scale=100)
    settle(8)

    assert shell.view.fee.width() == before
    assert shell.view.fee.cash.width() == look.px(92)


@pytest.mark.qt
def test_wide_papers_take_what_they_need_and_scroll_only_past_half(shell: Shell) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    shell.window.resize(1920, 1080)
    settle()
    _missing(shell)
    settle(8)

    bar = shell.view.papers.area.verticalScrollBar()

    assert bar.maximum() == 0
    assert not shell.view.customer.fields["address"].edit.horizontalScrollBar().isVisible()  # type: ignore[index,union-attr]  # a StrEnum is its word; the address is tall


@pytest.mark.qt
def test_a_printer_that_fails_says_why_and_how_to_print_again(
    shell: Shell, office: FakeOffice
) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    office.desk.printer_error = PrinterOutOfPaper()
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(HOUSEHOLD)
    shell.presenter.desk.take_all()
    shell.presenter.desk.take_fee()
    shell.presenter.submit(with_paper=True)
    settle()

    spoken = [label.text() for label in shell.view.action.findChildren(QLabel) if label.isVisible()]
    assert PrinterOutOfPaper.words in spoken
    keys: list[Button] = [shell.view.action.print_again]
    assert keys[0].isVisible()

    office.desk.printer_error = None
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, Qt.Key.Key_F9)

    assert len(office.desk.printed) == 1
    assert len(office.desk.received) == 1


@pytest.mark.qt
def test_the_reserve_is_told_beside_the_saved_code(shell: Shell, office: FakeOffice) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(HOUSEHOLD)
    shell.presenter.desk.take_all()
    shell.presenter.desk.take_fee()
    services = shell.presenter.room.services
    receive = services.receive
    shell.presenter.room.services = replace(
        services, receive=lambda told: replace(receive(told), reserve_used=True)
    )

    shell.presenter.submit(with_paper=False)
    settle()

    assert "số dự phòng" in shell.view.action.notice.accessibleName()
    assert office.desk.printed == []


@pytest.mark.qt
def test_pages_of_a_saved_case_are_not_asked_for_again(shell: Shell, office: FakeOffice) -> None:
    assert shell.presenter is not None
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(HOUSEHOLD)
    shell.presenter.desk.take_all()
    shell.presenter.scan.start()
    settle()
    shell.presenter.desk.take_fee()
    shell.presenter.submit(with_paper=False)
    asked: list[str] = []
    office.desk.scan.image = lambda page, max_px: asked.append(page) or bytes(max_px)  # type: ignore[method-assign,func-returns-value]  # the fake notes what is asked

    shell.presenter.scan.view("p1")
    settle()

    assert (len(office.desk.received), asked) == (1, [])


@pytest.mark.qt
def test_a_page_that_comes_late_covers_the_desk_only_where_it_was_asked_to(shell: Shell) -> None:
    assert shell.view is not None
    shell.window.resize(1366, 768)
    settle()

    shell.view.show_page("Trang 1.1", b"", covering=False)
    beside = shell.view.viewer.isVisible()
    shell.view.show_page("Trang 1.1", b"", covering=True)

    assert (beside, shell.view.viewer.isVisible()) == (False, True)
