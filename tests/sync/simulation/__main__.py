"""Runs many schedules: python -m tests.sync.simulation --seeds 1000 [--from 0] [--processes 2].

With --days every schedule closes days, else one in ten. Prints each seed that went wrong with its
words, and how many ran; 1 when any did.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.sync.simulation.world import Wrong, run

_BATCH = 500


def batch(seeds: Sequence[int], days: bool | None = None) -> list[str]:
    """What went wrong in these schedules; `days` as `run` takes it."""
    wrong: list[str] = []
    for seed in seeds:
        try:
            run(seed, days=days)
        except Wrong as error:
            wrong.append(str(error))
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1_000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--days", action="store_true", help="days are closed in every schedule")
    told = parser.parse_args()
    last = told.first + told.seeds
    batches = [range(start, min(start + _BATCH, last)) for start in range(told.first, last, _BATCH)]
    asked = partial(batch, days=True if told.days else None)
    begun, done, bad = time.monotonic(), 0, 0
    with ProcessPoolExecutor(told.processes) as pool:
        for seeds, wrong in zip(batches, pool.map(asked, batches), strict=True):
            done += len(seeds)
            bad += len(wrong)
            for line in wrong:
                sys.stdout.write(line + "\n")
            if done % (20 * _BATCH) == 0 or done == told.seeds:
                rate = done / (time.monotonic() - begun)
                sys.stdout.write(f"{done} schedules, {bad} wrong, {rate:.0f} a second\n")
                sys.stdout.flush()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
