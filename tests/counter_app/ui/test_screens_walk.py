"""Every screen, both themes, several sizes: nothing clipped, nothing nameless, all legible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLabel, QLineEdit, QWidget

from counter_app.ui.look import Look
from counter_app.ui.shell import Shell
from counter_app.ui.sync_status.view import SyncView
from counter_app.ui.tokens import DARK, LIGHT, Tokens, Tone, contrast
from counter_app.ui.widgets.chip import Chip
from counter_app.usecases.case import FieldName
from counter_app.usecases.decisions import Alike
from domain.identifiers import ProcedureCode
from domain.moment import Moment
from tests.counter_app.ui.gallery import settle
from tests.fakes.board import OF_PROVINCE
from tests.fakes.desk import LONG_NAME, NHUNG_CARD, NOW
from tests.fakes.office_screens import LOST, FakeOffice

SIZES = [(1366, 688), (1280, 700), (1366, 768), (1920, 1080), (1024, 600)]


def _ready(shell: Shell) -> None:
    assert shell.presenter is not None
    shell.scanned(NHUNG_CARD)
    shell.presenter.desk.choose(ProcedureCode("1.001612"))
    shell.presenter.desk.take_all()
    shell.presenter.scan.start()
    shell.presenter.desk.tender("100")


def _missing(shell: Shell) -> None:
    assert shell.presenter is not None
    shell.presenter.customer.edit(FieldName.NAME, LONG_NAME)
    shell.presenter.customer.edit(FieldName.PHONE, "0905")
    shell.presenter.customer.leave(FieldName.PHONE)
    shell.presenter.desk.choose(ProcedureCode("1.001193"))


def _saved(shell: Shell) -> None:
    _ready(shell)
    assert shell.presenter is not None
    shell.presenter.submit(with_paper=True)


def _empty(_shell: Shell) -> None:
    """An empty desk is how the window comes."""


def _sync(shell: Shell) -> SyncView:
    shell.go("sync")
    assert shell.sync is not None
    return shell.sync


def _sync_lost(shell: Shell) -> None:
    view = _sync(shell)
    view.table.selectRow(2)
    long_ago = replace(LOST, proven_at=Moment(NOW - 30 * 3_600_000), waiting_files=3)
    view._services = replace(view._services, status=lambda: long_ago)
    view.refresh()


def _alike(shell: Shell) -> None:
    shell.go("customers")
    assert shell.customers is not None
    while not isinstance(shell.customers.item, Alike):
        shell.customers.press("0")
        shell.customers._rest.stop()


def _closing_number(shell: Shell) -> None:
    shell.go("closing")
    assert shell.closing is not None
    shell.closing.list.setCurrentIndex(shell.closing.list.rows.index(4))
    shell.closing.list.enter()


def _board(shell: Shell) -> None:
    shell.seat(OF_PROVINCE)
    shell.go("board")


def _behind_a_day(shell: Shell) -> None:
    _board(shell)
    assert shell.board is not None
    shell.board.month.opened.emit(19)


STATES: dict[str, Callable[[Shell], object]] = {
    "empty": _empty,
    "ready": _ready,
    "missing": _missing,
    "saved": _saved,
    "dossiers": lambda shell: shell.go("dossiers"),
    "alike": _alike,
    "closing": lambda shell: shell.go("closing"),
    "closing_number": _closing_number,
    "morning": lambda shell: shell.go("morning"),
    "board": _board,
    "board_not_allowed": lambda shell: shell.go("board"),
    "board_day": _behind_a_day,
    "sync": lambda shell: shell.go("sync"),
    "sync_lost": _sync_lost,
    "sync_files": lambda shell: _sync(shell).export.click(),
    "locked": lambda shell: shell.lock(),
}


def visible(shell: Shell) -> Iterator[QWidget]:
    for widget in shell.window.findChildren(QWidget):
        if widget.isVisible():
            yield widget


def clipped(shell: Shell) -> list[str]:
    found = []
    for widget in visible(shell):
        if isinstance(widget, QLabel) and widget.text() and not _painted(widget):
            room = widget.contentsRect()
            metrics = QFontMetrics(widget.font())
            if widget.wordWrap():
                flags = Qt.TextFlag.TextWordWrap
                need = metrics.boundingRect(0, 0, room.width(), 5000, flags, widget.text())
                wrong = need.height() > room.height() + 2
            else:
                lines = widget.text().replace("&", "").splitlines()
                wrong = max(map(metrics.horizontalAdvance, lines)) > room.width() + 1
            if wrong:
                found.append(f"{widget.text()!r} in {room.width()}×{room.height()}")
        if isinstance(widget.parentWidget(), QLineEdit):
            continue  # an icon inside a field
        if isinstance(widget, (Chip, QAbstractButton)) and not widget.visibleRegion().isEmpty():
            need_width = widget.minimumSizeHint().width()
            if widget.width() + 1 < need_width:
                found.append(f"{widget.accessibleName()!r}: {widget.width()} of {need_width}")
    return found


def _painted(label: QLabel) -> bool:
    return type(label).paintEvent is not QLabel.paintEvent


@pytest.mark.qt
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_text_is_wider_than_its_box(shell: Shell, state: str, size: tuple[int, int]) -> None:
    shell.window.resize(*size)
    STATES[state](shell)
    settle(8)

    assert "\n".join(clipped(shell)) == ""


@pytest.mark.qt
@pytest.mark.parametrize("scale", [115, 130])
def test_larger_text_still_fits(shell: Shell, look: Look, scale: int) -> None:
    shell.window.resize(1920, 1080)
    look.set(dark=True, scale=scale)
    _ready(shell)
    settle(8)

    assert "\n".join(clipped(shell)) == ""


@pytest.mark.qt
@pytest.mark.parametrize("state", STATES)
def test_whatever_takes_the_focus_has_a_name(shell: Shell, state: str) -> None:
    STATES[state](shell)
    settle()

    focusable = [w for w in visible(shell) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [
        type(w).__name__
        for w in focusable
        if not w.accessibleName() and not isinstance(w.parentWidget(), QAbstractSpinBox)
    ]
    assert nameless == []
    fields = [w.accessibleName() for w in focusable if isinstance(w, QLineEdit)]
    assert len(fields) == len(set(fields))


@pytest.mark.qt
@pytest.mark.parametrize("state", STATES)
def test_mnemonics_are_unique_and_plain_letters(shell: Shell, state: str) -> None:
    STATES[state](shell)
    settle()

    letters = []
    for widget in visible(shell):
        if isinstance(widget, (QLabel, QAbstractButton)) and widget.isEnabled():
            _before, mark, after = widget.text().replace("&&", "").partition("&")
            if mark and after:
                letters.append(after[0].upper())

    assert [letter for letter, count in Counter(letters).items() if count > 1] == []
    assert all("A" <= letter <= "Z" for letter in letters)


@pytest.mark.qt
def test_a_lost_link_is_said_with_cause_and_deadline(shell: Shell, office: FakeOffice) -> None:
    office.link = LOST
    shell.beat()

    spoken = " ".join(w.accessibleName() for w in visible(shell))
    assert "Mất kết nối từ 09:19 · thử lại sau 20 giây" in spoken
    assert "12 việc chờ gửi · 350.000 đ" in spoken


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_text_and_ground_is_legible(tokens: Tokens) -> None:
    grounds = (tokens.surface, tokens.ground, tokens.sunken)
    pairs = [(ink, on) for ink in (tokens.ink, tokens.ink2, tokens.ink3) for on in grounds]
    pairs += [(tokens.on_primary, tokens.primary), (tokens.rail_ink, tokens.rail)]
    pairs += [(tokens.on_primary, tokens.rail_on), (tokens.badge_ink, tokens.badge)]
    pairs += [(tokens.ink3, tokens.primary_soft)]
    for tone in Tone:
        ink, soft = tokens.tone(tone)
        pairs += [(ink, soft), (ink, tokens.surface)]

    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
    assert contrast(tokens.outline, tokens.surface) >= 3.0
