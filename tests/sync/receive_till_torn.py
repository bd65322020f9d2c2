"""A counter on a disk that loses what was not flushed: receives, exchanges, closes and opens.

A line on standard input: calls tear permille profile (see torn_writes.c, which must be loaded
before). A forked child works until its disk takes it along; a line on standard output with a code
is a promise, and "gone" ends them.

Run as: LD_PRELOAD=torn.so python -m tests.sync.receive_till_torn
"""

from __future__ import annotations

import ctypes
import os
import sys
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.station import open_station
from tests.office import person, reception

RECEPTIONS = 3
DROPPED, TORN, CARELESS = range(3)
"""What the disk does; or it drops, and the store does not flush: then promises are lost."""


def careless(connection: Any, *_told: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def work(calls: int, tear: int, permille: int, profile: Path) -> None:
    """Only the store is watched: a mark beside it is written without a promise."""
    station = open_station(profile)
    if tear == CARELESS:
        event.listen(station.engine, "checkout", careless)
    watched = str(station.settings.database).encode()
    ctypes.CDLL(None).torn_arm(watched, ctypes.c_long(calls), tear == TORN, permille)
    for number in count():
        if number % RECEPTIONS == RECEPTIONS - 1:
            station.link_round().facts()
            station.close()  # the write-ahead log goes into the store
            station = open_station(profile)
        who = person(f"Lê Thị Sen {number}", f"05618{os.getpid() % 10_000:04}{number:03}", phone="")
        received = station.receive(reception(who, procedure=HOUSEHOLD_BUSINESS))
        sys.stdout.write(f"{received.code}\n")
        sys.stdout.flush()


def main() -> None:
    """Fork for each line."""
    for line in sys.stdin:
        calls, tear, permille, profile = line.split(maxsplit=3)
        child = os.fork()
        if child == 0:
            work(int(calls), int(tear), int(permille), Path(profile.strip()))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"gone {os.WTERMSIG(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
