"""From spawning the process until the sign-in takes a key, against an empty window."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from counter_app.bench.measure import Figure, p50, p99, timed
from counter_app.bench.population import profile_of

TARGET = 1.5


def measure(store: Path, size: int, pairs: int) -> list[Figure]:
    """Both in turns; the first pair only warms the disk cache."""
    profile = profile_of(store)
    ours: list[float] = []
    bare: list[float] = []
    for number in range(pairs + 1):
        empty = timed(lambda: probe(["empty"]))
        started = timed(lambda: probe(["start", str(profile)]))
        if number:
            bare.append(empty)
            ours.append(started)
    ratio = p50(ours) / p50(bare)
    return [
        Figure(
            what="mở đến khi gõ được tên",
            size=size,
            ours_p50=p50(ours),
            ours_p99=p99(ours),
            bare_p50=p50(bare),
            bare_p99=p99(bare),
            ratio=ratio,
            target=f"≤ {TARGET}× cửa sổ trống",
            met=ratio <= TARGET,
        )
    ]


def probe(arguments: Sequence[str]) -> str:
    """One window process; its last line."""
    environment = dict(os.environ)
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & environment.keys():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "counter_app.bench.probe", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip().splitlines()[-1]
