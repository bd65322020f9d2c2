"""`counterctl bench`: figures as ratios against a baseline in the same run."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from counter_app.bench import archive, day, memory, save, search, session, slip, start
from counter_app.bench.measure import Figure, table
from counter_app.bench.population import populated
from counter_app.bootstrap.station import now

if TYPE_CHECKING:
    from counter_app.bench.sync_office import StartCentre

ALL: Final = ("start", "search", "save", "session", "slip", "memory")
APART: Final = ("archive",)
"""Measured when asked for."""


def run(told: Namespace, start: StartCentre) -> Mapping[str, Any]:
    """Measure what was asked for; the machine, the day and every figure.

    `start` starts a centre where one is measured: it lives in processes of its own.
    """
    wanted = tuple(told.what) or ALL
    sizes = [int(size) for size in told.sizes.split(",")]
    folder = told.work or Path(tempfile.mkdtemp(prefix="counter-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    if "sync" in wanted:
        return _sync(told, folder, start)
    figures = list(_figures(wanted, sizes, folder, told.rounds))
    for line in table(figures):
        _say(line)
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} lõi",
        "python": platform.python_version(),
        "sqlite": sqlcipher.sqlite_version,
        "day": now().date().isoformat(),
        "rounds": told.rounds,
        "figures": [asdict(figure) for figure in figures] if told.json else len(figures),
    }


def _sync(told: Namespace, folder: Path, start: StartCentre) -> Mapping[str, Any]:
    """A run of its own: it has a centre, and its sizes are facts."""
    from counter_app.bench import sync

    rows = []
    for row in sync.measure(told, folder, start, _say):
        rows.append(row)
        for line in sync.lines([row]):
            _say(line)
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} lõi",
        "python": platform.python_version(),
        "sqlite": sqlcipher.sqlite_version,
        "day": now().date().isoformat(),
        "rows": [asdict(row) for row in rows] if told.json else len(rows),
    }


def _figures(
    wanted: Sequence[str], sizes: Sequence[int], folder: Path, rounds: int
) -> list[Figure]:
    figures: list[Figure] = []
    if "slip" in wanted:
        _say("Giấy hẹn …")
        figures += slip.measure(max(5, rounds // 10))
    for size in sizes:
        if not {"start", "search", "save", "session", "memory", *APART} & set(wanted):
            break
        _say(f"Kho {size:,} khách …")
        store = populated(folder, size, _say)
        figures += _in_store(wanted, store, size, rounds)
    return figures


def _in_store(wanted: Sequence[str], store: Path, size: int, rounds: int) -> list[Figure]:
    figures: list[Figure] = []
    if "search" in wanted:
        figures += search.measure(store, size, rounds)
    if "save" in wanted:
        figures += save.measure(store, size, rounds)
    if "session" in wanted:
        figures += session.measure(store, size, max(2, rounds // 50))
        figures += day.measure(store, size, max(2, rounds // 5))
    if "archive" in wanted:
        figures += archive.measure(store, size, rounds)
    if "start" in wanted:
        figures += start.measure(store, size, max(3, rounds // 25))
    if "memory" in wanted:
        figures += memory.measure(store, size)
    return figures


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
