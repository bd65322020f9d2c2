"""What lists and status lines show: frozen rows read from projections, never domain objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from counter_app.usecases.case import CustomerKind, FieldName
from domain.identifiers import (
    CustomerId,
    DossierCode,
    DossierId,
    FactId,
    OfficerId,
    ProcedureCode,
    Username,
)
from domain.moment import Moment

SUGGESTED: Final = 8
"""Rows that a list under a field shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinDossier:
    """A dossier that was received of the same paper, and is not gone on with."""

    id: DossierId
    code: DossierCode


RESULT_RETURNED: Final = "Đã trả kết quả"
"""State 10 of the national list (docs/sources.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """One dossier in a list."""

    id: DossierId
    code: DossierCode
    customer: CustomerId
    customer_name: str
    procedure: ProcedureCode
    procedure_name: str
    status: str  # processing state, Vietnamese word of the catalogue
    received: Moment
    due: Moment
    fee: int
    slip: str  # "none", "sent", "confirmed", "failed"
    copies: int  # slips sent so far
    pages: int
    shared: bool  # acknowledged by the centre
    disputed: bool = False
    office: str = ""  # whose it is, where it is not this office's own
    twins: tuple[TwinDossier, ...] = ()  # received of the same paper; this one stands for them

    @property
    def returned(self) -> bool:
        """Whether its result left the office."""
        return self.status == RESULT_RETURNED

    @property
    def codes(self) -> tuple[DossierCode, ...]:
        """Its own, and those on the slips of its twins."""
        return (self.code, *(twin.code for twin in self.twins))


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLine:
    """One customer as found by a search or a card."""

    id: CustomerId
    kind: CustomerKind
    fields: Mapping[FieldName, str] = field(default_factory=dict)
    username: Username | None = None  # None until the centre gave it
    newest: frozenset[FactId] = frozenset()
    dossiers: int | None = None  # None in a list of many, where nobody counts them
    last: tuple[DossierLine, ...] = ()  # newest first, three at most
    office: str = ""  # through which the centre showed the customer; empty in a list of many


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """A known customer that looks like the one at the desk, and why."""

    customer: CustomerLine
    alike: tuple[FieldName, ...]  # fields that agree
    certain: bool  # same identity number or tax code: it is the same customer


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureLine:
    """One procedure in the suggestion list."""

    code: ProcedureCode
    name: str
    sector: str
    limit: str  # "3 ngày làm việc"
    fee: str  # "50.000 đồng/lần"
    favourite: int | None = None  # 1…9 where Alt+n chooses it


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One fact in words."""

    at: Moment
    title: str
    detail: str
    icon: str  # name of the icon: "tray-down", "coins", "printer", "scanner", "pencil", …
    shared: bool


class LinkState(StrEnum):
    """States of the link; WAITING always has a cause and an end."""

    IDLE = "idle"
    EXCHANGING = "exchanging"
    PROVEN = "proven"
    REPAIRING = "repairing"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A scan on its way to the centre, in parts."""

    sent: int  # bytes of it that the centre has
    size: int
    bytes_per_s: int  # as of late; 0: not known yet
    ends_at: Moment | None  # when all that waits is expected to be there


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesWaiting:
    """Scans that the centre does not have yet."""

    files: int = 0
    bytes: int = 0  # still to be sent, of all of them
    held: int = 0  # not counted above: unreadable here, and not at the centre either
    sending: Sending | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatus:
    """What the status bar says of the link."""

    state: LinkState = LinkState.IDLE
    cause: str = ""  # Vietnamese, when WAITING
    until: Moment | None = None  # next attempt; while exchanging, when it gives up
    tried_at: Moment | None = None  # end of the last attempt, whatever came of it
    lost_since: Moment | None = None
    waiting_facts: int = 0
    waiting_money: int = 0  # đồng in facts not yet acknowledged
    waiting_files: int = 0
    waiting_bytes: int = 0  # of these files, still to be sent
    held_files: int = 0  # unreadable here, and not at the centre either
    sending: Sending | None = None
    proven_at: Moment | None = None
    shared_facts: int = 0
    seal: str = ""  # short form of the proven digest: "7F3A 91C2"
    centre_shared_facts: int = 0
    centre_seal: str = ""
    looked_through: Moment | None = None  # since when everything stored was hashed anew
    missing_facts: int = 0  # lost here, waiting to be given back
    halted: str = ""  # why no numbers are given, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersLeft:
    """How the counter stands with its dossier codes today."""

    left: int
    in_reserve: bool
    next_serial: int
    last_serial: int
    next_receipt: str
    reserve_first: int = 0  # 0: no range was granted
    reserve_last: int = 0
    reserve_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who sits at the counter."""

    id: OfficerId
    username: str
    name: str
    roles: frozenset[str]  # "clerk", "supervisor", "it_officer"
    must_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A case held or saved by the crash guard."""

    case: str
    customer_name: str
    held_at: Moment
    held: bool  # False: it was open when the program ended
    content: bytes  # the screen's own form of the case
