"""The customers' screen: what waits for a person's word at the left, the choice at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.customers.cards import (
    DIFFERENT,
    LATER,
    LEAVE,
    SAME,
    Choices,
    dispute_card,
    pair_card,
)
from counter_app.ui.customers.rows import WaitingList, WaitingPainter, WaitingRows
from counter_app.ui.customers.seeking import SEEK_KEY, Seek
from counter_app.ui.customers.services import CustomersServices
from counter_app.ui.customers.words import (
    Item,
    Waiting,
    each_once,
    effect_of_later,
    key_of,
    name_of,
    title_of,
    waiting_of,
)
from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.card import EmptyState
from counter_app.ui.widgets.emptying import discard
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.text import Text, line
from counter_app.usecases.decisions import Alike, Dispute
from counter_app.usecases.errors import NoSuchCustomer, NothingToDecide
from counter_app.usecases.lines import CustomerLine
from domain.errors import OfficeError
from domain.identifiers import CustomerId

REST_MS: Final = 400
"""After a decision no key is taken: the second stroke of a double press must not decide the next
row, which nobody has read yet."""

_NOTHING: Final = (
    "Không có gì chờ quyết định",
    "Hai quầy ghi khác nhau về một khách, hai khách có thể là một: việc ấy hiện ở đây.",
)
_DONE: Final = (
    "Không còn gì chờ quyết định",
    "Chọn một dòng “Đã gộp” nếu cần tách lại.",
)


class CustomersView(QWidget):
    """Lists, shows, decides; the digits are keys wherever nothing is typed."""

    toasted = Signal(str)
    counted = Signal(int)  # what waits, for the rail

    def __init__(
        self,
        look: Look,
        services: CustomersServices,
        *,
        tasks: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Khách hàng")
        self._look, self._services = look, services
        self._tasks, self._report = tasks, report
        self._asked, self._placing = 0, False
        self._deciding, self._settling = False, False  # then the list is read, and it is over
        self._guest: Dispute | None = None  # asked for elsewhere; the list may not hold it
        self._pair: tuple[CustomerId, CustomerId] | None = None  # chosen by hand
        self._sought = ""  # the key of the row that is to be chosen when the list is read
        self.item: Item | None = None
        self.choices = Choices()
        self._rows = WaitingRows()
        self.list = WaitingList()
        self.list.setAccessibleName("Việc chờ quyết định")
        self.list.setModel(self._rows)
        self.list.setItemDelegate(WaitingPainter(look, self._rows))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.selectionModel().currentChanged.connect(lambda now, _old: self._taken(now.row()))
        self.seek = Seek(look, services.find, tasks=tasks, failed=self._failed)
        self.seek.chosen.connect(self._compare_two)
        self.seek.left.connect(self._compare_none)
        self._count = Text("", "label")
        self._none = Text("", "label", wrap=True)
        self._none.setContentsMargins(16, 14, 16, 14)
        self.notice = InlineNotice(look)
        self.reason = Field(look, "Căn &cứ (không bắt buộc)")
        self.reason.note("", "Gõ xong nhấn Enter để về danh sách, rồi nhấn số để quyết định.")
        for signal in (self.reason.entered, self.reason.escaped):
            signal.connect(self._to_list)
        self.setFocusProxy(self.list)
        self._shown: QWidget = QWidget()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._lay_out()
        self._show_item(None)
        for key, act in (
            (SEEK_KEY, self.seek.focus),
            ("F5", self.refresh),
            ("F6", self._next_area),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _lay_out(self) -> None:
        left = QFrame()
        left.setObjectName("card")
        head = QHBoxLayout()
        head.setContentsMargins(14, 12, 14, 8)
        head.setSpacing(8)
        head.addWidget(Text("Chờ quyết định", "section"))
        head.addWidget(self._count)
        head.addStretch(1)
        column = QVBoxLayout(left)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.seek)
        column.addWidget(line())
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        right = QFrame()
        right.setObjectName("card")
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(16, 14, 16, 14)
        self._right.setSpacing(10)
        self._right.addWidget(self.notice)
        self._right.addWidget(self._shown, 1)
        self._right.addWidget(self.reason)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        row.addWidget(left, 4)
        row.addWidget(right, 11)

    # reading

    def refresh(self) -> None:
        """Read the list again; the choice stays. While something is decided it waits for that."""
        self._asked += 1
        if self._deciding:
            return
        mine, guest, services, two = self._asked, self._guest, self._services, self._pair

        def read() -> Waiting:
            told = list(services.disputes())
            if guest is not None:
                known = {key_of(one) for one in told}
                more = services.disputes_of(guest.subject)
                named = [replace(one, name=one.name or guest.name) for one in more]
                told += [one for one in named if key_of(one) not in known]
            alike, merged = services.alike(), services.merged()
            pair = services.pair(*two) if two is not None else None
            return waiting_of(each_once(told), alike, merged, pair)

        def answered(waiting: Waiting) -> None:
            if mine == self._asked:
                self._show(waiting)

        self._tasks.run(read, then=answered, failed=self._failed)

    def open_dispute(self, dispute: Dispute) -> None:
        """Come from a dossier or a case: this conflict, whether the list holds it or not."""
        self._guest, self._sought = dispute, key_of(dispute)
        self.notice.say("")
        self.refresh()
        self._to_list()

    def _compare_two(self, one: CustomerLine, other: CustomerLine) -> None:
        """Chosen by hand: side by side as any other pair."""
        self._pair = (one.id, other.id)
        self._sought = " ".join(sorted((one.id.hex(), other.id.hex())))
        self.notice.say("")
        self.refresh()
        self._to_list()

    def _compare_none(self) -> None:
        """Out of the search: what was chosen by hand leaves the list."""
        if self._pair is not None:
            self._pair = None
            self.refresh()
        self._to_list()

    def _show(self, waiting: Waiting) -> None:
        self._settling = False
        before = key_of(self.item) if self.item is not None else ""
        sought, self._sought = self._sought, ""
        self._placing = True
        self._rows.replace(waiting)
        row = self._rows.row_of(sought or before)
        if row < 0 and (follows := self._rows.following(-1)):
            row = self._rows.row_of(follows)
        self.list.setCurrentIndex(self._rows.index(row))
        self._placing = False
        guest = key_of(self._guest) if self._guest is not None else ""
        if sought and sought == guest and self._rows.row_of(sought) < 0:
            self.notice.say(NothingToDecide().sentence, Tone.SOON)
        elif sought and self._pair is not None and self._rows.row_of(sought) < 0:
            self.notice.say(NoSuchCustomer().sentence, Tone.SOON)
            self._pair = None
        self._show_item(self._rows.item(row))
        self._count.say(f"{waiting.open} việc" if waiting.open else "")
        self._none.say("" if self._rows.rows else "Danh sách trống.")
        self._none.setVisible(not self._rows.rows)
        self.counted.emit(waiting.open)

    def _taken(self, row: int) -> None:
        """The clerk went to another row."""
        if not self._placing:
            self.notice.say("")
            self._show_item(self._rows.item(row))

    def _show_item(self, item: Item | None) -> None:
        if item is not None and item == self.item:
            return  # nothing new: what is being typed and read stays as it is
        if item is None or self.item is None or key_of(item) != key_of(self.item):
            self.reason.put("")
        self.item = item
        if isinstance(item, Dispute):
            shown, self.choices = dispute_card(self._look, item, self._services.now())
        elif item is not None:
            shown, self.choices = pair_card(self._look, item)
        else:
            title, text = _DONE if self._rows.rows else _NOTHING
            shown, self.choices = EmptyState(self._look, "users", title, text), Choices()
        # queued: a decision takes the very card away whose choice is still in its own event
        self.choices.pressed.connect(self.press, Qt.ConnectionType.QueuedConnection)
        self.reason.setVisible(item is not None)
        lost = self._holds_focus(self._shown)
        self._right.replaceWidget(self._shown, shown)
        discard(self._shown)
        self._shown = shown
        if lost:
            self._to_list()

    # deciding

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """A digit that no field took."""
        if event.text() in self.choices.by_key:
            if not event.isAutoRepeat():
                self.press(event.text())
            return
        super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Decide by the choice of this key; a refused one says why."""
        choice, item = self.choices.by_key.get(key), self.item
        if choice is None or item is None or self._deciding or self._settling:
            return
        if self._rest.isActive():
            return
        if choice.refused:
            self.notice.say(choice.refused, Tone.SOON)
        elif isinstance(item, Dispute):
            self._decide(item, key)
        else:
            self._compare(item, key)

    def _decide(self, dispute: Dispute, key: str) -> None:
        if key == LEAVE:
            self._next("Để sau; mâu thuẫn vẫn đứng trong danh sách")
            return
        decide, reason = self._services.decide, self._reason()
        chosen = dispute.versions[int(key) - 1].fact
        self._run(
            lambda: decide(dispute.subject, dispute.matter, chosen, dispute.seen, reason),
            f"Đã quyết định: {dispute.words}, {title_of(dispute)}",
        )

    def _compare(self, pair: Alike, key: str) -> None:
        services, one, other, reason = self._services, pair.one.id, pair.other.id, self._reason()
        acts: dict[str, tuple[Callable[[], object], str]] = {
            SAME: (
                lambda: services.same(one, other, reason),
                f"Đã gộp: {name_of(pair.one)} đứng cho cả hai",
            ),
            DIFFERENT: (
                lambda: services.different(one, other, reason),
                "Đã tách lại thành hai khách" if pair.merged else "Đã ghi: hai người khác nhau",
            ),
            LATER: (lambda: services.later(one, other), f"Để sau. {effect_of_later(pair)}"),
        }
        self._run(*acts[key])

    def _run(self, work: Callable[[], object], done: str) -> None:
        self._deciding = True
        self._asked += 1  # what is being read now is older than the decision
        self.notice.say("")
        self._tasks.run(work, then=lambda _answer: self._next(done), failed=self._refused)

    def _next(self, done: str) -> None:
        """Decided: on to the next that waits."""
        self._deciding, self._settling = False, True
        self._rest.start()
        self._sought = self._rows.following(self.list.currentIndex().row())
        self._guest, self.item = None, self.item if self._sought else None
        self._pair = None
        self.toasted.emit(done)
        self.refresh()
        if self._holds_focus(self):
            self._to_list()

    def _refused(self, error: Exception) -> None:
        """Nothing was decided: say why, and read what there is now."""
        self._deciding = False
        self._failed(error)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._settling = False
        if isinstance(error, OfficeError):
            self.notice.say(error.sentence, Tone.LATE)
        else:
            self._report(error)

    def _reason(self) -> str:
        return self.reason.text().strip()

    # focus

    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _holds_focus(part: QWidget) -> bool:
        here = QApplication.focusWidget()
        return here is not None and part.isAncestorOf(here)

    def _next_area(self) -> None:
        stops: list[QWidget] = [self.seek.edit, self.list, *self.choices.by_key.values()][:3]
        if self.item is not None:
            stops.append(self.reason.edit)
        here = self.focusWidget()
        at = stops.index(here) if here in stops else -1
        stops[(at + 1) % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)
