"""The reception screen: cards in place, keys bound, a signal per intention. No rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception import faces
from counter_app.ui.reception.action_card import ActionCard
from counter_app.ui.reception.compare import Compare
from counter_app.ui.reception.customer_card import CustomerCard
from counter_app.ui.reception.customer_line import CustomerBar
from counter_app.ui.reception.due_card import DueCard
from counter_app.ui.reception.fee_card import FeeCard
from counter_app.ui.reception.layouts import Room, Shape, column, row
from counter_app.ui.reception.papers_card import PapersCard
from counter_app.ui.reception.procedure_card import ProcedureCard
from counter_app.ui.reception.scan_card import ScanCard
from counter_app.ui.reception.viewer import Viewer
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.ask_line import ASK_KEY
from counter_app.ui.widgets.emptying import discard
from counter_app.ui.widgets.scrolling import scrolling
from counter_app.usecases.case import FieldName
from counter_app.usecases.decisions import Dispute
from counter_app.usecases.lines import CustomerLine, ProcedureLine


class ReceptionView(QWidget):
    """Shows faces; answers keys. The presenter decides."""

    submitted = Signal(bool)  # with paper
    tabs_changed = Signal(list)
    toasted = Signal(str)
    favourite = Signal(int)
    held = Signal()
    next_asked = Signal()
    same_asked = Signal()
    ask_asked = Signal()
    dispute_asked = Signal(object)  # Dispute

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Tiếp nhận")
        self._look = look
        self.customer, self.procedure = CustomerCard(look), ProcedureCard(look)
        self.papers, self.scan = PapersCard(look), ScanCard(look)
        self.fee, self.due, self.action = FeeCard(look), DueCard(look), ActionCard(look)
        self.column_viewer = Viewer(look, closes=False)
        self.viewer, self.comparison = Viewer(look, closes=True), Compare(look)
        self.bar = CustomerBar(look)
        for card in (self.customer, self.procedure, self.papers, self.scan, self.fee, self.due):
            card.setParent(self)  # a card without a parent that is shown would be a window
        for other in (self.action, self.column_viewer, self.viewer, self.comparison, self.bar):
            other.setParent(self)
        self._shape: tuple[Shape, bool, bool, int, bool] | None = None
        self._desk, self._folded, self._wanted_fold = QWidget(), False, False
        self._crowded, self._saved = False, False
        self._stack_holder = QWidget()
        self._stack = QStackedLayout(self._stack_holder)
        for part in (self._desk, self.comparison, self.viewer):
            self._stack.addWidget(part)
        self._root = QVBoxLayout(self)
        self._root.setContentsMargins(14, 12, 14, 12)
        self._body = QWidget()
        self._root.addWidget(self._body)
        self.viewer.closed.connect(self._close_viewer)
        self.bar.opened.connect(self._unfold)
        self._bind()
        look.changed.connect(self.arrange)

    # keys

    def _bind(self) -> None:
        for key, act in (
            ("F2", self.next_asked.emit),
            ("Shift+F2", self.same_asked.emit),
            ("F4", self.procedure.focus_here),
            ("F5", self.papers.focus_here),
            ("F7", self.scan.scan_asked.emit),
            ("F8", self.held.emit),
            (ASK_KEY, self.ask_asked.emit),
            ("F9", lambda: self.submitted.emit(True)),  # Qt's signal
            ("Shift+F9", lambda: self.submitted.emit(False)),  # Qt's signal
            ("F6", lambda: self._area(1)),
            ("Shift+F6", lambda: self._area(-1)),
        ):
            self._key(key, act)
        for number in range(1, 10):
            self._key(f"Alt+{number}", partial(self.favourite.emit, number))

    def _key(self, key: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(act)

    def _area(self, step: int) -> None:
        areas: list[tuple[QWidget, Callable[[], object]]] = [
            (self.customer, lambda: self.focus("identity_number")),
            (self.procedure, self.procedure.focus_here),
            (self.papers, self.papers.focus_here),
            (self.scan, self.scan.focus_here),
            (self.fee, self.fee.method.segment(self.fee.method.value).setFocus),
            (self.due, self.due.channel.segment(self.due.channel.value).setFocus),
            (self.action, self.action.big.setFocus),
        ]
        here = self.focusWidget()
        at = next((n for n, (area, _go) in enumerate(areas) if here and area.isAncestorOf(here)), 0)
        areas[(at + step) % len(areas)][1]()

    # the verbs of ReceptionScreen

    def show_customer(self, face: faces.CustomerFace) -> None:
        """Card 1, and its line when it is folded."""
        self.customer.show_face(face)
        self.bar.show_face(face)
        whole = bool(face.fields) and all(
            face.fields[name].text and not face.fields[name].error
            for name in (FieldName.IDENTITY_NUMBER, FieldName.NAME, FieldName.ADDRESS)
        )
        if whole != self._wanted_fold:
            self._wanted_fold = whole
            if not whole:
                self._fold(folded=False)

    def show_procedure(self, face: faces.ProcedureFace) -> None:
        """Card 2."""
        self.procedure.show_face(face)

    def show_papers(self, face: faces.PapersFace) -> None:
        """Card 3."""
        self.papers.show_face(face)
        self._share_middle()

    def show_scan(self, face: faces.ScanFace) -> None:
        """Card 4; without pages the viewer is empty."""
        self.scan.show_face(face)
        if not face.pages:
            self.column_viewer.clear()
            self._close_viewer()

    def show_fee(self, face: faces.FeeFace) -> None:
        """Card 5."""
        self.fee.show_face(face)

    def show_due(self, face: faces.DueFace) -> None:
        """Card 6."""
        self.due.show_face(face)

    def show_action(self, face: faces.ActionFace) -> None:
        """The big action."""
        self.action.show_face(face)
        self.fee.close_desk(closed=bool(face.saved))
        self.due.close_desk(closed=bool(face.saved))
        self._crowded, self._saved = bool(face.open), bool(face.saved)
        self._make_room()
        for part in (self.customer, self.procedure, self.papers, self.scan, self.fee, self.due):
            part.setEnabled(not face.saving and not face.saved)

    def show_tabs(self, tabs: Sequence[faces.TabFace]) -> None:
        """The top bar's business: told onward."""
        self.tabs_changed.emit(list(tabs))

    def show_page(self, title: str, image: bytes, *, covering: bool) -> None:
        """Large: in its column where there is one, else in place of the desk."""
        if self.has_viewer:
            self.column_viewer.show_page(title, image)
        if self.has_viewer or not covering:
            return
        self.viewer.show_page(title, image)
        self._stack.setCurrentWidget(self.viewer)
        self.viewer.setFocus(Qt.FocusReason.OtherFocusReason)

    def suggest_customers(self, name: FieldName, rows: Sequence[CustomerLine], typed: str) -> None:
        """Known customers under their field."""
        self.customer.suggest(name, rows, typed)

    def suggest_procedures(self, rows: Sequence[ProcedureLine], typed: str) -> None:
        """Procedures under theirs."""
        self.procedure.suggest(rows, typed)

    def compare(self, face: faces.CompareFace | None) -> None:
        """Side by side in place of the desk; None puts the desk back."""
        if face is not None:
            self.comparison.show_face(face)
            self._stack.setCurrentWidget(self.comparison)
        elif self._stack.currentWidget() is self.comparison:
            self._stack.setCurrentWidget(self._desk)

    def open_dispute(self, dispute: Dispute) -> None:
        """Another screen's business: told onward."""
        self.dispute_asked.emit(dispute)

    def focus(self, spot: str) -> None:
        """Go to a field, an area, or a paper."""
        if self.customer.isHidden() and spot in {*self.customer.fields, "submitter"}:
            self._fold(folded=False)
        if spot == "procedure" and self._wanted_fold:
            self._fold(folded=True)
        if self.customer.focus(spot):
            return
        if spot.startswith("paper:"):
            self.papers.focus_here(int(spot.removeprefix("paper:")))
            return
        go: dict[str, Callable[[], object]] = {
            "procedure": self.procedure.focus_here,
            "papers": self.papers.focus_here,
            "scan": self.scan.focus_here,
            "tendered": self.fee.focus_tendered,
            "amount": self.fee.focus_amount,
            "post_address": self.due.address.setFocus,
            "compare": self.comparison.setFocus,
            "save": self.action.big.setFocus,
        }
        go[spot]()

    def notice(self, text: str, tone: Tone = Tone.SOON, acts: Sequence[faces.Act] = ()) -> None:
        """Beside the big action, where the eye ends."""
        self.action.tell(text, tone, acts)
        self._make_room()

    def toast(self, text: str) -> None:
        """The window's business: told onward."""
        self.toasted.emit(text)

    # layouts

    @property
    def has_viewer(self) -> bool:
        """Whether the layout has a column for the page in hand."""
        return bool(self._shape and self._shape[0] is Shape.WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Choose the layout for the window's size over the text setting."""
        super().resizeEvent(event)
        self.arrange()
        self._share_middle()

    def _share_middle(self) -> None:
        """Where there is room papers take what they need, up to half; pages have the rest."""
        if self.has_viewer:
            half = (self.height() - self.procedure.sizeHint().height()) // 2
            self.papers.setFixedHeight(min(self.papers.wanted(), max(half, self._look.px(260))))
        elif self._shape and self._shape[0] is Shape.NARROW:
            self.papers.setFixedHeight(self.papers.wanted())  # its pane scrolls, once

    def arrange(self) -> None:
        """Put the cards where the size has room for them."""
        window, scale = self.window(), self._look.scale / 100
        room = Room(int(window.width() / scale), int(window.height() / scale))
        wanted = (room.shape, room.tight, room.height >= 740, self._look.scale, room.closest)
        self.customer.last.allow(room.dossiers)
        if wanted == self._shape:
            return
        self._shape = wanted
        for card in (self.fee, self.due, self.papers):
            _free(card)  # of what the last layout asked
        narrow = room.shape is Shape.NARROW
        self.scan.fit(room.page, roomy=room.height >= 740 and not narrow)
        self._make_room()
        self.action.fit(short=room.shape is not Shape.WIDE)
        self.action.brief(on=room.closest)
        here = self.focusWidget()
        for part in (self.column_viewer, self.bar):  # not in every layout: out of the old one
            part.setParent(self)
            part.hide()
        build = {Shape.WIDE: self._wide, Shape.STANDARD: self._standard}
        body = build.get(room.shape, self._narrow)(room)
        self._root.replaceWidget(self._body, body)
        discard(self._body)
        self._body = body
        if here is not None:
            here.setFocus()

    def _make_room(self) -> None:
        """The day gives way in the low window, where matters are open or something is told."""
        if self._shape is None:
            return
        shape, _tight, tall, *_ = self._shape
        told = bool(self.action.notice.accessibleName())
        if shape is Shape.NARROW:
            self.due.fit(compact=True, lines=0)
        elif shape is Shape.WIDE:
            self.due.fit(compact=False, lines=3)
        elif tall:
            self.due.fit(compact=False, lines=0 if told else 2, roomy=not told)
        else:
            lines = 1 if not told and not self._crowded else 0
            self.due.fit(compact=False, lines=lines, strip=not (told or self._saved), roomy=False)

    def _wide(self, room: Room) -> QWidget:
        del room
        px = self._look.px
        middle = column(self.procedure, self.papers, self.scan, stretch=self.scan)
        self._share_middle()
        right = column(self.fee, self.due, spring := _spring(), self.action, stretch=spring)
        self._put(row(12, (middle, 0), (self.column_viewer, px(436)), (right, px(350))))
        self.column_viewer.show()
        return row(12, (self.customer, px(400)), (self._stack_holder, 0))

    def _standard(self, room: Room) -> QWidget:
        px, gap = self._look.px, 6 if room.tight else 12
        middle = column(self.procedure, self.papers, self.scan, stretch=self.papers)
        right = column(self.fee, self.due, spring := _spring(), self.action, stretch=spring)
        self._put(row(gap, (middle, 0), (right, px(308 if room.tight else 310))))
        who = px(320 if room.tight else 336)
        return row(gap, (self.customer, who), (self._stack_holder, 0))

    def _narrow(self, room: Room) -> QWidget:
        px, close = self._look.px, room.closest
        desk = column(self.procedure, self.papers, self.scan)
        self._share_middle()
        self._put(scrolling(desk))
        pane = scrolling(column(self.customer, stretch=self.customer))
        pane.setFixedWidth(px(336))
        self._pane = pane
        panes = row(10, (pane, px(336)), (self._stack_holder, 0))
        fee, due = px(262 if close else 310), px(302 if close else 320)
        foot = row(6 if close else 10, (self.fee, fee), (self.due, due), (self.action, 0))
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        whole = column(self.bar, panes, foot, stretch=panes, gap=8)
        self._fold(folded=self._folded)
        return whole

    def _fold(self, *, folded: bool) -> None:
        narrow = bool(self._shape and self._shape[0] is Shape.NARROW)
        self._folded = folded
        self.bar.setVisible(narrow and folded)
        if narrow:
            self._pane.setVisible(not folded)

    def _unfold(self) -> None:
        self._fold(folded=False)
        self.focus(FieldName.IDENTITY_NUMBER)

    def _put(self, desk: QWidget) -> None:
        """The desk is a new holder of the old cards."""
        before, shown = self._desk, self._stack.currentWidget()
        self._desk = desk
        self._stack.insertWidget(0, desk)
        self._stack.removeWidget(before)
        self._stack.setCurrentWidget(desk if shown is before or shown is None else shown)
        discard(before)

    def _close_viewer(self) -> None:
        if self._stack.currentWidget() is self.viewer:
            self._stack.setCurrentWidget(self._desk)
            self.scan.focus_here()


def _free(card: QWidget) -> None:
    card.setMinimumSize(0, 0)
    card.setMaximumSize(16_777_215, 16_777_215)  # Qt's own "no limit"


def _spring() -> QWidget:
    spring = QWidget()
    policy = spring.sizePolicy()
    policy.setVerticalStretch(1)
    policy.setVerticalPolicy(policy.Policy.Expanding)
    spring.setSizePolicy(policy)
    return spring
