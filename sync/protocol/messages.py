"""What the two ends say to each other, and the limits of each message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

from sync.protocol.cbor import decode, encode
from sync.protocol.chains import Hole
from sync.protocol.errors import OtherVersion, PeerBrokeProtocol
from sync.protocol.frame import Run, run_from_plain, run_to_plain
from sync.protocol.heads import (
    Head,
    heads_from_plain,
    heads_to_plain,
    rungs_from_plain,
    rungs_to_plain,
)
from sync.protocol.holes import holes_from_plain, holes_to_plain

VERSION: Final = 1
"""The newest form that we speak. The first message states it, and both sides speak the lower."""

OLDEST: Final = 1
"""The oldest form that we still speak: one release of overlap at least."""

MAX_FACTS: Final = 2_000
"""Facts in one message, both ways."""

MAX_MESSAGE: Final = 8 * 1024 * 1024
"""Bytes of one message before compression."""

MAX_HEADS: Final = 4_096
MAX_HOLES: Final = 16_384
"""Five bytes each, so that all of a chain's scattered losses are known after one question."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the centre's feed of a scope was read. A restored centre has a new incarnation."""

    incarnation: bytes = b""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRequest:
    """New facts of this side, and the cursor from which it wants the other's."""

    scope: str
    cursor: Cursor
    runs: tuple[Run, ...]
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A fact that was kept but will not be folded, and why."""

    id: bytes
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncAnswer:
    """What was acknowledged, what is new, and the digest at the new cursor."""

    acknowledged: tuple[Head, ...]
    refused: tuple[Refused, ...]
    runs: tuple[Run, ...]
    more: bool
    cursor: Cursor
    digest: bytes
    clock: int  # the centre's UTC milliseconds
    missing: int = 0  # facts of this scope whose bytes the centre has lost


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileRequest:
    """Unequal: these are my heads, what I have lost, and places of my own chains below them."""

    scope: str
    heads: tuple[Head, ...]
    holes: tuple[Hole, ...] = ()
    rungs: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileAnswer:
    """What you did not name of mine, what I have lost, and the first runs that you lack.

    `known`: which of your heads and rungs I hold, as `in_order` counts them.
    """

    heads: tuple[Head, ...]
    runs: tuple[Run, ...]
    more: bool
    cursor: Cursor
    known: tuple[int, ...] = ()
    holes: tuple[Hole, ...] = ()


Message: TypeAlias = SyncRequest | SyncAnswer | ReconcileRequest | ReconcileAnswer


def to_bytes(message: Message, version: int = VERSION) -> bytes:
    """Deterministic CBOR, led by the protocol version."""
    return encode({"v": version, **_plain(message)})


def _plain(message: Message) -> dict[str, Any]:
    match message:
        case SyncRequest():
            return {
                "t": "sync",
                "s": message.scope,
                "c": _cursor(message.cursor),
                "r": [run_to_plain(run) for run in message.runs],
                "d": message.digest,
            }
        case SyncAnswer():
            return {
                "t": "synced",
                "a": heads_to_plain(message.acknowledged),
                "x": [[each.id, each.reason] for each in message.refused],
                "r": [run_to_plain(run) for run in message.runs],
                "m": message.more,
                "c": _cursor(message.cursor),
                "d": message.digest,
                "k": message.clock,
                "o": message.missing,
            }
        case ReconcileRequest():
            return {
                "t": "reconcile",
                "s": message.scope,
                "h": heads_to_plain(message.heads),
                "o": holes_to_plain(message.holes),
                "l": rungs_to_plain(message.rungs),
            }
        case ReconcileAnswer():
            return {
                "t": "reconciled",
                "h": heads_to_plain(message.heads),
                "r": [run_to_plain(run) for run in message.runs],
                "m": message.more,
                "c": _cursor(message.cursor),
                "n": list(message.known),
                "o": holes_to_plain(message.holes),
            }


def from_bytes(data: bytes) -> Message:
    """The message of these bytes.

    Raises NotDeterministic for another form, OtherVersion for one that we do not speak,
    PeerBrokeProtocol for another shape or more than the limits allow.
    """
    if len(data) > MAX_MESSAGE:
        raise PeerBrokeProtocol("thông điệp quá dài")
    plain = decode(data)
    if not isinstance(plain, dict):
        raise PeerBrokeProtocol("thông điệp sai dạng")
    version = plain.get("v")
    if type(version) is not int or not OLDEST <= version <= VERSION:
        raise OtherVersion("hai bên dùng hai đời giao thức khác nhau")
    try:
        return _read(plain)
    except (KeyError, TypeError, ValueError) as error:
        raise PeerBrokeProtocol("thông điệp sai dạng") from error


def _read(plain: Mapping[str, Any]) -> Message:
    match plain["t"]:
        case "sync":
            return SyncRequest(
                scope=_text(plain["s"]),
                cursor=_cursor_of(plain["c"]),
                runs=_runs(plain["r"]),
                digest=_octets(plain["d"]),
            )
        case "synced":
            return SyncAnswer(
                acknowledged=_heads(plain["a"]),
                refused=tuple(
                    Refused(id=_octets(id_), reason=_text(why)) for id_, why in plain["x"]
                ),
                runs=_runs(plain["r"]),
                more=plain["m"] is True,
                cursor=_cursor_of(plain["c"]),
                digest=_octets(plain["d"]),
                clock=_whole(plain["k"]),
                missing=_whole(plain["o"]),
            )
        case "reconcile":
            return ReconcileRequest(
                scope=_text(plain["s"]),
                heads=_heads(plain["h"]),
                holes=_holes(plain["o"]),
                rungs=_few(rungs_from_plain(plain["l"])),
            )
        case "reconciled":
            return ReconcileAnswer(
                heads=_heads(plain["h"]),
                runs=_runs(plain["r"]),
                more=plain["m"] is True,
                cursor=_cursor_of(plain["c"]),
                known=_numbers(plain["n"]),
                holes=_holes(plain["o"]),
            )
        case other:
            raise PeerBrokeProtocol(f"loại thông điệp lạ: {other!r}")


def _runs(plain: Any) -> tuple[Run, ...]:
    if not isinstance(plain, list):
        raise PeerBrokeProtocol("danh sách việc sai dạng")
    runs = tuple(run_from_plain(each) for each in plain)
    if sum(len(run.facts) for run in runs) > MAX_FACTS:
        raise PeerBrokeProtocol("quá nhiều việc trong một thông điệp")
    return runs


def _heads(plain: Any) -> tuple[Head, ...]:
    return _few(heads_from_plain(plain))


def _few(heads: tuple[Head, ...]) -> tuple[Head, ...]:
    if len(heads) > MAX_HEADS:
        raise PeerBrokeProtocol("quá nhiều chuỗi")
    return heads


def _numbers(plain: Any) -> tuple[int, ...]:
    if not isinstance(plain, list) or len(plain) > 2 * MAX_HEADS:
        raise PeerBrokeProtocol("danh sách số sai dạng")
    if not all(type(no) is int and before < no for before, no in pairwise([-1, *plain])):
        raise PeerBrokeProtocol("danh sách số sai dạng")
    return tuple(plain)


def _holes(plain: Any) -> tuple[Hole, ...]:
    holes = holes_from_plain(plain)
    if len(holes) > MAX_HOLES:
        raise PeerBrokeProtocol("quá nhiều chỗ trống")
    return holes


def _cursor(cursor: Cursor) -> list[Any]:
    return [cursor.incarnation, cursor.position]


def _cursor_of(plain: Any) -> Cursor:
    match plain:
        case [bytes(incarnation), int(position)] if position >= 0:
            return Cursor(incarnation, position)
        case _:
            raise PeerBrokeProtocol("con trỏ sai dạng")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise PeerBrokeProtocol("chờ chữ")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise PeerBrokeProtocol("chờ số")
    return value


def _octets(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise PeerBrokeProtocol("chờ byte")
    return value
