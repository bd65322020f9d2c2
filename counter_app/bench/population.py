"""A store with many invented customers and dossiers: sealed facts, read tables, search index."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, text

from counter_app.bench import invented_people as people
from counter_app.bench.invented_office import OFFICE, device, seed
from counter_app.bootstrap.station import now
from counter_app.storage import identity as identities
from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.journal import Journal, entry_of
from counter_app.storage.key_store import KEY_FILE
from counter_app.storage.rows import rows_of
from counter_app.storage.search_index import rank_of
from domain.facts import Fact, body_of
from domain.identifiers import DeviceId, SubjectId
from domain.moment import Moment, Stamp, day, tick
from sync.protocol.cbor import encode
from sync.protocol.frame import NO_PREVIOUS, SALT_BYTES, Frame, Sealed, seal

COUNTER: Final = 3
KEY: Final = hashlib.sha256(b"benchmark store").digest()
BATCH: Final = 10_000
EARLIER: Final = DeviceId(b"counter of 2024 ")
_INDEX: Final = text("INSERT INTO customer_name(rowid, name) VALUES (:rank, :name_key)")


def populated(folder: Path, size: int, say: Callable[[str], None]) -> Path:
    """The store of `size` customers in `folder`, with a dossier for each ten; made on first use.

    About fifteen seconds for each 10⁵.
    """
    path = folder / f"{size}.db"
    if path.exists():
        return path
    making = folder / f"{size}.making"
    making.unlink(missing_ok=True)
    engine = open_engine(making, KEY)
    seed(engine, COUNTER, now)
    identities.keep(engine, _identity())
    chain = _Chain()
    for first in range(0, size, BATCH):
        with transaction(engine) as connection:
            _add(connection, chain, range(first, min(first + BATCH, size)), size)
            connection.commit()
        if first % 100_000 == 0:
            say(f"  {first:>9,} / {size:,} khách")
    with transaction(engine) as connection:
        connection.execute(text("INSERT INTO customer_name(customer_name) VALUES ('optimize')"))
        connection.commit()
    engine.dispose()  # the last connection folds the WAL into the file
    making.rename(path)
    return path


def profile_of(store: Path) -> Path:
    """A counter's profile on this store, for processes of the desktop program."""
    profile = store.with_suffix(".profile")
    profile.mkdir(exist_ok=True)
    key, database = profile / KEY_FILE, profile / "counter.db"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_bytes(KEY)
        database.hardlink_to(store)
    return profile


def _identity() -> Identity:
    """Counter 3, enrolled at a centre that never answers."""
    return Identity(
        device=device(COUNTER),
        epoch=1,
        scope=OFFICE,
        counter=f"Quầy {COUNTER}",
        secret=KEY,
        centre_url="http://127.0.0.1:9",
        centre_key=bytes(32),
        certificate=b"",
    )


class _Chain:
    """The facts of the counter that filled the store: one behind the other."""

    def __init__(self) -> None:
        self.seq, self.prev, self._stamp = 0, NO_PREVIOUS, Stamp(0)

    def tell(self, subject: SubjectId, told: Sequence[Fact], at: Moment) -> list[Sealed]:
        """Facts of one new subject, each built on the one before."""
        sealed: list[Sealed] = []
        for fact in told:
            self._stamp = tick(self._stamp, at)
            self.seq += 1
            frame = Frame(
                scope=OFFICE,
                device=EARLIER,
                epoch=1,
                seq=self.seq,
                prev=self.prev,
                at=self._stamp,
                wall=at,
                uncertainty=0,
                day=day(at),
                actor=EARLIER,
                subject=subject,
                basis=(sealed[-1].id,) if sealed else (),
                kind=fact.kind,
                version=fact.version,
                salt=bytes(SALT_BYTES),
                body=encode(body_of(fact)),
            )
            sealed.append(seal(frame))
            self.prev = sealed[-1].id
        return sealed


def _add(connection: Connection, chain: _Chain, slots: range, size: int) -> None:
    facts: list[Sealed] = []
    rows: dict[Table, list[Mapping[str, Any]]] = defaultdict(list)
    for number in slots:
        at = people.slot_begins(number)
        told: dict[SubjectId, Sequence[Fact]] = {
            people.customer_key(number): [people.registered(number)]
        }
        if (visitor := people.visitor_at(number)) is not None:
            told[people.dossier_key(number)] = people.received(number, visitor)
        for subject, said in told.items():
            sealed = chain.tell(subject, said, at)
            facts += sealed
            for table, found in rows_of(subject, [entry_of(each) for each in sealed]):
                rows[table] += found
    served = [people.slot_begins(people.last_visit(number, size)) for number in slots]
    rows[t.customer] = [
        {**row, "rank": rank_of(at, row["id"])}
        for row, at in zip(rows[t.customer], served, strict=True)
    ]
    Journal(connection, secrets.token_bytes).keep(facts)
    for table, found in rows.items():
        if found:
            connection.execute(insert(table), found)
    connection.execute(_INDEX, rows[t.customer])
    _end(connection, facts[-1])


def _end(connection: Connection, last: Sealed) -> None:
    """Where the chain ends, as if the centre had acknowledged all of it."""
    seq = last.frame.seq
    connection.execute(t.head.delete().where(t.head.c.device == EARLIER))
    connection.execute(
        insert(t.head),
        {
            "scope": OFFICE,
            "device": EARLIER,
            "epoch": 1,
            "seq": seq,
            "id": last.id,
            "shared_seq": seq,
            "shared_id": last.id,
            "vouched_seq": seq,
            "vouched_id": last.id,
            "signature": b"",
        },
    )
