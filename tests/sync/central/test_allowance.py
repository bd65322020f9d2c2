"""A device that asks without end is told to wait; nobody else notices."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.moment import Moment
from sync.central.allowance import Allowance

ONE, OTHER = b"one", b"other"


@given(st.lists(st.integers(0, 400), min_size=1, max_size=300), st.floats(1, 50))
def test_in_any_stretch_no_more_is_allowed_than_rate_and_burst(
    pauses: list[int], rate: float
) -> None:
    allowance, now, allowed = Allowance(rate, 10.0), 0, 0
    for pause in pauses:
        now += pause
        allowed += allowance.may(ONE, Moment(now))

    assert allowed <= 10 + now / 1000 * rate + 1
    assert allowance.may(OTHER, Moment(now))


def test_whoever_waits_may_ask_again() -> None:
    allowance = Allowance(10.0, 2.0)
    asked = [allowance.may(ONE, Moment(0)) for _ in range(4)]

    assert asked == [True, True, False, False]
    assert allowance.may(ONE, Moment(100))


def test_a_clock_that_jumps_back_takes_nothing_away() -> None:
    allowance = Allowance(10.0, 2.0)
    allowance.may(ONE, Moment(5_000))

    assert allowance.may(ONE, Moment(1_000))
