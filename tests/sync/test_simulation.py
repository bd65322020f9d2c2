"""Some schedules of the simulation in every run; `make simulate SEEDS=n` runs as many as wanted."""

from __future__ import annotations

import pytest

from tests.sync.simulation.world import run

SEEDS = 600
SEEDS_WITH_DAYS = 120
FOUND_BUGS = (
    133,  # a hole that another branch's facts fill
    147,  # a clone told of a name that a restored centre had given again
    203,  # a branch that grows from a place within a hole
    241,  # asked for ever for what the centre would not take
    279,  # a gap taken for the continuation of the wrong branch
    294,  # a branch whose beginning was lost at the centre
    382,  # facts below a hole, vouched for by nothing
    1957,  # a decision whose signature had been given up
    7944,  # an old question counted as a report to a restored centre
    17245,  # the lost end of one of two branches
    58964,  # two branches that had lost the same fact
    83180,  # a lost fact of a restored centre that nobody can vouch for: no fault
    193651,  # a branch that began further down than was thought
    500024,  # two copies that wrote above a fact that both had lost
    574527,  # a backup of a life that was given up: a person decides on names
    873764,  # a counter that cannot report to a restored centre, its bytes being lost: no fault
    224153,  # an epoch that a restored centre forgot, and had countersigned itself
)
FOUND_IN_DAYS = (
    133,  # a certificate that a restored centre had forgotten, and nobody was to ask for another
    384,  # bytes of another counter that nobody has: no day of the office was sealed any more
    2027,  # a fact released after its day was sealed, and before a restored centre knew that again
    2626,  # a fact set aside once more by a restored centre
)


@pytest.mark.parametrize("start", range(0, SEEDS, 100))
def test_whatever_goes_wrong_all_sides_end_equal_and_proven(start: int) -> None:
    for seed in range(start, start + 100):
        run(seed, days=False)


@pytest.mark.parametrize("start", range(0, SEEDS_WITH_DAYS, 40))
def test_whatever_goes_wrong_every_day_is_sealed_and_counted_alike(start: int) -> None:
    for seed in range(start, start + 40):
        run(seed, days=True)


@pytest.mark.parametrize("seed", FOUND_BUGS)
def test_what_once_went_wrong_goes_well(seed: int) -> None:
    run(seed, days=False)


@pytest.mark.parametrize("seed", FOUND_IN_DAYS)
def test_what_once_went_wrong_with_days_goes_well(seed: int) -> None:
    run(seed, days=True)
