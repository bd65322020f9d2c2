"""The closing of a day as a table: each path to its end, and nothing that is not listed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.certificate import Difference, hash_of
from sync.protocol.close_day import (
    MAX_TRIES,
    Ask,
    Begin,
    CloseDay,
    Draft,
    Drafted,
    Effect,
    Event,
    Exchange,
    Exchanged,
    KeepCause,
    KeepDispute,
    KeepSeal,
    Kept,
    NotWhole,
    Phase,
    SealedAlready,
    Unreached,
)
from sync.protocol.close_messages import Countersigned, Differs, Lacks
from sync.protocol.errors import BytesLost, PeerBrokeProtocol

DRAFT = Drafted("H32.16", b"document", b"signature")
OTHER = Drafted("H32.16", b"another", b"signature")
SEAL = Countersigned(hash_of(b"document"), bytes(64))
DIFFERS = Differs((Difference("money.cash", 1, 2),))
LACKS = Lacks(())

EVENTS: list[Event] = [
    Begin(),
    Exchanged(),
    Unreached("no link"),
    DRAFT,
    SealedAlready(),
    NotWhole(),
    Kept(),
    SEAL,
    DIFFERS,
    LACKS,
]

PATHS: list[tuple[list[Event], Phase, list[type[Effect]]]] = [
    ([Begin(), Exchanged(), DRAFT, SEAL, Kept()], Phase.SEALED, [Exchange, Draft, Ask, KeepSeal]),
    ([Begin(), Exchanged(), SealedAlready()], Phase.SEALED, [Exchange, Draft]),
    # no link: counted and kept, to be asked for later
    ([Begin(), Unreached("x"), DRAFT, Kept()], Phase.PENDING, [Exchange, Draft, KeepCause]),
    ([Begin(DRAFT), Unreached("x"), Kept()], Phase.PENDING, [Exchange, KeepCause]),
    (
        [Begin(), Exchanged(), DRAFT, Unreached("x"), Kept()],
        Phase.PENDING,
        [Exchange, Draft, Ask, KeepCause],
    ),
    # what was signed is asked for again as it is: the answer may have been lost
    ([Begin(DRAFT), Exchanged(), SEAL, Kept()], Phase.SEALED, [Exchange, Ask, KeepSeal]),
    # a hole is healed by another exchange, here or there
    (
        [Begin(), Exchanged(), DRAFT, LACKS, Exchanged(), SEAL, Kept()],
        Phase.SEALED,
        [Exchange, Draft, Ask, Exchange, Ask, KeepSeal],
    ),
    (
        [Begin(), Exchanged(), NotWhole(), Exchanged(), DRAFT, SEAL, Kept()],
        Phase.SEALED,
        [Exchange, Draft, Exchange, Draft, Ask, KeepSeal],
    ),
    # counted alike twice and still another value there: a person looks
    (
        [Begin(), Exchanged(), DRAFT, DIFFERS, Exchanged(), DRAFT, Kept()],
        Phase.DISPUTED,
        [Exchange, Draft, Ask, Exchange, Draft, KeepDispute],
    ),
    # counted otherwise after the exchange: the centre had decided something meanwhile
    (
        [Begin(OTHER), Exchanged(), DIFFERS, Exchanged(), DRAFT, SEAL, Kept()],
        Phase.SEALED,
        [Exchange, Ask, Exchange, Draft, Ask, KeepSeal],
    ),
    (
        [Begin(OTHER), Exchanged(), DIFFERS, Unreached("x"), DRAFT, Kept()],
        Phase.PENDING,
        [Exchange, Ask, Exchange, Draft, KeepCause],
    ),
]


def run(events: Sequence[Event]) -> tuple[CloseDay, list[type[Effect]]]:
    machine = CloseDay()
    done: list[type[Effect]] = []
    for event in events:
        done += [type(effect) for effect in machine.receive(event)]
    return machine, done


def again(*events: Event) -> list[Event]:
    """As often as it is tried."""
    return [*chain.from_iterable(repeat(events, MAX_TRIES))]


@pytest.mark.parametrize(("events", "phase", "effects"), PATHS)
def test_each_way_of_a_day_ends_as_it_should(
    events: list[Event], phase: Phase, effects: list[type[Effect]]
) -> None:
    machine, done = run(events)

    assert machine.phase is phase
    assert done == effects


def test_a_centre_that_never_has_enough_leaves_the_day_waiting() -> None:
    machine, done = run([Begin(DRAFT), *again(Exchanged(), LACKS), Kept()])

    assert machine.phase is Phase.PENDING
    assert done.count(Exchange) == MAX_TRIES


def test_a_day_that_is_counted_anew_for_ever_is_a_dispute() -> None:
    drafts = [Drafted("H32.16", bytes([n]), b"") for n in range(MAX_TRIES)]
    events: list[Event] = [Begin()]
    for draft in drafts:
        events += [Exchanged(), draft, DIFFERS]
    machine, done = run([*events[:-2], drafts[-1], Kept()])

    assert machine.phase is Phase.DISPUTED
    assert done.count(Exchange) == MAX_TRIES


def test_bytes_that_cannot_be_had_back_are_said() -> None:
    with pytest.raises(BytesLost):
        run([Begin(), *again(Exchanged(), NotWhole())])
    with pytest.raises(BytesLost):
        run([Begin(), Unreached("x"), NotWhole()])


def test_a_signature_for_another_certificate_is_refused() -> None:
    with pytest.raises(PeerBrokeProtocol):
        run([Begin(OTHER), Exchanged(), SEAL])


@given(st.integers(0, len(PATHS) - 1), st.integers(0, 8), st.sampled_from(EVENTS))
def test_what_the_table_does_not_list_is_refused(path: int, cut: int, event: Event) -> None:
    """At every point of every path exactly the events that answer the last effect are taken."""
    machine, done = run(PATHS[path][0][:cut])
    ended = machine.phase not in (Phase.OPEN, Phase.CLOSING)
    awaited = _ANSWERS[done[-1]] if done and not ended else ()
    if not done:
        awaited = (Begin,)

    if isinstance(event, awaited):
        try:
            machine.receive(event)
        except BytesLost:
            assert isinstance(event, NotWhole)
        except PeerBrokeProtocol:
            assert event == SEAL  # of another document
    else:
        with pytest.raises(PeerBrokeProtocol):
            machine.receive(event)


_ANSWERS: dict[type[Effect], tuple[type[Event], ...]] = {
    Exchange: (Exchanged, Unreached),
    Draft: (Drafted, SealedAlready, NotWhole),
    Ask: (Countersigned, Differs, Lacks, Unreached),
    KeepSeal: (Kept,),
    KeepDispute: (Kept,),
    KeepCause: (Kept,),
}
