"""What waits for the centre as the clerk's records: state, cause, deadline, what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from counter_app.usecases.lines import LinkState, LinkStatus
from domain.identifiers import SubjectId
from domain.judging import RULES, Clause, Rule
from domain.moment import Moment

SOON_MS: Final = 30_000
"""Where nothing is known of the next attempt: the schedule's quiet time."""


class RecordState(StrEnum):
    """Where a record stands. Only `ACKNOWLEDGED` is green: the centre has it by its hash (R-07)."""

    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the centre is expected to decide, and the clause that decides."""

    clause: Clause
    username: str = ""  # expected, may change; empty where none is given for this
    field: str = ""  # of an objection: the field that is wrong
    reason: str = ""  # of an objection: why it would be set aside
    twice: str = ""  # it would be taken, and a person asked: which number is used where already

    @property
    def aside(self) -> bool:
        """Whether it would be set aside."""
        return bool(self.reason)

    @property
    def rule(self) -> Rule:
        """The clause in words, and its source."""
        return RULES[self.clause]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRecord:
    """One dossier, customer or day that waits, is held, or was just acknowledged."""

    subject: SubjectId
    sort: str  # "dossier", "customer", "day", "other"
    title: str
    code: str = ""
    customer_name: str = ""
    facts: int = 1
    money: int = 0  # đồng
    since: Moment
    state: RecordState
    note: str = ""  # held: the reason; acknowledged: the seal; a day: why it waits
    field: str = ""  # held: the field that is wrong, as the fact names it
    clause: str = ""  # held: the rule that decided
    known: bool = True  # whether a screen can show the record: what is held may not count at all
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The lines in sight; `more` records wait beyond them."""

    records: Sequence[QueueRecord] = ()
    more: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRate:
    """How often the expected came true, of the last ones kept."""

    told: int = 0
    hit: int = 0
    names: int = 0  # of these, usernames
    names_hit: int = 0
    miss: str = ""  # the last one that went otherwise, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a file of waiting facts took along, or brought."""

    facts: int
    file: str
    fresh: int = 0  # of those brought, how many were new here
    counter: str = ""  # whose they are


@dataclass(frozen=True, slots=True)
class Wait:
    """Why something waits and until when: neither can be left out (I9, R-01)."""

    state: RecordState
    cause: str
    until: Moment

    def __post_init__(self) -> None:
        if not self.cause:
            raise ValueError("whatever waits has a cause")

    def overdue(self, now: Moment) -> bool:
        """The deadline passed and nothing happened: somebody has to look."""
        return now > self.until + SOON_MS


def wait_of(link: LinkStatus, now: Moment) -> Wait:
    """Why what waits has not gone yet. Total: there is no state of the link without an answer."""
    until = link.until or Moment(now + SOON_MS)
    if link.halted:
        return Wait(RecordState.WAITING, link.halted, until)
    if link.state in (LinkState.EXCHANGING, LinkState.REPAIRING):
        return Wait(RecordState.SENDING, "đang gửi, không ai trả lời thì thử lại", until)
    if link.state is LinkState.WAITING:
        return Wait(RecordState.WAITING, link.cause or "Chưa tới được trung tâm", until)
    return Wait(RecordState.WAITING, "tự gửi, không phải làm gì", until)
