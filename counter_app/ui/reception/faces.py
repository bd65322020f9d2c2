"""What the reception screen shows, in words; and the verbs that a presenter drives it by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.component_face import PaperFace
from counter_app.usecases.case import CustomerKind, FieldName, PaymentMethod, ResultChannel
from counter_app.usecases.decisions import Dispute
from counter_app.usecases.lines import CustomerLine, DossierLine, ProcedureLine
from counter_app.usecases.procedure_detail import DueDay, DueStep
from counter_app.usecases.scan_session import PageThumb


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A chip's or a note's words."""

    text: str = ""
    icon: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFace:
    """One field: its value, where it came from, what is below it."""

    text: str = ""
    source: str = ""
    error: str = ""
    hint: str = ""
    reason: str | None = None  # None: none is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitterFace:
    """Who hands it in for another."""

    name: str = ""
    number: str = ""
    phone: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFace:
    """Whether the centre may be asked, and what it said; without words nothing is shown."""

    label: Label = field(default_factory=Label)
    offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFace:
    """The customer's card."""

    kind: CustomerKind = CustomerKind.INDIVIDUAL
    fields: Mapping[FieldName, FieldFace] = field(default_factory=dict)
    chip: Label = field(default_factory=Label)
    account: str = ""
    account_note: Label = field(default_factory=Label)
    last: Sequence[DossierLine] = ()
    submitter: SubmitterFace | None = None
    look_alikes: int = 0
    ask: AskFace = field(default_factory=AskFace)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureFace:
    """The procedure's card; `name` empty while none is chosen."""

    name: str = ""
    code: str = ""
    summary: str = ""
    limits: Sequence[str] = ()
    limit: int = 0
    unit: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersFace:
    """The papers' card."""

    rows: Sequence[PaperFace] = ()
    chip: Label = field(default_factory=Label)
    known: bool = False  # a procedure is chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFace:
    """The pages' card."""

    pages: Sequence[PageThumb] = ()
    summary: str = ""
    chip: Label = field(default_factory=Label)
    running: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeFace:
    """The fee's card."""

    known: bool = False
    amount: int | None = None  # None: the clerk types it
    text: str = ""  # the catalogue's words
    typed: bool = False
    method: PaymentMethod = PaymentMethod.CASH
    tendered: int = 0
    change: Label = field(default_factory=Label)
    chip: Label = field(default_factory=Label)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFace:
    """The promised moment's card; `day` empty while unknown."""

    day: str = ""
    clock: str = ""
    days: Sequence[DueDay] = ()
    lines: Sequence[str] = ()
    steps: Sequence[DueStep] = ()
    warning: str = ""
    channel: ResultChannel = ResultChannel.COUNTER
    post_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFace:
    """What is open, or what saving gave."""

    done: str = ""  # one good line
    open: Sequence[str] = ()
    promised: bool = False  # the day is known, so its card is tall
    saving: bool = False
    saved: str = ""  # the code; empty until saved
    saved_note: str = ""
    paper: Label = field(default_factory=Label)
    printable: bool = False  # F9 prints (again)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedField:
    """One line of a comparison."""

    name: str
    ours: str
    theirs: str
    equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareFace:
    """Two customers that look alike, side by side."""

    ours: str
    theirs: str
    rows: Sequence[ComparedField]
    note: str
    certain: bool
    left: int  # look-alikes still to decide after this one
    effects: Sequence[str]  # what follows of each key


@dataclass(frozen=True, slots=True, kw_only=True)
class TabFace:
    """A case of the desk."""

    case: str
    name: str
    note: str = ""
    current: bool = False


Act = tuple[str, Callable[[], object]]


class ReceptionScreen(Protocol):
    """The verbs. None of them decides; none answers."""

    def show_customer(self, face: CustomerFace) -> None:
        """Card 1."""

    def show_procedure(self, face: ProcedureFace) -> None:
        """Card 2."""

    def show_papers(self, face: PapersFace) -> None:
        """Card 3."""

    def show_scan(self, face: ScanFace) -> None:
        """Card 4."""

    def show_fee(self, face: FeeFace) -> None:
        """Card 5."""

    def show_due(self, face: DueFace) -> None:
        """Card 6."""

    def show_action(self, face: ActionFace) -> None:
        """What is open, or what saving gave."""

    def show_tabs(self, tabs: Sequence[TabFace]) -> None:
        """The cases of the desk."""

    def show_page(self, title: str, image: bytes, *, covering: bool) -> None:
        """A page, large; `image` is PNG or JPEG. `covering`: over the desk, if need be."""

    def suggest_customers(self, name: FieldName, rows: Sequence[CustomerLine], typed: str) -> None:
        """Known customers under a field; none closes the list."""

    def suggest_procedures(self, rows: Sequence[ProcedureLine], typed: str) -> None:
        """Procedures under theirs; none closes the list."""

    def compare(self, face: CompareFace | None) -> None:
        """Put the comparison in place of middle and right columns; None takes it away."""

    def open_dispute(self, dispute: Dispute) -> None:
        """Where it is decided; the case stays on the desk."""

    def focus(self, spot: str) -> None:
        """Go to a field ("name"), "procedure", "papers", "scan", "tendered", "save", …"""

    def notice(self, text: str, tone: Tone = Tone.SOON, acts: Sequence[Act] = ()) -> None:
        """Something to decide or know, inline; empty text settles it."""

    def toast(self, text: str) -> None:
        """Success that needs nothing."""
