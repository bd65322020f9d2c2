"""Random and mutated bytes at every reader: an answer or a refusal, soon, in bounded memory."""

from __future__ import annotations

import os
import secrets
import struct
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.identifiers import DeviceId, Scope
from domain.moment import Moment
from sync.central.keys import load_keys
from sync.client.http_link import unpacked
from sync.protocol.cbor import decode, encode
from sync.protocol.certified import Certified
from sync.protocol.chains import Hole
from sync.protocol.errors import SyncError
from sync.protocol.frame import (
    NO_PREVIOUS,
    Frame,
    Run,
    Sealed,
    envelope,
    opened,
    run_from_plain,
    run_to_plain,
    seal,
)
from sync.protocol.heads import Head, heads_from_plain, heads_to_plain
from sync.protocol.holes import holes_from_plain, holes_to_plain
from sync.protocol.messages import (
    MAX_MESSAGE,
    Cursor,
    ReconcileAnswer,
    ReconcileRequest,
    Refused,
    SyncAnswer,
    SyncRequest,
    from_bytes,
    to_bytes,
)
from tests.sync.central.fuzzing import ODD, mutations

EXAMPLES: Final = 20 * int(os.environ.get("FUZZ", "6"))
MOST_BYTES: Final = 12 * MAX_MESSAGE
"""What a message of the largest size may take while it is read."""

SMALL_BYTES: Final = 4 * 1024 * 1024
"""What one of some kilobytes may."""

SOON_S: Final = 5.0
DEVICE: Final = b"device no 000003"
asked = settings(
    max_examples=EXAMPLES,
    deadline=5_000,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def chain(length: int) -> tuple[Sealed, ...]:
    facts: list[Sealed] = []
    for seq in range(1, length + 1):
        frame = Frame(
            scope="H32.16",
            device=DEVICE,
            epoch=1,
            seq=seq,
            prev=facts[-1].id if facts else NO_PREVIOUS,
            at=seq << 16,
            wall=seq,
            uncertainty=0,
            day="2026-11-25",
            actor=DEVICE,
            subject=DEVICE,
            basis=(facts[-1].id,) if facts else (),
            kind="customer.registered",
            version=1,
            salt=bytes(16),
            body=encode({"name": "Võ Thị Sen", "n": seq}),
        )
        facts.append(seal(frame))
    return tuple(facts)


FACTS: Final = chain(4)
RUN: Final = Run(
    scope="H32.16",
    device=DEVICE,
    epoch=1,
    facts=FACTS,
    signature=bytes(64),
    vouched=(4, FACTS[-1].id),
)
HEADS: Final = (Head(DEVICE, 1, 4, FACTS[-1].id),)
HOLES: Final = (Hole(device=DEVICE, epoch=1, first=1, last=4, id=FACTS[-1].id),)
CURSOR: Final = Cursor(bytes(8), 7)
MESSAGES: Final = tuple(
    to_bytes(told)
    for told in (
        SyncRequest(scope="H32.16", cursor=CURSOR, runs=(RUN,), digest=bytes(16)),
        SyncAnswer(
            acknowledged=HEADS,
            refused=(Refused(id=bytes(32), reason="Vì sao"),),
            runs=(RUN,),
            more=False,
            cursor=CURSOR,
            digest=bytes(16),
            clock=1,
        ),
        ReconcileRequest(scope="H32.16", heads=HEADS, holes=HOLES, rungs=HEADS),
        ReconcileAnswer(heads=HEADS, runs=(RUN,), more=True, cursor=CURSOR, holes=HOLES),
    )
)


def read(reader: Callable[[Any], Any], told: Any, most: int = SMALL_BYTES) -> Any:
    """What comes of it; None for a refusal. Any other error is a defect."""
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    try:
        return reader(told)
    except SyncError:
        return None
    finally:
        assert tracemalloc.get_traced_memory()[1] - before < most


@pytest.fixture(autouse=True, scope="module")
def traced() -> Any:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def torn(data: bytes) -> st.SearchStrategy[bytes]:
    """Bytes of it cut off, put in, or changed."""

    @st.composite
    def made(draw: st.DrawFn) -> bytes:
        told = bytearray(data)
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, len(told)))
            end = min(len(told), at + draw(st.sampled_from([0, 1, 1, 2, 9, 70])))
            told[at:end] = draw(st.binary(max_size=9))
        return bytes(told)

    return made()


def rewritten(data: bytes) -> st.SearchStrategy[bytes]:
    """The same with values changed, in the one form allowed where that can be."""

    def written(plain: Any) -> bytes:
        try:
            return encode(plain)
        except SyncError:
            return b""

    return mutations(decode(data), most=4).map(written)


@asked
@given(st.one_of(st.binary(max_size=300), *map(torn, MESSAGES), *map(rewritten, MESSAGES)))
def test_a_message_is_read_whole_or_refused(data: bytes) -> None:
    message = read(from_bytes, data)

    if message is not None:  # what is read says the same again, wherever it goes
        assert from_bytes(to_bytes(message)) == message


@asked
@given(st.one_of(st.binary(max_size=200), ODD.map(lambda odd: read(encode, odd) or b"")))
def test_bytes_have_one_form_or_are_refused(data: bytes) -> None:
    value = read(decode, data)

    assert value is None or encode(value) == data


@asked
@given(st.one_of(ODD, mutations(run_to_plain(RUN), most=4)))
def test_a_run_is_chained_anew_or_refused(plain: Any) -> None:
    run = read(run_from_plain, plain)

    if run is not None:
        pairs = zip(run.facts, run.facts[1:], strict=False)
        assert all(below.id == above.frame.prev for below, above in pairs)
        assert all(opened(envelope(s.frame), s.frame.salt, s.frame.body) == s for s in run.facts)


@asked
@given(st.one_of(ODD, mutations(heads_to_plain(HEADS)), mutations(holes_to_plain(HOLES))))
def test_heads_and_holes_are_read_or_refused(plain: Any) -> None:
    read(heads_from_plain, plain)
    read(holes_from_plain, plain)


STORED: Final = (envelope(FACTS[2].frame), FACTS[2].frame.salt, FACTS[2].frame.body)


@asked
@given(
    st.one_of(st.binary(max_size=200), torn(STORED[0]), rewritten(STORED[0])),
    st.sampled_from([b"", bytes(16), b"x"]),
    st.one_of(st.just(STORED[2]), torn(STORED[2]), st.just(b"")),
)
def test_a_stored_row_is_the_fact_of_its_bytes_or_damaged(
    frame: bytes, salt: bytes, body: bytes
) -> None:
    read(lambda told: opened(*told), (frame, salt, body))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Callable[[bytes], Any], bytes]:
    keys = load_keys(tmp_path_factory.mktemp("keys"))
    told = Certified(
        device=DeviceId(DEVICE),
        scope=Scope("H32.16"),
        public_key=bytes(32),
        epoch=1,
        continues=NO_PREVIOUS,
        mark=b"",
        name="Quầy 3",
        receipts="Q3",
        issued=Moment(1),
    )
    return keys.certified, keys.certificate(told)


def test_no_certificate_but_a_true_one_is_believed(
    certificate: tuple[Callable[[bytes], Any], bytes],
) -> None:
    certified, true = certificate

    @asked
    @given(st.one_of(st.binary(max_size=200), torn(true)))
    def look(shown: bytes) -> None:
        assert read(certified, shown) is None or shown == true

    assert certified(true) is not None
    look()


def many(head: bytes, count: int) -> bytes:
    return b"\x9a" + struct.pack(">I", count) + head * count


LARGE: Final = {
    "empty lists": many(b"\x80", MAX_MESSAGE - 5),
    "empty maps": many(b"\xa0", MAX_MESSAGE - 5),
    "lists of one": many(b"\x81\x01", (MAX_MESSAGE - 5) // 2),
    "nulls": many(b"\xf6", MAX_MESSAGE - 5),
    "a list that names too much": b"\x9b" + b"\x00\x00\x00\x7f" + b"\xff" * 4,
    "bytes that name too much": b"\x5b" + b"\x00\x00\x00\x7f" + b"\xff" * 4 + bytes(99),
    "depth": b"\x81" * MAX_MESSAGE,
    "no end": b"\x9f" * 1_000_000,
    "one long text": b"\x7a" + struct.pack(">I", MAX_MESSAGE - 5) + b"x" * (MAX_MESSAGE - 5),
    "noise": secrets.token_bytes(MAX_MESSAGE),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_messages_are_read_soon_and_in_bounded_memory(name: str) -> None:
    data = LARGE[name]
    tracemalloc.reset_peak()
    before, began = tracemalloc.get_traced_memory()[0], time.monotonic()

    with pytest.raises(SyncError):
        from_bytes(data)

    assert tracemalloc.get_traced_memory()[1] - before < MOST_BYTES
    assert time.monotonic() - began < SOON_S


PACKED: Final = zstandard.compress(MESSAGES[0])


@asked
@given(st.one_of(st.binary(max_size=200), torn(PACKED), torn(MESSAGES[0]).map(zstandard.compress)))
def test_a_packet_is_unpacked_or_refused(data: bytes) -> None:
    read(unpacked, data, 2 * MAX_MESSAGE)  # room for the largest is made at once


def bomb(size: int, *, named: bool, window_log: int = 0) -> bytes:
    """Zeros, packed a megabyte at a time."""
    told = zstandard.ZstdCompressionParameters.from_level(
        1, write_content_size=named, window_log=window_log
    )
    packer = zstandard.ZstdCompressor(compression_params=told).compressobj(
        size=size if named else -1
    )
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


BOMBS: Final[dict[str, Callable[[], bytes]]] = {
    "small packet": partial(bomb, 1 << 30, named=False),
    "names its size": partial(bomb, 1 << 30, named=True),
    "wide window": partial(bomb, 1 << 28, named=False, window_log=27),
    "many frames": lambda: bomb(1 << 20, named=True) * 64,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_soon_and_in_bounded_memory(name: str) -> None:
    data = BOMBS[name]()
    peak_before = peak_mb(reset=True)
    began = time.monotonic()

    with pytest.raises(SyncError):
        from_bytes(unpacked(data))

    assert peak_mb() - peak_before < 6 * MAX_MESSAGE / 1e6  # zstd's own memory is not Python's
    assert time.monotonic() - began < SOON_S


def peak_mb(*, reset: bool = False) -> float:
    """The most that this process needed since the last reset."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no such line")
