"""Chains in memory and in both ends' tables keep one contract; so the simulation speaks for all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from counter_app.storage.engine import open_engine, transaction
from counter_app.storage.journal import Journal as CounterJournal
from counter_app.storage.replica import chains as counter_chains
from domain.identifiers import Scope
from sync.central.store.engine import open_store
from sync.central.store.journal import Journal as CentreJournal
from sync.central.store.journal import ensure_scope
from sync.protocol.cbor import encode
from sync.protocol.chains import Branch, ChainStore, Hole, Tree, tips
from sync.protocol.errors import NotContinued
from sync.protocol.frame import NO_PREVIOUS, Frame, Run, Sealed, seal
from sync.protocol.giving import Room, fills, lacking
from sync.protocol.heads import Head
from sync.protocol.healing import admit_loss
from sync.protocol.sharing import acknowledge
from sync.protocol.taking import take
from tests.fakes.chains import MemoryChains
from tests.rig_postgres import postgres

SCOPE = Scope("H32.16")
DEVICE = bytes(range(16))

Begin: TypeAlias = Callable[[], AbstractContextManager[ChainStore]]
"""A transaction on one scope's chains, kept when the block ends."""


def memory() -> Begin:
    store = MemoryChains()

    @contextmanager
    def begin() -> Iterator[ChainStore]:
        yield store

    return begin


@contextmanager
def at_counter(folder: Path) -> Iterator[Begin]:
    engine = open_engine(folder / "counter.db", bytes(32))

    @contextmanager
    def begin() -> Iterator[ChainStore]:
        with transaction(engine) as connection:
            yield counter_chains(connection, SCOPE, CounterJournal(connection, secrets.token_bytes))
            connection.commit()

    yield begin
    engine.dispose()


@contextmanager
def at_centre(database: str) -> Iterator[Begin]:
    store = open_store(database)
    with store.writing() as made:
        ensure_scope(made, SCOPE)
        made.commit()

    @contextmanager
    def begin() -> Iterator[ChainStore]:
        with store.writing() as transaction_:
            journal = CentreJournal(transaction_, SCOPE)
            yield journal.chains
            journal.close()
            transaction_.commit()

    yield begin
    store.close()


@pytest.fixture(
    params=["memory", "counter", "sqlite", pytest.param("postgresql", marks=pytest.mark.rig)]
)
def begin(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Begin]:
    with ExitStack() as stack:
        match request.param:
            case "memory":
                yield memory()
            case "counter":
                yield stack.enter_context(at_counter(tmp_path))
            case "sqlite":
                yield stack.enter_context(at_centre(str(tmp_path / "centre.db")))
            case _:
                yield stack.enter_context(at_centre(stack.enter_context(postgres())))


def chain(length: int, after: Sealed | None = None, told: str = "a") -> list[Sealed]:
    """Facts that continue another, or begin."""
    facts: list[Sealed] = []
    for number in range(length):
        last = facts[-1] if facts else after
        frame = Frame(
            scope=SCOPE,
            device=DEVICE,
            epoch=1,
            seq=last.frame.seq + 1 if last else 1,
            prev=last.id if last else NO_PREVIOUS,
            at=number + 1,
            wall=1,
            uncertainty=0,
            day="2026-11-25",
            actor=DEVICE,
            subject=DEVICE,
            basis=(),
            kind="test.written",
            version=1,
            salt=bytes(16),
            body=encode({"told": told, "no": number}),
        )
        facts.append(seal(frame))
    return facts


def run_of(facts: list[Sealed], *, gap: bool = False) -> Run:
    last = facts[-1]
    vouched = (last.frame.seq, last.id)
    return Run(scope=SCOPE, device=DEVICE, epoch=1, facts=tuple(facts), vouched=vouched, gap=gap)


def held(begin: Begin) -> list[tuple[int, bytes]]:
    with begin() as store:
        return sorted((seq, id_) for seq, _, id_ in store.places(DEVICE, 1, 1, 999))


def heads(begin: Begin) -> set[tuple[int, bytes]]:
    with begin() as store:
        return {(head.seq, head.id) for head in tips(store.branches())}


def places(facts: list[Sealed]) -> list[tuple[int, bytes]]:
    return [(each.frame.seq, each.id) for each in facts]


def test_what_continues_is_added_and_what_is_known_is_passed_over(begin: Begin) -> None:
    facts = chain(6)
    for part in (facts[:3], facts[1:5], facts[:6]):
        with begin() as store:
            took = take(store, run_of(part))
            assert took.head == Head(DEVICE, 1, *places(part)[-1])

    assert held(begin) == places(facts)
    assert heads(begin) == {places(facts)[-1]}
    with begin() as store:
        [branch] = store.branches()
        assert list(store.facts(DEVICE, 1, branch.no, 2, 4)) == facts[1:4]
        assert branch.vouched == places(facts)[-1]


def test_a_gap_is_refused_and_kept_only_where_that_is_meant(begin: Begin) -> None:
    facts = chain(9)
    with begin() as store:
        take(store, run_of(facts[:2]))
    with begin() as store, pytest.raises(NotContinued):
        take(store, run_of(facts[6:]))
    with begin() as store:
        take(store, run_of(facts[6:], gap=True))
        [hole] = store.holes()
        assert (hole.first, hole.last, hole.id) == (3, 6, facts[5].id)

    for part in (facts[4:6], facts[2:4]):  # from its top downwards
        with begin() as store:
            assert take(store, run_of(part)).healed == 2

    assert held(begin) == places(facts)
    with begin() as store:
        assert not store.holes()
        assert len(store.branches()) == 1


def test_two_branches_are_kept_and_told_by_their_tips(begin: Begin) -> None:
    trunk = chain(4)
    one, other = chain(2, trunk[-1], "one"), chain(3, trunk[-1], "other")
    with begin() as store:
        assert not take(store, run_of(trunk + one)).forked
    with begin() as store:
        assert take(store, run_of(trunk[2:] + other)).forked

    assert heads(begin) == {places(one)[-1], places(other)[-1]}
    with begin() as store:
        runs, more = lacking(store, SCOPE, [Head(DEVICE, 1, *places(one)[-1])], Room(100))
        assert [list(run.facts) for run in runs] == [other]
        assert not more
        assert acknowledge(store, Head(DEVICE, 1, *places(trunk)[-1]))
        assert {branch.shared for branch in store.branches()} == {places(trunk)[-1]}


def test_a_branch_whose_beginning_came_last_grows_from_the_right_place(begin: Begin) -> None:
    trunk = chain(4)
    one, other = chain(2, trunk[-1], "one"), chain(6, trunk[-1], "other")
    with begin() as store:
        take(store, run_of(trunk + one))
    with begin() as store:
        take(store, run_of(other[3:], gap=True))
    with begin() as store:
        [hole] = store.holes()
        take(store, run_of(other[:3]))

    assert hole.id == other[2].id
    assert heads(begin) == {places(one)[-1], places(other)[-1]}
    assert held(begin) == sorted(places(trunk + one + other))
    with begin() as store:
        assert not store.holes()
        grown = next(branch for branch in store.branches() if branch.no)
        assert (grown.parent, grown.since) == (0, 5)


def test_what_was_lost_is_given_back_from_its_top(begin: Begin) -> None:
    facts = chain(8)
    other = MemoryChains()
    take(other, run_of(facts))
    with begin() as store:
        take(store, run_of(facts[:2]))
        take(store, run_of(facts[6:], gap=True))
        runs = fills(other, SCOPE, store.holes(), Room(2))
        assert [list(run.facts) for run in runs] == [facts[4:6]]
        take(store, runs[0])
        [left] = store.holes()
        assert (left.first, left.last, left.id) == (3, 4, facts[3].id)


@pytest.mark.parametrize("lost", [3, 2])
def test_two_branches_above_a_fact_that_nobody_has_are_both_kept(begin: Begin, lost: int) -> None:
    """The other branch's writer lost the same: at the hole's top, or lower within it."""
    trunk = chain(4)
    one, other = chain(2, trunk[3], "one"), chain(2, trunk[lost], "other")
    with begin() as store:
        take(store, run_of(trunk[:2]))
        take(store, run_of(one, gap=True))
    with begin() as store:
        take(store, run_of(other, gap=True))

    assert heads(begin) == {places(one)[-1], places(other)[-1]}
    assert held(begin) == sorted(places(trunk[:2] + one + other))

    with begin() as store:  # somebody had it after all
        assert take(store, run_of(trunk[2:])).healed == 2
    assert heads(begin) == {places(one)[-1], places(other)[-1]}
    with begin() as store:
        assert not store.holes()
        runs, _ = lacking(store, SCOPE, [Head(DEVICE, 1, *places(one)[-1])], Room(100))
        assert [list(run.facts) for run in runs] == [other]


def test_an_end_that_nobody_has_is_given_up_and_can_be_written_anew(begin: Begin) -> None:
    facts = chain(5)
    with begin() as store:
        take(store, run_of(facts[:3]))
        [branch] = store.branches()
        hole = Hole(device=DEVICE, epoch=1, first=3, last=3, id=facts[2].id, branch=branch.no)
        store.set_hole(None, hole)
    with begin() as store:
        assert admit_loss(store, hole)

    assert heads(begin) == {places(facts)[1]}
    with begin() as store:
        assert not store.holes()


def grown(no: int, parent: int, since: int, seq: int) -> Branch:
    return Branch(
        device=DEVICE, epoch=1, no=no, parent=parent, since=since, seq=seq, id=bytes([no])
    )


def test_the_first_branch_may_turn_out_to_grow_from_another() -> None:
    tree = Tree([grown(0, parent=1, since=7, seq=16), grown(1, parent=0, since=1, seq=7)])

    assert tree.pieces(0, 1, 16) == [(1, 1, 6), (0, 7, 16)]
    assert tree.pieces(1, 1, 7) == [(1, 1, 7)]
    assert tree.together(0, 1, 16) == 6


def test_a_branch_may_turn_out_to_grow_from_one_of_its_own() -> None:
    tree = Tree([grown(2, parent=3, since=7, seq=9), grown(3, parent=2, since=5, seq=8)])

    assert tree.pieces(2, 1, 9) == [(2, 1, 4), (3, 5, 6), (2, 7, 9)]
    assert tree.pieces(3, 1, 8) == [(2, 1, 4), (3, 5, 8)]
    assert tree.together(2, 3, 9) == 6
