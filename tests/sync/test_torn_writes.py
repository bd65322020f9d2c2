"""The disk loses what was not flushed, or half of a write, below SQLite and its encryption.

The shim is preloaded in place of the C library's calls (torn_writes.c): so it lies below whatever
SQLite is built in, and sees the enciphered pages.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from counter_app.bootstrap.station import moment_now, open_station
from counter_app.demo.centre import CentreProcess
from counter_app.storage.verification import verify
from tests.centres import new_centre
from tests.sync.central.service import ROOT
from tests.sync.receive_till_torn import CARELESS

CRASHES: Final = int(os.environ.get("CRASHES", "5"))
FURTHEST: Final = 900
"""Calls of the store until the crash: some ten receptions, three exchanges and checkpoints."""


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("the shim below SQLite needs gcc on Linux (installer/debian-packages.txt)")
    made = tmp_path_factory.mktemp("shim") / "torn.so"
    source = Path(__file__).with_name("torn_writes.c")
    flags = ["-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", made, source, "-ldl"], check=True)
    return made


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path_factory.mktemp("centre"))
    made.start()
    yield made
    made.stop()


@contextmanager
def dying(shim: Path) -> Iterator[subprocess.Popen[str]]:
    """Counters on a disk that fails, one after another."""
    command = [sys.executable, "-m", "tests.sync.receive_till_torn"]
    environment = {**os.environ, "LD_PRELOAD": str(shim)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def worked(process: subprocess.Popen[str], order: str) -> list[str]:
    """What was promised before the disk took the counter along."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(order + "\n")
    process.stdin.flush()
    told: list[str] = []
    for line in process.stdout:
        if line.startswith("gone"):
            assert line == f"gone {signal.SIGKILL}\n"
            return told
        told.append(line.strip())
    raise AssertionError("the counter ended by itself")


@pytest.mark.parametrize("tear", [0, 1], ids=["dropped", "torn"])
def test_what_was_promised_is_there_and_both_sides_end_equal(
    centre: CentreProcess, shim: Path, tmp_path: Path, tear: int
) -> None:
    profile = tmp_path / "quay"
    station = open_station(profile)
    station.enrol(centre.url, centre.enrol_code(f"Quầy {tear + 3}", f"Q{tear + 3}"))
    station.link_round()()
    station.close()
    chance = random.Random(20261125 + tear)
    promised: list[str] = []
    with dying(shim) as process:
        for _ in range(CRASHES):
            calls, permille = chance.randint(2, FURTHEST), chance.randint(1, 999)
            promised += worked(process, f"{calls} {tear} {permille} {profile}")

            station = open_station(profile)
            found = verify(station.engine, lambda _: b"", moment_now())
            kept = {line.code for line in station.queries.dossiers(limit=10_000)}
            station.link_round().facts()  # proven, or it raises
            station.close()

            assert set(promised) <= kept
            assert len(set(promised)) == len(promised)
            assert found.problems == []
    assert promised
    centre.run("verify")  # or it raises


def test_the_shim_shows_a_promise_that_was_made_too_early(
    centre: CentreProcess, shim: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "quay"
    station = open_station(profile)
    station.enrol(centre.url, centre.enrol_code("Quầy 9", "Q9"))
    station.link_round()()
    station.close()

    with dying(shim) as process:
        promised = worked(process, f"200 {CARELESS} 0 {profile}")

    station = open_station(profile)
    kept = {line.code for line in station.queries.dossiers(limit=10_000)}
    station.close()
    assert promised
    assert not set(promised) <= kept
