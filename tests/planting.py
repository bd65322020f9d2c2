"""Faults put into stores that nobody has open, past everything that our programs would forbid.

A *drifted* fact has one field changed: *sealed again*, so that only its neighbours know that it
was another, or *bare*, so that it hashes to another id than the one it stands under.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, text

from counter_app.demo.centre import CentreProcess
from counter_app.storage.engine import open_engine, transaction
from counter_app.storage.key_store import store_key
from domain.identifiers import Day
from sync.central import admin
from sync.protocol.cbor import decode, encode
from sync.protocol.frame import Sealed, envelope, opened, seal

_ROWS = "SELECT id, envelope, salt, body FROM fact WHERE scope = :scope AND device = :device"
_THIS = "WHERE scope = :scope AND device = :device AND id = :was"


@dataclass(frozen=True)
class Side:
    """One end's store, opened to be written past its owner."""

    connection: Connection
    scope: str
    device: bytes

    def of_day(self, day: Day) -> list[Sealed]:
        """The device's facts of a day, in the order of their writing."""
        rows = self._run(_ROWS + " ORDER BY epoch, seq")
        told = [opened(bytes(row.envelope), bytes(row.salt), bytes(row.body)) for row in rows]
        return [each for each in told if each.frame.day == day]

    def stored(self, id_: bytes) -> tuple[bytes, ...] | None:
        """A fact's bytes as they lie there."""
        row = self._run(f"{_ROWS} AND id = :was", was=id_).first()
        return tuple(map(bytes, row)) if row else None

    def lose(self, fact: Sealed) -> None:
        self._run(f"DELETE FROM fact {_THIS}", was=fact.id)

    def drift(self, fact: Sealed, chance: Random, *, bare: bool) -> None:
        """Change one field of the body, chosen by chance."""
        body = encode(_one_field_changed(decode(fact.frame.body), chance))
        if bare:
            self._run(f"UPDATE fact SET body = :body {_THIS}", was=fact.id, body=body)
            return
        changed = seal(replace(fact.frame, body=body))
        self._run(
            f"UPDATE fact SET id = :id, envelope = :envelope, body = :body {_THIS}",
            was=fact.id,
            id=changed.id,
            envelope=envelope(changed.frame),
            body=body,
        )

    def _run(self, statement: str, **told: Any) -> Any:
        named = {"scope": self.scope, "device": self.device, **told}
        return self.connection.execute(text(statement), named)


@contextmanager
def at_counter(profile: Path, scope: str, device: bytes) -> Iterator[Side]:
    """The encrypted store of a profile; what was done is kept."""
    engine = open_engine(profile / "counter.db", store_key(profile))
    try:
        with transaction(engine) as connection:
            yield Side(connection, scope, device)
            connection.commit()
    finally:
        engine.dispose()


@contextmanager
def at_centre(centre: CentreProcess, scope: str, device: bytes) -> Iterator[Side]:
    """The centre's database; what was done is kept."""
    folder = centre.folder
    made = admin.open_centre(centre.database, folder / "blobs", folder / "keys")
    try:
        with made.store.writing() as connection:
            yield Side(connection, scope, device)
            connection.commit()
    finally:
        made.store.close()


def scan_file(folder: Path, sha256: bytes) -> Path:
    """Where a scan lies: at the counter under its whole name, at the centre under what is left."""
    name = sha256.hex()
    whole = folder / name[:2] / name
    return whole if whole.exists() else folder / name[:2] / name[2:]


def _one_field_changed(body: Mapping[str, Any], chance: Random) -> Mapping[str, Any]:
    fields = sorted(name for name, value in body.items() if _other(value) != value)
    name = chance.choice(fields)
    return {**body, name: _other(body[name])}


def _other(value: Any) -> Any:
    """A value like this one that nobody would notice by looking at it."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value:
            return value[:-1] + ("x" if value[-1] != "x" else "y")
        case bytes() if value:
            return value[:-1] + bytes([value[-1] ^ 1])
        case [first, *rest]:
            return [_other(first), *rest]
        case _:
            return value
