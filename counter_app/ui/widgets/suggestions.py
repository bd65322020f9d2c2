"""The list under a field: eight rows at most, the best preselected, matched letters bold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.matching import matches
from counter_app.ui.tokens import FIELD, HINT, RADIUS
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.text import Text
from counter_app.usecases.lines import SUGGESTED

_ROW = 52
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One row; `key` is what taking it gives."""

    key: str
    title: str
    detail: str


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Suggestion] = ()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        del parent
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.detail}"
        return f"{row.title}\n{row.detail}" if role == Qt.ItemDataRole.ToolTipRole else None

    def replace(self, rows: Sequence[Suggestion]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, model: _Rows) -> None:
        super().__init__()
        self._look, self._model = look, model
        self.needle = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        del option, index
        return QSize(self._look.px(200), self._look.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = QRectF(option.rect)
        current = index.row() == option.widget.currentIndex().row()  # type: ignore[attr-defined]
        row, t, px = self._model.rows[index.row()], self._look.tokens, self._look.px
        room = rect.adjusted(px(14), 0, -px(14), 0)
        if current:
            paint.box(painter, rect.adjusted(2, 1, -2, -1), RADIUS, fill=t.primary_soft)
            bar = QRectF(rect.left() + 2, rect.top() + 5, 3, rect.height() - 10)
            paint.box(painter, bar, 1.5, fill=t.primary_text)
            right = QPointF(rect.right() - px(12), rect.center().y())
            paint.key_cap(painter, self._look, right, "Enter", inverse=False)
            room.setRight(right.x() - paint.key_width(self._look, "Enter") - px(10))
        upper = QRectF(room.left(), rect.top() + px(4), room.width(), px(22))
        self._title(painter, upper, row.title)
        lower = QRectF(room.left(), rect.top() + px(27), room.width(), px(20))
        font = self._look.font(HINT)
        detail = paint.elided(font, row.detail, room.width())
        paint.write(painter, lower, detail, font, t.ink2 if current else t.ink3)
        painter.restore()

    def _title(self, painter: QPainter, rect: QRectF, title: str) -> None:
        t = self._look.tokens
        normal, bold = self._look.font(FIELD, MEDIUM), self._look.font(FIELD, QFont.Weight.Bold)
        title = paint.elided(self._look.font(FIELD, SEMIBOLD), title, rect.width())
        x, at = rect.left(), 0
        for start, end in [*matches(title, self.needle), (len(title), len(title))]:
            for text, font, ink in (
                (title[at:start], normal, t.ink),
                (title[start:end], bold, t.primary_text),
            ):
                width = paint.text_width(font, text)
                where = QRectF(x, rect.top(), width + 4, rect.height())
                paint.write(painter, where, text, font, ink)
                x += width
            at = max(at, end)


class Suggestions(QFrame):
    """Hangs under its field without taking the focus. Late answers are dropped by the caller.

    Rows belong to the text that was typed: Enter pressed while the answer to the last
    keystroke is still under way waits for it and takes its best row.
    """

    taken = Signal(str)
    nothing = Signal()  # Enter waited, and no row answered what was typed

    def __init__(
        self, look: Look, field: QWidget, name: str, *, under: QWidget | None = None
    ) -> None:
        super().__init__(field.window())
        self.setObjectName("popup")
        self._look, self._field, self._under = look, field, under or field
        self._model = _Rows()
        self._painter = _Painter(look, self._model)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._painter)
        self.list.setAccessibleName(name)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self._awaited, self._wanted = False, False
        self._count, self._aside = Text("", "hint"), Text("", "hint")
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(12, 6, 12, 2)
        head.addWidget(self._count, 1)
        head.addWidget(self._aside)
        column = QVBoxLayout(self)
        column.setContentsMargins(5, 5, 5, 6)
        column.setSpacing(2)
        column.addWidget(self._head)
        column.addWidget(self.list)
        field.installEventFilter(self)
        if isinstance(field, QLineEdit):
            field.textEdited.connect(self._typed)
        self.hide()

    def _typed(self) -> None:
        """What stands in the list answers an older text from here on."""
        self._awaited, self._wanted = True, False

    def offer(
        self, rows: Sequence[Suggestion], needle: str, *, head: str = "", aside: str = ""
    ) -> None:
        """Show rows under the field; none closes the list."""
        if isinstance(self._field, QLineEdit) and needle.strip() == self._field.text().strip():
            self._awaited = False
        rows = rows[:SUGGESTED]
        self._painter.needle = needle
        self._model.replace(rows)
        self._count.say(head)
        self._aside.say(aside)
        self._head.setVisible(bool(head or aside))
        wanted = self._wanted and not self._awaited
        self._wanted = self._wanted and self._awaited
        if not rows or not self._field.hasFocus():
            self.hide()
        else:
            self.list.setCurrentIndex(self._model.index(0))
            self._place(len(rows))
        if wanted and self._field.hasFocus():
            if rows:
                self._take(0)
            else:
                self.nothing.emit()

    def _place(self, rows: int) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        px = self._look.px
        below = self._under.mapTo(window, QPoint(0, self._under.height() + 6))
        self.list.setFixedHeight(rows * px(_ROW) + 2)
        width = max(self._under.width(), px(400))
        left = min(below.x(), window.width() - width - 8)
        head = 0 if self._head.isHidden() else self._count.sizeHint().height() + 10
        height = self.list.height() + head + 14
        room = window.height() - below.y() - 8
        self.setGeometry(left, below.y(), width, min(height, max(room, px(_ROW * 2))))
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Arrows choose, Enter takes, Esc closes the list before it means anything else."""
        if event.type() is QEvent.Type.FocusOut:
            self._wanted = False
            self.hide()
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place(self._model.rowCount())
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            return self._waits(key) or (self.isVisible() and self._key(key))
        return super().eventFilter(watched, event)

    def _waits(self, key: Qt.Key) -> bool:
        """Enter on an answer still under way; pressed again it means what the field says."""
        if key not in _ENTER or not self._awaited or self._wanted:
            return False
        self._wanted = True
        return True

    def _key(self, key: Qt.Key) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key)
        row = self.list.currentIndex().row()
        if step is not None:
            row = max(0, min(self._model.rowCount() - 1, row + step))
            self.list.setCurrentIndex(self._model.index(row))
            self.list.viewport().update()
            return True
        if key in _ENTER:
            if not self._awaited:
                self._take(row)
            return not self._awaited
        if key == Qt.Key.Key_Escape:
            self._wanted = False
            self.hide()
            return True
        return False

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._model.rows):
            self.hide()
            self.taken.emit(self._model.rows[row].key)
