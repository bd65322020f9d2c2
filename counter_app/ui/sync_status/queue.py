"""What is held, what waits for the centre, and what it has just taken: a row for each record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from counter_app.ui.look import MEDIUM, REGULAR, SEMIBOLD, Look
from counter_app.ui.sync_status.queue_words import (
    RowFace,
    code_and_count,
    row_face,
    spoken,
    waited,
)
from counter_app.ui.tokens import HINT, LABEL
from counter_app.ui.widgets import paint
from counter_app.ui.wording import dong
from counter_app.usecases.lines import LinkStatus
from counter_app.usecases.queue_lines import QueueRecord, RecordState
from domain.identifiers import SubjectId
from domain.moment import Moment

Index = QModelIndex | QPersistentModelIndex

ROW = 50
_HEADS = ("Việc", "Khách hàng", "Số tiền", "Đợi", "Trạng thái và hạn")
_WIDTHS = (0, 0, 96, 78, 256)
_NARROW = (0, 0, 0, 0, 200)
_RIGHT = (2, 3)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QueueRows(QAbstractTableModel):
    """The records in sight."""

    def __init__(self, now: Callable[[], Moment], link: Callable[[], LinkStatus]) -> None:
        super().__init__()
        self.records: Sequence[QueueRecord] = ()
        self.asked: dict[SubjectId, Moment] = {}
        self._now, self._link = now, link

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Flat."""
        del parent
        return len(self.records)

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
            right = section in _RIGHT
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return _HEADS[section] if across and role == Qt.ItemDataRole.DisplayRole else None

    def face(self, record: QueueRecord) -> RowFace:
        """How a record stands at this moment."""
        return row_face(record, self._link(), self._now(), self.asked.get(record.subject))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words of a cell; the whole row for whoever hears it."""
        record = self.records[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return spoken(record, self.face(record), self._now())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == len(_HEADS) - 1:
            face = self.face(record)
            return f"{face.word}. {face.note}"
        return (
            record.title,
            record.customer_name,
            dong(record.money) if record.money else "",
            waited(record, self._now()),
        )[index.column()]

    def replace(self, records: Sequence[QueueRecord]) -> None:
        """Other records."""
        self.beginResetModel()
        self.records = records
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, model: QueueRows, table: QTableView) -> None:
        super().__init__()
        self._look, self._model, self._table = look, model, table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        del option, index
        return QSize(80, self._look.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = QRectF(option.rect)
        record, t, px = self._model.records[index.row()], self._look.tokens, self._look.px
        chosen = self._table.currentIndex().row() == index.row()
        if record.state is RecordState.HELD:
            paint.box(painter, rect, 0, fill=t.soon_soft)
        elif chosen:
            paint.box(painter, rect, 0, fill=t.primary_soft)
        if chosen and index.column() == 0:
            paint.box(painter, QRectF(rect.left(), rect.top(), 3, rect.height()), 0, fill=t.primary)
        paint.box(painter, QRectF(rect.left(), rect.bottom(), rect.width(), 1), 0, fill=t.line)
        room = rect.adjusted(px(10), 0, -px(8), 0)
        if index.column() == 0:
            first = self._look.font(LABEL, MEDIUM)
            self._two(painter, room, (record.title, first, t.ink), code_and_count(record))
        elif index.column() == len(_HEADS) - 1:
            self._state(painter, room, self._model.face(record))
        else:
            font = self._look.font(LABEL, REGULAR)
            text = paint.elided(font, str(self._model.data(index)), room.width())
            right = index.column() in _RIGHT
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            ink = t.ink if index.column() == 2 else t.ink2
            paint.write(painter, room, text, font, ink, side | Qt.AlignmentFlag.AlignVCenter)
        painter.restore()

    def _state(self, painter: QPainter, room: QRectF, face: RowFace) -> None:
        px, ink = self._look.px, self._look.tokens.tone(face.tone)[0]
        spot = QRectF(room.left(), room.top() + px(9), px(14), px(14))
        self._look.draw_icon(painter, face.icon, spot, ink)
        strong = self._look.font(HINT, SEMIBOLD)
        self._two(painter, room, (face.word, strong, ink), face.note, indent=px(20))

    def _two(
        self,
        painter: QPainter,
        room: QRectF,
        first: tuple[str, QFont, str],
        second: str,
        indent: float = 0,
    ) -> None:
        px, font = self._look.px, self._look.font(HINT)
        words, strong, ink = first
        upper = QRectF(room.left() + indent, room.top() + px(5), room.width() - indent, px(22))
        if not second:
            upper = QRectF(room.left() + indent, room.top(), room.width() - indent, room.height())
        paint.write(painter, upper, _cut(strong, words, upper.width()), strong, ink)
        lower = QRectF(room.left(), room.top() + px(26), room.width(), px(20))
        ink3 = self._look.tokens.ink3
        paint.write(painter, lower, _cut(font, second, room.width()), font, ink3)


def _cut(font: QFont, text: str, width: float) -> str:
    """Sentences lose their end, which the card beside the queue tells; names their middle."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


class QueueTable(QTableView):
    """The queue as a table, so that its cells can be read one by one. Enter acts on its row."""

    chosen = Signal(object)  # QueueRecord, or None
    entered = Signal(object)  # QueueRecord

    def __init__(
        self, look: Look, now: Callable[[], Moment], link: Callable[[], LinkStatus]
    ) -> None:
        super().__init__()
        self._look = look
        self.rows = QueueRows(now, link)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(look, self.rows, self))
        self.setAccessibleName("Hàng gửi")
        self.setAccessibleDescription("Enter mở việc bị giữ, hoặc gửi ngay việc đang chờ")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setStyleSheet(
            "QHeaderView { background: transparent; border: 0; }"
            "QHeaderView::section { background: transparent; border: 0; padding: 2px 8px; }"
        )
        head.setHighlightSections(False)
        self.fold(on=False)
        self.selectionModel().currentRowChanged.connect(lambda *_rows: self._tell())
        self.doubleClicked.connect(lambda _index: self.enter())

    def fold(self, *, on: bool) -> None:
        """Without money and time where there is no room; both stay in the name of the row."""
        head = self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(self._look.px(ROW))
        for column, width in enumerate(_NARROW if on else _WIDTHS):
            self.setColumnHidden(column, on and column in _RIGHT)
            mode = QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(column, mode)
            if width:
                head.resizeSection(column, self._look.px(width))

    @property
    def record(self) -> QueueRecord | None:
        """The record chosen."""
        row = self.currentIndex().row()
        return self.rows.records[row] if 0 <= row < len(self.rows.records) else None

    def show_records(self, records: Sequence[QueueRecord]) -> None:
        """What is held first; the choice stays with its record, wherever that went."""
        before, row = self.record, max(0, self.currentIndex().row())
        if records == self.rows.records:
            self.tick()
            return
        self.rows.replace(records)
        same = [
            at
            for at, one in enumerate(records)
            if before is not None and (one.subject, one.sort) == (before.subject, before.sort)
        ]
        at = same[0] if same else min(row, len(records) - 1)
        if records:
            self.setCurrentIndex(self.rows.index(at, 0))
        self._tell()

    def tick(self) -> None:
        """The time goes on: ages and deadlines are painted anew, nothing is read."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter acts; everything else moves as in any table."""
        if event.key() in _ENTER:
            self.enter()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        """Act on the record chosen."""
        if self.record is not None:
            self.entered.emit(self.record)

    def _tell(self) -> None:
        self.viewport().update()
        self.chosen.emit(self.record)
