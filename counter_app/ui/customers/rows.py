"""What waits, in groups: a heading for each, and rows that can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from counter_app.ui.customers.words import (
    Group,
    Item,
    Waiting,
    detail_of,
    key_of,
    title_of,
)
from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import FIELD, HINT, Tone
from counter_app.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex

_FACES = {
    Group.SOUGHT: ("search", Tone.PRIMARY),
    Group.DISPUTES: ("shuffle", Tone.WAITING),
    Group.ALIKE: ("users", Tone.SOON),
    Group.MERGED: ("equal", Tone.GOOD),
}


class WaitingRows(QAbstractListModel):
    """Headings cannot be chosen, so arrow keys pass them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[Group, Item | None]] = []  # None: the group's heading
        self.counts: dict[Group, int] = {}

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Flat."""
        del parent
        return len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is only read."""
        if self.rows[index.row()][1] is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row reads as one sentence."""
        group, item = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(group) if item is None else title_of(item)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            if item is None:
                return f"{group}, {self.counts[group]}"
            return f"{group}: {title_of(item)}, {detail_of(item)}"
        return None

    def replace(self, waiting: Waiting) -> None:
        """Other rows."""
        self.beginResetModel()
        self.rows, self.counts = [], {}
        for group, items in waiting.groups.items():
            self.counts[group] = len(items)
            self.rows += [(group, None), *((group, item) for item in items)]
        self.endResetModel()

    def item(self, row: int) -> Item | None:
        """What is in a row; None for a heading and outside."""
        return self.rows[row][1] if 0 <= row < len(self.rows) else None

    def row_of(self, key: str) -> int:
        """Where it stands; -1 where it is no more."""
        found = (at for at, (_g, item) in enumerate(self.rows) if item and key_of(item) == key)
        return next(found, -1)

    def following(self, row: int) -> str:
        """What is decided after the row: the next that waits, else the first; "" for none."""
        waiting = [
            (at, key_of(item))
            for at, (group, item) in enumerate(self.rows)
            if item is not None and group is not Group.MERGED and at != row
        ]
        return next((key for at, key in waiting if at > row), waiting[0][1] if waiting else "")


class WaitingList(QListView):
    """Digits decide, so they are not sought in the list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Bare characters go on to the screen; Home passes the first heading."""
        if event.key() == Qt.Key.Key_Home:
            self.setCurrentIndex(self.model().index(1, 0))
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class WaitingPainter(QStyledItemDelegate):
    """Paints headings and rows from tokens."""

    def __init__(self, look: Look, model: WaitingRows) -> None:
        super().__init__()
        self._look, self._model = look, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Headings are lower."""
        del option
        heading = self._model.item(index.row()) is None
        return QSize(self._look.px(120), self._look.px(38 if heading else 58))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        painter.save()
        rect = QRectF(option.rect)
        group, item = self._model.rows[index.row()]
        if item is None:
            self._heading(painter, rect, group)
        else:
            chosen = option.widget.currentIndex().row() == index.row()  # type: ignore[attr-defined]
            self._row(painter, rect, group, item, chosen=chosen)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRectF, group: Group) -> None:
        t, px = self._look.tokens, self._look.px
        inner = rect.adjusted(px(14), px(8), -px(14), 0)
        font, ink = self._look.font(HINT, SEMIBOLD), t.tone(_FACES[group][1])[0]
        paint.write(painter, inner, group, font, t.ink3)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint.write(painter, inner, str(self._model.counts[group]), font, ink, right)

    def _row(
        self, painter: QPainter, rect: QRectF, group: Group, item: Item, *, chosen: bool
    ) -> None:
        t, px = self._look.tokens, self._look.px
        if chosen:
            paint.box(painter, rect, 0, fill=t.primary_soft)
            paint.box(painter, QRectF(rect.left(), rect.top(), 3, rect.height()), 0, fill=t.primary)
        foot = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        paint.box(painter, foot, 0, fill=t.line)
        icon, tone = _FACES[group]
        spot = QRectF(rect.left() + px(14), rect.top() + px(11), px(17), px(17))
        self._look.draw_icon(painter, icon, spot, t.tone(tone)[0])
        left, width = spot.right() + px(11), rect.right() - spot.right() - px(25)
        for text, font, ink, top in (
            (title_of(item), self._look.font(FIELD, MEDIUM), t.ink, 7),
            (detail_of(item), self._look.font(HINT), t.ink2, 30),
        ):
            words = QRectF(left, rect.top() + px(top), width, px(22))
            paint.write(painter, words, paint.elided(font, text, width), font, ink)
