"""What decides where two facts were written apart, beside every kind; and a person's word."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import customer as customers
from domain.customer import (
    CustomerChanged,
    CustomerRegistered,
    CustomersMerged,
    CustomersSeparated,
    UsernameGiven,
    standing_for,
)
from domain.deciding import ConflictDecided, holds
from domain.facts import Apart, Fact
from domain.history import Entry, conflicts
from domain.identifiers import CustomerId, Day, DeviceId, FactId, Scope, SubjectId, Username
from domain.kinds import KINDS
from domain.moment import Moment, Stamp
from domain.present_state import present

SUBJECT = SubjectId(b"customer no 0001")
OTHER = CustomerId(SubjectId(b"customer no 0002"))


def id_(number: int) -> FactId:
    return FactId(bytes([number]) * 32)


def entry(number: int, fact: Fact, *basis: int, by: int = 1) -> Entry:
    """The fact of this number, at this moment."""
    return Entry(
        id=id_(number),
        fact=fact,
        scope=Scope("H32.16"),
        at=Stamp(number << 16),
        wall=Moment(number),
        day=Day("2026-11-26"),
        device=DeviceId(b"\x01" * 15 + bytes([by])),
        epoch=1,
        seq=number,
        actor=SUBJECT,
        subject=SUBJECT,
        basis=frozenset(map(id_, basis)),
    )


def phone(value: str) -> CustomerChanged:
    return CustomerChanged(field="phone", value=value, before="", source="typed")


def decided(chosen: int, *between: int) -> ConflictDecided:
    return ConflictDecided(
        about="customer.phone", chosen=id_(chosen), between=tuple(map(id_, sorted(between)))
    )


REGISTERED = entry(1, CustomerRegistered(sort="individual", name="Lê Thị Ngân"))
OURS = entry(2, phone("0905 000 181"), 1, by=1)
THEIRS = entry(3, phone("0905 000 777"), 1, by=2)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_says_what_decides(kind: type[Fact]) -> None:
    assert "apart" in vars(kind)
    if kind.apart is Apart.PERSON_DECIDES:
        assert "matter" in vars(kind)


def test_a_word_ends_a_conflict_and_the_chosen_value_holds() -> None:
    apart = [REGISTERED, OURS, THEIRS]
    told = [*apart, entry(4, decided(2, 2, 3), 2, 3)]

    before, after = customers.fold(apart), customers.fold(told)

    assert before is not None
    assert after is not None
    assert before.disputed == {"customer.phone"}
    assert after.disputed == frozenset()
    assert after.fields["phone"] == "0905 000 181"
    assert all(customers.fold(some) == after for some in permutations(told))


def test_two_words_written_apart_contradict_unless_they_chose_alike() -> None:
    apart = [REGISTERED, OURS, THEIRS]
    alike = [*apart, entry(4, decided(2, 2, 3), 2, 3), entry(5, decided(2, 2, 3), 2, 3, by=2)]
    other = [*apart, entry(4, decided(2, 2, 3), 2, 3), entry(5, decided(3, 2, 3), 2, 3, by=2)]
    ended = [*other, entry(6, decided(4, 4, 5), 4, 5)]

    assert conflicts(alike) == {}
    assert [e.id for e in conflicts(other)["customer.phone"]] == [id_(4), id_(5)]
    assert conflicts(ended) == {}
    folded = customers.fold(ended)
    assert folded is not None
    assert folded.fields["phone"] == "0905 000 181"


def test_what_is_changed_after_a_word_holds_and_a_change_that_did_not_know_it_contradicts() -> None:
    word = entry(4, decided(2, 2, 3), 2, 3)
    knowing = [REGISTERED, OURS, THEIRS, word, entry(5, phone("0905 000 999"), 4)]
    unknowing = [REGISTERED, OURS, THEIRS, word, entry(5, phone("0905 000 999"), 3, by=2)]

    folded = customers.fold(knowing)

    assert folded is not None
    assert (folded.fields["phone"], folded.disputed) == ("0905 000 999", frozenset())
    assert set(conflicts(unknowing)) == {"customer.phone"}


def test_another_office_is_shown_what_was_decided_and_not_what_was_replaced() -> None:
    apart = [REGISTERED, entry(5, phone("0905 000 999"), 1), OURS, THEIRS]
    told = [*apart, entry(6, decided(2, 2, 3, 5), 2, 3, 5), entry(7, decided(6, 6), 6)]

    shown = present(told)

    ours, theirs = customers.fold(told), customers.fold(shown)
    assert ours is not None
    assert theirs is not None
    assert theirs.fields == ours.fields
    assert theirs.fields["phone"] == "0905 000 181"
    assert {each.id for each in shown} == {id_(1), id_(2), id_(6), id_(7)}


def test_a_choice_of_what_is_not_here_or_of_itself_changes_nothing() -> None:
    words = {id_(4): decided(4, 2, 3), id_(5): decided(9, 2, 3)}

    assert holds(words, decided(4, 2, 3)) is None
    assert holds(words, decided(5, 2, 3)) is None


def test_a_second_username_is_no_conflict_the_first_stands() -> None:
    told = [
        REGISTERED,
        entry(2, UsernameGiven(username=Username("nganlt")), 1),
        entry(3, UsernameGiven(username=Username("nganlt1")), 1),
    ]

    folded = customers.fold(told)

    assert folded is not None
    assert (folded.username, folded.disputed) == ("nganlt", frozenset())


def test_one_person_and_two_people_said_apart_is_a_conflict() -> None:
    merged = entry(2, CustomersMerged(other=OTHER), 1)
    again = entry(3, CustomersMerged(other=OTHER, reason="cùng thẻ"), 1, by=2)
    separated = entry(4, CustomersSeparated(other=OTHER), 1, by=2)

    both = customers.fold([REGISTERED, merged, again])
    taken_apart = customers.fold([REGISTERED, merged, entry(5, CustomersSeparated(other=OTHER), 2)])

    assert both is not None
    assert taken_apart is not None
    assert (both.same, both.disputed) == (frozenset({OTHER}), frozenset())
    assert (taken_apart.same, taken_apart.disputed) == (frozenset(), frozenset())
    assert set(conflicts([REGISTERED, merged, separated])) == {f"customers.{OTHER.hex()}"}


MEMBERS = st.lists(
    st.tuples(
        st.binary(min_size=16, max_size=16).map(lambda b: CustomerId(SubjectId(b))),
        st.sampled_from([None, Username("nganlt"), Username("nganlt1")]),
        st.integers(0, 5).map(Moment),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each[0],
)


@given(MEMBERS, st.randoms())
def test_the_same_customer_stands_for_all_in_whatever_order(
    members: list[tuple[CustomerId, Username | None, Moment]], chance: random.Random
) -> None:
    first = standing_for(members)

    assert standing_for(chance.sample(members, len(members))) == first
    with_account = [each for each in members if each[1] is not None]
    assert not with_account or first in {each[0] for each in with_account}
