"""The list of a day's end: what is open as rows with their mends, then what was left, then done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import CARD_RADIUS, CONTROL, FIELD, HINT, LABEL, RADIUS, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.wording import clock
from counter_app.usecases.open_matters import Deferred, Matters, Mend, OpenMatter

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OPEN, _LEFT, _DONE, _HEADING = 66, 46, 30, 36


@dataclass(frozen=True, slots=True)
class Row:
    """One row: an open matter, one left for later, one done (sentence, figure), or a heading."""

    open: OpenMatter | None = None
    left: Deferred | None = None
    done: tuple[str, str] | None = None
    heading: str = ""

    @property
    def height(self) -> int:
        """px at 100 %."""
        if self.open:
            return _OPEN
        if self.left:
            return _LEFT
        return _DONE if self.done else _HEADING

    @property
    def words(self) -> str:
        """The row as one sentence."""
        if self.open:
            return f"{self.open.title}. {self.open.note}".strip()
        if self.left:
            return f"Để sau: {self.left.title}. {left_words(self.left)}"
        if self.done:
            return f"Đã xong: {self.done[0]} {self.done[1]}".strip()
        return self.heading


def left_words(left: Deferred) -> str:
    """Why, who, when."""
    return f"{left.reason} · {left.officer or 'quầy'}, {clock(left.at)}"


class MatterRows(QAbstractListModel):
    """Only open matters can be chosen, so arrow keys pass the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.busy: set[str] = set()  # keys of matters whose mend is under way

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Flat."""
        del parent
        return len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The rest is only read."""
        if self.rows[index.row()].open is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row reads as one sentence."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.words
        return row.words if role == Qt.ItemDataRole.ToolTipRole else None

    def replace(self, matters: Matters) -> None:
        """Other rows."""
        self.beginResetModel()
        self.rows = [Row(open=each) for each in matters.open]
        if matters.deferred:
            self.rows.append(Row(heading=f"Để sau {len(matters.deferred)}"))
            self.rows += [Row(left=each) for each in matters.deferred]
        if matters.done:
            self.rows.append(Row(heading=f"Đã xong {len(matters.done)}"))
            self.rows += [Row(done=each) for each in matters.done]
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """Where a matter stands; -1 where it is no more."""
        found = (at for at, row in enumerate(self.rows) if row.open and row.open.key == key)
        return next(found, -1)


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, model: MatterRows) -> None:
        super().__init__()
        self._look, self._model = look, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        del option
        return QSize(160, self._look.px(self._model.rows[index.row()].height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect, row = QRectF(option.rect), self._model.rows[index.row()]
        if row.open:
            chosen = option.widget.currentIndex().row() == index.row()  # type: ignore[attr-defined]
            self._open(painter, rect, row.open, chosen=chosen)
        elif row.left:
            self._left(painter, rect, row.left)
        elif row.done:
            self._done(painter, rect, *row.done)
        else:
            font = self._look.font(HINT, SEMIBOLD)
            foot = rect.adjusted(self._look.px(4), self._look.px(10), 0, 0)
            paint.write(painter, foot, row.heading, font, self._look.tokens.ink3)
        painter.restore()

    def _open(self, painter: QPainter, rect: QRectF, matter: OpenMatter, *, chosen: bool) -> None:
        t, px = self._look.tokens, self._look.px
        tone = Tone.WAITING if matter.mend is Mend.CASE or matter.needs_link else Tone.SOON
        ink, soft = t.tone(tone)
        body = rect.adjusted(1, 1, -1, -px(8))
        paint.box(
            painter,
            body,
            CARD_RADIUS,
            fill=soft,
            line=t.primary_text if chosen else "",
            width=2 if chosen else 1,
        )
        side = px(20)
        spot = QRectF(body.left() + px(14), body.center().y() - side / 2, side, side)
        self._look.draw_icon(painter, matter.icon, spot, ink)
        button = self.button(rect, matter, chosen=chosen)
        self._button(painter, button, matter, chosen=chosen)
        left, width = spot.right() + px(13), button.left() - spot.right() - px(26)
        title, note = self._look.font(FIELD, SEMIBOLD), self._look.font(HINT)
        upper = QRectF(left, body.top() + px(6), width, px(24))
        if not matter.note:
            upper = QRectF(left, body.top(), width, body.height())
        paint.write(painter, upper, paint.elided(title, matter.title, width), title, t.ink)
        lower = QRectF(left, body.top() + px(29), width, px(22))
        paint.write(painter, lower, paint.elided(note, matter.note, width), note, t.ink2)

    def button(self, rect: QRectF, matter: OpenMatter, *, chosen: bool) -> QRectF:
        """Where the mend of a row stands."""
        px = self._look.px
        font = self._look.font(LABEL, SEMIBOLD)
        key = paint.key_width(self._look, "Enter") + px(10) if chosen else 0
        width = paint.text_width(font, self._verb(matter)) + px(28)
        height = px(CONTROL - 2)
        right = rect.right() - px(14) - key
        return QRectF(right - width, rect.center().y() - px(4) - height / 2, width, height)

    def _button(self, painter: QPainter, box: QRectF, matter: OpenMatter, *, chosen: bool) -> None:
        t, px = self._look.tokens, self._look.px
        ground, ink = (t.primary, t.on_primary) if chosen else (t.surface, t.ink)
        paint.box(painter, box, RADIUS, fill=ground, line="" if chosen else t.outline)
        font = self._look.font(LABEL, SEMIBOLD)
        paint.write(painter, box, self._verb(matter), font, ink, paint.CENTRE)
        if chosen:
            right = box.right() + px(10) + paint.key_width(self._look, "Enter")
            paint.key_cap(
                painter, self._look, QPointF(right, box.center().y()), "Enter", inverse=False
            )

    def _verb(self, matter: OpenMatter) -> str:
        return "Đang làm…" if matter.key in self._model.busy else matter.verb

    def _left(self, painter: QPainter, rect: QRectF, left: Deferred) -> None:
        t, px = self._look.tokens, self._look.px
        self._icon(painter, rect.adjusted(0, 0, 0, -rect.height() / 2), "hourglass", t.waiting)
        words = rect.adjusted(px(40), 0, -px(8), 0)
        title, note = self._look.font(LABEL, MEDIUM), self._look.font(HINT)
        upper = QRectF(words.left(), words.top() + px(2), words.width(), px(21))
        lower = QRectF(words.left(), words.top() + px(22), words.width(), px(20))
        paint.write(painter, upper, paint.elided(title, left.title, upper.width()), title, t.ink)
        said = paint.elided(note, left_words(left), lower.width())
        paint.write(painter, lower, said, note, t.ink2)

    def _done(self, painter: QPainter, rect: QRectF, words: str, figure: str) -> None:
        t, px, font = self._look.tokens, self._look.px, self._look.font(LABEL)
        self._icon(painter, rect, "circle-check", t.good)
        room = rect.adjusted(px(40), 0, -px(14), 0)
        paint.write(painter, room, words, font, t.ink)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = paint.text_width(font, words) + px(16)
        told = paint.elided(font, figure, room.width() - left)
        paint.write(painter, room, told, font, t.ink2, right)

    def _icon(self, painter: QPainter, rect: QRectF, name: str, ink: str) -> None:
        side = self._look.px(17)
        spot = QRectF(rect.left() + self._look.px(14), rect.center().y() - side / 2, side, side)
        self._look.draw_icon(painter, name, spot, ink)


class MatterList(QListView):
    """Enter mends the row chosen; so does a click on its button."""

    entered = Signal(object)  # OpenMatter
    chosen = Signal(object)  # OpenMatter or None

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.rows = MatterRows()
        self._painter = _Painter(look, self.rows)
        self.setModel(self.rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName("Việc còn mở")
        self.setAccessibleDescription("Enter xử lý việc đang chọn, Alt+S để sau")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentRowChanged.connect(lambda *_rows: self._tell())

    @property
    def matter(self) -> OpenMatter | None:
        """The one chosen."""
        row = self.currentIndex().row()
        return self.rows.rows[row].open if 0 <= row < len(self.rows.rows) else None

    def show_matters(self, matters: Matters) -> None:
        """Other rows; the choice stays with its matter, else goes to the next."""
        before, row = self.matter, max(0, self.currentIndex().row())
        self.rows.replace(matters)
        at = self.rows.row_of(before.key) if before else -1
        if at < 0:
            at = min(row, len(matters.open) - 1)
        if matters.open:
            self.setCurrentIndex(self.rows.index(at))
        self._tell()

    def work(self, key: str, *, busy: bool) -> None:
        """A mend is under way."""
        if busy:
            self.rows.busy.add(key)
        else:
            self.rows.busy.discard(key)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter mends; letters are not sought in the list."""
        if event.key() in _ENTER:
            self.enter()
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """A button is pressed where it was painted."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        matter = self.rows.rows[index.row()].open if index.isValid() else None
        if matter is not None:
            box = self._painter.button(QRectF(self.visualRect(index)), matter, chosen=True)
            if box.contains(event.position()):
                self.enter()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """The row that a panel below asks about stays in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def enter(self) -> None:
        """Mend the matter chosen, once."""
        matter = self.matter
        if matter is not None and matter.key not in self.rows.busy:
            self.entered.emit(matter)

    def _tell(self) -> None:
        self.viewport().update()
        self.chosen.emit(self.matter)
