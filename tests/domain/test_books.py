"""Expected cash has one definition: any order gives the same, parts add up, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aside import FactQuarantined, FactReleased
from domain.books import books, expected, movements
from domain.cash import CASH, LARGEST, METHODS, NOTHING, Flow, Flows, together
from domain.day_cash import cash_totals
from domain.deciding import ConflictDecided
from domain.dossier import FeeJoined
from domain.facts import Fact
from domain.history import Entry
from domain.identifiers import NO_SESSION, DeviceId, ReceiptNumber, SubjectId
from domain.session import FROM_SAFE, TO_BANK, TO_SAFE, WAYS, SessionClosed
from tests.domain.session_facts import Story, dossier, fee, moved, opened, refund, session

SESSIONS = (session(1), session(2), NO_SESSION)


def test_a_session_comes_to_float_received_refunded_and_moved() -> None:
    one, told = session(1), Story()
    told.say(one, opened())
    told.say(dossier(1), fee(1, 50_000, of=one))
    told.say(dossier(2), fee(2, 20_000, "transfer", of=one))
    told.say(dossier(1), refund(1, 30_000, of=one))
    told.say(one, moved(TO_SAFE, 400_000))
    told.say(one, moved(TO_BANK, 10_000))
    told.say(one, moved(FROM_SAFE, 100_000))

    found = expected(one, told.told)

    assert found[CASH] == Flow(
        opening=500_000,
        fees=1,
        received=50_000,
        refunds=1,
        refunded=30_000,
        moved_in=100_000,
        moved_out=410_000,
    )
    assert found[CASH].expected == 210_000
    assert found["transfer"].expected == 20_000


def test_a_fee_of_no_session_is_listed_and_joins_the_first_that_says_so() -> None:
    told = Story()
    stray = told.say(dossier(1), fee(1))
    assert books(told.told).strays == (stray.id,)
    assert books(told.told).outside[CASH].received == 50_000

    told.say(dossier(1), FeeJoined(receipt=ReceiptNumber("Q3-000001"), session=session(1)))
    told.say(dossier(1), FeeJoined(receipt=ReceiptNumber("Q3-000001"), session=session(2)))

    found = books(told.told)
    assert (found.strays, dict(found.outside)) == ((), {})
    assert found.sessions[session(1)][CASH].received == 50_000
    assert session(2) not in found.sessions


def test_a_fee_that_names_its_session_keeps_it() -> None:
    told = Story()
    told.say(dossier(1), fee(1, of=session(1)))
    told.say(dossier(1), FeeJoined(receipt=ReceiptNumber("Q3-000001"), session=session(2)))

    assert list(books(told.told).sessions) == [session(1)]


def test_fees_of_two_devices_stand_in_the_one_session_they_name() -> None:
    told = Story()
    told.say(session(1), opened(), by=3)
    told.say(dossier(1), fee(1, of=session(1)), by=3)
    told.say(dossier(2), fee(2, of=session(1)), by=4)

    assert expected(session(1), told.told)[CASH].expected == 600_000


@pytest.mark.parametrize("amount", [-1, LARGEST + 1])
def test_an_amount_that_nobody_believes_is_listed_and_not_added(amount: int) -> None:
    told = Story()
    strange = told.say(dossier(1), fee(1, amount, of=session(1)))

    found = books(told.told)

    assert found.doubtful == (strange.id,)
    assert found.sessions[session(1)] == {CASH: NOTHING}


def test_what_the_centre_set_aside_counts_once_it_is_released() -> None:
    told = Story()
    held = told.say(dossier(1), fee(1, of=session(1)))
    centre = DeviceId(bytes(16))

    def word(fact: Fact) -> None:
        told.told.append(replace(told.say(dossier(1), fact), device=centre))

    word(FactQuarantined(fact=held.id, reason=""))
    assert expected(session(1), told.told) == {}
    word(FactReleased(fact=held.id, reason=""))
    assert expected(session(1), told.told)[CASH].received == 50_000


def test_of_two_openings_of_one_session_the_first_counts_until_another_is_chosen() -> None:
    told = Story()
    one = told.say(session(1), opened(), by=3)
    two = told.say(session(1), opened(notes=((1_000, 1),)), by=4, knows=())
    assert expected(session(1), told.told)[CASH].opening == 500_000

    between = tuple(sorted((one.id, two.id)))
    word = ConflictDecided(about="session.opened", chosen=two.id, between=between)
    told.say(session(1), word)

    assert expected(session(1), told.told)[CASH].opening == 1_000


AMOUNTS = st.integers(0, 10**6)
PLANS = st.lists(
    st.one_of(
        st.tuples(
            st.just("fee"),
            st.integers(1, 9),
            AMOUNTS,
            st.sampled_from([*METHODS, "?"]),
            st.sampled_from(SESSIONS),
        ),
        st.tuples(
            st.just("refund"),
            st.integers(1, 9),
            AMOUNTS,
            st.sampled_from(METHODS),
            st.sampled_from(SESSIONS),
        ),
        st.tuples(st.just("move"), st.sampled_from(SESSIONS[:2]), st.sampled_from(WAYS), AMOUNTS),
        st.tuples(st.just("open"), st.sampled_from(SESSIONS[:2])),
        st.tuples(st.just("join"), st.integers(1, 9), st.sampled_from(SESSIONS[:2])),
    ),
    max_size=25,
)


def written(plan: Sequence[tuple[object, ...]]) -> list[Entry]:
    """Facts of two devices and two days; a dossier is written by one device on one day."""
    told = Story()
    for at, step in enumerate(plan):
        subject, fact = _fact(step)
        by = 3 + subject[-1] % 2
        told.say(subject, fact, by=by, day=f"2026-11-{23 + (at >= len(plan) // 2)}")
    return told.told


def _fact(step: tuple[object, ...]) -> tuple[SubjectId, Fact]:
    match step:
        case ("fee", int(no), int(amount), str(method), bytes(of)):
            return dossier(no), fee(
                no, amount, method, SESSIONS[[bytes(s) for s in SESSIONS].index(of)]
            )
        case ("refund", int(no), int(amount), str(method), bytes(of)):
            return dossier(no), refund(
                no, amount, method, SESSIONS[[bytes(s) for s in SESSIONS].index(of)]
            )
        case ("move", bytes(of), str(way), int(amount)):
            return SubjectId(of), moved(way, amount)
        case ("open", bytes(of)):
            return SubjectId(of), opened()
        case ("join", int(no), bytes(of)):
            receipt = ReceiptNumber(f"Q3-{no:06}")
            return dossier(no), FeeJoined(receipt=receipt, session=session(of[-1]))
    raise AssertionError(step)


@given(PLANS, st.data())
def test_any_order_of_arrival_gives_the_same_books(
    plan: list[tuple[object, ...]], data: st.DataObject
) -> None:
    told = written(plan)
    shuffled = data.draw(st.permutations(told))
    again = data.draw(st.lists(st.sampled_from(told), max_size=3)) if told else []

    assert books([*shuffled, *again]) == books(told)
    assert cash_totals(shuffled) == cash_totals(told)


@given(PLANS)
def test_sessions_and_what_is_outside_of_them_add_up_to_the_whole(
    plan: list[tuple[object, ...]],
) -> None:
    told = written(plan)
    found = books(told)
    day = together([*found.sessions.values(), found.outside])
    totals = cash_totals(told)

    for method in {*METHODS, "other"}:
        flow = day.get(method, NOTHING)
        parts = totals.get(f"money.expected.{method}", 0)
        parts += totals.get(f"money.outside.{method}", 0)
        assert parts == flow.expected
        assert flow.received == sum(
            e.fact.amount
            for e in told
            if isinstance(e.fact, type(fee(1))) and _method(e.fact.method) == method
        )
        assert all(type(value) is int for value in (flow.expected, flow.received, flow.refunded))


def _method(told: str) -> str:
    return told if told in METHODS else "other"


@given(PLANS)
def test_a_session_is_the_same_alone_and_among_others(plan: list[tuple[object, ...]]) -> None:
    told = written(plan)
    found = books(told)

    for each in SESSIONS[:2]:
        near = [e for e in told if e.subject == each or e.subject[:14] == bytes([3] * 14)]
        assert expected(each, near) == dict(found.sessions.get(each, {}))


@given(PLANS)
def test_no_fee_and_no_refund_is_lost(plan: list[tuple[object, ...]]) -> None:
    told = written(plan)
    money = {e.id for e in told if isinstance(e.fact, type(fee(1)) | type(refund(1)))}
    found = movements(told)

    assert money <= {each.fact for each in found}
    assert len({each.fact for each in found}) == len(found)
    assert set(books(told).strays) == {e.fact for e in found if e.session == NO_SESSION}


@given(PLANS)
def test_certificates_of_days_and_devices_add_up(plan: list[tuple[object, ...]]) -> None:
    """A dossier's facts are parted by subject here, as joining looks at one dossier's facts."""
    told = written(plan)
    parts = [[e for e in told if e.device == by] for by in {each.device for each in told}]

    def named(of: Sequence[Entry]) -> Flows:
        found = books(of)
        return together([*found.sessions.values(), found.outside])

    assert together(map(named, parts)) == named(told)


def test_closing_tells_the_book_and_the_count_by_method() -> None:
    told = Story()
    told.say(session(1), opened())
    told.say(dossier(1), fee(1, of=session(1)))
    told.say(dossier(2), fee(2, 7, "card", of=session(1)))
    told.say(dossier(3), fee(3, 11))
    told.say(dossier(3), refund(3, 4))
    closed = SessionClosed(
        series="Q3",
        z=1,
        expected=(("card", 7), ("cash", 550_000)),
        counted=(("card", 7), ("cash", 549_000)),
    )
    told.say(session(1), closed)

    assert cash_totals(told.told) == {
        "money.book.card": 7,
        "money.book.cash": 550_000,
        "money.counted.card": 7,
        "money.counted.cash": 549_000,
        "money.expected.card": 7,
        "money.expected.cash": 550_000,
        "money.float.cash": 500_000,
        "money.outside.cash": 7,
        "fees.outside.cash": 1,
        "money.refunded.cash": 4,
        "refunds.cash": 1,
    }
