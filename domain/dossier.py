"""A dossier (hồ sơ): one application under one procedure, folded from its facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from domain.deciding import what_holds
from domain.facts import Apart, Fact
from domain.history import Entry, conflicts, in_order, newest
from domain.identifiers import (
    NO_SESSION,
    CustomerId,
    Day,
    DossierCode,
    DossierId,
    FactId,
    ProcedureCode,
    ReceiptNumber,
    Scope,
    SessionId,
)
from domain.moment import Moment
from domain.vietnamese import search_key

OF_TWO: Final = "dossiers."
"""How the matter begins that says whether two dossiers are one; the other's id follows."""

RECEIVED: Final = "received"
"""State 2 of the national list, "Được tiếp nhận"."""

RETURNED: Final = "returned"
"""State 10 of the national list, "Đã trả kết quả"."""

OF_THE_RESULT: Final = "dossier.result"
"""The matter of who took a result home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReceived(Fact):
    """The counter took the papers and promised a moment."""

    kind: ClassVar[str] = "dossier.received"
    apart = Apart.FIRST_STANDS

    case: bytes  # the case at the counter, 16 bytes: a second press of the key finds it
    code: DossierCode
    procedure: ProcedureCode
    procedure_fact: FactId  # the publication whose papers, time and fee were used
    customer: CustomerId
    due: Moment
    limit: int  # index among the procedure's time limits
    calendar: str  # version of the working calendar
    papers: tuple[tuple[int, int, int], ...]  # component, originals, copies
    channel: str  # counter, post, online
    sets: int = 1
    request: str = ""
    post_address: str = ""
    submitter: tuple[str, str, str, str] | None = None  # name, number, phone, authority


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTaken(Fact):
    """Money taken, with the next number of the counter's gapless receipt series."""

    kind: ClassVar[str] = "fee.taken"
    version: ClassVar[int] = 2  # 2 added session
    apart = Apart.BOTH_COUNT

    receipt: ReceiptNumber
    amount: int  # đồng
    method: str  # cash, transfer, card
    quantity: int = 1
    tendered: int = 0  # cash given, đồng
    session: SessionId = NO_SESSION  # that the counter held then


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeJoined(Fact):
    """A fee that was taken while no session was open belongs to this one.

    The first word stands, and a fee that names its session keeps it: no money stands twice.
    """

    kind: ClassVar[str] = "fee.joined"
    apart = Apart.FIRST_STANDS

    receipt: ReceiptNumber
    session: SessionId

    @property
    def matter(self) -> str:
        """Where this fee belongs."""
        return f"fee.session.{self.receipt}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRefunded(Fact):
    """Money given back: only where the agency does not complete the service.

    Source: docs/sources.md S-56.
    """

    kind: ClassVar[str] = "fee.refunded"
    apart = Apart.BOTH_COUNT

    receipt: ReceiptNumber  # of the fee
    amount: int  # đồng
    method: str  # how it went back
    reason: str
    session: SessionId = NO_SESSION


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanAttached(Fact):
    """The electronic copy of one component, kept by its SHA-256."""

    kind: ClassVar[str] = "scan.attached"
    apart = Apart.BOTH_COUNT

    component: int
    sha256: bytes
    size: int  # bytes
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSent(Fact):
    """A slip left for the printer; its copy number is never used again."""

    kind: ClassVar[str] = "slip.sent"
    apart = Apart.BOTH_COUNT

    copy: int  # 1 is the first print, 2 the first reprint


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipConfirmed(Fact):
    """Paper is known to exist: the device said so, or the file was read back."""

    kind: ClassVar[str] = "slip.confirmed"
    apart = Apart.BOTH_COUNT

    copy: int
    where: str  # printer's name, or "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFailed(Fact):
    """The device did not print, and why."""

    kind: ClassVar[str] = "slip.failed"
    apart = Apart.BOTH_COUNT

    copy: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultHandedOver(Fact):
    """The result, or the notice of refusal, was given to somebody; the dossier ends.

    Two counters that gave it while apart contradict each other, unless both name the same paper
    and the same recipient. Source: docs/sources.md S-65.
    """

    kind: ClassVar[str] = "result.handed_over"
    apart = Apart.PERSON_DECIDES

    paper: str  # number of the result's paper, as written on it
    name: str  # of who took it
    identity_number: str = ""
    authority: str = ""  # by what somebody else than the applicant takes it
    refusal: bool = False  # the paper says that the service is not given
    channel: str = "counter"  # counter, post

    @property
    def matter(self) -> str:
        """Who took it home."""
        return OF_THE_RESULT

    @property
    def says(self) -> object:
        """Which paper, and who has it; two numbers tell people apart, else their names."""
        return (self.paper, self.refusal, self.identity_number or search_key(self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class DossiersCompared(Fact):
    """Whether this dossier and the other, of greater id, are one paper received twice.

    Of one paper `keeps` names the dossier that is gone on with. Nothing of the other is lost: its
    code, its fee and its receipt stand as they were written.
    """

    kind: ClassVar[str] = "dossiers.compared"
    apart = Apart.PERSON_DECIDES

    other: DossierId
    keeps: bytes = b""  # id of the dossier that counts; empty: they are two dossiers
    reason: str = ""

    @property
    def matter(self) -> str:
        """Whether these two are one."""
        return f"{OF_TWO}{self.other.hex()}"

    @property
    def says(self) -> object:
        """Which one is gone on with, whatever the reason."""
        return self.keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A dossier as known here."""

    id: DossierId
    received: DossierReceived
    at: Moment
    day: Day
    status: str
    scope: Scope  # the office that received it
    fees: tuple[FeeTaken, ...] = ()
    refunds: tuple[FeeRefunded, ...] = ()
    scans: tuple[ScanAttached, ...] = ()
    sent: int = 0  # highest copy number sent
    confirmed: int = 0
    failed: int = 0
    handed_over: ResultHandedOver | None = None
    newest: frozenset[FactId] = frozenset()
    disputed: frozenset[str] = frozenset()
    compared: Mapping[DossierId, DossiersCompared] = field(default_factory=dict)

    @property
    def slip(self) -> str:
        """State of the last slip: none, sent, failed or confirmed."""
        if not self.sent:
            return "none"
        if self.confirmed == self.sent:
            return "confirmed"
        return "failed" if self.failed == self.sent else "sent"


def fold(entries: Iterable[Entry]) -> Dossier | None:
    """The dossier that these facts tell of; None where none receives one."""
    told = in_order(entries)
    words = {entry.id: entry.fact for entry in told}
    dossier: Dossier | None = None
    for entry in told:
        if dossier is None:
            dossier = _received(entry)
        else:
            dossier = _next(dossier, what_holds(words, entry.fact))
    if dossier is None:
        return None
    return replace(dossier, newest=newest(told), disputed=frozenset(conflicts(told)))


def _received(entry: Entry) -> Dossier | None:
    if not isinstance(entry.fact, DossierReceived):
        return None
    return Dossier(
        id=DossierId(entry.subject),
        received=entry.fact,
        at=entry.wall,
        day=entry.day,
        status=RECEIVED,
        scope=entry.scope,
    )


def _next(dossier: Dossier, fact: Fact | None) -> Dossier:
    match fact:
        case FeeTaken():
            return replace(dossier, fees=(*dossier.fees, fact))
        case FeeRefunded():
            return replace(dossier, refunds=(*dossier.refunds, fact))
        case ScanAttached():
            return replace(dossier, scans=(*dossier.scans, fact))
        case SlipSent() | SlipConfirmed() | SlipFailed():
            return _printed(dossier, fact)
        case ResultHandedOver():
            return replace(dossier, status=RETURNED, handed_over=fact)
        case DossiersCompared(other=other):
            return replace(dossier, compared={**dossier.compared, other: fact})
        case _:
            return dossier


def _printed(dossier: Dossier, fact: SlipSent | SlipConfirmed | SlipFailed) -> Dossier:
    match fact:
        case SlipSent(copy=copy):
            return replace(dossier, sent=max(dossier.sent, copy))
        case SlipConfirmed(copy=copy):
            return replace(dossier, confirmed=max(dossier.confirmed, copy))
        case SlipFailed(copy=copy):
            return replace(dossier, failed=max(dossier.failed, copy))
