"""The store's key goes to the centre, sealed for its recovery key: a dead PC's disk can be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.engine import reading, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.tables import setting as settings
from domain.moment import Moment
from sync.protocol.cbor import Value, decode, encode
from sync.protocol.errors import PeerBrokeProtocol
from sync.store.escrow import seal_key, vouches_for
from sync.store.signatures import signed_by

PATH: Final = "/v1/escrow"
ASK_EVERY_MS: Final = 3_600_000
_NAME: Final = "escrow"
_NEVER: Final = Moment(0)


class EscrowLink(Protocol):
    """The other end, as far as the recovery key goes."""

    def get(self, path: str) -> Value:
        """A CBOR value. Raises SyncError."""

    def post_value(self, path: str, value: Value) -> Value:
        """A CBOR value for another. Raises SyncError."""


@dataclass(frozen=True, slots=True)
class Escrow:
    """What is known of it: for which device and recovery key, and when that was last heard."""

    device: bytes = b""
    recovery: bytes = b""  # empty: the centre has none
    at: Moment = _NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepKey:
    """Has the store's key kept at the centre, and asks now and then whether it still is."""

    engine: Engine
    store_key: bytes = field(repr=False)
    now: Callable[[], Moment]

    def __call__(self, link: EscrowLink, identity: Identity, *, asked: bool = False) -> None:
        """`asked`: somebody waits for it, so it is not put off.

        Raises SyncError, also for a recovery key that the centre's own key did not sign."""
        known, now = kept(self.engine), self.now()
        lately = known.device == identity.device and 0 <= now - known.at < ASK_EVERY_MS
        if lately and not asked:
            return
        match link.get(PATH):
            case {"key": b"", "held": False}:
                recovery = b""
            case {"key": bytes(recovery), "signature": bytes(signature), "held": bool(held)}:
                if not signed_by(identity.centre_key, signature, vouches_for(recovery)):
                    raise PeerBrokeProtocol("khóa phục hồi không phải của trung tâm này")
                if not held:
                    self._send(link, identity, recovery)
            case _:
                raise PeerBrokeProtocol("trung tâm trả lời về khóa phục hồi sai dạng")
        _keep(self.engine, Escrow(identity.device, recovery, now))

    def _send(self, link: EscrowLink, identity: Identity, recovery: bytes) -> None:
        try:
            sealed = seal_key(self.store_key, recovery, identity.device)
        except ValueError as error:
            raise PeerBrokeProtocol("khóa phục hồi của trung tâm không dùng được") from error
        link.post_value(PATH, {"key": recovery, "sealed": sealed})


def kept(engine: Engine) -> Escrow:
    """What was last heard; nothing of it before the first exchange."""
    with reading(engine) as connection:
        told = connection.execute(select(settings.c.value).where(settings.c.name == _NAME)).scalar()
    match decode(told) if told else None:
        case [bytes(device), bytes(recovery), int(at)]:
            return Escrow(device, recovery, Moment(at))
        case _:
            return Escrow()


def _keep(engine: Engine, told: Escrow) -> None:
    value = encode([told.device, told.recovery, told.at])
    put = upsert(settings).values(name=_NAME, value=value)
    with transaction(engine) as connection:
        connection.execute(
            put.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        )
        connection.commit()
