"""The exchange screen by its keys: what waits is sent, what is held is opened, files carried."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from counter_app.ui.look import Look
from counter_app.ui.shell import Shell
from counter_app.ui.sync_status.history import mark_words
from counter_app.ui.sync_status.queue_words import detail_face, row_face, watch_words
from counter_app.ui.sync_status.view import SyncView
from counter_app.ui.tokens import Tone
from counter_app.usecases.desk_lists import ExchangeMark
from counter_app.usecases.lines import LinkState
from counter_app.usecases.queue_lines import HitRate, QueuePage, RecordState, Verdict
from domain.judging import Clause
from domain.moment import Moment
from tests.counter_app.ui.gallery import settle
from tests.fakes.desk import NOW
from tests.fakes.office_screens import LOST, PROVEN, WAITING, FakeOffice

Key = Qt.Key
HELD, ACCOUNT, DOSSIER, TAKEN = WAITING


def opened(shell: Shell, size: tuple[int, int] = (1366, 688)) -> SyncView:
    shell.window.resize(*size)
    shell.go("sync")
    settle(8)
    assert shell.sync is not None
    return shell.sync


def press(widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)
    settle()


def said(view: SyncView) -> str:
    face = view.table.rows.face(view.table.record or TAKEN)
    return f"{face.word}. {face.note}"


@pytest.mark.qt
def test_the_keys_go_to_the_queue_and_what_is_held_comes_first(shell: Shell) -> None:
    counted: list[int] = []
    assert shell.sync is not None
    shell.sync.counted.connect(counted.append)
    view = opened(shell)

    assert shell.window.focusWidget() is view.table
    assert view.table.record == HELD
    assert counted[-1] == 1
    assert "“Điện thoại”" in view.detail.accessibleName()
    assert "S-73" in view.detail.accessibleName()
    assert view.detail.act.text() == "Mở đúng ô Điện thoại"


@pytest.mark.qt
def test_enter_on_a_held_customer_opens_the_very_field_and_says_why(shell: Shell) -> None:
    view = opened(shell)

    press(view.table, Key.Key_Return)

    assert shell.window.current == "reception"
    assert shell.view is not None
    field = shell.window.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.accessibleName() == "Điện thoại"
    spoken = [w.accessibleName() for w in shell.view.findChildren(QWidget) if w.isVisible()]
    assert any("Trung tâm giữ lại" in words for words in spoken)


@pytest.mark.qt
def test_a_held_dossier_is_opened_with_its_reason_one_that_counts_nowhere_is_not(
    shell: Shell, office: FakeOffice
) -> None:
    line = office.lines("", "")[0]
    held = replace(HELD, sort="dossier", code=line.code, field="amount")
    office.page = QueuePage(records=[replace(held, known=False)])
    view = opened(shell)

    press(view.table, Key.Key_Return)
    assert shell.window.current == "sync"
    assert view.detail.act.isHidden()
    assert f"{line.code} chưa được tính" in view.notice.accessibleName()

    office.page = QueuePage(records=[held])
    view.refresh()
    press(view.table, Key.Key_Return)
    assert shell.window.current == "dossiers"
    assert shell.dossiers is not None
    assert shell.dossiers.story.notice.accessibleName() == held.note


@pytest.mark.qt
def test_enter_on_a_waiting_row_sends_and_the_row_tells_what_came_of_it(
    shell: Shell, office: FakeOffice
) -> None:
    view = opened(shell)

    press(view.table, Key.Key_Down, Key.Key_Enter)
    assert office.sent == 1
    assert view.table.record == ACCOUNT

    office.link = replace(LOST, tried_at=Moment(NOW + 1))
    view.refresh()
    assert said(view).startswith("Chưa gửi được, thử lại 09:42. Không nối được trung tâm")

    office.link = PROVEN
    office.page = QueuePage(records=[replace(ACCOUNT, state=RecordState.ACKNOWLEDGED, note="dấu")])
    view.refresh()
    assert said(view) == "Trung tâm đã nhận. vừa gửi theo yêu cầu · dấu"


@pytest.mark.qt
def test_f5_sends_all_and_the_rest_of_a_long_queue_is_counted(
    shell: Shell, office: FakeOffice
) -> None:
    office.page = QueuePage(records=WAITING, more=9_940)
    view = opened(shell)

    press(view.table, Key.Key_F5)

    assert office.sent == 1
    assert view.more.text() == "và 9.940 hồ sơ, khách nữa; gửi xong sẽ hiện tiếp"


@pytest.mark.qt
def test_an_empty_queue_says_so_and_nothing_is_left_chosen(
    shell: Shell, office: FakeOffice
) -> None:
    view = opened(shell)
    office.page = QueuePage()

    view.refresh()

    assert view.table.isHidden()
    assert view.table.record is None
    assert "58/60" in view.detail.accessibleName()


@pytest.mark.qt
def test_the_choice_stays_with_its_record_when_others_come_and_go(
    shell: Shell, office: FakeOffice
) -> None:
    view = opened(shell)
    view.table.selectRow(2)
    office.page = QueuePage(records=[DOSSIER, TAKEN])

    view.refresh()

    assert view.table.record == DOSSIER


@pytest.mark.qt
def test_a_file_is_written_by_keys_alone_with_the_password_typed_twice(
    shell: Shell, office: FakeOffice
) -> None:
    view = opened(shell)

    QTest.keyClick(view.table, Key.Key_X, Qt.KeyboardModifier.AltModifier)
    settle()
    file, word, again = (
        field.edit for field in (view.carry.file, view.carry.word, view.carry.again)
    )
    assert shell.window.focusWidget() is file
    press(file, Key.Key_Return)
    QTest.keyClicks(word, "mat khau dai")
    press(word, Key.Key_Return)
    QTest.keyClicks(again, "mat khau khac")
    press(again, Key.Key_Return)
    assert office.carried == []
    assert shell.window.focusWidget() is again

    again.selectAll()
    QTest.keyClicks(again, "mat khau dai")
    press(again, Key.Key_Return)
    assert office.carried == [("/home/quay/hang-gui-2026-11-23.qmc", "mat khau dai")]
    assert "Đã ghi 9 việc" in view.carry.notice.accessibleName()
    assert view.carry.word.text() == view.carry.again.text() == ""

    press(view.carry.back, Key.Key_Escape)
    assert view.carry.isHidden()
    assert shell.window.focusWidget() is view.export


@pytest.mark.qt
def test_a_file_that_cannot_be_taken_is_one_sentence_and_may_be_tried_again(
    shell: Shell, office: FakeOffice
) -> None:
    view = opened(shell)
    view.take_in.click()
    view.carry.file.put("cũ.qmc")
    view.carry.word.put("mat khau dai")

    view.carry.act()
    assert view.carry.notice.accessibleName() == "cũ.qmc đã có; hãy đặt tên khác."

    view.carry.file.put("mới.qmc")
    view.carry.act()
    assert office.carried == [("mới.qmc", "mat khau dai")]
    assert "9 việc của Quầy 2, 4 việc mới" in view.carry.notice.accessibleName()


@pytest.mark.qt
@pytest.mark.parametrize("size", [(1366, 688), (1366, 768), (1920, 1080)])
def test_the_main_path_never_scrolls(
    shell: Shell, office: FakeOffice, size: tuple[int, int]
) -> None:
    for link, row in product((PROVEN, LOST), range(4)):
        office.link = link
        view = opened(shell, size)
        view.table.selectRow(row)
        settle(8)

        assert view.area.verticalScrollBar().maximum() == 0
        assert view.table.viewport().height() >= 150


@pytest.mark.qt
@pytest.mark.parametrize("size", [(960, 540), (1000, 560)])
def test_a_narrow_window_scrolls_down_and_never_across(shell: Shell, size: tuple[int, int]) -> None:
    view = opened(shell, size)
    page = view.area.widget()

    assert page is not None
    assert page.width() <= view.area.viewport().width()
    assert view.area.verticalScrollBar().maximum() > 0
    view.export.click()
    settle(8)
    assert not view.carry.file.edit.visibleRegion().isEmpty()


@pytest.mark.qt
def test_larger_text_folds_the_screen_instead_of_cutting_it(shell: Shell, look: Look) -> None:
    view = opened(shell, (1366, 768))
    look.set(dark=False, scale=130)
    settle(8)
    page = view.area.widget()

    assert page is not None
    assert view.area.verticalScrollBar().maximum() > 0  # the cards went below the queue
    assert page.width() <= view.area.viewport().width()


@pytest.mark.qt
def test_the_last_exchanges_are_read_one_by_one_with_left_and_right(shell: Shell) -> None:
    view = opened(shell)

    press(view.history.strip, Key.Key_Left)

    assert view.history.words.text() == "09:32 khớp, gửi 12, nhận 2 việc"
    assert view.history.strip.accessibleDescription() == view.history.words.text()


def test_a_lost_exchange_says_its_cause() -> None:
    mark = ExchangeMark(at=NOW, outcome="lost", note="Chưa tới được trung tâm", up=3)

    assert mark_words(mark) == "09:42 Chưa tới được trung tâm; gửi 3, nhận 0 việc"


def test_a_deadline_that_passed_is_no_mere_waiting() -> None:
    sending = replace(PROVEN, state=LinkState.EXCHANGING, until=Moment(NOW + 65_000))
    later = Moment(NOW + 200_000)

    assert row_face(DOSSIER, sending, NOW).word == "Đang gửi, hạn 09:43"
    assert row_face(DOSSIER, sending, later).word == "Quá hạn gửi 09:43"
    assert row_face(DOSSIER, sending, later).tone is Tone.SOON


def test_the_watchdog_speaks_after_a_day_without_a_proof() -> None:
    old = replace(PROVEN, proven_at=Moment(NOW - 25 * 3_600_000))

    assert watch_words(PROVEN, NOW) == ""
    assert "(25 giờ); hãy gọi cán bộ CNTT" in watch_words(old, NOW)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict(Clause.USERNAME, "lethisen001"), "tài khoản dự kiến lethisen001, có thể đổi"),
        (Verdict(Clause.NAME), "đợi người quyết định"),
        (Verdict(Clause.NEWER), "giữ đến khi trung tâm cập nhật"),
        (Verdict(Clause.SHAPE, field="name", reason="Ô “Họ và tên” sai."), "Sẽ bị giữ lại: Ô “Họ"),
    ],
)
def test_what_will_happen_is_said_with_the_clause_that_decides(
    verdict: Verdict, words: str
) -> None:
    face = detail_face(replace(ACCOUNT, verdict=verdict), HitRate())

    assert words in face.text
    assert verdict.rule.source in face.rule
