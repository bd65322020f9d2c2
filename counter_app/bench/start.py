"""From spawning the process until the sign-in has taken a key, against an empty window."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from counter_app.bench.measure import Figure, beside
from counter_app.bench.population import profile_of

TARGET: Final = 1.5


def measure(store: Path, size: int, pairs: int) -> list[Figure]:
    """Both in turns, at a counter that was opened before; the first pair warms the disk cache.

    Two moments of one key: when the program has taken it, which is what the target speaks of, and
    when its letter stands in the field. In between the counter waits whether a code reader types;
    it waits as long at every first letter of the day, so that is no part of starting.
    """
    profile = profile_of(store)
    _run(["counter_app", "--profile", str(profile), "--self-check"])
    ours: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    for number in range(pairs + 1):
        empty = _key(["empty"])
        started = _key(["start", str(profile)])
        if number:
            bare.append(empty)
            ours.append(started)
    taken = _figure("mở đến khi nhận phím đầu", size, [key[0] for key in ours], bare)
    shown = _figure("mở đến khi hiện chữ đầu", size, [key[1] for key in ours], bare)
    target = f"≤ {TARGET}× cửa sổ trống"
    return [replace(taken, target=target, met=taken.ratio <= TARGET), shown]


def _figure(
    what: str, size: int, ours: Sequence[float], empty: Sequence[tuple[float, float]]
) -> Figure:
    bare = [shown for _taken, shown in empty]
    return beside(
        ours,
        bare,
        what=what,
        size=size,
        note=f"nhanh nhất {min(ours):.0f} và {min(bare):.0f}",
    )


def _key(arguments: Sequence[str]) -> tuple[float, float]:
    """Milliseconds until a key was taken, and until its letter stood in the field."""
    begun = time.perf_counter_ns()
    taken, shown = (int(moment) - begun for moment in probe(arguments).split())
    return taken / 1e6, shown / 1e6


def probe(arguments: Sequence[str]) -> str:
    """One window process; its last line."""
    return _run(["counter_app.bench.probe", *arguments]).strip().splitlines()[-1]


def _run(module: Sequence[str]) -> str:
    return subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", *module],
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def _environment() -> Mapping[str, str]:
    """Ours, with a screen, and with our modules compiled: as PySide6's are, and all installed."""
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & environment.keys():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment
