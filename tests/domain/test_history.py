"""The order of a subject's facts, also where a wrong clock wrote one of them."""

from __future__ import annotations

from collections.abc import Iterable

from domain.aside import FactQuarantined, FactReleased
from domain.customer import CustomerChanged, CustomerRegistered, UsernameGiven, fold
from domain.facts import Fact
from domain.history import Entry, in_order, set_aside
from domain.identifiers import Day, DeviceId, FactId, Scope, SubjectId, Username
from domain.moment import Moment, Stamp

CENTRE, COUNTER = DeviceId(bytes(16)), DeviceId(b"\1" * 16)
SUBJECT = SubjectId(b"\2" * 16)


def told(
    no: int,
    fact: Fact,
    at: int,
    on: Iterable[int] = (),
    *,
    device: DeviceId = COUNTER,
    epoch: int = 1,
) -> Entry:
    """Fact number `no` of one citizen, which builds on these."""
    return Entry(
        id=_id(no),
        fact=fact,
        scope=Scope("H32.16"),
        at=Stamp(at),
        wall=Moment(at),
        day=Day("2026-11-23"),
        device=device,
        epoch=epoch,
        seq=no,
        actor=SUBJECT,
        subject=SUBJECT,
        basis=frozenset(map(_id, on)),
    )


def _id(no: int) -> FactId:
    return FactId(no.to_bytes(32, "big"))


def change(value: str) -> CustomerChanged:
    return CustomerChanged(field="name", value=value, before="", source="typed")


def test_what_builds_on_a_fact_of_a_wrong_clock_stands_after_it() -> None:
    early = told(1, CustomerRegistered(sort="individual", name="Lê Thị Sớm"), 9_000)
    named = told(2, UsernameGiven(username=Username("lethisom001")), 100, [1], device=CENTRE)
    righted = told(3, change("Lê Thị Sương"), 101, [2])
    again = told(4, change("Lê Thị Sương Mai"), 102, [3])

    for entries in ([early, named, righted, again], [again, righted, named, early]):
        customer = fold(entries)
        assert [entry.id for entry in in_order(entries)] == [_id(no) for no in (1, 2, 3, 4)]
        assert customer is not None
        assert (customer.name, customer.username) == ("Lê Thị Sương Mai", "lethisom001")
        assert customer.disputed == frozenset()


def test_who_knew_nothing_of_it_keeps_the_place_of_their_own_stamp() -> None:
    registered = told(1, CustomerRegistered(sort="individual", name="Lê Thị Sen"), 10)
    ahead = told(2, change("Lê Thị Sớm"), 9_000, [1])
    meanwhile = told(3, change("Lê Thị Súng"), 50, [1])

    assert [entry.id for entry in in_order([ahead, meanwhile, registered])] == [
        _id(no) for no in (1, 3, 2)
    ]


def test_whether_a_fact_counts_is_the_centres_last_word_whatever_else_is_known() -> None:
    ahead = told(1, change("Lê Thị Sớm"), 9_000)
    held = told(2, FactQuarantined(fact=_id(1), reason=""), 100, [1], device=CENTRE)
    released = told(3, FactReleased(fact=_id(1), reason=""), 200, [2], device=CENTRE)
    anew = told(4, FactQuarantined(fact=_id(1), reason=""), 300, [1], device=CENTRE, epoch=2)
    words = [held, released, anew]

    for known in (words, [ahead, *words]):
        assert set(set_aside(known)) == {_id(1)}
        assert set(set_aside([each for each in known if each is not anew])) == set()
