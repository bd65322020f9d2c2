"""What screens and commands are told of a counter session. Amounts are whole đồng."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.cash import Flow, Notes
from domain.identifiers import Day, DeviceId, DossierId, OfficerId, ReceiptNumber, SessionId
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A session in a list."""

    id: SessionId
    label: str  # "Q3-7"
    state: str  # open, suspended, closed
    device: DeviceId
    where: str  # the counter's name
    officer: OfficerId
    who: str  # the officer's name
    opened: Moment
    day: Day
    here: bool  # whether this counter goes on with it
    disputed: bool
    z: int = 0  # of a closed one
    closed: Moment | None = None
    agrees: bool = True  # of a closed one: the book still has what it had at the closing

    @property
    def series(self) -> str:
        """Of the counter that opened it: "Q3"."""
        return self.label.rpartition("-")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A fee taken, or money given back."""

    dossier: DossierId
    code: str  # of the dossier; empty where the dossier is not known here
    procedure: str
    procedure_name: str
    receipt: ReceiptNumber
    refund: bool
    doubtful: bool  # an amount that nobody believes: listed, not added
    method: str
    amount: int
    reason: str  # of a refund
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One payment method: what is there, what is expected."""

    method: str
    counted: int
    expected: int

    @property
    def difference(self) -> int:
        """Counted less expected: below zero it lacks."""
        return self.counted - self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a count came to against the book. Exists only after a count."""

    session: SessionId
    methods: Sequence[Compared]
    tolerance: int  # by method
    needs_second: bool  # a difference is above the tolerance
    explained: bool  # there is none, or this very difference was explained

    @property
    def differences(self) -> Mapping[str, int]:
        """By method, those that are not zero."""
        return {each.method: each.difference for each in self.methods if each.difference}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureTakings:
    """What one procedure brought."""

    code: str
    name: str
    fees: int
    received: int
    refunds: int
    refunded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRange:
    """Receipts of one series, first to last; a session taken over has those of two counters."""

    series: str
    first: ReceiptNumber
    last: ReceiptNumber
    count: int  # different ones


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """One count, as it was made."""

    at: Moment
    who: str
    notes: Notes
    cash: int
    others: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """Cash to the safe or the bank, or from the safe."""

    at: Moment
    who: str
    way: str
    amount: int
    receiver: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverLine:
    """Another officer or counter went on."""

    at: Moment
    who: str
    where: str
    from_who: str
    from_where: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationLine:
    """Why it differed, and who agreed."""

    differences: Mapping[str, int]
    reason: str
    tolerance: int
    approver: str  # name; empty within the tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReport:
    """Everything that an X or Z sheet needs. It is a Z report once the session is closed."""

    line: SessionLine
    made: Moment
    opening: Notes
    methods: Mapping[str, Flow]  # recomputed from all facts known here
    counted: Mapping[str, int]  # by the last count with what was moved since; empty without one
    comparison: Comparison | None  # None: not counted since money last came or went
    procedures: Sequence[ProcedureTakings]
    receipts: Sequence[ReceiptRange]
    refunds: Sequence[Taking]
    doubtful: Sequence[Taking]
    moves: Sequence[MoveLine]
    counts: Sequence[CountLine]
    hand_overs: Sequence[HandOverLine]
    explanation: ExplanationLine | None
    strays: int  # fees of this counter that belong to no session

    @property
    def is_z(self) -> bool:
        """Whether it is final."""
        return self.line.z > 0
