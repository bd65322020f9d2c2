"""How much goes at once, and when: pure, so it is asked about every line there might be."""

from __future__ import annotations

import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from sync.client.pace import LARGEST_PART, LEAST_PART, Bucket, Pace
from sync.client.schedule import pressing_after

RATES = st.integers(1_000, 10_000_000)
STEPS = st.lists(
    st.tuples(st.integers(1, 4_000_000), st.floats(0, 30, allow_nan=False)), max_size=30
)


@given(RATES, STEPS)
def test_in_no_stretch_of_time_goes_more_than_the_rate_and_one_part(
    rate: int, steps: list[tuple[int, float]]
) -> None:
    bucket, now = Bucket(rate), 100.0
    sent: list[tuple[float, int]] = []
    for amount, idle in steps:
        now += idle + bucket.wait_s(now + idle)
        bucket.went(amount, now)
        sent.append((now, amount))

    for first, (began, _) in enumerate(sent):
        for last in range(first, len(sent)):
            lasted = sent[last][0] - began
            before_the_last = sum(amount for _, amount in sent[first:last])
            assert before_the_last <= rate * lasted * 1.000001 + 1


@given(RATES, STEPS)
def test_no_part_waits_longer_than_what_went_before_costs(
    rate: int, steps: list[tuple[int, float]]
) -> None:
    bucket, now = Bucket(rate), 0.0
    for amount, idle in steps:
        now += idle
        now += bucket.wait_s(now)
        bucket.went(amount, now)

        assert bucket.wait_s(now) <= amount / rate + 1e-6


@given(STEPS)
def test_without_a_limit_nothing_waits(steps: list[tuple[int, float]]) -> None:
    bucket, now = Bucket(0), 0.0
    for amount, idle in steps:
        now += idle
        bucket.went(amount, now)
        assert bucket.wait_s(now) == 0


@given(st.integers(8_000, 200_000_000))
def test_parts_come_to_take_about_a_second_whatever_the_line(bytes_per_s: int) -> None:
    pace, now = Pace(), 0.0
    for _ in range(12):
        took = pace.part_bytes / bytes_per_s
        pace.went(pace.part_bytes, now, now + took)
        now += took

    takes = pace.part_bytes / bytes_per_s
    assert takes <= 1.01 or pace.part_bytes == LEAST_PART
    assert takes >= 0.99 or pace.part_bytes == LARGEST_PART
    assert 0.9 <= pace.bytes_per_s / bytes_per_s <= 1.1


@given(
    st.lists(
        st.tuples(st.integers(1, LARGEST_PART), st.floats(0, 100), st.booleans()), max_size=40
    ),
    st.integers(0, 2_000_000),
)
def test_parts_stay_within_their_bounds_whatever_happens(
    steps: list[tuple[int, float, bool]], limit: int
) -> None:
    pace, now = Pace(limit), 0.0
    for amount, took, answered in steps:
        if answered:
            pace.went(amount, now, now + took)
        else:
            pace.lost(amount, now)
        now += took
        assert LEAST_PART <= pace.part_bytes <= LARGEST_PART
        assert pace.bytes_per_s >= 0


def test_the_short_end_of_a_file_does_not_shrink_the_parts() -> None:
    pace = Pace()
    pace.went(pace.part_bytes, 0.0, 0.5)
    large = pace.part_bytes

    pace.went(900, 0.5, 0.55)

    assert pace.part_bytes == large


def test_facts_press_when_somebody_wakes_us_or_the_time_is_over() -> None:
    woken = threading.Event()
    pressing = pressing_after(0.15, woken)

    assert not pressing(0)
    assert not pressing(0.01)
    assert pressing(5)
    assert time.monotonic() > 0
    again = pressing_after(60, woken)
    woken.set()
    assert again(30)
