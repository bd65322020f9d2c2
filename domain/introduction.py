"""A subject of another office, shown here for a stated purpose, and what is relayed of it.

A fact keeps its name: wherever it stands, it is known by the id that it has in its own office.
So what builds on what, and what contradicts what, is the same in every office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final, TypeAlias

from domain.aside import BodiesErased, FactQuarantined, FactReleased
from domain.customer import CustomersCompared, CustomersMerged, CustomersSeparated, UsernameGiven
from domain.dossier import (
    DossiersCompared,
    FeeJoined,
    FeeRefunded,
    FeeTaken,
    ScanAttached,
    SlipConfirmed,
    SlipFailed,
    SlipSent,
)
from domain.facts import Apart, Fact, Unread
from domain.history import Entry
from domain.identifiers import Day, DeviceId, FactId, Scope, SubjectId, is_centre
from domain.moment import Moment, Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Why an office may see what is another's."""

    words: str  # as screens say it
    days: int  # how long what changes is told
    back: bool  # whether what is changed here is told to the other office


HAND_OVER: Final = "hand_over"
PURPOSES: Final[Mapping[str, Purpose]] = {
    "receive": Purpose(words="Tiếp nhận hồ sơ của khách", days=180, back=True),
    HAND_OVER: Purpose(words="Trả kết quả hồ sơ", days=90, back=True),
    "answer": Purpose(words="Trả lời khách hỏi", days=7, back=False),
}
"""The reasons that the centre takes. Source: docs/sources.md S-61."""

SHORTEST_REASON: Final = 5
LONGEST_REASON: Final = 200
"""Characters of the clerk's own words beside the purpose."""

Told: TypeAlias = tuple[
    bytes,  # id in its own office
    str,  # the office
    str,  # kind
    int,  # version
    bytes,  # body, as it is stored
    int,  # at
    int,  # wall
    str,  # day
    bytes,  # device
    int,  # epoch
    int,  # seq
    bytes,  # actor
    tuple[bytes, ...],  # basis: those of its ancestors that stand where it is told
]
"""A fact of another office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectIntroduced(Fact):
    """The centre shows an office what is another's: to whom, when, why, and how long."""

    kind: ClassVar[str] = "subject.introduced"
    apart = Apart.LAST_STANDS

    origin: Scope
    office: str  # its name, as screens say it
    purpose: str  # one of PURPOSES
    reason: str  # in the clerk's words
    device: bytes  # the counter that asked
    officer: bytes
    until: Moment
    state: tuple[Told, ...]  # the facts that make up the present state, past values left out
    past: tuple[bytes, ...]  # ids of those that were left out


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRelayed(Fact):
    """A fact of another office on a subject that was introduced. Never relayed again itself."""

    kind: ClassVar[str] = "subject.relayed"
    apart = Apart.LAST_STANDS

    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionEnded(Fact):
    """Nothing more is relayed of this subject; what was shown stays in the history."""

    kind: ClassVar[str] = "subject.introduction_ended"
    apart = Apart.LAST_STANDS

    reason: str  # time, done, erased


_OF_THE_HOUSE: Final = frozenset(
    kind.kind
    for kind in (
        CustomersCompared,
        CustomersMerged,
        CustomersSeparated,
        DossiersCompared,
        FeeTaken,
        FeeJoined,
        FeeRefunded,
        ScanAttached,
        SlipSent,
        SlipConfirmed,
        SlipFailed,
    )
)
"""Money, paper, files and look-alikes mean something in their own office alone."""

_ABOUT_FACTS: Final = frozenset(
    kind.kind
    for kind in (
        BodiesErased,
        FactQuarantined,
        FactReleased,
        SubjectIntroduced,
        SubjectRelayed,
        IntroductionEnded,
    )
)


def kind_of(fact: Fact) -> str:
    """The kind as it was written, also of a fact that this release cannot read."""
    return fact.named if isinstance(fact, Unread) else fact.kind


def travels(kind: str, device: bytes) -> bool:
    """Whether a fact of this kind is told to other offices; also one of a newer release.

    Of the centre's own words only the username is: all others it says in each office.
    """
    if is_centre(device):
        return kind == UsernameGiven.kind
    return kind not in _OF_THE_HOUSE and kind not in _ABOUT_FACTS


Read: TypeAlias = Callable[[str, int, bytes], Fact]
"""What stored bytes tell: kind, version, body."""


def spread(entries: Sequence[Entry], read: Read) -> Sequence[Entry]:
    """A subject's facts with those of other offices in the places of what brought them.

    Each stands once: an office's own before what is told of it, a relay before an introduction.
    Only the centre brings; a counter's own word of another office is none.
    """
    if not any(isinstance(each.fact, SubjectIntroduced | SubjectRelayed) for each in entries):
        return entries  # nearly always
    own: dict[FactId, Entry] = {}
    relayed: dict[FactId, Entry] = {}
    shown: dict[FactId, Entry] = {}
    for entry in entries:
        match entry.fact:
            case SubjectRelayed(told=told) if is_centre(entry.device):
                relayed |= _brought(entry, [told], read)
            case SubjectIntroduced(state=state) if is_centre(entry.device):
                own[entry.id] = entry
                shown |= _brought(entry, state, read)
            case SubjectRelayed():
                continue
            case _:
                own[entry.id] = entry
    return list({**shown, **relayed, **own}.values())


def _brought(by: Entry, told: Iterable[Told], read: Read) -> dict[FactId, Entry]:
    found: dict[FactId, Entry] = {}
    for each in told:
        id_, scope, kind, version, body, at, wall, day, device, epoch, seq, actor, basis = each
        if not travels(kind, device):
            continue
        found[FactId(id_)] = replace(
            by,
            id=FactId(id_),
            fact=read(kind, version, body),
            scope=Scope(scope),
            at=Stamp(at),
            wall=Moment(wall),
            day=Day(day),
            device=DeviceId(device),
            epoch=epoch,
            seq=seq,
            actor=SubjectId(actor),
            basis=frozenset(map(FactId, basis)),
        )
    return found


def standing(
    basis: Iterable[FactId],
    builds_on: Mapping[FactId, frozenset[FactId]],
    stands: Callable[[FactId], bool],
) -> tuple[bytes, ...]:
    """What a fact builds on, of all that stands where it is told: whatever does not is replaced
    by what it builds on itself. Sorted."""
    found: set[FactId] = set()
    seen: set[FactId] = set()
    waiting = list(basis)
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if stands(one):
            found.add(one)
        else:
            waiting.extend(builds_on.get(one, ()))
    return tuple(sorted(found))
