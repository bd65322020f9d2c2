"""Deciding conflicts and look-alikes by keys, on the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from counter_app.ui.customers.services import CustomersServices
from counter_app.ui.customers.view import CustomersView
from counter_app.ui.look import Look
from counter_app.usecases.decide import CompareCustomers, DecideConflict
from counter_app.usecases.decisions import Alike, Dispute
from counter_app.usecases.errors import CounterHalted, NothingToDecide, NotYoursToDecide
from domain.errors import Stale
from tests.counter_app.test_decisions import phone_of, phones_apart, three, two
from tests.counter_app.ui import gallery
from tests.counter_app.ui.gallery import settle
from tests.fakes.deciding import (
    ALIKE,
    BORN,
    FORBIDDEN,
    LE_NGAN,
    MERGED,
    NGAN_TOO,
    PHONE,
    of_both,
)
from tests.fakes.office_screens import FakeOffice
from tests.fakes.tasks import ImmediateTasks, PatientTasks
from tests.office import Counter, decisions

pytestmark = pytest.mark.qt
__all__ = ("three", "two")  # fixtures

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def press(key: Qt.Key | str, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QWidget), "nothing has the focus"
    if isinstance(key, str):
        QTest.keyClicks(target, key)
    else:
        QTest.keyClick(target, key, modifier)
    settle(3)


@pytest.fixture
def view(look: Look, office: FakeOffice) -> Iterator[CustomersView]:
    """The screen by itself; the list has the focus."""
    made = CustomersView(
        look, office.deciding.services(), tasks=ImmediateTasks(), report=gallery.defect
    )
    gallery.shown(made, 1250, 640)
    made.setFocus()
    made.refresh()
    settle()
    yield made
    made.hide()
    made.deleteLater()


def rested(view: CustomersView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not view._rest.isActive())


def go_to(view: CustomersView, item: Dispute | Alike) -> None:
    press(Qt.Key.Key_Home)
    for _ in range(8):
        if view.item == item:
            return
        press(Qt.Key.Key_Down)
    raise AssertionError("arrow keys do not come to that row")


def words(view: CustomersView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def test_a_version_is_chosen_by_its_number_and_the_next_row_follows(
    view: CustomersView, office: FakeOffice
) -> None:
    assert view.item == PHONE
    assert "Trước đó các nơi cùng thấy: 0905 000 100." in words(view)
    assert "Quầy 2, Bùi Thanh Sơn, 09:22 nay" in words(view)
    assert "Quầy 3 (quầy này), Lê Minh Châu, 09:02 nay" in words(view)
    assert "Căn cứ: khách báo" in words(view)

    press("2")

    assert office.deciding.told == [("decide", "Điện thoại", PHONE.versions[1].fact, "")]
    assert view.item == BORN
    assert view.list.hasFocus()


def test_digits_typed_as_a_reason_decide_nothing(view: CustomersView, office: FakeOffice) -> None:
    press(Qt.Key.Key_C, ALT)
    for letter in "12 CMND":
        press(letter)
    assert office.deciding.told == []

    press(Qt.Key.Key_Return)
    press("1")

    assert office.deciding.told == [("decide", "Điện thoại", PHONE.versions[0].fact, "12 CMND")]
    assert view.reason.text() == ""


def test_what_is_typed_outlives_a_new_reading(view: CustomersView, office: FakeOffice) -> None:
    press(Qt.Key.Key_C, ALT)
    press("a")
    office.deciding.alike.clear()

    view.refresh()
    settle()

    assert view.item == PHONE
    assert view.reason.text() == "a"
    assert view.reason.edit.hasFocus()


def test_zero_leaves_a_conflict_and_goes_on(view: CustomersView, office: FakeOffice) -> None:
    press("0")

    assert office.deciding.told == []
    assert PHONE in office.deciding.waiting
    assert view.item == BORN


def test_a_double_press_decides_once(view: CustomersView, office: FakeOffice, qtbot: QtBot) -> None:
    press("1")
    press("1")
    assert len(office.deciding.told) == 1

    rested(view, qtbot)
    press("1")
    assert len(office.deciding.told) == 2


def test_a_key_held_down_decides_nothing(view: CustomersView, office: FakeOffice) -> None:
    held = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_1, PLAIN, "1", True)

    QApplication.sendEvent(view.list, held)

    assert office.deciding.told == []


def test_nothing_is_decided_while_an_answer_is_awaited(
    view: CustomersView, office: FakeOffice
) -> None:
    waiting = PatientTasks()
    view._tasks = waiting

    view.refresh()
    press("1")
    press("2")
    view.refresh()
    waiting.deliver()  # read before the decision: dropped
    assert view.item == PHONE
    waiting.deliver()
    view._rest.stop()
    press("1")
    assert len(waiting.waiting) == 1
    waiting.deliver()
    assert [told[2] for told in office.deciding.told] == [PHONE.versions[0].fact]
    assert view.item == BORN


def test_one_person_is_said_with_what_follows(view: CustomersView, office: FakeOffice) -> None:
    go_to(view, ALIKE)
    told = words(view)
    assert (
        "Mọi danh sách hiện Lê Thị Ngân (lenn); 3 hồ sơ của cả hai đứng chung; "
        "tài khoản lenn2 không cấp cho ai khác." in told
    )
    assert "≠ khác" in told
    assert "giống" in told
    assert "Chứng thực bản sao, 4 bản, T4 18/11" in told

    press("1")

    assert office.deciding.told == [("same", LE_NGAN.id, NGAN_TOO.id, "")]
    assert view.item == FORBIDDEN


def test_two_people_and_later(view: CustomersView, office: FakeOffice, qtbot: QtBot) -> None:
    go_to(view, ALIKE)
    press("3")
    assert office.deciding.told == [("later", LE_NGAN.id, NGAN_TOO.id)]
    assert view.item == FORBIDDEN
    rested(view, qtbot)

    press("2")

    assert office.deciding.told[1][0] == "different"
    assert view.list.currentIndex().data() == PHONE.name


def test_a_forbidden_key_says_why(view: CustomersView, office: FakeOffice) -> None:
    go_to(view, FORBIDDEN)

    press("1")

    assert office.deciding.told == []
    assert view.notice.isVisible()
    assert "hai số định danh khác nhau" in view.notice.accessibleName()
    press(Qt.Key.Key_Up)
    assert not view.notice.isVisible()


def test_what_is_a_supervisors_says_so_at_every_key(
    view: CustomersView, office: FakeOffice
) -> None:
    why = NotYoursToDecide(["Trịnh Thu Hà"]).sentence
    conflict = replace(PHONE, withheld=why)
    pair, merged = replace(ALIKE, withheld=why), replace(MERGED, withheld=why)
    office.deciding.waiting[:], office.deciding.alike[:] = [conflict], [pair]
    office.deciding.merged[:] = [merged]
    view.refresh()
    settle()

    rows: list[tuple[Dispute | Alike, str]] = [(conflict, "12"), (pair, "12"), (merged, "2")]
    for item, keys in rows:
        go_to(view, item)
        assert words(view).count(why) == 1
        for key in keys:
            assert view.choices.by_key[key].accessibleName().endswith(why)
            press(key)
            assert view.notice.accessibleName() == why
    assert office.deciding.told == []

    go_to(view, pair)
    press("3")
    assert office.deciding.told == [("later", LE_NGAN.id, NGAN_TOO.id)]


def test_what_was_merged_is_taken_apart_by_two_alone(
    view: CustomersView, office: FakeOffice
) -> None:
    go_to(view, MERGED)
    press("1")
    press("3")
    assert office.deciding.told == []

    press("2")

    assert office.deciding.told == [("different", MERGED.one.id, MERGED.other.id, "")]
    assert view.item == PHONE


@pytest.mark.parametrize("error", [Stale(), NothingToDecide(), CounterHalted(superseded=False)])
def test_what_the_office_refuses_is_said_beside_it_and_read_anew(
    view: CustomersView, office: FakeOffice, error: Stale | NothingToDecide | CounterHalted
) -> None:
    office.deciding.error = error
    office.deciding.waiting[0] = replace(PHONE, versions=PHONE.versions[::-1])

    press("1")

    assert view.notice.accessibleName() == error.sentence
    assert view.notice.isVisible()
    assert view.item == office.deciding.waiting[0]
    assert office.deciding.told == []


def test_nothing_waits_any_more(view: CustomersView, office: FakeOffice) -> None:
    office.deciding.alike.clear()
    office.deciding.waiting[:] = [PHONE]
    view.refresh()

    press("1")
    assert "Không còn gì chờ quyết định" in words(view)

    office.deciding.merged.clear()
    view.refresh()
    settle()
    assert "việc ấy hiện ở đây" in words(view)


def test_no_row_shows_an_identity_number(view: CustomersView) -> None:
    rows = view.list.model()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    told = [str(rows.index(at, 0).data(role)) for at in range(rows.rowCount()) for role in roles]

    assert len(told) == 16
    assert [
        each for each in told if any(len(word) > 4 for word in each.split() if word.isdigit())
    ] == []


def test_whether_two_are_one_is_asked_once(view: CustomersView, office: FakeOffice) -> None:
    office.deciding.waiting[:] = [of_both(5, "Lê An", 6), of_both(6, "Lê Ân", 5)]

    view.refresh()
    settle()

    rows = view.list.model()
    assert rows.index(1, 0).data() == "Lê An và Lê Ân"
    assert "Có thể là một người" in str(rows.index(2, 0).data())


def test_six_goes_round(view: CustomersView) -> None:
    stops = [view.choices.by_key["1"], view.reason.edit, view.seek.edit, view.list]

    for stop in stops:
        press(Qt.Key.Key_F6)
        assert stop.hasFocus()


def test_on_real_stores(look: Look, three: Counter, two: Counter) -> None:
    who, dispute = phones_apart(three, two)
    found = decisions(three)
    compare = CompareCustomers(begin=three.desk.begin)
    services = CustomersServices(
        now=lambda: dispute.versions[0].at,
        disputes=found.disputes,
        disputes_of=found.disputes_of,
        alike=found.alike,
        merged=found.merged,
        find=three.queries.find_customers,
        pair=found.pair,
        decide=DecideConflict(begin=three.desk.begin),
        same=compare.same,
        different=compare.different,
        later=compare.later,
    )
    view = CustomersView(look, services, tasks=ImmediateTasks(), report=gallery.defect)
    gallery.shown(view, 1250, 640)
    view.setFocus()
    view.refresh()
    settle()
    assert "(quầy này)" in words(view)

    press("2")

    assert phone_of(three, who) == dispute.versions[1].words
    assert list(found.disputes()) == []
    assert "Không có gì chờ quyết định" in words(view)
    view.hide()
    view.deleteLater()
