"""What the two ends say to each other when a day is closed, and the limits of each message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sync.protocol.cbor import decode, encode
from sync.protocol.certificate import MAX_DOCUMENT, Difference
from sync.protocol.certified import SIGNATURE_BYTES
from sync.protocol.errors import OtherVersion, PeerBrokeProtocol
from sync.protocol.frame import ID_BYTES
from sync.protocol.heads import Head, heads_from_plain, heads_to_plain
from sync.protocol.intervals import Drift
from sync.protocol.messages import OLDEST, VERSION

MAX_PLACES: Final = 100
"""Places named in one answer; where there are more, the lowest."""

MAX_DIFFERENCES: Final = 300
MAX_MESSAGE: Final = 4 * MAX_DOCUMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDayRequest:
    """A certificate's document, signed by the device.

    `before`: the certificate before it as a file, so that a centre that was restored since knows
    its own signature again; empty for the first.
    """

    scope: str
    document: bytes
    signature: bytes
    before: bytes = b""


@dataclass(frozen=True, slots=True)
class Countersigned:
    """Both sides counted the same; the hash of the certificate, and the centre's signature."""

    certificate: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Differs:
    """Fields of which the sides have other values, and places whose bytes have drifted here.

    `left_out`: tips of the device that the centre holds and the cut does not name.
    """

    fields: tuple[Difference, ...] = ()
    drifted: tuple[Drift, ...] = ()
    left_out: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True)
class Lacks:
    """Not everything of the interval is here: the places, each the last fact of what lacks."""

    places: tuple[Head, ...]


CloseDayAnswer: TypeAlias = Countersigned | Differs | Lacks


def request_to_bytes(request: CloseDayRequest, version: int = VERSION) -> bytes:
    """Deterministic CBOR, led by the protocol version."""
    told = {"s": request.scope, "c": request.document, "g": request.signature}
    return encode({"v": version, "t": "close-day", **told, "b": request.before})


def request_from_bytes(data: bytes) -> CloseDayRequest:
    """The question. Raises PeerBrokeProtocol, OtherVersion, NotDeterministic."""
    match _message(data, "close-day"):
        case {"s": str(scope), "c": bytes(document), "g": bytes(signature), "b": bytes(before)} if (
            len(document) <= MAX_DOCUMENT and len(signature) == SIGNATURE_BYTES
        ):
            return CloseDayRequest(
                scope=scope, document=document, signature=signature, before=before
            )
        case _:
            raise PeerBrokeProtocol("yêu cầu chốt ngày sai dạng")


def answer_to_bytes(answer: CloseDayAnswer, version: int = VERSION) -> bytes:
    """Deterministic CBOR, led by the protocol version."""
    return encode({"v": version, "t": "day-closed", **_plain(answer)})


def _plain(answer: CloseDayAnswer) -> dict[str, Any]:
    match answer:
        case Countersigned(certificate, signature):
            return {"i": certificate, "g": signature}
        case Differs():
            return differs_to_plain(answer)
        case Lacks(places):
            return {"l": heads_to_plain(places[:MAX_PLACES])}


def differs_to_plain(differs: Differs) -> dict[str, Any]:
    """The wire form, also the one in which a dispute is kept."""
    return {
        "x": [[d.name, d.counter, d.centre] for d in differs.fields[:MAX_DIFFERENCES]],
        "p": [[d.epoch, d.seq, d.named, d.found] for d in differs.drifted[:MAX_PLACES]],
        "o": heads_to_plain(differs.left_out[:MAX_PLACES]),
    }


def answer_from_bytes(data: bytes) -> CloseDayAnswer:
    """The answer. Raises PeerBrokeProtocol, OtherVersion, NotDeterministic."""
    plain = _message(data, "day-closed")
    match plain:
        case {"i": bytes(certificate), "g": bytes(signature)} if (
            len(certificate),
            len(signature),
        ) == (ID_BYTES, SIGNATURE_BYTES):
            return Countersigned(certificate, signature)
        case {"x": _, "p": _, "o": _}:
            return differs_from_plain(plain)
        case {"l": places}:
            return Lacks(_places(places))
        case _:
            raise PeerBrokeProtocol("trả lời chốt ngày sai dạng")


def differs_from_plain(plain: Any) -> Differs:
    """What differs, from its wire form. Raises PeerBrokeProtocol."""
    match plain:
        case {"x": list(fields), "p": list(drifted), "o": left_out} if (
            len(fields) <= MAX_DIFFERENCES and len(drifted) <= MAX_PLACES
        ):
            return Differs(
                tuple(_difference(each) for each in fields),
                tuple(_drift(each) for each in drifted),
                _places(left_out),
            )
        case _:
            raise PeerBrokeProtocol("chỗ khác nhau sai dạng")


def _difference(plain: Any) -> Difference:
    match plain:
        case [str(name), counter, centre]:
            return Difference(name, counter, centre)
        case _:
            raise PeerBrokeProtocol("trường khác nhau sai dạng")


def _drift(plain: Any) -> Drift:
    match plain:
        case [int(epoch), int(seq), bytes(named), bytes(found)] if min(epoch, seq) > 0:
            return Drift(epoch, seq, named, found)
        case _:
            raise PeerBrokeProtocol("chỗ khác nhau sai dạng")


def _places(plain: Any) -> tuple[Head, ...]:
    heads: Sequence[Head] = heads_from_plain(plain)
    if len(heads) > MAX_PLACES:
        raise PeerBrokeProtocol("quá nhiều chỗ trong một trả lời")
    return tuple(heads)


def _message(data: bytes, kind: str) -> dict[str, Any]:
    if len(data) > MAX_MESSAGE:
        raise PeerBrokeProtocol("thông điệp quá dài")
    plain = decode(data)
    if not isinstance(plain, dict) or plain.get("t") != kind:
        raise PeerBrokeProtocol("thông điệp sai loại")
    version = plain.get("v")
    if type(version) is not int or not OLDEST <= version <= VERSION:
        raise OtherVersion("hai bên dùng hai đời giao thức khác nhau")
    return plain
