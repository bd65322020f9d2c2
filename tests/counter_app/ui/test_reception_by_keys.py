"""The main path, driven by real key events on the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.ui.shell import Shell
from counter_app.usecases.case import PaymentMethod
from domain.identifiers import ProcedureCode
from tests.counter_app.ui.gallery import settle
from tests.fakes.desk import NHUNG_CARD, VIET_CARD
from tests.fakes.office_screens import FakeOffice

pytestmark = pytest.mark.qt

PLAIN = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QWidget), "nothing has the focus"
    QTest.keyClick(target, key, modifier)
    settle(2)


def write(text: str) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QWidget), "nothing has the focus"
    QTest.keyClicks(target, text)


def covered(shell: Shell) -> bool:
    return shell.window.covered


def test_a_returning_customer_takes_five_presses_besides_card_and_paper(
    shell: Shell, office: FakeOffice
) -> None:
    shell.scanned(NHUNG_CARD)

    presses = [
        (Qt.Key.Key_3, ALT),
        (Qt.Key.Key_H, ALT),
        (Qt.Key.Key_F7, PLAIN),
        (Qt.Key.Key_Return, PLAIN),
        (Qt.Key.Key_F9, PLAIN),
    ]
    for key, modifier in presses:
        press(key, modifier)

    assert len(presses) <= 6
    [reception] = office.desk.received
    assert reception.customer.known is not None
    assert reception.payment is not None
    assert reception.payment.amount == 50_000
    assert len(reception.bundles) == 3
    assert len(office.desk.printed) == 1


def test_enter_never_saves(shell: Shell, office: FakeOffice) -> None:
    shell.scanned(NHUNG_CARD)
    press(Qt.Key.Key_3, ALT)
    press(Qt.Key.Key_H, ALT)
    press(Qt.Key.Key_F7)

    for _ in range(5):
        press(Qt.Key.Key_Return)

    assert office.desk.received == []


def test_f9_is_taken_once_per_case(shell: Shell, office: FakeOffice) -> None:
    shell.scanned(NHUNG_CARD)
    press(Qt.Key.Key_3, ALT)
    press(Qt.Key.Key_H, ALT)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return)

    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_F9)

    assert len(office.desk.received) == 1


def test_f9_with_matters_open_goes_to_the_first(shell: Shell, office: FakeOffice) -> None:
    press(Qt.Key.Key_F9)

    assert office.desk.received == []
    assert shell.view is not None
    assert QApplication.focusWidget() is shell.view.customer.fields["identity_number"].edit  # type: ignore[index]  # a StrEnum is its word


def test_the_next_citizen_begins_with_one_key(shell: Shell) -> None:
    shell.scanned(NHUNG_CARD)

    press(Qt.Key.Key_F2)

    assert shell.presenter is not None
    assert shell.presenter.room.case.untouched
    assert shell.view is not None
    assert shell.view.customer.fields["name"].text() == ""  # type: ignore[index]  # a StrEnum is its word


def test_typing_a_name_without_marks_offers_the_known_customer(shell: Shell) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    press(Qt.Key.Key_N, ALT)

    write("hong nhung")
    press(Qt.Key.Key_Return)

    assert shell.presenter.room.case.known is not None
    assert shell.view.customer.fields["phone"].text() == "0905 000 181"  # type: ignore[index]  # a StrEnum is its word


def test_escape_restores_what_the_field_held(shell: Shell) -> None:
    assert shell.view is not None
    shell.scanned(NHUNG_CARD)
    press(Qt.Key.Key_O, ALT)
    write("1")

    press(Qt.Key.Key_Escape)

    assert shell.view.customer.fields["phone"].text() == "0905 000 181"  # type: ignore[index]  # a StrEnum is its word


def test_cash_given_shows_the_change_and_a_transfer_is_confirmed(shell: Shell) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    case = shell.presenter.room.case
    shell.scanned(VIET_CARD)
    press(Qt.Key.Key_3, ALT)
    shell.view.focus("tendered")

    write("100")

    assert (case.paid, case.tendered) == (True, 100_000)

    press(Qt.Key.Key_K, ALT)
    assert (case.method, case.paid) == (PaymentMethod.TRANSFER, False)

    press(Qt.Key.Key_Return)
    assert (case.method, case.paid) == (PaymentMethod.TRANSFER, True)


def test_locking_keeps_the_work_and_lets_another_user_in(shell: Shell, office: FakeOffice) -> None:
    shell.scanned(NHUNG_CARD)
    press(Qt.Key.Key_F12)
    assert covered(shell)

    shell.panel.user.put("son.bui")
    shell.panel.password.put("đúng rồi")
    shell.panel.password.focus()
    press(Qt.Key.Key_Return)

    assert not covered(shell)
    assert office.seated[-1].username == "son.bui"
    assert shell.presenter is not None
    assert shell.presenter.room.case.name == "Nguyễn Thị Hồng Nhung"


def test_a_first_password_must_be_changed(shell: Shell, office: FakeOffice) -> None:
    office.must_change = True
    shell.lock()
    shell.panel.user.put("chau.le")
    shell.panel.password.put("đúng rồi")
    shell.panel.enter.click()
    assert covered(shell)

    shell.panel.fresh.put("mật khẩu mới")
    shell.panel.again.put("mật khẩu khác")
    shell.panel.enter.click()
    assert covered(shell)

    shell.panel.again.put("mật khẩu mới")
    shell.panel.enter.click()
    assert not covered(shell)


def test_after_a_refusal_the_button_says_again_what_it_does(
    shell: Shell, office: FakeOffice
) -> None:
    shell.lock()
    unlock = shell.panel.enter.text()
    shell.panel.password.put("sai")
    shell.panel.enter.click()
    assert shell.panel.enter.text() == unlock == "Mở &khóa"

    office.must_change = True
    shell.panel.password.put("đúng rồi")
    shell.panel.enter.click()
    shell.panel.fresh.put("đúng rồi")
    shell.panel.again.put("đúng rồi")
    shell.panel.enter.click()

    assert "phải khác" in shell.panel.notice.accessibleName()
    assert shell.panel.enter.text() == "Đổi và &vào"


def test_a_wrong_password_is_one_sentence(shell: Shell) -> None:
    shell.lock()
    shell.panel.password.put("sai")

    shell.panel.enter.click()

    assert "còn 4 lần" in shell.panel.notice.accessibleName()
    assert covered(shell)


def test_the_palette_opens_a_pasted_code_at_once(shell: Shell) -> None:
    assert shell.palette is not None
    assert shell.dossiers is not None

    shell.palette.open("H32.16-261118-0019")
    settle()

    assert shell.window.current == "dossiers"
    assert shell.dossiers.story.line is not None
    assert shell.dossiers.story.line.customer_name == "Trần Quang Huy"


def test_f5_on_the_exchange_screen_sends_now(shell: Shell, office: FakeOffice) -> None:
    shell.go("sync")
    assert shell.sync is not None
    shell.sync.send.setFocus()

    press(Qt.Key.Key_F5)

    assert office.sent == 1


def papers_ready(shell: Shell) -> None:
    assert shell.presenter is not None
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(ProcedureCode("1.001612"))
    shell.presenter.desk.take_all()
    settle()


def test_counts_of_papers_are_reached_and_changed_by_keys(shell: Shell) -> None:
    papers_ready(shell)
    assert shell.view is not None
    assert shell.presenter is not None
    shell.view.papers.focus_here(1)

    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_3)
    press(Qt.Key.Key_Plus)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Minus)

    taken = shell.presenter.room.case.papers[1]
    assert (taken.originals, taken.copies) == (4, 1)


def test_how_many_copies_the_fee_is_counted_by_is_reached_by_keys(shell: Shell) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(ProcedureCode("2.000815"))
    settle()
    shell.view.procedure.edit.setFocus()
    while QApplication.focusWidget() is not shell.view.procedure._quantity.stepper:
        assert QApplication.focusWidget() is not shell.view.papers.take_all, "passed it by"
        press(Qt.Key.Key_Tab)

    press(Qt.Key.Key_5)

    assert shell.presenter.room.case.quantity == 5


def test_the_focus_goes_through_papers_before_it_goes_to_the_pages(shell: Shell) -> None:
    papers_ready(shell)
    assert shell.view is not None
    shell.view.papers.take_all.setFocus()
    passed = []

    while (here := QApplication.focusWidget()) is not shell.view.scan.scan:
        assert here not in passed, "round the window without it"
        passed.append(here)
        press(Qt.Key.Key_Tab)

    assert passed == [
        shell.view.papers.take_all,
        *(stop for row in shell.view.papers.rows for stop in row.stops if stop.isVisible()),
    ]


def test_enter_on_a_held_case_opens_it(shell: Shell) -> None:
    papers_ready(shell)
    assert shell.presenter is not None
    shell.presenter.hold()
    settle()
    [tab] = shell.window.top.tabs.shown

    tab.setFocus()
    press(Qt.Key.Key_Return)

    assert shell.presenter.room.case.name == "Nguyễn Thị Hồng Nhung"
