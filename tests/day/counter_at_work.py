"""A counter whose clerk goes on receiving while its link sends what waits; until it is killed.

Run as: python -m tests.day.counter_at_work PROFILE SECONDS-BETWEEN-TWO
"""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.station import open_station
from tests.office import person, reception


def main() -> None:
    """Print a code and how many milliseconds its saving took, again and again."""
    station, pause_s = open_station(Path(sys.argv[1])), float(sys.argv[2])
    link = LinkWatch(station, lambda: None)
    link.start()
    for number in count(1):
        time.sleep(pause_s)
        who = person(f"Lê Thị Sen {number}", f"0561880{number:05}", phone="")
        began = time.perf_counter()
        received = station.receive(reception(who, procedure=HOUSEHOLD_BUSINESS))
        took_ms = (time.perf_counter() - began) * 1000
        sys.stdout.write(f"{received.code} {took_ms:.1f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
