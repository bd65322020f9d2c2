"""The supervisor's board by its keys: who may look, what stands behind a mark, a lost link."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from counter_app.ui.board.view import BoardView
from counter_app.ui.look import Look
from counter_app.ui.shell import Shell
from counter_app.usecases.board import DayMark
from domain.identifiers import Day
from domain.moment import Moment
from tests.counter_app.ui.gallery import defect, settle
from tests.fakes.board import HA, MINUTE, OF_PROVINCE, figures
from tests.fakes.desk import NOW
from tests.fakes.office_screens import CHAU, FakeOffice
from tests.fakes.tasks import PatientTasks

pytestmark = pytest.mark.qt
TODAY = Day("2026-11-23")


@pytest.fixture
def board(shell: Shell, office: FakeOffice) -> BoardView:
    shell.seat(HA)
    press(shell, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert shell.board is not None
    assert office.board.asked == [(TODAY, False)]
    return shell.board


def press(
    shell: Shell,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    QTest.keyClick(shell.window.focusWidget() or shell.window, key, modifier)
    settle()


def names(board: BoardView) -> list[str]:
    return [board.board.name] if board.board else []


def lines(board: BoardView) -> list[str]:
    return list(board.behind.lines._words)


def test_only_a_supervisor_sees_it_and_the_next_officer_sees_nothing_of_it(
    shell: Shell, office: FakeOffice
) -> None:
    shell.go("board")
    settle()
    board = shell.board
    assert board is not None
    assert board._closed.isVisible()
    assert "người giám sát" in " ".join(
        label.text() for label in board._closed.findChildren(type(board._age))
    )
    assert office.board.asked == []

    shell.seat(OF_PROVINCE)
    settle()
    board.extent.segment("province").click()
    assert names(board) == ["Toàn tỉnh"]

    shell.seat(HA)
    settle()
    assert names(board) == ["UBND phường Bắc Nha Trang"]
    assert not board.extent.isVisible()

    shell.seat(CHAU)
    settle()
    assert (names(board), list(board.counters._words)) == ([], [])
    assert board._closed.isVisible()


def test_the_five_numbers_and_every_chart_are_told_in_words(board: BoardView) -> None:
    said = [tile.accessibleName() for tile in board.tiles.tiles]

    assert said == [
        "Đã tiếp nhận: 214 hồ sơ. Tuần trước giờ này 206, tăng 4 %",
        "Đang giải quyết: 345 hồ sơ. 15 sắp hạn, 6 trễ",
        "Đúng hạn tháng này: 97,4 %. 6 trên 231 hồ sơ trễ",
        "Lệ phí hôm nay: 6.420.000 đ. Tiền mặt 4.185.000 đ",
        "Ngày chưa niêm phong: 1 ngày. T6 20/11, Quầy 5 chờ mạng",
    ]
    told = QAccessible.queryAccessibleInterface(board.hours)
    assert told.text(QAccessible.Text.Name) == (
        "Tiếp nhận theo giờ: 7 giờ: 21 hồ sơ, trung bình 19"
    )
    assert "9 giờ: 41 hồ sơ, trung bình 36,2; 10 giờ" in told.text(QAccessible.Text.Description)
    assert "Đất đai: 31 còn hạn, 6 sắp hạn, 4 trễ" in board.fields.accessibleDescription()
    assert "Quầy 5, Tạ Quốc Khánh, Chưa rõ, chờ gửi 38, Mất từ T6 20/11" in (
        board.counters.accessibleDescription()
    )
    assert "T6 20/11: chờ mạng, thiếu Quầy 5" in board.month.accessibleDescription()
    assert board._age.text() == "Số liệu lúc 09:41, 1 phút trước"


def test_arrows_reach_an_hour_and_enter_opens_its_dossiers_and_then_the_dossier(
    shell: Shell, office: FakeOffice, board: BoardView
) -> None:
    assert board.hours.hasFocus()
    for _ in range(2):
        press(shell, Qt.Key.Key_Right)
    assert board.hours.accessibleName().endswith("9 giờ: 41 hồ sơ, trung bình 36,2")

    press(shell, Qt.Key.Key_Return)

    assert office.board.asked[-1] == (TODAY, 9)
    assert board.behind.dossiers.hasFocus()
    assert board.behind.dossiers.accessibleName().startswith("Hồ sơ: H32.16-261123-0001")
    assert "Trễ" in board.behind.dossiers._words[0]
    press(shell, Qt.Key.Key_Escape)
    assert board.hours.hasFocus()
    press(shell, Qt.Key.Key_Return)
    press(shell, Qt.Key.Key_Down)
    press(shell, Qt.Key.Key_Enter)
    assert shell.window.current == "dossiers"


def test_the_other_areas_are_reached_and_opened_by_keys(
    shell: Shell, office: FakeOffice, board: BoardView
) -> None:
    press(shell, Qt.Key.Key_F6)
    press(shell, Qt.Key.Key_Down)
    press(shell, Qt.Key.Key_Return)
    assert office.board.asked[-1] == "Đất đai"
    assert board.behind.title.text() == "Đang giải quyết: Đất đai"
    press(shell, Qt.Key.Key_Escape)

    press(shell, Qt.Key.Key_F6)
    press(shell, Qt.Key.Key_End)
    press(shell, Qt.Key.Key_Return)
    assert "Việc chờ gửi: 38" in " ".join(lines(board))
    assert "đang mất liên lạc" in " ".join(lines(board))
    press(shell, Qt.Key.Key_Escape)

    press(shell, Qt.Key.Key_F6)
    assert board.month.hasFocus()
    for key in (Qt.Key.Key_Up, *[Qt.Key.Key_Right] * 4):
        press(shell, key)
    press(shell, Qt.Key.Key_Return)
    assert lines(board) == ["Quầy 5: mất liên lạc từ T6 20/11 16:42"]
    press(shell, Qt.Key.Key_Escape)
    press(shell, Qt.Key.Key_Left)
    press(shell, Qt.Key.Key_Return)
    assert lines(board) == ["Mọi quầy có việc trong ngày đều đã khớp và ký với trung tâm."]
    press(shell, Qt.Key.Key_Escape)
    press(shell, Qt.Key.Key_F6)
    assert board.hours.hasFocus()


def test_without_a_link_the_last_figures_stay_with_their_age(
    shell: Shell, office: FakeOffice, board: BoardView
) -> None:
    office.board.cut = True
    office.board.now = Moment(NOW + 20 * MINUTE)

    press(shell, Qt.Key.Key_F5)

    assert "Chưa tới được trung tâm" in board.notice.accessibleName()
    assert board.tiles.tiles[0].figure.number == "214 hồ sơ"
    assert board._age.text() == "Số liệu lúc 09:41, 21 phút trước"
    press(shell, Qt.Key.Key_Return)
    assert "Chưa tới được trung tâm" in lines(board)[0]
    office.board.cut = False
    press(shell, Qt.Key.Key_Escape)
    press(shell, Qt.Key.Key_F5)
    assert not board.notice.isVisible()


def test_another_offices_dossiers_are_not_opened_from_the_province(
    shell: Shell, office: FakeOffice
) -> None:
    shell.seat(OF_PROVINCE)
    shell.go("board")
    settle()
    board = shell.board
    assert board is not None
    board.extent.segment("province").click()
    settle()
    asked = len(office.board.asked)

    board.hours.setFocus()
    press(shell, Qt.Key.Key_Return)

    assert "hồ sơ của đơn vị mình" in lines(board)[0]
    assert len(office.board.asked) == asked
    assert board.counters._words[0].startswith("Quầy 1 · UBND phường Bắc Nha Trang")


def test_it_reads_itself_only_in_sight_and_one_question_at_a_time(
    look: Look, office: FakeOffice
) -> None:
    office.seated.append(HA)
    tasks = PatientTasks()
    view = BoardView(look, office.board.services(), asking=tasks, report=defect)
    view.show()
    assert view._clock.isActive()
    view.refresh()
    view.refresh()
    assert len(tasks.waiting) == 1
    office.seated.append(OF_PROVINCE)  # another officer sits down before the answer comes
    view.refresh()
    tasks.deliver()
    assert names(view) == []
    tasks.deliver()
    assert names(view) == ["UBND phường Bắc Nha Trang"]
    view.hide()
    assert not view._clock.isActive()
    view.deleteLater()


def test_an_empty_office_has_its_empty_board(
    shell: Shell, office: FakeOffice, board: BoardView
) -> None:
    told = replace(
        figures(NOW),
        hours=(),
        fields=(),
        fees=(),
        counters=(),
        days=(),
        week_before=0,
        month_received=0,
        month_late=0,
        unheard=2,
    )
    board._show(board._run, told)
    settle()

    assert [tile.figure.number for tile in board.tiles.tiles] == [
        "0 hồ sơ",
        "0 hồ sơ",
        "—",
        "0 đ",
        "0 ngày",
    ]
    assert "còn chờ 2 quầy báo lại" in board.notice.accessibleName()
    for key in (Qt.Key.Key_F6, Qt.Key.Key_Return, Qt.Key.Key_F6, Qt.Key.Key_Return):
        press(shell, key)
    assert office.board.asked == [(TODAY, False)]
    assert DayMark.SEALED not in {each.mark for each in told.days}
