"""Resident memory of the desktop with a large store."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from counter_app.bench.measure import Figure
from counter_app.bench.population import profile_of
from counter_app.bench.start import probe

MOST_MB: Final = 300.0


def measure(store: Path, size: int) -> list[Figure]:
    """One process, signed in, reception open, a few searches made."""
    resident = float(probe(["memory", str(profile_of(store))]))
    return [
        Figure(
            what="bộ nhớ, MB",
            size=size,
            ours_p50=resident,
            ours_p99=resident,
            bare_p50=MOST_MB,
            bare_p99=MOST_MB,
            ratio=resident / MOST_MB,
            target=f"≤ {MOST_MB:g} MB",
            met=resident <= MOST_MB,
        )
    ]
