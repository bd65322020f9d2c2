"""Two customers whom nothing paired, found by typing and compared by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from counter_app.ui.customers.services import CustomersServices
from counter_app.ui.customers.view import CustomersView
from counter_app.ui.look import Look
from counter_app.ui.shell import Shell
from counter_app.usecases.decide import CompareCustomers, DecideConflict
from counter_app.usecases.lines import SUGGESTED
from tests.counter_app.test_decisions import registered, three
from tests.counter_app.ui import gallery
from tests.counter_app.ui.gallery import settle
from tests.counter_app.ui.test_customers import ALT, CONTROL, press, rested, words
from tests.counter_app.ui.test_screens_walk import clipped
from tests.fakes.deciding import HUY, LE_NGAN, NGAN_TOO, PHONE, person
from tests.fakes.office_screens import FakeOffice
from tests.fakes.tasks import ImmediateTasks, PatientTasks
from tests.office import Counter, decisions

pytestmark = pytest.mark.qt
__all__ = ("three",)  # a fixture


@pytest.fixture
def view(shell: Shell) -> CustomersView:
    """The screen in the whole window, reached by its key."""
    press(Qt.Key.Key_3, CONTROL)
    assert shell.customers is not None
    return shell.customers


def seek(text: str) -> None:
    for letter in text:
        press(letter)
    settle()


def note(view: CustomersView) -> str:
    return view.seek.edit.accessibleDescription()


def test_two_customers_are_found_and_joined_by_keys(
    shell: Shell, view: CustomersView, office: FakeOffice
) -> None:
    press(Qt.Key.Key_F4)
    assert view.seek.edit.hasFocus()
    seek("tran quang huy")
    assert view.seek._list.isVisible()
    press(Qt.Key.Key_Return)
    assert note(view) == "Thứ nhất: Trần Quang Huy. Tìm khách thứ hai; Esc để bỏ."
    seek("le thi ngan")
    press(Qt.Key.Key_Down)
    assert clipped(shell) == []
    press(Qt.Key.Key_Return)

    assert view.list.hasFocus()
    assert view.list.currentIndex().data() == "Trần Quang Huy"
    told = words(view)
    assert "Hai khách do bạn chọn để so." in told
    assert "≠ khác" in told
    assert clipped(shell) == []
    assert shell.window.rail._stops["customers"].accessibleName() == "Khách hàng, 4 việc"
    press("1")

    assert office.deciding.told == [("same", HUY.id, NGAN_TOO.id, "")]
    assert "Đang so" not in {str(group) for group, _ in view._rows.rows}
    assert view.item == PHONE


def test_digits_typed_while_seeking_decide_nothing(view: CustomersView, office: FakeOffice) -> None:
    press(Qt.Key.Key_T, ALT)
    seek("0123")

    assert office.deciding.told == []
    assert words(view).count("Không có khách nào khớp “0123”.") == 1


def test_more_than_are_shown_is_said(view: CustomersView, office: FakeOffice) -> None:
    office.deciding.many = [person(100 + at, f"Đỗ Văn {at}", None, 0) for at in range(12)]

    press(Qt.Key.Key_F4)
    seek("do van")

    assert view.seek._list._count.text() == f"Hơn {SUGGESTED} khách khớp “do van”"


def test_no_row_found_shows_a_whole_number(view: CustomersView) -> None:
    press(Qt.Key.Key_F4)
    seek("ngan")

    rows = [row.detail for row in view.seek._list._model.rows]
    assert rows == ["…0060  ·  30/04/1991  ·  lenn  ·  2 hồ sơ", "30/04/1991  ·  lenn2  ·  1 hồ sơ"]


def test_escape_goes_back_step_by_step(view: CustomersView) -> None:
    press(Qt.Key.Key_F4)
    seek("ngan")
    press(Qt.Key.Key_Return)
    seek("ngan")

    press(Qt.Key.Key_Escape)
    assert not view.seek._list.isVisible()
    press(Qt.Key.Key_Escape)
    assert (view.seek.edit.text(), view.seek.first) == ("", LE_NGAN)
    press(Qt.Key.Key_Escape)
    assert view.seek.first is None
    press(Qt.Key.Key_Escape)
    assert view.list.hasFocus()


def test_the_same_customer_twice_is_said(view: CustomersView) -> None:
    press(Qt.Key.Key_F4)
    for _ in range(2):
        seek("le thi ngan")
        press(Qt.Key.Key_Return)

    assert note(view) == "Lê Thị Ngân đã là khách thứ nhất; hãy chọn khách khác."
    assert view.item == PHONE


def test_a_pair_that_waits_anyway_stands_once_and_what_is_put_off_leaves(
    view: CustomersView, office: FakeOffice, qtbot: QtBot
) -> None:
    press(Qt.Key.Key_F4)
    for turn in range(2):
        seek("le thi ngan")
        for _ in range(turn):
            press(Qt.Key.Key_Down)
        press(Qt.Key.Key_Return)
    assert "Giống nhau: cùng họ tên và ngày sinh." in words(view)
    rows = len(view._rows.rows)

    press(Qt.Key.Key_F4)
    for name in ("tran quang", "le thi"):
        seek(name)
        press(Qt.Key.Key_Return)
    assert len(view._rows.rows) == rows + 2  # with a heading of its own
    press("3")
    rested(view, qtbot)

    assert office.deciding.told == [("later", HUY.id, LE_NGAN.id)]
    assert len(view._rows.rows) == rows


def test_late_answers_and_a_customer_gone_meanwhile(
    view: CustomersView, office: FakeOffice
) -> None:
    waiting = PatientTasks()
    view.seek._tasks = waiting
    press(Qt.Key.Key_F4)
    seek("ngan")
    waiting.deliver(1)  # of an older text
    assert not view.seek._list.isVisible()
    while waiting.waiting:
        waiting.deliver(-1)
    press(Qt.Key.Key_Return)
    office.deciding.many = [person(120, "Đỗ Văn An", None, 0)]
    seek("do van")
    while waiting.waiting:
        waiting.deliver(-1)
    office.deciding.many = []
    press(Qt.Key.Key_Return)

    assert view.notice.accessibleName().startswith("Không tìm thấy khách hàng này trên quầy;")
    assert view.item == PHONE


def test_on_a_real_store(look: Look, three: Counter) -> None:
    """Apart again what was told apart, and a person beside an organisation."""
    one = registered(three, "Lê Thị Ngân", "056188000111")
    two = registered(three, "Lê Ngân Hà")
    registered(three, "Công ty Ngân Hà", sort="organisation")
    CompareCustomers(begin=three.desk.begin).different(one, two)
    found, compare = decisions(three), CompareCustomers(begin=three.desk.begin)
    services = CustomersServices(
        now=found.now,
        disputes=found.disputes,
        disputes_of=found.disputes_of,
        alike=found.alike,
        merged=found.merged,
        find=lambda text: three.queries.meet_customers(text, SUGGESTED + 1),
        pair=found.pair,
        decide=DecideConflict(begin=three.desk.begin),
        same=compare.same,
        different=compare.different,
        later=compare.later,
    )
    view = CustomersView(look, services, tasks=ImmediateTasks(), report=gallery.defect)
    gallery.shown(view, 1250, 640)
    view.refresh()
    settle()

    def choose(*names: str) -> None:
        view.seek.focus()
        for name in names:
            seek(name)
            press(Qt.Key.Key_Return)

    choose("le thi ngan", "cong ty")
    press("1")
    refused = view.notice.accessibleName()
    choose("le thi ngan", "le ngan ha")
    said = [label.text() for label in view.findChildren(QLabel)]
    press("1")

    assert refused == (
        "Không gộp được vì một bên là cá nhân, một bên là tổ chức; hãy chọn hai khách khác."
    )
    assert "Hai khách do bạn chọn để so, đã ghi là hai người khác nhau." in said
    assert [{pair.one.id, pair.other.id} for pair in found.merged()] == [{one, two}]
    view.hide()
    view.deleteLater()
