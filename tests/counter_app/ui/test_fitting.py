"""Words and boxes that once did not fit, each at the size where it was seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counter_app.ui.look import Look
from counter_app.ui.reception.due_card import DueCard
from counter_app.ui.reception.faces import DueFace, SubmitterFace
from counter_app.ui.reception.person_parts import SubmitterBox
from counter_app.ui.shell import Shell
from counter_app.ui.widgets.text import Text
from counter_app.usecases.lines import LinkStatus
from domain.identifiers import ProcedureCode
from tests.counter_app.ui.gallery import settle
from tests.fakes.desk import NHUNG_CARD
from tests.fakes.office_screens import LOST, PROVEN, FakeOffice

pytestmark = pytest.mark.qt

WEEKDAYS = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]


@pytest.mark.parametrize("width", [308, 310, 350])
@pytest.mark.parametrize("scale", [100, 115])
def test_every_day_of_the_week_stands_whole_beside_its_hour(
    look: Look, qtbot: QtBot, width: int, scale: int
) -> None:
    look.set(dark=False, scale=scale)
    card = DueCard(look)
    qtbot.addWidget(card)
    card.setFixedWidth(look.px(width))
    card.show()

    for weekday in WEEKDAYS:
        card.show_face(DueFace(day=f"{weekday} 26/11/2026", clock="17:00"))
        settle()
        day, clock = (one for one in card.findChildren(QLabel) if one.property("role") == "due")

        assert day.width() >= day.sizeHint().width(), weekday
        assert clock.width() >= clock.sizeHint().width(), weekday
        assert clock.x() - day.geometry().right() > 4, weekday


def test_a_wrapped_text_gives_the_room_back_when_it_says_less(look: Look, qtbot: QtBot) -> None:
    del look
    holder = QWidget()
    qtbot.addWidget(holder)
    text = Text("một hai ba bốn năm sáu bảy tám chín mười", wrap=True)
    QVBoxLayout(holder).addWidget(text)
    holder.resize(160, 300)
    holder.show()
    settle()
    high = text.minimumHeight()

    text.say("một")

    assert 0 < text.minimumHeight() < high


def foot(shell: Shell, at: int) -> QRect:
    item = shell.window.status._items[at]
    return QRect(item.mapTo(shell.window, item.rect().topLeft()), item.size())


@pytest.mark.parametrize("size", [(1366, 768), (1366, 688), (1280, 700), (1920, 1080)])
@pytest.mark.parametrize("link", [PROVEN, LOST], ids=["proven", "lost"])
def test_a_toast_cuts_no_word_of_the_status_bar(
    shell: Shell, office: FakeOffice, size: tuple[int, int], link: LinkStatus
) -> None:
    shell.window.resize(*size)
    office.link = link
    shell.beat()
    settle()

    shell.window.toast.say("Đã in lại giấy hẹn, bản in lần 2 · H32.16-261126-0007")
    settle()

    toast = shell.window.toast.geometry()
    assert shell.window.rect().contains(toast)
    for at, item in enumerate(shell.window.status._items):
        place = foot(shell, at)
        covered = toast.left() <= place.left() and place.right() <= toast.right()
        assert covered or not toast.intersects(place), item.accessibleName()


def test_a_long_name_of_who_hands_it_in_shows_its_beginning(look: Look, qtbot: QtBot) -> None:
    box = SubmitterBox(look)
    qtbot.addWidget(box)

    box.show_face(SubmitterFace(name="Công Tằng Tôn Nữ Thị Hồng Nhung", number="056192007781"))

    assert box.edits[0].cursorPosition() == 0
    assert box.edits[0].toolTip() == "Công Tằng Tôn Nữ Thị Hồng Nhung"


@pytest.mark.parametrize("size", [(1366, 688), (1366, 768)])
def test_four_papers_do_not_scroll_beside_scanned_pages(
    shell: Shell, size: tuple[int, int]
) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    shell.window.resize(*size)
    settle()
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(ProcedureCode("1.001612"))
    shell.presenter.desk.take_all()
    shell.presenter.scan.start()
    settle(8)

    bar = shell.view.papers.area.verticalScrollBar()
    assert (len(shell.view.papers.rows), bar.maximum()) == (4, 0)


@pytest.mark.parametrize("size", [(960, 500), (960, 540), (1060, 600), (1097, 617)])
def test_the_bar_of_the_narrowest_window_stands_side_by_side(
    shell: Shell, size: tuple[int, int]
) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    shell.window.resize(*size)
    settle()
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(ProcedureCode("1.001612"))
    settle(8)

    fee, due, action = shell.view.fee, shell.view.due, shell.view.action

    assert (shell.window.width(), shell.window.height()) == size
    assert fee.geometry().right() < due.x()
    assert due.geometry().right() < action.x()
    for part in (fee, due, action):
        assert part.width() >= part.minimumSizeHint().width()
