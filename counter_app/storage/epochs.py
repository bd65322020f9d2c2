"""Going on after the store was set back: another epoch from the centre, or enrolment anew (I2)."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Final, Protocol

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage import identity as identities
from counter_app.storage import standing
from counter_app.storage.engine import reading, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.replica import chains
from counter_app.storage.store_mark import StoreMark
from counter_app.storage.tables import head as heads
from counter_app.storage.tables import setting as settings
from sync.protocol.cbor import Value
from sync.protocol.errors import PeerBrokeProtocol
from sync.protocol.frame import NO_PREVIOUS
from sync.protocol.heads import Head, statement

PATH: Final = "/v1/epoch"
_INSTANCE: Final = "instance"
_MARK_BYTES: Final = 16


class EpochLink(Protocol):
    """The other end, as far as epochs go."""

    def post_value(self, path: str, value: Value) -> Value:
        """A CBOR value for another. Raises SyncError."""


def ask_epoch(engine: Engine, link: EpochLink, identity: Identity, mark: StoreMark) -> Identity:
    """The identity with the next epoch, kept; SUPERSEDED is kept where another copy has it.

    Its first fact will name the last one of this store as the one before it. Raises SyncError.
    """
    with transaction(engine) as connection:
        tip, instance = _own_tip(connection, identity), _instance(connection)
        connection.commit()
    asked = {"epoch": tip.epoch, "seq": tip.seq, "id": tip.id, "mark": instance}
    match link.post_value(PATH, asked):
        case {"epoch": int(epoch), "continues": bytes(continues), "certificate": bytes(told)}:
            granted = replace(identity, epoch=epoch, certificate=told)
            _begin(engine, granted, continues, mark)
            return granted
        case {"superseded": True}:
            with transaction(engine) as connection:
                standing.supersede(connection)
                connection.commit()
            return identity
        case _:
            raise PeerBrokeProtocol("trung tâm trả lời đợt ghi mới sai dạng")


def leave(connection: Connection, identity: Identity) -> None:
    """Sign the ends of a device's chains before its key is given up.

    What it never sent goes to the centre by whoever this store becomes.
    """
    store = chains(connection, identity.scope)
    for branch in store.branches():
        if branch.device == identity.device and branch.seq:
            head = Head(branch.device, branch.epoch, *branch.tip)
            signature = identity.sign(statement(identity.scope, head))
            store.set_branch(replace(branch, vouched=branch.tip, signature=signature))


def standing_of(engine: Engine) -> bytes | None:
    """Why this store must not write; None where it may."""
    with reading(engine) as connection:
        return standing.halted(connection)


def _begin(engine: Engine, identity: Identity, continues: bytes, mark: StoreMark) -> None:
    row = {
        "scope": identity.scope,
        "device": identity.device,
        "epoch": identity.epoch,
        "seq": 0,
        "id": continues,
        "shared_seq": 0,
        "shared_id": NO_PREVIOUS,
        "vouched_seq": 0,
        "vouched_id": NO_PREVIOUS,
        "signature": b"",
    }
    with transaction(engine) as connection:
        if not chains(connection, identity.scope).of(identity.device, identity.epoch):
            connection.execute(insert(heads), row)
        identities.put(connection, identity)
        standing.go_on(connection)
        mark.accept(connection)
        connection.execute(
            update(settings)
            .where(settings.c.name == _INSTANCE)
            .values(value=secrets.token_bytes(_MARK_BYTES))
        )
        connection.commit()


def _own_tip(connection: Connection, identity: Identity) -> Head:
    for branch in chains(connection, identity.scope).of(identity.device, identity.epoch):
        if branch.no == 0:
            return Head(branch.device, branch.epoch, *branch.tip)
    return Head(identity.device, identity.epoch, 0, NO_PREVIOUS)


def _instance(connection: Connection) -> bytes:
    """Names this copy of the store while it asks, so that a lost answer can be asked again."""
    found: bytes | None = connection.execute(
        select(settings.c.value).where(settings.c.name == _INSTANCE)
    ).scalar()
    if found is None:
        found = secrets.token_bytes(_MARK_BYTES)
        put = upsert(settings).values(name=_INSTANCE, value=found)
        connection.execute(put.on_conflict_do_nothing())
    return found
