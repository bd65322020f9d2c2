"""The drawer by its keys: opened, counted blind, explained, handed over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from counter_app.ui.closing.cash import CashCard
from counter_app.ui.look import Look
from counter_app.usecases.cash_desk import CashDesk
from domain.session import TO_SAFE
from tests.counter_app.ui.gallery import defect, settle
from tests.fakes.cash import FakeCash, session
from tests.fakes.desk import NOW
from tests.fakes.tasks import ImmediateTasks

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def cash() -> FakeCash:
    return FakeCash(NOW)


@pytest.fixture
def card(cash: FakeCash, look: Look, qtbot: QtBot) -> CashCard:
    made = CashCard(look, cash.services(), tasks=ImmediateTasks(), report=defect)
    qtbot.addWidget(made)
    made.resize(320, 578)
    made.refresh()
    made.show()
    made.activateWindow()
    settle()
    made.begin()
    return made


def press(*keys: Qt.Key, alt: bool = False) -> None:
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, ALT if alt else Qt.KeyboardModifier.NoModifier)
        settle()


def typed(text: str) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def shown(card: CashCard) -> str:
    return " ".join(label.text() for label in card.findChildren(QLabel) if label.isVisible())


@pytest.mark.qt
def test_the_book_is_hidden_until_the_count_is_written(card: CashCard, cash: FakeCash) -> None:
    assert "2.885.000" not in shown(card)
    for count in ("3", "4", "3", "3", "4", "4", "2", "2", "1"):
        typed(count)
        press(Key.Key_Return)
    assert card.grid.total == 2_885_000
    press(Key.Key_Return, Key.Key_Return, Key.Key_Return)  # no coins: on to the transfers
    press(Key.Key_Return)
    assert cash.counts == []  # a method left empty is asked for
    typed("640000")
    press(Key.Key_Return)
    assert cash.counts[0][1] == {"transfer": 640_000}
    assert "Không lệch" in shown(card)

    press(Key.Key_P, alt=True)
    assert card.desk.line is None
    assert "Tiền đầu phiên" in shown(card)


@pytest.mark.qt
def test_a_difference_needs_a_reason_and_above_the_tolerance_a_second_person(
    card: CashCard, cash: FakeCash
) -> None:
    card.grid.put(((500_000, 5),))
    card.others["transfer"].put("640.000")
    press(Key.Key_X, alt=True)
    assert "thiếu 385.000 đ" in shown(card)
    assert QApplication.focusWidget() is card.reason.edit
    typed("tra nham tien thua")
    press(Key.Key_Return, Key.Key_Return)  # no name yet
    press(Key.Key_Return)
    assert "giám sát" in card.notice.accessibleName()
    card.approver.focus()
    typed("ha.trinh")
    press(Key.Key_Return)
    typed("secret")
    press(Key.Key_Return)
    assert cash.explained == [("tra nham tien thua", "ha.trinh")]
    assert card.password.text() == ""
    press(Key.Key_P, alt=True)
    assert cash.held == CashDesk()


@pytest.mark.qt
def test_counting_again_hides_the_book_again_also_while_others_write(
    card: CashCard, cash: FakeCash
) -> None:
    card.grid.put(((500_000, 5),))
    card.others["transfer"].put("640.000")
    press(Key.Key_X, alt=True)
    press(Key.Key_L, alt=True)
    card.refresh()  # something was committed meanwhile
    assert "2.885.000" not in shown(card)
    card.grid.put(((500_000, 5), (200_000, 1)))
    press(Key.Key_X, alt=True)
    assert len(cash.counts) == 2
    assert "thiếu 185.000 đ" in shown(card)


@pytest.mark.qt
def test_money_moves_with_its_paper(card: CashCard, cash: FakeCash) -> None:
    press(Key.Key_N, alt=True)
    typed("hai trieu")
    press(Key.Key_Return, Key.Key_Return, Key.Key_Return)
    assert cash.moves == []
    card.moving.amount.put("")
    card.moving.amount.focus()
    typed("2000000")
    press(Key.Key_Return)
    typed("Thu quy Ha")
    press(Key.Key_Return)
    typed("PC-17")
    press(Key.Key_Return)
    assert cash.moves == [(TO_SAFE, 2_000_000, "Thu quy Ha", "PC-17")]
    assert not card.moving.isVisible()


@pytest.mark.qt
def test_a_session_is_opened_rested_and_a_stuck_one_taken_over(
    card: CashCard, cash: FakeCash
) -> None:
    press(Key.Key_T, alt=True)
    assert "Tạm nghỉ" in shown(card)
    press(Key.Key_P, alt=True)
    assert "Đang phục vụ" in shown(card)

    stuck = session("Q5-3", False, "Tạ Quốc Khánh", "Quầy 5", NOW)
    cash.held = CashDesk(elsewhere=(stuck,))
    card.refresh()
    assert "Quầy 5 còn phiên Q5-3" in card.notice.accessibleName()
    press(Key.Key_Q, alt=True)
    press(Key.Key_Return)  # without a word
    assert cash.taken == []
    typed("may Quay 5 hong")
    press(Key.Key_Return)
    assert cash.taken == ["may Quay 5 hong"]
    assert card.desk.line == replace(stuck, here=True)

    cash.held = CashDesk()
    card.refresh()
    card.grid.focus()
    typed("2")
    press(Key.Key_M, alt=True)
    assert cash.opened == [((500_000, 2),)]


@pytest.mark.qt
def test_fees_taken_without_a_session_are_named_and_joined(card: CashCard, cash: FakeCash) -> None:
    cash.held = replace(cash.held, strays=2)
    card.refresh()
    assert "2 lệ phí" in card.notice.accessibleName()
    press(Key.Key_V, alt=True)
    assert cash.held.strays == 0
