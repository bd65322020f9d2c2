"""What is to be decided: the versions of a conflict, or two customers side by side."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.customers.words import (
    NOT_KNOWN,
    Item,
    base_of,
    effect_of_different,
    effect_of_later,
    effect_of_same,
    origin_of,
    refusal_of,
    rows_of,
    said,
    title_of,
    why_of,
)
from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.choice import Choice
from counter_app.ui.widgets.text import Text, line
from counter_app.usecases.decisions import Alike, Dispute
from domain.moment import Moment

LEAVE = "0"
SAME, DIFFERENT, LATER = "1", "2", "3"


class Choices(QWidget):
    """A column of choices; `pressed` names the key, whether it was struck or clicked."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self.by_key: dict[str, Choice] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def add(self, key: str, choice: Choice) -> None:
        """One more, below the others."""
        self.by_key[key] = choice
        choice.clicked.connect(lambda _c=False: self.pressed.emit(key))
        self._column.addWidget(choice)

    def end(self) -> None:
        """What room is left stays below them."""
        self._column.addStretch(1)


def dispute_card(look: Look, dispute: Dispute, now: Moment) -> tuple[QWidget, Choices]:
    """Who says what; a key for each version, and one that leaves it open."""
    choices = Choices()
    for at, version in enumerate(dispute.versions, 1):
        words = said(dispute, version.words)
        origin = origin_of(dispute, version, now)
        choices.add(str(at), Choice(look, str(at), words, origin, refused=dispute.withheld))
    later = "Vẫn là mâu thuẫn, đứng nguyên trong danh sách."
    choices.add(LEAVE, Choice(look, LEAVE, "Để sau", [later]))
    look.pin(choices, most_width=720)
    holder, column = _holder()
    column.addLayout(_head(look, holder, title_of(dispute), "Mâu thuẫn", "shuffle", Tone.WAITING))
    column.addWidget(Text(f"{dispute.words} – các nơi ghi khác nhau khi chưa biết nhau", "strong"))
    base = base_of(dispute)
    if base:
        column.addWidget(Text(base, "label", wrap=True))
    note = "Nhấn số của bản đúng; các bản còn lại vẫn được giữ trong lịch sử."
    column.addWidget(_withheld(dispute) if dispute.withheld else Text(note, "hint", wrap=True))
    column.addSpacing(6)
    column.addWidget(choices)
    column.addStretch(1)
    choices.end()
    return _scrolled(holder, "Các bản của mâu thuẫn"), choices


def pair_card(look: Look, pair: Alike) -> tuple[QWidget, Choices]:
    """Equal rows fade, different ones carry ≠ and a word; at the right what follows."""
    choices = Choices()
    title = "Tách lại: hai người khác nhau" if pair.merged else "Hai người khác nhau"
    apart = Choice(look, DIFFERENT, title, [effect_of_different(pair)], refused=pair.withheld)
    if not pair.merged:
        choices.add(SAME, _same(look, pair))
    choices.add(DIFFERENT, apart)
    if not pair.merged:
        choices.add(LATER, Choice(look, LATER, "Để sau", [effect_of_later(pair)]))
    choices.end()
    right = QVBoxLayout()
    right.setSpacing(8)
    right.addWidget(Text("Hệ quả", "section"))
    ways = _scrolled(choices, "")
    ways.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its choices take it
    look.pin(ways, least_width=186)
    right.addWidget(ways, 1)
    holder, column = _holder()
    column.addWidget(_table(look, pair))
    column.addStretch(1)
    body = QHBoxLayout()
    body.setSpacing(18)
    body.addWidget(_scrolled(holder, "Hai khách cạnh nhau"), 9)
    body.addLayout(right, 5)
    whole, top = _holder()
    word, icon, tone = ("Đã gộp", "equal", Tone.GOOD) if pair.merged else _question(pair)
    top.addLayout(_head(look, whole, title_of(pair), word, icon, tone))
    top.addWidget(Text(why_of(pair), "label", wrap=True))
    if pair.withheld:
        top.addWidget(_withheld(pair))
    top.addLayout(body, 1)
    return whole, choices


def _same(look: Look, pair: Alike) -> Choice:
    if pair.forbidden:
        return Choice(look, SAME, "Cùng một người", refused=refusal_of(pair))
    return Choice(look, SAME, "Cùng một người", [effect_of_same(pair)], refused=pair.withheld)


def _withheld(item: Item) -> Text:
    """Said once above the dashed keys."""
    text = Text("", "strong", wrap=True)
    text.say(item.withheld, "soon")
    return text


def _question(pair: Alike) -> tuple[str, str, Tone]:
    if pair.sought:
        return "Tự chọn để so", "search", Tone.PRIMARY
    return "Có thể là một người", "users", Tone.SOON


def _head(look: Look, holder: QWidget, title: str, word: str, icon: str, tone: Tone) -> QHBoxLayout:
    chip = Chip(look)
    chip.setParent(holder)  # before it shows itself, or it would come up as a window
    chip.say(word, icon, tone)
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(Text(title, "screen", wrap=True), 1)
    head.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
    return head


def _table(look: Look, pair: Alike) -> QWidget:
    holder, spoken = QWidget(), []
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 4, 4, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(2, 1)
    roles = {True: "label", False: "name", None: "hint"}
    both = ("Bản A, đứng cho cả hai", "Bản B") if pair.merged else ("Bản A", "Bản B")
    grid.addWidget(_right(Text(both[0], "strong", wrap=True)), 0, 0)
    grid.addWidget(_centre(Text("Trường", "hint")), 0, 1)
    grid.addWidget(Text(both[1], "strong"), 0, 2)
    for at, row in enumerate(rows_of(pair), 1):
        grid.addWidget(line(), 2 * at - 1, 0, 1, 4)
        for column, words in ((0, row.one), (2, row.other)):
            text = Text(words or NOT_KNOWN, roles[row.equal], wrap=True)
            text.say(words or NOT_KNOWN, "faint" if row.equal or not words else "")
            grid.addWidget(_right(text) if column == 0 else text, 2 * at, column)
        middle = _centre(Text(row.name, "hint"))
        look.pin(middle, least_width=84)
        grid.addWidget(middle, 2 * at, 1)
        if row.equal is None:
            continue
        mark = Text("", "hint")
        mark.say("giống" if row.equal else "≠ khác", "faint" if row.equal else "waiting")
        grid.addWidget(mark, 2 * at, 3)
        spoken.append(f"{row.name}: {'giống' if row.equal else 'khác'}")
    holder.setAccessibleName("So từng trường")
    holder.setAccessibleDescription(", ".join(spoken))
    return holder


def _holder() -> tuple[QWidget, QVBoxLayout]:
    holder = QWidget()
    holder.setObjectName("scrolled")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    return holder, column


class _Scrolled(QScrollArea):
    """Scrolls up and down only: it is never narrower than what it holds."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        self.setWidget(inner)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        least, bar = super().minimumSizeHint(), self.verticalScrollBar().sizeHint().width()
        return QSize(self._inner.minimumSizeHint().width() + bar + 2, least.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()  # what it holds has words or fonts of another width
        return super().eventFilter(watched, event)


def _scrolled(inner: QWidget, name: str) -> QScrollArea:
    area = _Scrolled(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    area.setAccessibleName(name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _right(text: Text) -> Text:
    text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return text


def _centre(text: Text) -> Text:
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return text
