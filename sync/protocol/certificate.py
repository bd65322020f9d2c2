"""The certificate of a day: what a counter and the centre each counted from their stored bytes.

A document in deterministic CBOR, signed by the device and countersigned by the centre, naming the
hash of the counter's certificate before it. What is counted are opaque named integers: the office
has the rules, and names the version that was used. Keys and signatures are the caller's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from sync.protocol.cbor import Value, decode, encode
from sync.protocol.certified import (
    MAX_CERTIFIED,
    SIGNATURE_BYTES,
    Certified,
    Verify,
    certified_from_bytes,
)
from sync.protocol.errors import PeerBrokeProtocol
from sync.protocol.frame import DEVICE_BYTES, ID_BYTES
from sync.protocol.heads import Head, heads_from_plain, heads_to_plain
from sync.protocol.intervals import Cut, Interval

LAYOUT: Final = 1
KIND: Final = "day certificate"
FIRST: Final = 1
NO_CERTIFICATE: Final = bytes(ID_BYTES)
"""What a counter's first certificate names as the one before it."""

MAX_DOCUMENT: Final = 48 * 1024
MAX_CUT: Final = 64
"""Tips of one device: epochs and branches."""
MAX_TOTALS: Final = 256
MAX_NAME: Final = 64

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYS: Final = frozenset("tvskcdnphaifmlbrw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What each side computes by itself."""

    intervals: tuple[Interval, ...]
    facts: int
    totals: Mapping[str, int]
    numbers: bytes  # hash of the ledger of numbers
    blobs: bytes  # hash over the list of files named
    rules: int  # version of the office's rules, by which facts were folded and counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a document says."""

    scope: str
    device: bytes
    enrolment: bytes  # the device's own certificate, signed by the centre
    day: str  # ISO
    number: int  # of this device: 1, 2, 3 …
    previous: bytes  # hash of the certificate before it
    cut: Cut
    words: Cut  # of the centre's own chains: what it had said of facts set aside when these counted
    sums: Sums
    verified: int  # UTC ms at which this store was last verified as a whole; 0 for never


@dataclass(frozen=True, slots=True)
class SealedDay:
    """A document with both signatures."""

    document: bytes
    signature: bytes
    countersignature: bytes

    @property
    def id(self) -> bytes:
        """What the next certificate and the centre's fact name."""
        return hash_of(self.document)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as the two sides have it."""

    name: str
    counter: Value
    centre: Value


def hash_of(document: bytes) -> bytes:
    """SHA-256 of the document, 32 bytes."""
    return hashlib.sha256(document).digest()


def device_statement(document: bytes) -> bytes:
    """What the device signs."""
    return encode([KIND, hash_of(document)])


def centre_statement(document: bytes, signature: bytes) -> bytes:
    """What the centre signs: the document, and that the device has signed it."""
    return statement_on(hash_of(document), signature)


def statement_on(certificate: bytes, signature: bytes) -> bytes:
    """The same from the certificate's hash alone, as on a sheet's code."""
    return encode([f"{KIND} countersigned", certificate, signature])


def to_document(told: Certificate) -> bytes:
    """The bytes that are hashed and signed. Raises PeerBrokeProtocol beyond a limit."""
    sums = told.sums
    document = encode(
        {
            "t": KIND,
            "v": LAYOUT,
            "s": told.scope,
            "k": told.device,
            "c": told.enrolment,
            "d": told.day,
            "n": told.number,
            "p": told.previous,
            "h": [[head.epoch, head.seq, head.id] for head in told.cut],
            "a": heads_to_plain(told.words),
            "i": _intervals_to_plain(sums.intervals),
            "f": sums.facts,
            "m": dict(sums.totals),
            "l": sums.numbers,
            "b": sums.blobs,
            "r": sums.rules,
            "w": told.verified,
        }
    )
    from_document(document)
    return document


def from_document(document: bytes) -> Certificate:
    """What a document says. Raises PeerBrokeProtocol, NotDeterministic for any other bytes."""
    if len(document) > MAX_DOCUMENT:
        raise PeerBrokeProtocol("chứng nhận quá dài")
    plain = decode(document)
    if not isinstance(plain, dict) or frozenset(plain) != _KEYS:
        raise PeerBrokeProtocol("chứng nhận sai dạng")
    if (plain["t"], plain["v"]) != (KIND, LAYOUT):
        raise PeerBrokeProtocol("chứng nhận thuộc một đời khác")
    device = _octets(plain["k"], DEVICE_BYTES)
    day = _text(plain["d"], len("2026-11-23"))
    if _DAY.fullmatch(day) is None:
        raise PeerBrokeProtocol("ngày của chứng nhận sai dạng")
    return Certificate(
        scope=_text(plain["s"], MAX_NAME),
        device=device,
        enrolment=_bytes(plain["c"], MAX_CERTIFIED),
        day=day,
        number=_whole(plain["n"], FIRST),
        previous=_octets(plain["p"], ID_BYTES),
        cut=_cut(device, plain["h"]),
        words=_words(plain["a"]),
        sums=Sums(
            intervals=_intervals(plain["i"]),
            facts=_whole(plain["f"]),
            totals=_totals(plain["m"]),
            numbers=_octets(plain["l"], ID_BYTES),
            blobs=_octets(plain["b"], ID_BYTES),
            rules=_whole(plain["r"]),
        ),
        verified=_whole(plain["w"]),
    )


def differences(counter: Sums, centre: Sums) -> tuple[Difference, ...]:
    """Every field of which the two sides have another value; a total that one lacks is 0 there."""
    found = [
        Difference(name, ours, theirs)
        for name, ours, theirs in (
            (
                "intervals",
                _intervals_to_plain(counter.intervals),
                _intervals_to_plain(centre.intervals),
            ),
            ("facts", counter.facts, centre.facts),
            ("numbers", counter.numbers, centre.numbers),
            ("blobs", counter.blobs, centre.blobs),
            ("rules", counter.rules, centre.rules),
        )
        if ours != theirs
    ]
    for name in sorted(counter.totals.keys() | centre.totals.keys()):
        ours, theirs = counter.totals.get(name, 0), centre.totals.get(name, 0)
        if ours != theirs:
            found.append(Difference(name, ours, theirs))
    return tuple(found)


def follows(later: Certificate, earlier: SealedDay | None) -> bool:
    """Whether a certificate is the next one of its counter after this one; None: is the first."""
    if earlier is None:
        return (later.number, later.previous) == (FIRST, NO_CERTIFICATE)
    before = from_document(earlier.document)
    same = (later.scope, later.device) == (before.scope, before.device)
    return same and (later.number, later.previous) == (before.number + 1, earlier.id)


def sealed_to_bytes(sealed: SealedDay) -> bytes:
    """A certificate as a file: deterministic CBOR [kind, document, signature, countersignature]."""
    return encode([KIND, sealed.document, sealed.signature, sealed.countersignature])


def sealed_from_bytes(data: bytes) -> SealedDay:
    """The parts of a file, nothing verified. Raises PeerBrokeProtocol, NotDeterministic."""
    if len(data) > MAX_DOCUMENT + 4 * SIGNATURE_BYTES:
        raise PeerBrokeProtocol("chứng nhận quá dài")
    match decode(data):
        case [str(kind), bytes(document), bytes(signature), bytes(countersignature)] if (
            kind == KIND
        ):
            return SealedDay(document, signature, countersignature)
        case _:
            raise PeerBrokeProtocol("tệp không phải chứng nhận ngày")


def verified_device(told: Certificate, centre_key: bytes, verify: Verify) -> Certified:
    """The centre's word on the device, inside the document. Raises PeerBrokeProtocol."""
    certified = certified_from_bytes(told.enrolment, centre_key, verify)
    if (certified.device, certified.scope) != (told.device, told.scope):
        raise PeerBrokeProtocol("giấy của thiết bị thuộc quầy khác")
    return certified


def verify_signed(
    document: bytes, signature: bytes, centre_key: bytes, verify: Verify
) -> Certificate:
    """What a device told and signed. Raises PeerBrokeProtocol, NotDeterministic."""
    told = from_document(document)
    certified = verified_device(told, centre_key, verify)
    if not verify(certified.public_key, signature, device_statement(document)):
        raise PeerBrokeProtocol("chữ ký của quầy không đúng")
    return told


def verify_sealed(sealed: SealedDay, centre_key: bytes, verify: Verify) -> Certificate:
    """What both sides signed, by the centre's public key alone.

    Raises PeerBrokeProtocol, NotDeterministic where a single byte is another one.
    """
    told = verify_signed(sealed.document, sealed.signature, centre_key, verify)
    statement = centre_statement(sealed.document, sealed.signature)
    if not verify(centre_key, sealed.countersignature, statement):
        raise PeerBrokeProtocol("chữ ký của trung tâm không đúng")
    return told


def _intervals_to_plain(intervals: tuple[Interval, ...]) -> list[list[Any]]:
    return [[i.epoch, i.first, i.first_id, i.last, i.last_id] for i in intervals]


def _cut(device: bytes, plain: Any) -> Cut:
    heads = []
    for each in _list(plain, MAX_CUT):
        match each:
            case [int(epoch), int(seq), bytes(id_)] if min(epoch, seq) > 0 and len(id_) == ID_BYTES:
                heads.append(Head(device, epoch, seq, id_))
            case _:
                raise PeerBrokeProtocol("vết cắt của chứng nhận sai dạng")
    return _ascending(heads)


def _words(plain: Any) -> Cut:
    return _ascending(heads_from_plain(_list(plain, MAX_CUT)))


def _ascending(heads: Sequence[Head]) -> Cut:
    if any(one >= other for one, other in pairwise(heads)):
        raise PeerBrokeProtocol("vết cắt của chứng nhận không theo thứ tự")
    return tuple(heads)


def _intervals(plain: Any) -> tuple[Interval, ...]:
    found = []
    for each in _list(plain, MAX_CUT):
        match each:
            case [int(epoch), int(first), bytes(first_id), int(last), bytes(last_id)] if (
                epoch > 0
                and 0 < first <= last
                and (len(first_id), len(last_id)) == (ID_BYTES, ID_BYTES)
            ):
                found.append(Interval(epoch, first, first_id, last, last_id))
            case _:
                raise PeerBrokeProtocol("khoảng chuỗi của chứng nhận sai dạng")
    return tuple(found)


def _totals(plain: Any) -> dict[str, int]:
    if not isinstance(plain, dict) or len(plain) > MAX_TOTALS:
        raise PeerBrokeProtocol("tổng số của chứng nhận sai dạng")
    return {_text(name, MAX_NAME): _whole(value, None) for name, value in plain.items()}


def _list(value: Any, longest: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > longest:
        raise PeerBrokeProtocol("danh sách của chứng nhận sai dạng")
    return value


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise PeerBrokeProtocol("chữ của chứng nhận sai dạng")
    return value


def _bytes(value: Any, longest: int) -> bytes:
    if not isinstance(value, bytes) or len(value) > longest:
        raise PeerBrokeProtocol("byte của chứng nhận sai dạng")
    return value


def _octets(value: Any, length: int) -> bytes:
    if len(_bytes(value, length)) != length:
        raise PeerBrokeProtocol("byte của chứng nhận sai dạng")
    return bytes(value)


def _whole(value: Any, least: int | None = 0) -> int:
    if type(value) is not int or (least is not None and value < least):
        raise PeerBrokeProtocol("số của chứng nhận sai dạng")
    return value
