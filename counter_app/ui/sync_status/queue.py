"""What waits for the centre, and what it has just taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from counter_app.ui.look import MEDIUM, REGULAR, SEMIBOLD, Look
from counter_app.ui.tokens import HINT, LABEL, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.wording import dong, lasting
from counter_app.usecases.lines import QueueLine
from domain.moment import Moment

Index = QModelIndex | QPersistentModelIndex

_HEADS = ("Việc", "Khách hàng", "Số tiền", "Đợi", "Trạng thái và hạn")
_STATES = {
    "waiting": ("Chờ lượt tới", "hourglass", Tone.WAITING),
    "sending": ("Đang gửi", "arrow-up", Tone.PRIMARY),
    "acknowledged": ("Trung tâm đã nhận", "circle-check", Tone.GOOD),
    "held": ("Bị giữ lại", "ban", Tone.SOON),
}


class QueueRows(QAbstractTableModel):
    """The lines in sight."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        super().__init__()
        self.lines: Sequence[QueueLine] = ()
        self._now = now

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Flat."""
        del parent
        return len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Five."""
        del parent
        return len(_HEADS)

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Words over the columns."""
        across = orientation is Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in (2, 3) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return _HEADS[section] if across and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words of a cell."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.lines[index.row()]
        waits = line.state in ("waiting", "sending", "held")
        return (
            line.title,
            line.customer_name,
            dong(line.money) if line.money else "",
            lasting(max(0, self._now() - line.since)) if waits else "",
            f"{_STATES[line.state][0]}. {line.note}",
        )[index.column()]

    def replace(self, lines: Sequence[QueueLine]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, model: QueueRows) -> None:
        super().__init__()
        self._look, self._model = look, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        del option, index
        return QSize(80, self._look.px(50))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = QRectF(option.rect)
        line, t, px = self._model.lines[index.row()], self._look.tokens, self._look.px
        if line.state == "held":
            paint.box(painter, rect, 0, fill=t.soon_soft)
        paint.box(painter, QRectF(rect.left(), rect.bottom(), rect.width(), 1), 0, fill=t.line)
        room = rect.adjusted(px(8), 0, -px(8), 0)
        if index.column() == 4:
            self._state(painter, room, line)
        else:
            first = index.column() == 0
            font = self._look.font(LABEL, MEDIUM if first else REGULAR)
            text = paint.elided(font, str(self._model.data(index)), room.width())
            side = Qt.AlignmentFlag.AlignLeft
            if index.column() in (2, 3):
                side = Qt.AlignmentFlag.AlignRight
            ink = t.ink if index.column() in (0, 2) else t.ink2
            paint.write(painter, room, text, font, ink, side | Qt.AlignmentFlag.AlignVCenter)
        painter.restore()

    def _state(self, painter: QPainter, room: QRectF, line: QueueLine) -> None:
        t, px = self._look.tokens, self._look.px
        word, icon, tone = _STATES[line.state]
        ink = t.tone(tone)[0]
        spot = QRectF(room.left(), room.top() + px(8), px(14), px(14))
        self._look.draw_icon(painter, icon, spot, ink)
        upper = QRectF(spot.right() + px(6), room.top() + px(4), room.width(), px(22))
        paint.write(painter, upper, word, self._look.font(HINT, SEMIBOLD), ink)
        lower = QRectF(room.left(), room.top() + px(25), room.width(), px(20))
        font = self._look.font(HINT)
        paint.write(painter, lower, paint.elided(font, line.note, room.width()), font, t.ink3)


class QueueTable(QTableView):
    """The queue as a table, so that its cells can be read one by one."""

    def __init__(self, look: Look, now: Callable[[], Moment]) -> None:
        super().__init__()
        self._rows = QueueRows(now)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(look, self._rows))
        self.setAccessibleName("Hàng gửi")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.px(50))
        head = self.horizontalHeader()
        head.setStyleSheet(
            "QHeaderView { background: transparent; border: 0; }"
            "QHeaderView::section { background: transparent; border: 0; padding: 2px 8px; }"
        )
        head.setHighlightSections(False)
        for column, width in enumerate((0, 0, 96, 78, 268)):
            fixed = QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(column, fixed)
            if width:
                head.resizeSection(column, look.px(width))

    def show_lines(self, lines: Sequence[QueueLine]) -> None:
        """What waits first."""
        self._rows.replace(lines)
