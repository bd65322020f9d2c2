"""Times and ratios, and how they are shown."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table: ours against a baseline of the same run, milliseconds."""

    what: str
    size: int  # customers in the store; 0 where it does not matter
    ours_p50: float
    ours_p99: float
    bare_p50: float
    bare_p99: float
    ratio: float
    target: str
    met: bool | None  # None: told beside another figure, without a target of its own
    note: str = ""


def timed(act: Callable[[], Any]) -> float:
    """Milliseconds that `act` takes."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def in_turns(
    ours: Sequence[Callable[[], Any]], bare: Sequence[Callable[[], Any]], *, warm: int
) -> tuple[list[float], list[float]]:
    """Both times of each pair behind the first `warm`, which only fill the caches.

    Which of a pair goes first, and warms the disk for the other, is chance. A pair during which
    another program was given our core is taken again: a turn of 4 ms is not the store's.
    """
    chance = random.Random(11)  # noqa: S311 - the same turns every time
    times: tuple[list[float], list[float]] = ([], [])
    for pair in zip(ours, bare, strict=True):
        for _ in range(_TRIES):
            before, told = _turns_lost(), [0.0, 0.0]
            for side in chance.sample((0, 1), 2):
                told[side] = timed(pair[side])
            if _turns_lost() == before:
                break
        for side in (0, 1):
            times[side].append(told[side])
    return times[0][warm:], times[1][warm:]


def _turns_lost() -> int:
    """How often the system took the core from this thread for another program."""
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_THREAD).ru_nivcsw


def p50(times: Sequence[float]) -> float:
    """The median."""
    return statistics.median(times)


def p99(times: Sequence[float]) -> float:
    """The 99th percentile, the nearest rank."""
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.99))]


def beside(
    ours: Sequence[float],
    bare: Sequence[float],
    *,
    what: str,
    size: int = 0,
    target: str = "",
    met: bool | None = None,
    note: str = "",
) -> Figure:
    """Our times beside those of the baseline; the ratio is that of the medians."""
    return Figure(
        what=what,
        size=size,
        ours_p50=p50(ours),
        ours_p99=p99(ours),
        bare_p50=p50(bare),
        bare_p99=p99(bare),
        ratio=p50(ours) / p50(bare),
        target=target,
        met=met,
        note=note,
    )


def table(figures: Sequence[Figure]) -> list[str]:
    """Lines for a person."""
    head = f"{'':<34}{'khách':>10}{'p50':>9}{'p99':>9}{'trần p50':>10}{'p99':>9}{'tỉ lệ':>8}  đích"
    lines = [head]
    for each in figures:
        size = f"{each.size:,}" if each.size else ""
        mark = {True: "đạt", False: "CHƯA ĐẠT", None: ""}[each.met]
        lines.append(
            f"{each.what:<34}{size:>10}{each.ours_p50:>9.2f}{each.ours_p99:>9.2f}"
            f"{each.bare_p50:>10.2f}{each.bare_p99:>9.2f}{each.ratio:>8.2f}  "
            f"{each.target} {mark} {each.note}"
        )
    return lines
