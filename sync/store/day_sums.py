"""Both ends count a day here, each from its own stored bytes, by the office's one rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Table, select

from domain.aside import FactQuarantined, FactReleased
from domain.day_totals import RULES, DayTotals, day_totals
from domain.history import Entry, set_aside
from domain.identifiers import Day, DeviceId, FactId, Scope, SubjectId, is_centre
from domain.kinds import fact_of
from domain.moment import Moment, Stamp
from sync.protocol.cbor import decode_own
from sync.protocol.certificate import Sums
from sync.protocol.chains import ChainStore, tips
from sync.protocol.errors import SyncError
from sync.protocol.frame import Sealed, opened
from sync.protocol.heads import Head
from sync.protocol.intervals import Counts, Cut, Lineages, NotHeld, Reading

AsideOf: TypeAlias = Callable[[Sequence[bytes]], Collection[bytes]]
"""The ids of facts about these subjects that the centre set aside and did not release."""


@dataclass(frozen=True, slots=True)
class Word:
    """A fact of the centre's that sets another aside or releases it; the branch that owns it."""

    branch: int
    entry: Entry


WordsOf: TypeAlias = Callable[[Sequence[bytes]], Iterable[Word]]
"""All of them about these subjects."""

Named: TypeAlias = Callable[[Word], bool]

_PAGE: Final = 500
_CENTRE_END: Final = bytes(5) + b"\x01" + bytes(10)
"""Ids of the centre's own devices lie below: see domain.identifiers.is_centre."""


def counts_for(day: str) -> Counts:
    """A fact belongs to this day, or to one before it that was closed without it.

    By the day that the fact names, never by a clock: one that was wrong moves nothing else.
    """
    return lambda fact: fact.frame.day <= day


def sums_between(
    store: ChainStore,
    device: bytes,
    cuts: tuple[Cut, Cut],
    day: str,
    earlier: Mapping[str, int],
    aside_of: AsideOf,
) -> tuple[Sums, Reading]:
    """What lies between two cuts, as a certificate has room for it; see `counted_between`."""
    counted, reading = counted_between(store, device, cuts, day, earlier, aside_of)
    sums = Sums(
        intervals=tuple(reading.intervals),
        facts=counted.facts,
        totals=counted.totals,
        numbers=counted.ledger_hash,
        blobs=counted.blobs_hash,
        rules=RULES,
    )
    return sums, reading


def counted_between(
    store: ChainStore,
    device: bytes,
    cuts: tuple[Cut, Cut],
    day: str,
    earlier: Mapping[str, int],
    aside_of: AsideOf,
) -> tuple[DayTotals, Reading]:
    """What lies between two cuts, counted; it means something when nothing was missing.

    `earlier`: the totals of the certificate before. Raises NotHeld, DamagedHere, PeerBrokeProtocol.
    """
    lineages, reading = Lineages(store, device), Reading()
    facts = lineages.read(lineages.between(*cuts), reading)
    return day_totals(_told(facts, aside_of), Day(day), earlier), reading


def _told(facts: Iterator[Sealed], aside_of: AsideOf) -> Iterator[tuple[str, Entry, bool]]:
    while page := list(islice(facts, _PAGE)):
        aside = aside_of(sorted({each.frame.subject for each in page}))
        for each in page:
            yield each.frame.kind, entry_of(each), each.id in aside


def entry_of(sealed: Sealed) -> Entry:
    """A sealed frame as the domain reads it."""
    frame = sealed.frame
    body = decode_own(frame.body) if frame.body else None
    return Entry(
        id=FactId(sealed.id),
        fact=fact_of(frame.kind, frame.version, body),
        scope=Scope(frame.scope),
        at=Stamp(frame.at),
        wall=Moment(frame.wall),
        day=Day(frame.day),
        device=DeviceId(frame.device),
        epoch=frame.epoch,
        seq=frame.seq,
        actor=SubjectId(frame.actor),
        subject=SubjectId(frame.subject),
        basis=frozenset(map(FactId, frame.basis)),
    )


def centre_tips(store: ChainStore) -> Cut:
    """How far the centre's own chains are here: what its words are that are known."""
    return tuple(sorted(tips(each for each in store.branches() if is_centre(each.device))))


def words_in(connection: Connection, fact: Table, scope: str) -> WordsOf:
    """From what the centre's own chains say of these subjects, re-hashed; nothing else is read."""

    def words_of(subjects: Sequence[bytes]) -> Iterable[Word]:
        place = (fact.c.device, fact.c.epoch, fact.c.branch, fact.c.seq, fact.c.id)
        told = select(*place, fact.c.envelope, fact.c.salt, fact.c.body).where(
            fact.c.scope == scope,
            fact.c.subject.in_(subjects),
            fact.c.device < _CENTRE_END,
        )
        for row in connection.execute(told):
            sealed = _opened(row)
            if sealed.frame.kind in WORDS_ON_FACTS:
                yield Word(row.branch, entry_of(sealed))

    return words_of


def aside(words_of: WordsOf, named: Named | None = None) -> AsideOf:
    """What was set aside and not released by the words known; by those that a cut names."""

    def aside_of(subjects: Sequence[bytes]) -> Collection[bytes]:
        words = [each for each in words_of(subjects) if named is None or named(each)]
        return set_aside(each.entry for each in words)

    return aside_of


def named_by(store: ChainStore, words: Cut) -> Named:
    """Which words a cut of the centre's own chains names. Raises NotHeld."""
    devices = {head.device for head in words}
    reached = {
        device: Lineages(store, device).named_by(
            tuple(head for head in words if head.device == device)
        )
        for device in devices
    }

    def named(word: Word) -> bool:
        entry = word.entry
        within = reached.get(entry.device)
        return within is not None and within(entry.epoch, word.branch, entry.seq)

    return named


def _opened(row: Any) -> Sealed:
    place = Head(bytes(row.device), row.epoch, row.seq, bytes(row.id))
    try:
        sealed = opened(*map(bytes, (row.envelope, row.salt, row.body)))
    except SyncError as error:
        raise NotHeld([place]) from error
    if sealed.id != place.id:
        raise NotHeld([place])
    return sealed


WORDS_ON_FACTS: Final = frozenset((FactQuarantined.kind, FactReleased.kind))
