"""A fact as bytes: envelope, salted body, and the id that follows from them.

The envelope is a CBOR array in the order of `Frame`'s fields, led by its layout number, with the
body replaced by SHA-256(salt ‖ body). Its SHA-256 is the fact's id, so a body with its salt can
be destroyed by order of law and the chain still verifies.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from sync.protocol.cbor import decode, encode, encode_flat
from sync.protocol.errors import NotDeterministic, PeerBrokeProtocol

LAYOUT: Final = 1
ID_BYTES: Final = 32
DEVICE_BYTES: Final = 16
SALT_BYTES: Final = 16
NO_PREVIOUS: Final = bytes(ID_BYTES)
"""What the first fact of a chain names as its previous one."""

MAX_BODY: Final = 64 * 1024
MAX_BASIS: Final = 64
MAX_SEQ: Final = (1 << 63) - 1

_FACT: Final = (int, int, int, str, bytes, bytes, list, str, int, bytes, bytes)
"""Types of a fact's fields on the wire, in their order."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything of a fact that is hashed, in the envelope's order."""

    scope: str
    device: bytes
    epoch: int
    seq: int
    prev: bytes
    at: int
    wall: int
    uncertainty: int  # milliseconds by which the writer's clock may be wrong
    day: str
    actor: bytes
    subject: bytes
    basis: tuple[bytes, ...]
    kind: str
    version: int
    salt: bytes
    body: bytes  # deterministic CBOR; empty, as the salt, where it was destroyed
    erased: bytes = b""  # what stood for salt and body, once they were destroyed


@dataclass(frozen=True, slots=True)
class Sealed:
    """A frame with the id that its bytes give, and those bytes, where they are at hand."""

    id: bytes
    frame: Frame
    envelope: bytes = field(default=b"", compare=False, repr=False)

    @property
    def bytes_hashed(self) -> bytes:
        """The envelope; it was made to know the id, and need not be made again to be stored."""
        return self.envelope or envelope(self.frame)


def body_hash(salt: bytes, body: bytes) -> bytes:
    """What stands in the envelope for the body."""
    return hashlib.sha256(salt + body).digest()


def envelope(frame: Frame) -> bytes:
    """The bytes that are hashed."""
    return encode(_fields(frame))


def _fields(frame: Frame) -> list[Any]:
    return [
        LAYOUT,
        frame.scope,
        frame.device,
        frame.epoch,
        frame.seq,
        frame.prev,
        frame.at,
        frame.wall,
        frame.uncertainty,
        frame.day,
        frame.actor,
        frame.subject,
        list(frame.basis),
        frame.kind,
        frame.version,
        frame.erased or body_hash(frame.salt, frame.body),
    ]


def seal(frame: Frame) -> Sealed:
    """The frame and its id."""
    hashed = envelope(frame)
    return Sealed(hashlib.sha256(hashed).digest(), frame, hashed)


def _seal_checked(frame: Frame) -> Sealed:
    """The same for a frame whose every field was decoded, and so checked, just now."""
    hashed = encode_flat(_fields(frame))
    return Sealed(hashlib.sha256(hashed).digest(), frame, hashed)


def opened(envelope_bytes: bytes, salt: bytes, body: bytes) -> Sealed:
    """The fact that stored bytes tell, its id computed anew.

    Empty salt and body are those that were destroyed by order of law. Raises PeerBrokeProtocol
    where the body is not the one that the envelope names.
    """
    layout, *rest, hashed = _array(decode(envelope_bytes), 16)
    erased = not salt and not body
    if layout != LAYOUT or not (erased or hashed == body_hash(salt, body)):
        raise PeerBrokeProtocol("nội dung không khớp dấu của nó")
    names = list(Frame.__dataclass_fields__)[: len(rest)]
    values = dict(zip(names, rest, strict=True)) | {"basis": tuple(_as(rest[11], list))}
    frame = Frame(**values, salt=salt, body=body, erased=hashed if erased else b"")
    return Sealed(hashlib.sha256(envelope_bytes).digest(), frame, envelope_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Consecutive facts of one chain, and the signed head that vouches for them.

    `vouched` is the (seq, id) of the chain that `signature` covers: the last fact of the run or a
    later one of the same chain. `gap`: what lies before it is not at hand, or is told later.
    `hole`: the id of the top of a hole, of which the giver has only this lower part.
    """

    scope: str
    device: bytes
    epoch: int
    facts: tuple[Sealed, ...]
    signature: bytes = b""
    vouched: tuple[int, bytes] = (0, NO_PREVIOUS)
    gap: bool = False
    hole: bytes = b""

    @property
    def last(self) -> Sealed:
        """The end of the run."""
        return self.facts[-1]


def run_to_plain(run: Run) -> dict[str, Any]:
    """The wire form: what follows from the chain (id, prev, device, epoch, seq) is left out.

    A `basis` inside the same run is the distance back to it, as a number.
    """
    first = run.facts[0].frame
    places = {sealed.id: sealed.frame.seq for sealed in run.facts}
    plain = {
        "s": run.scope,
        "d": run.device,
        "e": run.epoch,
        "n": first.seq,
        "p": first.prev,
        "f": [_fact_to_plain(sealed.frame, places) for sealed in run.facts],
    }
    if run.signature:
        plain["g"], plain["v"] = run.signature, list(run.vouched)
    if run.gap:
        plain["q"] = True
    if run.hole:
        plain["o"] = run.hole
    return plain


def _fact_to_plain(frame: Frame, places: dict[bytes, int]) -> list[Any]:
    basis = [
        frame.seq - places[b] if places.get(b, frame.seq) < frame.seq else b for b in frame.basis
    ]
    return [
        frame.at,
        frame.wall,
        frame.uncertainty,
        frame.day,
        frame.actor,
        frame.subject,
        basis,
        frame.kind,
        frame.version,
        frame.salt,
        frame.erased or frame.body,
    ]


def run_from_plain(plain: Any) -> Run:
    """The run, every id and link of its chain computed anew from the bytes.

    Raises PeerBrokeProtocol or NotDeterministic for anything out of shape or beyond the limits.
    """
    run = _as(plain, dict)
    try:
        scope, device, epoch = _as(run["s"], str), _bytes(run["d"], DEVICE_BYTES), run["e"]
        seq, prev = _positive(run["n"]), _bytes(run["p"], ID_BYTES)
        listed, signature = run["f"], _as(run.get("g", b""), bytes)
        vouched = _array(run["v"], 2) if signature else [0, NO_PREVIOUS]
    except KeyError as error:
        raise PeerBrokeProtocol(f"thiếu trường {error}") from error
    facts: list[Sealed] = []
    chain = (scope, device, _positive(epoch))
    if seq + len(_as(listed, list)) > MAX_SEQ:
        raise PeerBrokeProtocol("số thứ tự quá lớn")
    for each in listed:
        facts.append(_fact_from_plain(chain, seq, prev, each, facts))
        seq, prev = seq + 1, facts[-1].id
    if not facts:
        raise PeerBrokeProtocol("chuỗi rỗng")
    return Run(
        scope=scope,
        device=device,
        epoch=epoch,
        facts=tuple(facts),
        signature=signature,
        vouched=(_as(vouched[0], int), _as(vouched[1], bytes)),
        gap=run.get("q") is True,
        hole=_as(run.get("o", b""), bytes),
    )


def _fact_from_plain(
    chain: tuple[str, bytes, int], seq: int, prev: bytes, plain: Any, before: list[Sealed]
) -> Sealed:
    at, wall, unsure, day, actor, subject, basis, kind, version, salt, body = _shaped(plain)
    erased = _erased(salt, body)
    if not erased:
        _bytes(salt, SALT_BYTES)
        decode(body)  # a body in another form would be a second hash of the same fact
    scope, device, epoch = chain
    return _seal_checked(
        Frame(
            scope=scope,
            device=device,
            epoch=epoch,
            seq=seq,
            prev=prev,
            at=at,
            wall=wall,
            uncertainty=unsure,
            day=day,
            actor=actor,
            subject=subject,
            basis=tuple(_basis(each, before) for each in basis) if basis else (),
            kind=kind,
            version=version,
            salt=b"" if erased else salt,
            body=b"" if erased else body,
            erased=erased,
        )
    )


def _shaped(plain: Any) -> list[Any]:
    """A fact whose fields have their types and sizes, all of them looked at together."""
    if type(plain) is not list or tuple(map(type, plain)) != _FACT:
        raise PeerBrokeProtocol("việc sai dạng")
    at, version, actor, subject = plain[0], plain[8], plain[4], plain[5]
    if at < 1 or version < 1:
        raise PeerBrokeProtocol("số phải từ 1")
    if len(actor) != DEVICE_BYTES or len(subject) != DEVICE_BYTES:
        raise PeerBrokeProtocol("sai độ dài")
    if len(plain[10]) > MAX_BODY or len(plain[6]) > MAX_BASIS:
        raise NotDeterministic("việc vượt cỡ cho phép")
    return plain


def _erased(salt: Any, body: bytes) -> bytes:
    """What stands for a body that was destroyed: told with an empty salt."""
    return _bytes(body, ID_BYTES) if salt == b"" else b""


def _basis(value: Any, before: list[Sealed]) -> bytes:
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= len(before):
            raise PeerBrokeProtocol("việc dựa trên một việc chưa có")
        return before[-value].id
    return _bytes(value, ID_BYTES)


def _as(value: Any, kind: type[_T]) -> _T:
    if type(value) is not kind:
        raise PeerBrokeProtocol(f"chờ {kind.__name__}, nhận {type(value).__name__}")
    return value


def _array(value: Any, length: int) -> list[Any]:
    if len(_as(value, list)) != length:
        raise PeerBrokeProtocol("sai số phần tử")
    return list(value)


def _bytes(value: Any, length: int) -> bytes:
    if len(_as(value, bytes)) != length:
        raise PeerBrokeProtocol("sai độ dài")
    return bytes(value)


def _positive(value: Any) -> int:
    if _as(value, int) < 1:
        raise PeerBrokeProtocol("số phải từ 1")
    return int(value)
