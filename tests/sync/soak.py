"""Ten thousand exchanges of one counter with one centre: do time, memory and files stay flat?

Run as: python -m tests.sync.soak --exchanges 10000 --out FOLDER
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.station import Station, open_station
from counter_app.demo.centre import CentreProcess, new_centre
from sync.central.allowance import PER_SECOND
from tests.office import person, reception
from tests.sync.soak_picture import drawn

IN_A_ROUND: Final = 2
"""A round exchanges two scopes, the office's and the province's, and asks for officers once."""

REQUESTS: Final = IN_A_ROUND + 1
RECEPTION_EVERY: Final = 6
"""Rounds; a counter's numbers of one day would not last for every fifth."""

SAMPLES: Final = 100
FLAT: Final = 1.25
"""The last tenth may cost so much of the first: other programs' work is in it too."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was measured since the one before; sizes as they are now."""

    exchanges: int
    ms_per_exchange: float  # median; waiting for the centre's allowance left out
    counter_mb: float
    centre_mb: float
    counter_store_mb: float
    counter_wal_mb: float
    centre_store_mb: float
    centre_wal_mb: float


def main() -> int:
    """Exchange, draw, print the table; 0 when all is flat."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--exchanges", type=int, default=10_000)
    parser.add_argument("--out", type=Path, default=Path("out"))
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        centre = new_centre(Path(folder) / "centre")
        centre.start()
        try:
            samples = soaked(centre, Path(folder) / "quay", told.exchanges)
        finally:
            centre.stop()
    (told.out / "soak.svg").write_text(drawn(samples), encoding="utf-8")
    table, flat = judged(samples)
    (told.out / "soak.md").write_text(table, encoding="utf-8")
    sys.stdout.write(f"{table}\n{told.out / 'soak.svg'}\n")
    return 0 if flat else 1


def soaked(centre: CentreProcess, profile: Path, exchanges: int) -> list[Sample]:
    """Rounds at the rate that the centre allows, with a small reception now and then."""
    station = open_station(profile)
    station.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
    link = station.link_round()
    rounds = exchanges // IN_A_ROUND
    every = max(rounds // SAMPLES, 1)
    samples: list[Sample] = []
    took: list[float] = []
    for number in range(1, rounds + 1):
        if number % RECEPTION_EVERY == 0:
            who = person(f"Lê Thị Sen {number}", f"0561880{number:05}", phone="")
            station.receive(reception(who, procedure=HOUSEHOLD_BUSINESS))
        began = time.perf_counter()
        link.facts()
        spent = time.perf_counter() - began
        took.append(spent * 1000 / IN_A_ROUND)
        time.sleep(max(0.0, REQUESTS / PER_SECOND - spent))
        if number % every == 0:
            samples.append(sample(centre, station, number * IN_A_ROUND, statistics.median(took)))
            took.clear()
    station.close()
    return samples


def sample(centre: CentreProcess, station: Station, exchanges: int, ms: float) -> Sample:
    assert centre.process is not None
    store, base = station.settings.database, Path(centre.database)
    return Sample(
        exchanges=exchanges,
        ms_per_exchange=ms,
        counter_mb=resident_mb("self"),
        centre_mb=resident_mb(str(centre.process.pid)),
        counter_store_mb=size_mb(store),
        counter_wal_mb=size_mb(store.with_name(store.name + "-wal")),
        centre_store_mb=size_mb(base),
        centre_wal_mb=size_mb(base.with_name(base.name + "-wal")),
    )


def resident_mb(process: str) -> float:
    """What the process holds in memory now."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no such line")


def size_mb(path: Path) -> float:
    return path.stat().st_size / 1e6 if path.exists() else 0.0


def judged(samples: list[Sample]) -> tuple[str, bool]:
    """First tenth against last tenth, and whether nothing but what is kept has grown.

    Stores grow with what they keep: for them it is the growth within a tenth that counts.
    """
    tenth = max(len(samples) // 10, 2)
    first, last = samples[:tenth], samples[-tenth:]
    lines = ["| | first tenth | last tenth | ratio |", "|---|---|---|---|"]
    flat = True
    for at, each in enumerate(fields(Sample)[1:], 1):
        grows = each.name.endswith("store_mb")
        measure = growth if grows else middle
        before, after = measure(first, at), measure(last, at)
        ratio = after / before if before else 1.0
        flat &= ratio <= FLAT
        name = f"{each.name}, growth" if grows else each.name
        lines.append(f"| {name} | {before:.3f} | {after:.3f} | {ratio:.2f} |")
    return "\n".join(lines) + "\n", flat


def middle(part: list[Sample], at: int) -> float:
    return statistics.median(float(astuple(each)[at]) for each in part)


def growth(part: list[Sample], at: int) -> float:
    return float(astuple(part[-1])[at]) - float(astuple(part[0])[at])


if __name__ == "__main__":
    sys.exit(main())
