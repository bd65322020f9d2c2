"""Dossiers in a list: the days left are the largest thing in the row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import FIELD, HINT, LABEL, RADIUS, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.wording import short_day
from counter_app.usecases.desk_lists import DueState, Urgency
from counter_app.usecases.lines import DossierLine
from domain.moment import Moment, local

Index = QModelIndex | QPersistentModelIndex

FACES = {
    Urgency.LATE: (Tone.LATE, "circle-alert"),
    Urgency.TODAY: (Tone.SOON, "clock"),
    Urgency.CALM: (Tone.PRIMARY, "calendar"),
    Urgency.PAUSED: (Tone.WAITING, "pause"),
    Urgency.DONE: (Tone.GOOD, "circle-check"),
}
STATES = {
    "Mới tiếp nhận": ("inbox", Tone.PRIMARY),
    "Đang xử lý": ("hourglass", Tone.PRIMARY),
    "Chờ bổ sung": ("pause", Tone.WAITING),
    "Có kết quả": ("circle-check", Tone.GOOD),
    "Đã trả kết quả": ("circle-check", Tone.GOOD),
}


def state_face(line: DossierLine) -> tuple[str, str, Tone]:
    """Word, icon and tone of a dossier's state; what needs a hand comes first."""
    if line.office:
        return "Của nơi khác", "landmark", Tone.PLAIN
    if line.disputed:
        return "Mâu thuẫn", "shuffle", Tone.WAITING
    if line.slip == "failed" and not line.returned:
        return "Chưa in giấy hẹn", "printer", Tone.SOON
    icon, tone = STATES.get(line.status, ("hourglass", Tone.PRIMARY))
    return line.status, icon, tone


class DossierRows(QAbstractListModel):
    """The lines in sight."""

    def __init__(self, due: Callable[[DossierLine], DueState]) -> None:
        super().__init__()
        self.lines: Sequence[DossierLine] = ()
        self.due = due

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Flat."""
        del parent
        return len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row reads as one sentence."""
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.customer_name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            parts = [self.due(line).text, line.customer_name, line.procedure_name]
            return ", ".join([*parts, state_face(line)[0], line.code])
        return None

    def replace(self, lines: Sequence[DossierLine]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()


class DossierPainter(QStyledItemDelegate):
    """Paints a row from tokens."""

    def __init__(self, look: Look, model: DossierRows, now: Callable[[], Moment]) -> None:
        super().__init__()
        self._look, self._model, self._now = look, model, now

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """One height for all."""
        del option, index
        return QSize(self._look.px(300), self._look.px(67))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        painter.save()
        rect = QRectF(option.rect)
        chosen = option.widget.currentIndex().row() == index.row()  # type: ignore[attr-defined]
        t, px, line = self._look.tokens, self._look.px, self._model.lines[index.row()]
        if chosen:
            paint.box(painter, rect, 0, fill=t.primary_soft)
            paint.box(painter, QRectF(rect.left(), rect.top(), 3, rect.height()), 0, fill=t.primary)
        foot = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        paint.box(painter, foot, 0, fill=t.line)
        block = QRectF(rect.left() + px(10), rect.top() + px(9), px(114), px(49))
        self._block(painter, block, line)
        left = block.right() + px(12)
        words = QRectF(left, rect.top(), rect.right() - left - px(14), rect.height())
        self._words(painter, words, line)
        painter.restore()

    def _block(self, painter: QPainter, rect: QRectF, line: DossierLine) -> None:
        px = self._look.px
        state = self._model.due(line)
        tone, icon = FACES[state.urgency]
        ink, soft = self._look.tokens.tone(tone)
        paint.box(painter, rect, RADIUS, fill=soft)
        font, side = self._look.font(LABEL, SEMIBOLD), px(15)
        text = paint.elided(font, state.text, rect.width() - side - px(12))
        width = side + px(5) + paint.text_width(font, text)
        left = rect.center().x() - width / 2
        spot = QRectF(left, rect.top() + px(8), side, side)
        self._look.draw_icon(painter, icon, spot, ink)
        upper = QRectF(spot.right() + px(5), rect.top() + px(4), width, px(22))
        paint.write(painter, upper, text, font, ink)
        lower = QRectF(rect.left(), rect.top() + px(25), rect.width(), px(20))
        paint.write(painter, lower, self._when(line), self._look.font(HINT), ink, paint.CENTRE)

    def _when(self, line: DossierLine) -> str:
        due = local(line.due)
        if due.date() == local(self._now()).date():
            return f"{due:%H:%M} nay"
        return short_day(due)

    def _words(self, painter: QPainter, rect: QRectF, line: DossierLine) -> None:
        t, px = self._look.tokens, self._look.px
        state, icon, tone = state_face(line)
        ink = t.tone(tone)[0]
        state_font, hint = self._look.font(HINT, SEMIBOLD), self._look.font(HINT)
        state_width = paint.text_width(state_font, state) + px(21)
        upper = QRectF(rect.left(), rect.top() + px(8), rect.width(), px(24))
        lower = QRectF(rect.left(), rect.top() + px(35), rect.width(), px(24))
        at = upper.right() - state_width
        spot = QRectF(at, upper.center().y() - px(7), px(14), px(14))
        self._look.draw_icon(painter, icon, spot, ink)
        words = QRectF(at + px(20), upper.top(), state_width, upper.height())
        paint.write(painter, words, state, state_font, ink)
        name_font = self._look.font(FIELD, MEDIUM)
        name = paint.elided(name_font, line.customer_name, rect.width() - state_width - px(8))
        paint.write(painter, upper, name, name_font, t.ink)
        code = line.code.split("-", 1)[-1]
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint.write(painter, lower, code, hint, t.ink3, right)
        label = self._look.font(LABEL)
        room = rect.width() - paint.text_width(hint, code) - px(10)
        paint.write(painter, lower, paint.elided(label, line.procedure_name, room), label, t.ink2)
