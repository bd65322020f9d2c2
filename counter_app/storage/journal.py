"""The journal of facts: gapless hash chains, written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.archive_tables import live
from counter_app.storage.tables import fact as facts
from counter_app.storage.tables import head as heads
from counter_app.storage.tables import setting as settings
from domain.facts import Fact, body_of
from domain.history import Entry, newest
from domain.identifiers import DeviceId, FactId, Scope, SubjectId
from domain.introduction import spread
from domain.kinds import fact_of
from domain.moment import Moment, Stamp, day, stamp_moment, tick
from sync.protocol.cbor import decode_own, encode
from sync.protocol.frame import NO_PREVIOUS, SALT_BYTES, Frame, Sealed, seal

STAMP: Final = "newest stamp"
CLOCK_BOUND_MS: Final = 24 * 3600 * 1000
"""A stamp further ahead than this never advances our clock (invariant I11)."""

_ABOUT = (
    select(facts.c.id, facts.c.envelope, facts.c.body)
    .where(facts.c.subject == bindparam("subject"))
    .order_by(facts.c.pos)
)
_INSERT = insert(live)
_SETTING = select(settings.c.value).where(settings.c.name == bindparam("wanted"))
_KEEP_SETTING = upsert(settings).on_conflict_do_update(
    index_elements=["name"], set_={"value": upsert(settings).excluded.value}
)
_HEAD = select(heads.c.seq, heads.c.id).where(
    heads.c.scope == bindparam("s"),
    heads.c.device == bindparam("d"),
    heads.c.epoch == bindparam("e"),
    heads.c.branch == 0,  # what this store itself writes
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes here: the store's chain, and the officer at the counter."""

    scope: Scope
    device: DeviceId
    epoch: int
    actor: SubjectId
    uncertainty_ms: int = 0


class Journal:
    """The journal inside one transaction."""

    def __init__(self, connection: Connection, random: Callable[[int], bytes]) -> None:
        self._connection = connection
        self._random = random
        self.touched: set[SubjectId] = set()

    def write(
        self,
        author: Author,
        subject: SubjectId,
        told: Sequence[Fact],
        now: Moment,
        *,
        unheard: bool = False,
    ) -> list[Entry]:
        """The author's next facts, in this order; they build on all known of the subject.

        `unheard`: the subject's key was made in this transaction, so nothing is known of it.
        """
        seq, prev = self.end_of(author.scope, author.device, author.epoch)
        known = [] if unheard else self.about(subject)
        basis = newest(known)
        stamp = self.newest_stamp()
        written: list[Sealed] = []
        for fact in told:
            seq, stamp = seq + 1, tick(stamp, now)
            sealed = seal(
                Frame(
                    scope=author.scope,
                    device=author.device,
                    epoch=author.epoch,
                    seq=seq,
                    prev=prev,
                    at=stamp,
                    wall=now,
                    uncertainty=author.uncertainty_ms,
                    day=day(now),
                    actor=author.actor,
                    subject=subject,
                    basis=tuple(sorted(basis)),
                    kind=fact.kind,
                    version=fact.version,
                    salt=self._random(SALT_BYTES),
                    body=encode(body_of(fact)),
                )
            )
            written.append(sealed)
            prev, basis = sealed.id, frozenset([FactId(sealed.id)])
        self.keep(written)
        self._set_stamp(stamp)
        self._move_head(author, seq, prev)
        return [*known, *(entry_of(sealed) for sealed in written)]

    def keep(self, sealed: Iterable[Sealed], branch: int = 0) -> None:
        """Add facts as they are; the caller has checked their chain."""
        kept = list(sealed)
        rows = [
            {
                "scope": each.frame.scope,
                "device": each.frame.device,
                "epoch": each.frame.epoch,
                "seq": each.frame.seq,
                "branch": branch,
                "id": each.id,
                "subject": each.frame.subject,
                "envelope": each.bytes_hashed,
                "salt": each.frame.salt,
                "body": each.frame.body,
            }
            for each in kept
        ]
        if rows:
            self._connection.execute(_INSERT, rows)
            self.touched.update(SubjectId(each.frame.subject) for each in kept)

    def about(self, subject: SubjectId) -> list[Entry]:
        """All that is known here of a subject, also from other offices, in order of arrival."""
        rows = self._connection.execute(_ABOUT, {"subject": subject})
        return list(spread([stored_entry(*row) for row in rows], fact_in))

    def end_of(self, scope: Scope, device: DeviceId, epoch: int) -> tuple[int, bytes]:
        """Last seq and id of a chain that is written here; (0, NO_PREVIOUS) before its first."""
        row = self._connection.execute(_HEAD, {"s": scope, "d": device, "e": epoch}).first()
        return (row[0], row[1]) if row else (0, NO_PREVIOUS)

    def subjects(self) -> list[SubjectId]:
        """Every subject of the journal, in the order in which they first appeared."""
        found = select(facts.c.subject).group_by(facts.c.subject).order_by(func.min(facts.c.pos))
        return [SubjectId(row[0]) for row in self._connection.execute(found)]

    def newest_stamp(self) -> Stamp:
        """The highest stamp known here, kept beside the chains so that it costs one look."""
        value = self._connection.execute(_SETTING, {"wanted": STAMP}).scalar()
        return Stamp(int.from_bytes(value, "big") if value else 0)

    def witness(self, stamps: Iterable[int], now: Moment) -> None:
        """Let facts from elsewhere advance this clock, within the stated bound (I11)."""
        within = [s for s in stamps if stamp_moment(Stamp(s)) <= now + CLOCK_BOUND_MS]
        newest_known = self.newest_stamp()
        if within and max(within) > newest_known:
            self._set_stamp(Stamp(max(within)))

    def _set_stamp(self, stamp: Stamp) -> None:
        value = int(stamp).to_bytes(8, "big")
        self._connection.execute(_KEEP_SETTING, {"name": STAMP, "value": value})

    def _move_head(self, author: Author, seq: int, id_: bytes) -> None:
        moved = self._connection.execute(
            _MOVE_HEAD,
            {"s": author.scope, "d": author.device, "e": author.epoch, "n": seq, "i": id_},
        )
        if moved.rowcount == 0:
            self._connection.execute(
                insert(heads),
                {
                    "scope": author.scope,
                    "device": author.device,
                    "epoch": author.epoch,
                    "seq": seq,
                    "id": id_,
                    "shared_seq": 0,
                    "shared_id": NO_PREVIOUS,
                    "vouched_seq": 0,
                    "vouched_id": NO_PREVIOUS,
                    "signature": b"",
                },
            )


_MOVE_HEAD = (
    update(heads)
    .where(
        heads.c.scope == bindparam("s"),
        heads.c.device == bindparam("d"),
        heads.c.epoch == bindparam("e"),
        heads.c.branch == 0,
    )
    .values(seq=bindparam("n"), id=bindparam("i"))
)


def fact_in(kind: str, version: int, body: bytes) -> Fact:
    """What stored bytes tell; `Unread` where the body was destroyed by order of law."""
    return fact_of(kind, version, decode_own(body) if body else None)


def entry_of(sealed: Sealed) -> Entry:
    """A sealed frame as the domain reads it."""
    frame = sealed.frame
    return _entry(sealed.id, frame, fact_in(frame.kind, frame.version, frame.body))


def stored_entry(id_: bytes, envelope_bytes: bytes, body: bytes) -> Entry:
    """A stored row as the domain reads it; verifying is `verify`'s work, not each reader's."""
    fields: list[Any] = decode_own(envelope_bytes)
    kind, version = fields[13], fields[14]
    return Entry(
        id=FactId(id_),
        fact=fact_in(kind, version, body),
        scope=Scope(fields[1]),
        at=Stamp(fields[6]),
        wall=Moment(fields[7]),
        day=fields[9],
        device=DeviceId(fields[2]),
        epoch=fields[3],
        seq=fields[4],
        actor=SubjectId(fields[10]),
        subject=SubjectId(fields[11]),
        basis=frozenset(map(FactId, fields[12])),
    )


def _entry(id_: bytes, frame: Frame, fact: Fact) -> Entry:
    return Entry(
        id=FactId(id_),
        fact=fact,
        scope=Scope(frame.scope),
        at=Stamp(frame.at),
        wall=Moment(frame.wall),
        day=frame.day,  # type: ignore[arg-type]  # the frame is plain text, Day is its name here
        device=DeviceId(frame.device),
        epoch=frame.epoch,
        seq=frame.seq,
        actor=SubjectId(frame.actor),
        subject=SubjectId(frame.subject),
        basis=frozenset(map(FactId, frame.basis)),
    )
