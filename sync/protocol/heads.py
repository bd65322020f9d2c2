"""The heads of a scope: a few numbers that name everything it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any, Final

from sync.protocol.cbor import encode
from sync.protocol.errors import PeerBrokeProtocol

DIGEST_BYTES: Final = 16
RUNG_BYTES: Final = 8
_ID_BYTES: Final = 32


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The end of one chain: its last place and that fact's id."""

    device: bytes
    epoch: int
    seq: int
    id: bytes


def digest(heads: Iterable[Head]) -> bytes:
    """16 bytes that are equal on both sides when, and only when, the heads are."""
    plain = [[h.device, h.epoch, h.seq, h.id] for h in sorted(heads)]
    return hashlib.sha256(encode(plain)).digest()[:DIGEST_BYTES]


def heads_to_plain(heads: Iterable[Head]) -> list[list[Any]]:
    """The wire form."""
    return [[h.device, h.epoch, h.seq, h.id] for h in sorted(heads)]


def heads_from_plain(plain: Any) -> tuple[Head, ...]:
    """The heads on the wire. Raises PeerBrokeProtocol for any other shape."""
    if not isinstance(plain, list):
        raise PeerBrokeProtocol("danh sách đầu chuỗi sai dạng")
    heads = []
    for each in plain:
        match each:
            case [bytes(device), int(epoch), int(seq), bytes(id_)] if (
                epoch > 0 and seq > 0 and len(id_) == _ID_BYTES
            ):
                heads.append(Head(device, epoch, seq, id_))
            case _:
                raise PeerBrokeProtocol("đầu chuỗi sai dạng")
    return tuple(heads)


def rungs_to_plain(rungs: Iterable[Head]) -> list[list[Any]]:
    """Those of one chain together: `[device, epoch, steps, ids]`.

    Steps are the distances from one to the next, ascending. Of the ids only the beginnings are
    told: a rung is a question, and what follows from its answer is proven by the digest.
    """
    plain: list[list[Any]] = []
    for (device, epoch), group in groupby(sorted(rungs), lambda rung: (rung.device, rung.epoch)):
        steps: list[int] = []
        ids, before = b"", 0
        for rung in group:
            steps.append(rung.seq - before)
            ids += rung.id[:RUNG_BYTES]
            before = rung.seq
        plain.append([device, epoch, steps, ids])
    return plain


def rungs_from_plain(plain: Any) -> tuple[Head, ...]:
    """The rungs on the wire. Raises PeerBrokeProtocol for any other shape."""
    if not isinstance(plain, list):
        raise PeerBrokeProtocol("danh sách bậc sai dạng")
    rungs: list[Head] = []
    for each in plain:
        match each:
            case [bytes(device), int(epoch), list(steps), bytes(ids)] if (
                epoch > 0 and len(ids) == RUNG_BYTES * len(steps) and _are_steps(steps)
            ):
                for no, seq in enumerate(accumulate(steps)):
                    named = ids[no * RUNG_BYTES : (no + 1) * RUNG_BYTES]
                    rungs.append(Head(device, epoch, seq, named))
            case _:
                raise PeerBrokeProtocol("bậc sai dạng")
    return tuple(rungs)


def _are_steps(steps: list[Any]) -> bool:
    """Whether these lead from 1 upwards; several rungs of a fork may stand side by side."""
    return all(type(step) is int for step in steps) and (
        not steps or (steps[0] > 0 and min(steps) >= 0 and sum(steps) < 1 << 63)
    )


def in_order(heads: Iterable[Head], rungs: Iterable[Head]) -> tuple[Head, ...]:
    """What a reconcile request tells, as its answer counts it: from 0, heads first."""
    return (*sorted(heads), *sorted(rungs))


def statement(scope: str, head: Head) -> bytes:
    """What a device signs to vouch for its chain up to here."""
    return encode(["head", scope, head.device, head.epoch, head.seq, head.id])


def fingerprint(digest_bytes: bytes) -> str:
    """What a person compares by eye: 7F3A 91C2."""
    text = digest_bytes.hex().upper()
    return f"{text[:4]} {text[4:8]}"
