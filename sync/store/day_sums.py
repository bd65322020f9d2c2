"""Both ends count a day here, each from its own stored bytes, by the office's one rule."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeAlias

from sqlalchemy import Connection, Table, select

from domain.aside import FactQuarantined, FactReleased
from domain.day_totals import RULES, DayTotals, day_totals
from domain.history import Entry, set_aside
from domain.identifiers import Day, DeviceId, FactId, Scope, SubjectId
from domain.kinds import fact_of
from domain.moment import Moment, Stamp
from sync.protocol.cbor import decode_own
from sync.protocol.certificate import Sums
from sync.protocol.chains import ChainStore
from sync.protocol.errors import SyncError
from sync.protocol.frame import Sealed, opened
from sync.protocol.heads import Head
from sync.protocol.intervals import Counts, Cut, Lineages, NotHeld, Reading

AsideOf: TypeAlias = Callable[[Sequence[bytes]], Container[bytes]]
"""The ids of facts about these subjects that the centre set aside and did not release."""

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


def aside_in(
    connection: Connection, fact: Table, scope: str, before: Entry | None = None
) -> AsideOf:
    """From what the centre's own chain says of these subjects, re-hashed; nothing else is read.

    `before`: only what stood in that chain before this fact, to count a sealed day once more.
    """

    def aside_of(subjects: Sequence[bytes]) -> Container[bytes]:
        place = (fact.c.device, fact.c.epoch, fact.c.seq, fact.c.id)
        told = select(*place, fact.c.envelope, fact.c.salt, fact.c.body).where(
            fact.c.scope == scope,
            fact.c.subject.in_(subjects),
            fact.c.device < _CENTRE_END,
        )
        rows = connection.execute(told)
        words = [entry_of(each) for each in map(_opened, rows) if each.frame.kind in _ASIDE]
        if before is not None:
            words = [each for each in words if (each.epoch, each.seq) < (before.epoch, before.seq)]
        return set_aside(sorted(words, key=lambda e: (e.at, e.device, e.epoch, e.seq, e.id)))

    return aside_of


def _opened(row: tuple[bytes, int, int, bytes, bytes, bytes, bytes]) -> Sealed:
    device, epoch, seq, id_, *stored = row
    try:
        sealed = opened(*map(bytes, stored))
    except SyncError as error:
        raise NotHeld([Head(bytes(device), epoch, seq, bytes(id_))]) from error
    if sealed.id != bytes(id_):
        raise NotHeld([Head(bytes(device), epoch, seq, bytes(id_))])
    return sealed


_ASIDE: Final = frozenset((FactQuarantined.kind, FactReleased.kind))
