"""A day counted from its facts: money, numbers, receipts, scans, and what was set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cash import LARGEST
from domain.customer import CustomerRegistered
from domain.day_matters import Account, NumberExplained
from domain.day_totals import DayTotals, day_totals
from domain.dossier import DossierReceived, FeeTaken, ScanAttached
from domain.facts import Fact, Unread
from domain.history import Entry
from domain.identifiers import (
    CustomerId,
    Day,
    DeviceId,
    DossierCode,
    FactId,
    ProcedureCode,
    ReceiptNumber,
    Scope,
    SessionId,
    SubjectId,
)
from domain.moment import Moment, Stamp
from domain.number_ranges import size
from domain.session import WAYS, SessionClosed
from tests.domain import session_facts

DAY = Day("2026-11-23")
_places = count(1)


def entry(fact: Fact, day: str = DAY) -> Entry:
    no = next(_places)
    return Entry(
        id=FactId(hashlib.sha256(str(no).encode()).digest()),
        fact=fact,
        scope=Scope("H32.16"),
        at=Stamp(no << 16),
        wall=Moment(no),
        day=Day(day),
        device=DeviceId(bytes(range(16))),
        epoch=1,
        seq=no,
        actor=SubjectId(bytes(16)),
        subject=SubjectId(bytes(16)),
        basis=frozenset(),
    )


def fee(no: int, amount: int = 50_000, method: str = "cash", series: str = "Q3") -> FeeTaken:
    return FeeTaken(receipt=ReceiptNumber(f"{series}-{no:06}"), amount=amount, method=method)


def dossier(serial: int | str, day: str = "261123", agency: str = "H32.16") -> DossierReceived:
    printed = serial if isinstance(serial, str) else f"{serial:04}"
    return DossierReceived(
        case=bytes(16),
        code=DossierCode(f"{agency}-{day}-{printed}"),
        procedure=ProcedureCode("1.001612"),
        procedure_fact=FactId(bytes(32)),
        customer=CustomerId(SubjectId(bytes(16))),
        due=Moment(0),
        limit=0,
        calendar="2026",
        papers=(),
        channel="counter",
    )


def counted(
    *facts: Fact,
    aside: tuple[Fact, ...] = (),
    earlier: Mapping[str, int] | None = None,
    day: str = DAY,
) -> DayTotals:
    told = [(fact.kind or "later.kind", entry(fact, day), False) for fact in facts]
    told += [(fact.kind, entry(fact, day), True) for fact in aside]
    return day_totals(told, DAY, earlier or {})


def test_facts_are_counted_by_kind_and_money_by_method() -> None:
    totals = counted(
        dossier(1),
        fee(1),
        dossier(2),
        fee(2, 20_000, "transfer"),
        fee(3, 7, "card"),
        fee(4, 9, "?"),
    ).totals

    assert totals["kind.dossier.received"] == 2
    assert totals["kind.fee.taken"] == 4
    assert {n: v for n, v in totals.items() if n.startswith(("money", "fees"))} == {
        "fees.card": 1,
        "fees.cash": 1,
        "fees.other": 1,
        "fees.outside.card": 1,
        "fees.outside.cash": 1,
        "fees.outside.other": 1,
        "fees.outside.transfer": 1,
        "fees.transfer": 1,
        "money.card": 7,
        "money.cash": 50_000,
        "money.other": 9,
        "money.outside.card": 7,
        "money.outside.cash": 50_000,
        "money.outside.other": 9,
        "money.outside.transfer": 20_000,
        "money.transfer": 20_000,
    }


def test_gaps_are_named_and_what_was_set_aside_explains_its_number() -> None:
    told = counted(dossier(1), dossier(4), dossier(7), aside=(dossier(5),))

    line = told.ledger[0]
    assert (line.sort, line.name) == ("numbers", "H32.16-261123.4")
    assert (line.first, line.last, line.count) == (1, 7, 3)
    assert line.missing == ((2, 3), (6, 6))
    assert line.aside == ((5, 5),)
    assert told.totals["numbers.H32.16-261123.4.missing"] == 3
    assert told.totals["aside"] == 1


def test_agencies_days_and_the_reserve_are_series_of_their_own() -> None:
    told = counted(dossier(499), dossier("10001"), dossier(1, "261124"), dossier(1, agency="H32"))

    assert [line.name for line in told.ledger] == [
        "H32-261123.4",
        "H32.16-261123.4",
        "H32.16-261123.5",
        "H32.16-261124.4",
    ]
    assert all(line.missing == () for line in told.ledger)


def test_the_receipt_series_goes_on_from_the_certificate_before() -> None:
    first = counted(fee(1), fee(2))
    quiet = counted(CustomerRegistered(sort="individual", name="Võ Thị Sen"), earlier=first.totals)
    third = counted(fee(4), fee(5), earlier=quiet.totals)

    assert first.totals["receipts.Q3.last"] == quiet.totals["receipts.Q3.last"] == 2
    assert third.ledger[0].missing == ((3, 3),)
    assert third.totals["receipts.Q3.last"] == 5


def test_a_number_used_again_is_named_also_across_certificates() -> None:
    first = counted(fee(1), fee(2), fee(2))
    second = counted(fee(2), fee(3), earlier=first.totals)

    assert first.ledger[0].twice == ((2, 2),)
    assert second.ledger[0].twice == ((2, 2),)
    assert second.ledger[0].missing == ()


def test_what_was_set_aside_moves_no_money_and_names_no_scan() -> None:
    scan = ScanAttached(component=1, sha256=bytes(32), size=1, pages=1)
    told = counted(fee(1), aside=(fee(2, 70_000), scan))

    assert told.facts == 3
    assert told.totals["money.cash"] == 50_000
    assert told.totals["money.aside.cash"] == 70_000
    assert told.totals["receipts.Q3.aside"] == 1
    assert "receipts.Q3.missing" not in told.totals
    assert told.blobs == ()


def test_scans_are_listed_once_and_sorted() -> None:
    scans = [ScanAttached(component=1, sha256=bytes([n]) * 32, size=1, pages=1) for n in (2, 1, 2)]

    told = counted(*scans)

    assert told.blobs == (bytes([1]) * 32, bytes([2]) * 32)
    assert told.blobs_hash == hashlib.sha256(b"".join(told.blobs)).digest()


def test_facts_of_another_day_or_a_later_release_are_told_apart() -> None:
    late = counted(fee(1), day="2026-11-22")
    unread = counted(Unread(named="later.kind", numbered=1))

    assert late.totals["other_days"] == 1
    assert (unread.totals["unread"], unread.totals["kind.later.kind"]) == (1, 1)


@pytest.mark.parametrize("amount", [-1, LARGEST + 1, 2**63 - 1])
def test_an_amount_that_nobody_believes_is_counted_and_not_added(amount: int) -> None:
    totals = counted(fee(1, amount), fee(2)).totals

    assert (totals["money.doubtful"], totals["money.cash"]) == (1, 50_000)


@pytest.mark.parametrize("receipt", ["", "Q3", "Q3-x", "q3-1", "Q3-1234567890"])
def test_a_number_that_cannot_be_read_is_counted(receipt: str) -> None:
    told = counted(FeeTaken(receipt=ReceiptNumber(receipt), amount=1, method="cash"))

    assert told.totals["numbers.unreadable"] == 1


def test_a_certificate_has_room_for_whatever_a_counter_may_write() -> None:
    strange = [Unread(named=f"kind.{n}", numbered=1) for n in range(500)]
    told = [(f"kind.{n}", entry(fact), False) for n, fact in enumerate(strange)]
    told += [("fee.taken", entry(fee(10**8, series=f"S{n}")), False) for n in range(100)]
    methods, of = ("cash", "transfer", "card", "?"), SessionId(SubjectId(bytes([2] * 16)))
    amounts = tuple((method, 1) for method in methods)
    money: list[Fact] = [fee(n, 1, method) for n, method in enumerate(methods)]
    money += [session_facts.fee(9, 1, method, of) for method in methods]
    money += [session_facts.refund(9, 1, method, of) for method in methods]
    money += [session_facts.opened(), *(session_facts.moved(way, 1) for way in WAYS)]
    money += [SessionClosed(series="Q3", z=1, expected=amounts, counted=amounts)]
    told += [(fact.kind, entry(fact), aside) for fact in money for aside in (False, True)]

    found = day_totals(told, DAY, {f"receipts.X{n}.last": n for n in range(100)})

    assert len(found.totals) <= 256
    assert max(map(len, found.totals)) <= 64
    assert found.totals["kinds.others"] > 0
    assert found.totals["series.others"] > 0
    assert found.totals["money.counted.other"] == 1


def test_a_gap_of_a_hundred_million_costs_nothing() -> None:
    line = counted(fee(1), fee(999_999_999)).ledger[0]

    assert size(line.missing) == 999_999_997


FACTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(fee, st.integers(1, 30), st.integers(0, 10**6), st.sampled_from(["cash", "card"])),
    st.builds(dossier, st.integers(1, 30)),
)


@given(st.lists(FACTS, max_size=30), st.data())
def test_the_order_of_facts_changes_nothing(facts: list[Fact], data: st.DataObject) -> None:
    here = counted(*facts)
    there = counted(*data.draw(st.permutations(facts)))

    assert (here.totals, here.ledger_hash, here.blobs_hash) == (
        there.totals,
        there.ledger_hash,
        there.blobs_hash,
    )


@given(st.lists(FACTS, min_size=1, max_size=30), st.data())
def test_one_fact_less_changes_what_a_day_comes_to(facts: list[Fact], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(facts) - 1))

    assert counted(*facts).totals != counted(*facts[:at], *facts[at + 1 :]).totals


@given(st.sets(st.integers(1, 60), min_size=1), st.integers(0, 60))
def test_what_is_missing_is_exactly_what_was_not_used(used: set[int], before: int) -> None:
    earlier = {"receipts.Q3.last": before} if before else {}
    line = counted(*map(fee, used), earlier=earlier).ledger[0]

    missing = {n for first, last in line.missing for n in range(first, last + 1)}
    start = before + 1 if before else min(used)
    assert missing == set(range(start, max(used) + 1)) - used


def explained(first: int, last: int, sort: str = "receipts", series: str = "Q3") -> NumberExplained:
    told = {"account": Account.SPOILT.value, "reason": "phiếu in hỏng"}
    return NumberExplained(sort=sort, series=series, first=first, last=last, **told)


def test_what_a_person_says_of_a_number_takes_it_off_the_gaps() -> None:
    facts = [fee(1), fee(4), fee(9), fee(9), explained(2, 2), explained(6, 9)]
    [line] = counted(*facts).ledger
    assert line.missing == ((3, 3), (5, 5))
    assert line.twice == ()
    assert line.explained == ((2, 2), (6, 9))


@given(
    used=st.sets(st.integers(1, 40), min_size=1),
    said=st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=6),
)
def test_every_gap_is_either_explained_or_missing(
    used: set[int], said: list[tuple[int, int]]
) -> None:
    facts = [*map(fee, sorted(used)), *(explained(*each) for each in said)]
    [line] = counted(*facts).ledger
    covered = {number for first, last in said for number in range(first, last + 1)}
    gaps = set(range(min(used), max(used))) - used
    assert numbers(line.missing) == gaps - covered
    assert numbers(line.explained) == gaps & covered


def numbers(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    return {number for first, last in ranges for number in range(first, last + 1)}
