"""Re-hashing, at the counter and at the centre, and how many schedules are simulated a second."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Final

from counter_app.bench.sync_office import Office, Rig
from counter_app.bench.sync_rows import Row
from counter_app.storage.engine import reading
from counter_app.storage.replica import chains
from sync.protocol.chains import Branch
from sync.protocol.verifying import BranchCheck, StoredRow

LEAST: Final = 250_000
SCHEDULES: Final = 1_000
_SIMULATION: Final = "tests.sync.simulation"


def rehash(rig: Rig, office: Office, store: str, size: int) -> Iterator[Row]:
    """Pure, through the counter's store, and by the centre's own command."""
    with reading(office.engine) as connection:
        held = chains(connection, office.scope)
        branches = [branch for branch in held.branches() if branch.seq]
        begun = process_time()
        checked = sum(held.check(branch).facts for branch in branches)
        stored = checked / (process_time() - begun)
        longest = max(branches, key=lambda branch: branch.seq)
        rows = _rows(held.facts(longest.device, longest.epoch, longest.no, 1, longest.seq))
    yield _row("re-hash, pure", "", len(rows), pure(longest, office.scope, rows))
    yield _row("re-hash, counter's store", "", checked, stored)
    before = _children()
    rig.centre.run("status")
    between = _children()
    rig.centre.run("verify")
    took = (_children() - between) - (between - before)
    yield _row("re-hash, counter-centre verify", store, size, size / max(took, 0.01))


def pure(branch: Branch, scope: str, rows: list[StoredRow]) -> float:
    """Facts a second of one chain whose bytes are in memory."""
    check = BranchCheck(scope, branch)
    begun = process_time()
    check.take(rows)
    check.end()
    return len(rows) / (process_time() - begun)


def simulated() -> Row:
    """Schedules of the deterministic simulation, where the sources are at hand."""
    what, target = "simulated schedules", "10⁶ seeds, no divergence"
    if not Path(*_SIMULATION.split(".")).is_dir():
        return Row(what=what, store="", target=target, note="the sources are not here")
    command = [sys.executable, "-m", _SIMULATION, "--seeds", str(SCHEDULES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    told = re.search(r"(\d+) wrong, (\d+) a second", done.stdout)
    wrong, rate = (int(told[1]), float(told[2])) if told else (SCHEDULES, 0.0)
    figures = {"a second": rate, "run": SCHEDULES, "wrong": wrong}
    return Row(what=what, store="", figures=figures, target=target, met=wrong == 0)


def _row(what: str, store: str, size: int, rate: float) -> Row:
    return Row(
        what=what,
        store=store,
        size=size,
        figures={"facts a CPU second": rate},
        target=f"≥ {LEAST:,}/s",
        met=rate >= LEAST,
    )


def _rows(facts: object) -> list[StoredRow]:
    rows = [
        (each.frame.seq, each.id, each.bytes_hashed, each.frame.salt, each.frame.body)
        for each in facts  # type: ignore[attr-defined]
    ]
    return rows[::-1]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
