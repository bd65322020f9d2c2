"""The counter's store as the link sees it: one scope, moved in short transactions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.engine import reading, transaction
from counter_app.storage.journal import Journal, verified
from counter_app.storage.projection import project
from counter_app.storage.tables import fact as facts
from counter_app.storage.tables import head as heads
from counter_app.storage.tables import link as links
from domain.identifiers import DeviceId, Scope, SubjectId
from domain.moment import Moment
from sync.protocol.errors import PeerBrokeProtocol
from sync.protocol.exchange import Heads, Held
from sync.protocol.frame import NO_PREVIOUS, Run, Sealed
from sync.protocol.heads import Head, digest, statement
from sync.protocol.messages import Cursor, ReconcileAnswer, SyncAnswer

BATCH_FACTS: Final = 1_000
BATCH_BYTES: Final = 1024 * 1024

_CHAINS = select(heads).where(heads.c.scope == bindparam("scope"))
_SET_SHARED = (
    update(heads)
    .where(
        heads.c.scope == bindparam("s"),
        heads.c.device == bindparam("d"),
        heads.c.epoch == bindparam("e"),
    )
    .values(shared_seq=bindparam("n"), shared_id=bindparam("i"))
)
_AT = select(facts.c.id).where(
    facts.c.device == bindparam("d"),
    facts.c.epoch == bindparam("e"),
    facts.c.seq == bindparam("n"),
    facts.c.scope == bindparam("s"),
)
_AFTER = (
    select(facts.c.envelope, facts.c.salt, facts.c.body)
    .where(
        facts.c.device == bindparam("d"),
        facts.c.epoch == bindparam("e"),
        facts.c.seq > bindparam("n"),
        facts.c.scope == bindparam("s"),
    )
    .order_by(facts.c.seq)
    .limit(BATCH_FACTS)
)


_WAY_OUT: Final = "; hãy ngừng quầy này và báo quản trị"


class Forked(PeerBrokeProtocol):
    """The centre holds another fact at a place of a chain: a restored or cloned store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """Answers `sync.client.driver.Store` for one scope."""

    engine: Engine
    scope: Scope
    device: DeviceId
    sign: Callable[[bytes], bytes]
    now: Callable[[], Moment]
    announce: Callable[[frozenset[SubjectId]], None]

    def held(self) -> Held:
        """Cursor, digest of what is shared, and the next batch of unsent facts."""
        with reading(self.engine) as connection:
            return self._held(connection)

    def heads(self) -> Heads:
        """The ends of all chains held, unsent facts left out."""
        with reading(self.engine) as connection:
            return Heads(scope=self.scope, heads=_shared(self._chains(connection)))

    def apply(self, answer: SyncAnswer | ReconcileAnswer) -> Held:
        """Facts, acknowledgements, read tables and cursor move together (I1)."""
        with transaction(self.engine) as connection:
            journal = Journal(connection, secrets.token_bytes)
            for run in answer.runs:
                self._take(connection, journal, run)
            if isinstance(answer, SyncAnswer):
                for acknowledged in answer.acknowledged:
                    self._acknowledge(connection, acknowledged)
            else:
                self._compare(connection, answer.heads)
            for subject in journal.touched:
                project(connection, subject, journal.about(subject))
            held = self._held(connection)
            proven = (
                isinstance(answer, SyncAnswer)
                and not answer.more
                and not held.unsent
                and held.digest == answer.digest
            )
            self._move(connection, answer.cursor, held.digest if proven else None)
            held = self._held(connection)
            connection.commit()
        self.announce(frozenset(journal.touched))
        return held

    def _held(self, connection: Connection) -> Held:
        row = connection.execute(select(links).where(links.c.scope == self.scope)).first()
        chains = self._chains(connection)
        return Held(
            scope=self.scope,
            cursor=Cursor(row.incarnation, row.position) if row else Cursor(),
            digest=digest(_shared(chains)),
            unsent=self._unsent(connection, chains),
        )

    def _chains(self, connection: Connection) -> Sequence[Any]:
        return connection.execute(_CHAINS, {"scope": self.scope}).all()

    def _unsent(self, connection: Connection, chains: Sequence[Any]) -> tuple[Run, ...]:
        runs: list[Run] = []
        room = BATCH_FACTS
        for chain in chains:
            if chain.seq > chain.shared_seq and room > 0:
                run = self._run(connection, chain, room)
                runs.append(run)
                room -= len(run.facts)
        return tuple(runs)

    def _run(self, connection: Connection, chain: Any, room: int) -> Run:
        place = {"d": chain.device, "e": chain.epoch, "n": chain.shared_seq, "s": self.scope}
        picked: list[Sealed] = []
        size = 0
        for row in connection.execute(_AFTER, place):
            picked.append(verified(*row))
            size += len(row.envelope) + len(row.body)
            if len(picked) == room or size >= BATCH_BYTES:
                break
        if not picked:
            raise PeerBrokeProtocol("chuỗi thiếu việc đã ghi; hãy chạy counterctl verify")
        last = picked[-1]
        if chain.device == self.device:
            vouched = (last.frame.seq, last.id)
            head = Head(chain.device, chain.epoch, *vouched)
            signature = self.sign(statement(self.scope, head))
        else:
            vouched, signature = (chain.vouched_seq, chain.vouched_id), chain.signature
        return Run(
            scope=self.scope,
            device=chain.device,
            epoch=chain.epoch,
            facts=tuple(picked),
            signature=signature,
            vouched=vouched,
        )

    def _take(self, connection: Connection, journal: Journal, run: Run) -> None:
        if run.scope != self.scope:
            raise PeerBrokeProtocol("việc của phạm vi khác")
        seq, prev = journal.end_of(self.scope, DeviceId(run.device), run.epoch)
        known = [each for each in run.facts if each.frame.seq <= seq]
        fresh = run.facts[len(known) :]
        if known and self._id_at(connection, run, known[-1].frame.seq) != known[-1].id:
            raise Forked("trung tâm giữ một việc khác ở cùng chỗ trong chuỗi" + _WAY_OUT)
        if fresh:
            first = fresh[0].frame
            if first.seq != seq + 1 or first.prev != prev:
                raise PeerBrokeProtocol("chuỗi nhận về không nối tiếp")
            journal.keep(fresh)
            journal.witness((each.frame.at for each in fresh), self.now())
        last = run.last
        self._set_head(connection, run, max(seq, last.frame.seq), fresh[-1].id if fresh else prev)

    def _id_at(self, connection: Connection, run: Run | Head, seq: int) -> bytes | None:
        place = {"d": run.device, "e": run.epoch, "n": seq, "s": self.scope}
        return connection.execute(_AT, place).scalar()

    def _set_head(self, connection: Connection, run: Run, seq: int, id_: bytes) -> None:
        row = {
            "scope": self.scope,
            "device": run.device,
            "epoch": run.epoch,
            "seq": seq,
            "id": id_,
            "shared_seq": run.last.frame.seq,
            "shared_id": run.last.id,
            "vouched_seq": run.vouched[0],
            "vouched_id": run.vouched[1] or NO_PREVIOUS,
            "signature": run.signature,
        }
        put = upsert(heads).values(row)
        key = ["scope", "device", "epoch"]
        changed = {name: row[name] for name in row if name not in key}
        newer = put.excluded.shared_seq >= heads.c.shared_seq
        connection.execute(put.on_conflict_do_update(index_elements=key, set_=changed, where=newer))

    def _acknowledge(self, connection: Connection, head: Head) -> None:
        """Green means a verified acknowledgement (I3): the id must be ours at that place."""
        if self._id_at(connection, head, head.seq) != head.id:
            raise Forked("trung tâm xác nhận một việc mà quầy không có ở chỗ đó" + _WAY_OUT)
        self._share(connection, head.device, head.epoch, head.seq, head.id)

    def _share(
        self, connection: Connection, device: bytes, epoch: int, seq: int, id_: bytes
    ) -> None:
        key = {"s": self.scope, "d": device, "e": epoch}
        connection.execute(_SET_SHARED, {**key, "n": seq, "i": id_})

    def _compare(self, connection: Connection, theirs: Sequence[Head]) -> None:
        """Where the centre has less than we believed, what it lacks becomes unsent again."""
        there = {(head.device, head.epoch): head for head in theirs}
        for chain in self._chains(connection):
            head = there.get((chain.device, chain.epoch))
            if head is None:
                self._share(connection, chain.device, chain.epoch, 0, NO_PREVIOUS)
            elif head.seq <= chain.seq:
                if self._id_at(connection, head, head.seq) != head.id:
                    raise Forked("trung tâm giữ một nhánh khác của chuỗi này" + _WAY_OUT)
                self._share(connection, chain.device, chain.epoch, head.seq, head.id)

    def _move(self, connection: Connection, cursor: Cursor, proven: bytes | None) -> None:
        row: dict[str, Any] = {
            "scope": self.scope,
            "incarnation": cursor.incarnation,
            "position": cursor.position,
        }
        if proven is not None:
            row |= {"proven_at": self.now(), "proven_digest": proven}
        put = upsert(links).values(row)
        changed = {name: row[name] for name in row if name != "scope"}
        connection.execute(put.on_conflict_do_update(index_elements=["scope"], set_=changed))


def _shared(chains: Sequence[Any]) -> tuple[Head, ...]:
    return tuple(
        Head(each.device, each.epoch, each.shared_seq, each.shared_id)
        for each in chains
        if each.shared_seq > 0
    )
