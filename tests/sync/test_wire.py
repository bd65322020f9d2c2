"""What a repair says is small, comes back whole, and has one form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import messages
from sync.protocol.cbor import decode, encode
from sync.protocol.chains import Hole
from sync.protocol.errors import NotDeterministic, PeerBrokeProtocol, SyncError
from sync.protocol.heads import RUNG_BYTES, Head, rungs_from_plain, rungs_to_plain
from sync.protocol.holes import NAMED_BYTES, holes_from_plain, holes_to_plain
from sync.protocol.messages import Cursor, ReconcileAnswer, ReconcileRequest

DEVICES = st.binary(min_size=16, max_size=16)
IDS = st.binary(min_size=32, max_size=32)
SEQS = st.integers(1, 2**40)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@st.composite
def holes(draw: st.DrawFn) -> list[Hole]:
    told = []
    for device in draw(st.lists(DEVICES, max_size=3, unique=True)):
        for _ in range(draw(st.integers(1, 5))):
            first = draw(SEQS)
            last = first + draw(st.integers(0, 40))
            epoch, id_ = draw(st.integers(1, 3)), draw(IDS)
            told.append(Hole(device=device, epoch=epoch, first=first, last=last, id=id_))
    return told


def named(told: Sequence[Hole]) -> list[tuple[Any, ...]]:
    return sorted((h.device, h.epoch, h.first, h.last, h.id[:NAMED_BYTES]) for h in told)


@given(holes())
def test_holes_come_back_with_their_places_and_the_beginning_of_what_names_them(
    told: list[Hole],
) -> None:
    came = holes_from_plain(decode(encode(holes_to_plain(told))))

    assert named(came) == named(told)
    assert all(
        hole.tops(hole.last, whole.id) for hole in came for whole in told if _same(hole, whole)
    )


def _same(hole: Hole, whole: Hole) -> bool:
    place = (hole.device, hole.epoch, hole.first, hole.last)
    same = place == (whole.device, whole.epoch, whole.first, whole.last)
    return same and whole.id.startswith(hole.id)


@given(st.lists(st.builds(Head, DEVICES, st.integers(1, 3), SEQS, IDS), unique=True, max_size=12))
def test_rungs_come_back_with_the_beginning_of_their_ids(told: list[Head]) -> None:
    came = rungs_from_plain(decode(encode(rungs_to_plain(told))))

    wanted = sorted((r.device, r.epoch, r.seq, r.id[:RUNG_BYTES]) for r in told)
    assert sorted((r.device, r.epoch, r.seq, r.id) for r in came) == wanted


@pytest.mark.parametrize(
    "plain",
    [
        [[bytes(16), 1, [], b""]],  # a chain without a hole
        [[bytes(16), 1, [0], b"1234"]],  # before the first place
        [[bytes(16), 1, [-2], b"1234"]],  # longer than nothing
        [[bytes(16), 1, [3, -2, -2], b"1234"]],  # longer twice
        [[bytes(16), 1, [3, 4], b"1234"]],  # one id for two
        [[bytes(16), 1, [True], b"1234"]],
        [[bytes(16), 0, [3], b"1234"]],
        [[bytes(15), 1, [3], b"1234"]],
        [[bytes(16), 1, [2**62, 2**62], b"12345678"]],  # beyond what a place can be
        [[bytes(16), 1, [3], b"1234"], [bytes(16), 1, [9], b"1234"]],  # one chain twice
        {"a": 1},
    ],
)
def test_holes_in_another_form_are_refused(plain: Any) -> None:
    with pytest.raises(PeerBrokeProtocol):
        holes_from_plain(plain)


@pytest.mark.parametrize(
    "plain",
    [
        [[bytes(16), 1, [0], bytes(8)]],
        [[bytes(16), 1, [3, -1], bytes(16)]],
        [[bytes(16), 1, [3], bytes(7)]],
        [[bytes(16), 1, ["3"], bytes(8)]],
        [[bytes(16), 1, [2**62, 2**62], bytes(16)]],
        7,
    ],
)
def test_rungs_in_another_form_are_refused(plain: Any) -> None:
    with pytest.raises(PeerBrokeProtocol):
        rungs_from_plain(plain)


@pytest.mark.parametrize("numbers", [[1, 1], [2, 1], [-1], [True], ["a"], 5, list(range(9_000))])
def test_known_heads_are_told_once_each_and_in_order(numbers: Any) -> None:
    answer = ReconcileAnswer(heads=(), runs=(), more=False, cursor=Cursor(b"i", 1), known=(0, 3))
    plain = decode(messages.to_bytes(answer))
    plain["n"] = numbers

    assert messages.from_bytes(messages.to_bytes(answer)) == answer
    with pytest.raises(PeerBrokeProtocol):
        messages.from_bytes(encode(plain))


@given(VALUES)
def test_no_well_formed_value_in_a_repair_crashes_its_reader(value: Any) -> None:
    request = {"v": 1, "t": "reconcile", "s": "H32.16", "h": [], "o": [], "l": []}
    answer = {"v": 1, "t": "reconciled", "h": [], "r": [], "m": False, "n": [], "o": []}
    answer |= {"c": [b"i", 1]}
    for plain, name in [*((request, n) for n in "hol"), *((answer, n) for n in "hrcno")]:
        try:
            messages.from_bytes(encode({**plain, name: value}))
        except SyncError:
            continue


@given(holes(), st.data())
def test_a_changed_byte_of_a_repair_is_refused_or_read(
    told: list[Hole], data: st.DataObject
) -> None:
    heads = tuple(Head(hole.device, hole.epoch, hole.last + 1, hole.id) for hole in told)
    request = ReconcileRequest(scope="H32.16", heads=heads, holes=tuple(told), rungs=heads)
    sent = bytearray(messages.to_bytes(request))
    place = data.draw(st.integers(0, len(sent) - 1))
    sent[place] ^= data.draw(st.integers(1, 255))

    try:
        read = messages.from_bytes(bytes(sent))
    except SyncError:
        return
    assert isinstance(read, ReconcileRequest)


@given(st.dictionaries(st.text(max_size=40), st.integers(0, 9), min_size=2, max_size=6))
def test_keys_have_one_order(value: dict[str, int]) -> None:
    turned = dict(reversed(list(decode(encode(value)).items())))
    data = bytes([0xA0 + len(turned)]) + b"".join(encode(k) + encode(v) for k, v in turned.items())

    with pytest.raises(NotDeterministic):
        decode(data)


def test_ten_thousand_scattered_holes_are_told_in_six_bytes_each() -> None:
    told = [
        Hole(device=bytes(16), epoch=1, first=100 * no, last=100 * no, id=bytes([no % 251]) * 32)
        for no in range(1, 10_001)
    ]
    request = ReconcileRequest(scope="H32.16", heads=(), holes=tuple(told))

    assert len(messages.to_bytes(request)) <= 2_048 + 6 * len(told)
