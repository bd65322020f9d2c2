"""Codec, chains and the table of states, without any I/O."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import messages
from sync.protocol.cbor import decode, encode
from sync.protocol.errors import NotContinued, NotDeterministic, PeerBrokeProtocol, SyncError
from sync.protocol.exchange import Apply, Compare, Discontinued, Exchange, Finish, Heads, Held, Send
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
from sync.protocol.heads import Head, digest
from sync.protocol.messages import Cursor, ReconcileAnswer, SyncAnswer, SyncRequest

DEVICE = bytes(range(16))
INTEGERS = st.integers(-(2**63), 2**63 - 1)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INTEGERS | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def chain(length: int, *, basis_back: int = 1) -> tuple[Sealed, ...]:
    """A chain whose facts build on the one `basis_back` before."""
    facts: list[Sealed] = []
    for seq in range(1, length + 1):
        basis = (facts[-basis_back].id,) if len(facts) >= basis_back else ()
        facts.append(
            seal(
                Frame(
                    scope="H32.16",
                    device=DEVICE,
                    epoch=1,
                    seq=seq,
                    prev=facts[-1].id if facts else NO_PREVIOUS,
                    at=seq << 16,
                    wall=1_700_000_000_000 + seq,
                    uncertainty=0,
                    day="2026-11-23",
                    actor=DEVICE,
                    subject=DEVICE,
                    basis=basis,
                    kind="slip.sent",
                    version=1,
                    salt=bytes(16),
                    body=encode({"copy": seq}),
                )
            )
        )
    return tuple(facts)


def run_of(facts: tuple[Sealed, ...]) -> Run:
    return Run(scope="H32.16", device=DEVICE, epoch=1, facts=facts)


@given(VALUES)
def test_every_value_has_one_encoding_and_comes_back(value: Any) -> None:
    data = encode(value)

    assert decode(data) == value
    assert encode(decode(data)) == data


@given(st.binary(max_size=200))
def test_random_bytes_are_a_value_in_its_one_form_or_refused(data: bytes) -> None:
    try:
        value = decode(data)
    except NotDeterministic:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        bytes.fromhex("1817"),  # 23 in two bytes
        bytes.fromhex("f93c00"),  # 1.0
        bytes.fromhex("a201010202"),  # integer keys
        bytes.fromhex("9f01ff"),  # indefinite length
        bytes.fromhex("a2616201616101"),  # keys out of order
        bytes.fromhex("c11a514b67b0"),  # a tag
        bytes.fromhex("0000"),  # something behind the value
    ],
)
def test_another_form_of_a_value_is_refused(data: bytes) -> None:
    with pytest.raises(NotDeterministic):
        decode(data)


@given(st.integers(1, 12), st.integers(1, 4))
def test_a_run_on_the_wire_gives_the_same_ids(length: int, back: int) -> None:
    run = run_of(chain(length, basis_back=back))

    assert run_from_plain(decode(encode(run_to_plain(run)))) == run


@given(st.integers(2, 8), st.data())
def test_one_changed_byte_of_a_fact_changes_the_id_of_all_that_follow(
    length: int, data: st.DataObject
) -> None:
    facts = chain(length)
    plain = run_to_plain(run_of(facts))
    place = data.draw(st.integers(0, length - 1))
    plain["f"][place][10] = encode({"copy": 99})

    changed = run_from_plain(plain).facts

    assert [f.id for f in changed[:place]] == [f.id for f in facts[:place]]
    assert all(a.id != b.id for a, b in zip(changed[place:], facts[place:], strict=True))


def test_a_stored_body_that_is_not_the_envelopes_is_refused() -> None:
    fact = chain(1)[0]

    with pytest.raises(PeerBrokeProtocol):
        opened(envelope(fact.frame), fact.frame.salt, encode({"copy": 2}))


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader_of_messages(data: bytes) -> None:
    try:
        messages.from_bytes(data)
    except SyncError:
        return


@given(VALUES)
def test_no_well_formed_value_crashes_the_reader_of_messages(value: Any) -> None:
    for kind in ("sync", "synced", "reconcile", "reconciled"):
        plain = {"v": 1, "t": kind, "s": value, "c": value, "r": value, "d": value, "h": value}
        with pytest.raises(SyncError):
            messages.from_bytes(encode({**plain, "a": value, "x": value, "m": value, "k": value}))


def held(digest_: bytes, unsent: tuple[Run, ...] = ()) -> Held:
    return Held(scope="H32.16", cursor=Cursor(), digest=digest_, unsent=unsent)


def synced(digest_: bytes, *, more: bool = False) -> SyncAnswer:
    return SyncAnswer(
        acknowledged=(),
        refused=(),
        runs=(),
        more=more,
        cursor=Cursor(b"i", 1),
        digest=digest_,
        clock=0,
    )


def test_equal_digests_prove_in_one_round_trip() -> None:
    engine = Exchange()

    asked = engine.receive(held(b"="))
    applied = engine.receive(synced(b"="))
    done = engine.receive(held(b"="))

    assert isinstance(asked[0], Send)
    assert isinstance(applied[0], Apply)
    assert done == [Finish(b"=")]


def test_unequal_digests_compare_heads_once_and_prove_by_the_next_exchange() -> None:
    engine = Exchange()
    for event in (held(b"a"), synced(b"b")):
        engine.receive(event)

    assert engine.receive(held(b"a")) == [Compare()]
    engine.receive(Heads(scope="H32.16", heads=()))
    engine.receive(ReconcileAnswer(heads=(), runs=(), more=False, cursor=Cursor(b"i", 1)))
    [send] = engine.receive(held(b"b", unsent=(run_of(chain(1)),)))
    assert isinstance(send, Send)
    assert isinstance(send.message, SyncRequest)
    engine.receive(synced(b"b"))
    assert engine.receive(held(b"b")) == [Finish(b"b")]
    assert engine.repairs == 1


def test_an_exchange_that_never_comes_equal_ends_with_a_name() -> None:
    engine = Exchange()
    engine.receive(held(b"a"))

    with pytest.raises(SyncError, match="vẫn khác nhau"):
        never_equal(engine)


def never_equal(engine: Exchange) -> None:
    for _ in range(20):
        engine.receive(synced(b"b"))
        engine.receive(held(b"a"))
        engine.receive(Heads(scope="H32.16", heads=()))
        engine.receive(ReconcileAnswer(heads=(), runs=(), more=False, cursor=Cursor()))
        engine.receive(held(b"a"))


def test_an_answer_that_was_not_asked_for_is_the_peers_fault() -> None:
    with pytest.raises(PeerBrokeProtocol):
        Exchange().receive(synced(b"="))


@given(st.lists(st.tuples(st.binary(min_size=16, max_size=16), st.integers(1, 9)), unique=True))
def test_the_digest_follows_the_heads_alone_not_their_order(pairs: list[tuple[bytes, int]]) -> None:
    heads = [Head(device, epoch, 3, bytes(32)) for device, epoch in pairs]

    assert digest(heads) == digest(reversed(heads))
    assert not heads or digest(heads) != digest(heads[1:])


def test_a_gap_told_by_the_other_end_is_mended_by_heads() -> None:
    engine = Exchange()
    engine.receive(held(b"a", unsent=(run_of(chain(1)),)))

    assert engine.receive(Discontinued(NotContinued("thiếu"))) == [Compare()]
    engine.receive(Heads(scope="H32.16", heads=()))
    engine.receive(ReconcileAnswer(heads=(), runs=(), more=False, cursor=Cursor(b"i", 1)))
    [send] = engine.receive(held(b"", unsent=(run_of(chain(2)),)))
    assert isinstance(send, Send)
    engine.receive(synced(b"b"))
    assert engine.receive(held(b"b")) == [Finish(b"b")]
    assert engine.repairs == 1


def test_what_heads_cannot_mend_ends_with_the_other_ends_reason() -> None:
    engine = Exchange()
    engine.receive(held(b"a"))
    engine.receive(Discontinued(NotContinued("hai nhánh")))
    engine.receive(Heads(scope="H32.16", heads=()))

    with pytest.raises(NotContinued, match="hai nhánh"):
        engine.receive(Discontinued(NotContinued("hai nhánh")))


def test_a_gap_that_stays_is_not_asked_about_for_ever() -> None:
    engine = Exchange()
    engine.receive(held(b"a"))

    with pytest.raises(NotContinued):
        always_lacking(engine)


def always_lacking(engine: Exchange) -> None:
    for _ in range(20):
        engine.receive(Discontinued(NotContinued("thiếu")))
        engine.receive(Heads(scope="H32.16", heads=()))
        engine.receive(ReconcileAnswer(heads=(), runs=(), more=False, cursor=Cursor()))
        engine.receive(held(b"a"))
