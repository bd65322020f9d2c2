"""Cuts and intervals: what lies between two cuts is found by both ends alike, whole, and once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.cbor import encode
from sync.protocol.errors import PeerBrokeProtocol
from sync.protocol.frame import Sealed, seal
from sync.protocol.heads import Head
from sync.protocol.intervals import Drift, Lineages, NotHeld, Reading
from tests.fakes.chains import MemoryChains
from tests.sync.device_trees import DEVICE, TODAY, TOMORROW, Grove, groves


def of_today(fact: Sealed) -> bool:
    return fact.frame.day <= TODAY


def everything(_fact: Sealed) -> bool:
    return True


def read(store: MemoryChains, since: tuple[Head, ...], until: tuple[Head, ...]) -> Any:
    lineages, reading = Lineages(store, DEVICE), Reading()
    facts = list(lineages.read(lineages.between(since, until), reading))
    return facts, reading


@given(groves(), st.data())
def test_intervals_hold_what_one_cut_names_and_the_other_does_not_each_once(
    grove: Grove, data: st.DataObject
) -> None:
    until = data.draw(st.sets(st.sampled_from(grove.order)))
    since = grove.named(until) & data.draw(st.sets(st.sampled_from(grove.order)))
    cuts = grove.cut(since), grove.cut(until)

    facts, reading = read(grove.store(grove.leaves()), *cuts)

    ids = [fact.id for fact in facts]
    assert len(ids) == len(set(ids)) == reading.facts
    assert set(ids) == grove.named(until) - grove.named(since)
    assert (reading.missing, reading.drifted) == ([], [])
    assert sum(i.last - i.first + 1 for i in reading.intervals) == len(ids)
    for each in reading.intervals:
        assert grove.facts[each.first_id].frame.seq == each.first
        assert grove.facts[each.last_id].frame.seq == each.last


@given(groves(), st.data())
def test_both_ends_find_the_same_intervals_whatever_order_the_branches_came_in(
    grove: Grove, data: st.DataObject
) -> None:
    until = data.draw(st.sets(st.sampled_from(grove.order)))
    since = grove.named(until) & data.draw(st.sets(st.sampled_from(grove.order)))
    cuts = grove.cut(since), grove.cut(until)
    other = data.draw(st.permutations(grove.leaves()))

    _, here = read(grove.store(grove.leaves()), *cuts)
    _, there = read(grove.store(other), *cuts)

    assert here.intervals == there.intervals


@given(groves(), st.data())
def test_a_days_cut_reaches_every_lineages_last_fact_of_the_day_and_never_goes_back(
    grove: Grove, data: st.DataObject
) -> None:
    since = data.draw(st.sets(st.sampled_from(grove.order)))
    store = grove.store(data.draw(st.permutations(grove.leaves())))
    of_day = [id_ for id_, fact in grove.facts.items() if of_today(fact)]

    cut = Lineages(store, DEVICE).cut(grove.cut(since), of_today)

    assert cut == grove.cut([*since, *of_day])
    assert not Lineages(store, DEVICE).beyond(cut, of_today)
    assert Lineages(store, DEVICE).left_out(cut, of_today) == []


@given(groves(), st.data())
def test_a_branch_that_a_cut_leaves_out_is_named(grove: Grove, data: st.DataObject) -> None:
    store = grove.store(grove.leaves())
    tips = list(grove.cut(grove.order))
    gone = data.draw(st.sampled_from(tips))
    cut = tuple(head for head in tips if head != gone)
    lost = grove.named([gone.id]) - grove.named(head.id for head in cut)

    left_out = Lineages(store, DEVICE).left_out(cut, everything)

    lowest = min(lost, key=lambda id_: grove.facts[id_].frame.seq)
    on_top = grove.facts[lowest].frame.prev in {head.id for head in cut}
    assert left_out == ([] if on_top else [gone])


@given(groves(), st.data())
def test_any_changed_fact_is_named_by_its_place(grove: Grove, data: st.DataObject) -> None:
    until = grove.cut(grove.order)
    store = grove.store(grove.leaves())
    changed = grove.facts[data.draw(st.sampled_from(grove.order))]
    drifted = seal(replace(changed.frame, body=encode({"copy": 0})))
    for rows in store.rows.values():
        for row in rows.values():
            for seq, fact in row.items():
                if fact.id == changed.id:
                    row[seq] = drifted
                    break

    _, reading = read(store, (), until)

    frame = changed.frame
    named = Drift(frame.epoch, frame.seq, changed.id, drifted.id)
    assert reading.missing == []
    assert reading.drifted == [named]


@given(groves(), st.data())
def test_a_lost_fact_is_missing_and_nothing_else_is(grove: Grove, data: st.DataObject) -> None:
    lost = grove.facts[data.draw(st.sampled_from(grove.order))]
    store = grove.store(grove.leaves())
    for rows in store.rows.values():
        for row in rows.values():
            for seq in [seq for seq, fact in row.items() if fact.id == lost.id]:
                del row[seq]

    facts, reading = read(store, (), grove.cut(grove.order))

    assert [(h.epoch, h.first, h.last, h.id) for h in reading.missing] == [
        (lost.frame.epoch, lost.frame.seq, lost.frame.seq, lost.id)
    ]
    assert len(facts) == len(grove.order) - 1


def test_what_is_not_here_is_said() -> None:
    grove = Grove()
    grove.grow(None, 1, 4)
    store = grove.store([grove.order[2]])
    until = grove.cut(grove.order)

    with pytest.raises(NotHeld) as raised:
        Lineages(store, DEVICE).between((), until)
    with pytest.raises(NotHeld):
        Lineages(MemoryChains(), DEVICE).between((), until)
    assert raised.value.places == until


def test_a_cut_that_goes_back_or_names_a_chain_twice_is_refused() -> None:
    grove = Grove()
    grove.grow(None, 1, 4)
    lineages = Lineages(grove.store(grove.leaves()), DEVICE)
    low, high = grove.head(grove.order[1]), grove.head(grove.order[3])

    with pytest.raises(PeerBrokeProtocol):
        lineages.between((high,), (low,))
    with pytest.raises(PeerBrokeProtocol):
        lineages.between((), (low, high))
    with pytest.raises(PeerBrokeProtocol):
        lineages.between((high,), ())


def test_a_clock_that_was_wrong_for_one_fact_keeps_no_other_fact_out() -> None:
    grove = Grove()
    grove.grow(None, 1, 2)
    grove.grow(grove.order[-1], 1, 1, TOMORROW)
    grove.grow(grove.order[-1], 1, 2)
    grove.grow(grove.order[-1], 1, 1, TOMORROW)
    lineages = Lineages(grove.store(grove.leaves()), DEVICE)

    cut = lineages.cut((), of_today)

    assert [head.seq for head in cut] == [5]


class Counting(MemoryChains):
    """Counts the facts that are read."""

    read = 0

    def facts(
        self, device: bytes, epoch: int, branch: int, first: int, last: int
    ) -> Iterator[Sealed]:
        for fact in super().facts(device, epoch, branch, first, last):
            self.read += 1
            yield fact


def test_closing_a_day_costs_what_it_wrote_and_never_the_archive() -> None:
    grove = Grove()
    grove.grow(None, 1, 3_000)
    before = grove.cut(grove.order)
    grove.grow(grove.order[-1], 1, 5)
    grove.grow(grove.order[-1], 1, 2, TOMORROW)
    whole = grove.store(grove.leaves())
    store = Counting(whole.told, whole.rows)
    lineages = Lineages(store, DEVICE)

    cut = lineages.cut(before, of_today)
    facts = list(lineages.read(lineages.between(before, cut), Reading()))
    lineages.left_out(cut, of_today)

    assert len(facts) == 5
    assert store.read <= 5 + 7
