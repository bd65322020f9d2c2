"""Who this store is: the counter's device, its signing key, and the centre it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.engine import reading, transaction
from counter_app.storage.tables import setting as settings
from domain.identifiers import DeviceId, Scope
from sync.protocol.cbor import decode, encode

_NAME = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What enrolment gave; kept inside the encrypted store."""

    device: DeviceId
    epoch: int
    scope: Scope
    counter: str
    secret: bytes  # Ed25519 private key, 32 bytes
    centre_url: str
    centre_key: bytes
    certificate: bytes

    def sign(self, statement: bytes) -> bytes:
        """This device's signature, 64 bytes."""
        return self.private_key().sign(statement)

    def private_key(self) -> Ed25519PrivateKey:
        """The key that signs heads and requests."""
        return Ed25519PrivateKey.from_private_bytes(self.secret)


def load(engine: Engine) -> Identity | None:
    """The identity kept here; None before enrolment."""
    with reading(engine) as connection:
        kept = connection.execute(select(settings.c.value).where(settings.c.name == _NAME)).scalar()
    if kept is None:
        return None
    told = decode(kept)
    return Identity(
        device=DeviceId(told["device"]),
        epoch=told["epoch"],
        scope=Scope(told["scope"]),
        counter=told["counter"],
        secret=told["secret"],
        centre_url=told["centre_url"],
        centre_key=told["centre_key"],
        certificate=told["certificate"],
    )


def keep(engine: Engine, identity: Identity) -> None:
    """Remember who this store is."""
    with transaction(engine) as connection:
        put(connection, identity)
        connection.commit()


def put(connection: Connection, identity: Identity) -> None:
    """The same, inside the caller's transaction."""
    names = Identity.__dataclass_fields__
    value = encode({name: getattr(identity, name) for name in names})
    row = upsert(settings).values(name=_NAME, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def move(engine: Engine, identity: Identity, centre_url: str) -> None:
    """The same centre answers at another address."""
    keep(engine, replace(identity, centre_url=centre_url))
