"""Five days without a line, then a slow one that drops: facts first, scans after, none from anew.

A counter with its link in a process of its own, a centre with two workers, and between them a
wire that carries so many bytes a second and is cut every so often. Larger than in the tests:

    python -m tests.day.slow_line --facts 10000 --megabytes 2000 --kbit 2000 --cut-s 30 --pause-s 90
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from sqlalchemy import select

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.station import Station, open_station
from counter_app.demo.centre import SCOPE, CentreProcess, new_centre
from counter_app.storage import identity as identities
from counter_app.storage.waiting import waits
from counter_app.usecases.case import Bundle
from domain.customer import CustomerRegistered
from sync.central import admin, reports
from sync.central.centre import Centre
from sync.central.store import tables as t
from tests.office import person, reception

CHUNK = 4096
BLOB = b"PUT /v1/blobs/"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What waits at the counter, and what the line is like."""

    facts: int
    scans: int
    scan_bytes: int
    bytes_per_s: int
    cut_s: float
    pause_s: float = 0.7  # between two receptions meanwhile


@dataclass(kw_only=True)
class Outcome:
    """What was seen."""

    facts_s: float = 0.0  # until all facts that had waited were at the centre
    facts_at_first_scan: int = 0  # facts still waiting when the first byte of a scan went
    scans_s: float = 0.0
    cuts: int = 0
    bytes_up: int = 0
    payload: int = 0
    received: int = 0  # dossiers received while scans went
    slowest_receive_ms: float = 0.0
    arrived_s: list[float] = field(default_factory=list)  # of each such dossier
    whole: bool = False


class SlowWire:
    """Carries so many bytes a second upwards, and cuts all connections every `cut_s`."""

    def __init__(self, port: int, told: Scenario, first_scan: Callable[[], None]) -> None:
        self.up, self.cuts, self.port = 0, 0, 0
        self._far, self._told, self._first_scan = port, told, first_scan
        self._seen = False
        self._free_at = 0.0
        self._open: set[asyncio.StreamWriter] = set()
        self._ready, self._stop = threading.Event(), asyncio.Event()

    async def serve(self) -> None:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        while not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self._told.cut_s)
            self.cuts += bool(self._open)
            for each in list(self._open):
                each.transport.abort()
        server.close()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            far, forth = await asyncio.open_connection("127.0.0.1", self._far)
        except OSError:
            back.transport.abort()
            return
        ends = {back, forth}
        self._open |= ends
        await asyncio.gather(self._upwards(near, forth), _pump(far, back), return_exceptions=True)
        self._open -= ends
        for each in ends:
            each.transport.abort()

    async def _upwards(self, near: asyncio.StreamReader, forth: asyncio.StreamWriter) -> None:
        while data := await near.read(CHUNK):
            if not self._seen and BLOB in data:
                self._seen = True
                await asyncio.to_thread(self._first_scan)
            self._free_at = (
                max(self._free_at, time.monotonic()) + len(data) / self._told.bytes_per_s
            )
            await asyncio.sleep(self._free_at - time.monotonic())
            self.up += len(data)
            forth.write(data)
            await forth.drain()
        forth.transport.abort()

    @contextmanager
    def running(self) -> Iterator[SlowWire]:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=lambda: loop.run_until_complete(self.serve()), daemon=True)
        thread.start()
        self._ready.wait(10)
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(self._stop.set)
            thread.join(10)
            loop.close()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        target.write(data)
        await target.drain()
    target.transport.abort()


def run(folder: Path, told: Scenario, longest_s: float) -> Outcome:
    """Play it."""
    with ExitStack() as stack:
        centre = new_centre(folder / "centre", workers=2)
        centre.start()
        stack.callback(centre.stop)
        opened = admin.open_centre(centre.database, folder / "centre/blobs", folder / "centre/keys")
        stack.callback(opened.store.close)
        outcome = Outcome(payload=told.scans * told.scan_bytes)
        profile = folder / "quay-3"
        hashes = _five_days(centre, profile, told)
        expected = _facts(opened) + _waiting_facts(profile)

        def first_scan() -> None:
            outcome.facts_at_first_scan = max(0, expected - _facts(opened))

        wire = stack.enter_context(SlowWire(centre.port, told, first_scan).running())
        _move_to(profile, f"http://127.0.0.1:{wire.port}")
        _play(opened, profile, told.pause_s, outcome, expected, hashes, longest_s)
        outcome.bytes_up, outcome.cuts = wire.up, wire.cuts
        outcome.whole = all(_there(opened, sha256) for sha256 in hashes)
        return outcome


def _play(
    opened: Centre,
    profile: Path,
    pause_s: float,
    outcome: Outcome,
    expected: int,
    hashes: list[bytes],
    longest_s: float,
) -> None:
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.day.counter_at_work", str(profile), str(pause_s)]
    working = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    received: dict[str, float] = {}

    def listen() -> None:
        assert working.stdout is not None
        for line in working.stdout:
            code, took_ms = line.split()
            received[code] = time.monotonic()
            outcome.slowest_receive_ms = max(outcome.slowest_receive_ms, float(took_ms))

    hearing = threading.Thread(target=listen, daemon=True)
    hearing.start()
    try:
        waited: dict[str, float] = {}
        while not outcome.scans_s:
            assert time.monotonic() - began < longest_s, outcome
            if not outcome.facts_s and _facts(opened) >= expected:
                outcome.facts_s = time.monotonic() - began
            now = time.monotonic()
            for code in _codes(opened, [code for code in received if code not in waited]):
                waited[code] = now - received[code]
            if _done(opened) >= len(hashes):
                outcome.scans_s = now - began
            time.sleep(0.1)
        outcome.received, outcome.arrived_s = len(waited), sorted(waited.values())
    finally:
        working.kill()
        working.wait(10)
        hearing.join(10)
        if working.stdout is not None:
            working.stdout.close()


def _five_days(centre: CentreProcess, profile: Path, told: Scenario) -> list[bytes]:
    """Enrolled, then at work without a line; the hashes of what was scanned."""
    station = open_station(profile)
    station.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
    station.link_round()()
    hashes = []
    for number in range(told.scans):
        data = secrets.token_bytes(told.scan_bytes)
        hashes.append(station.blobs.put(data))
        papers = Bundle(component=1, sha256=hashes[-1], size=len(data), pages=9)
        who = person(f"Trần Văn {number}", f"0010990{number:05}", phone="")
        station.receive(reception(who, procedure=HOUSEHOLD_BUSINESS, bundles=(papers,)))
    while (left := told.facts - _unsent(station)) > 0:
        with station.desk.begin() as work:
            for _ in range(min(left, 500)):
                named = CustomerRegistered(sort="individual", name="Nguyễn Thị Mẫu")
                work.record(work.new_subject(), named)
            work.commit()
    station.close()
    return hashes


def _unsent(station: Station) -> int:
    identity = station.enrolled
    return waits(station.engine, identity.scope, identity.device).facts


def _waiting_facts(profile: Path) -> int:
    station = open_station(profile)
    try:
        return _unsent(station)
    finally:
        station.close()


def _move_to(profile: Path, url: str) -> None:
    """The counter finds its centre at the other end of the wire."""
    station = open_station(profile)
    identities.keep(station.engine, replace(station.enrolled, centre_url=url))
    station.close()


def _facts(opened: Centre) -> int:
    told = reports.status(opened)[SCOPE]["facts"]
    assert isinstance(told, int)
    return told


def _done(opened: Centre) -> int:
    with opened.store.reading() as snapshot:
        done = select(t.blob.c.sha256).where(t.blob.c.done.is_(True))
        return len(snapshot.execute(done).all())


def _codes(opened: Centre, asked: list[str]) -> list[str]:
    with opened.store.reading() as snapshot:
        there = select(t.dossier_state.c.code).where(t.dossier_state.c.code.in_(asked))
        return [row[0] for row in snapshot.execute(there)]


def _there(opened: Centre, sha256: bytes) -> bool:
    return opened.blobs.read(sha256) is not None


def main() -> None:
    """Play a larger one, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=10_000)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--kbit", type=int, default=20_000)
    parser.add_argument("--cut-s", type=float, default=5.0)
    parser.add_argument("--pause-s", type=float, default=0.7)
    asked = parser.parse_args()
    scan_bytes = 5_000_000
    told = Scenario(
        facts=asked.facts,
        scans=max(1, asked.megabytes * 1_000_000 // scan_bytes),
        scan_bytes=scan_bytes,
        bytes_per_s=asked.kbit * 125,
        cut_s=asked.cut_s,
        pause_s=asked.pause_s,
    )
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), told, longest_s=24 * 3600)
    sys.stdout.write(json.dumps(asdict(outcome), indent=2) + "\n")


if __name__ == "__main__":
    main()
