"""A counter in a process of its own: a morning's work, a closing that may be killed, an open
program whose link goes on by itself.

Run as: python -m tests.day.counter_process PROFILE work SEED
        python -m tests.day.counter_process PROFILE close STEP
        python -m tests.day.counter_process PROFILE open
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.closing_screen import closing_screen
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.reception import DeskServices
from counter_app.bootstrap.station import Station, open_station
from counter_app.demo.centre import CLERK
from counter_app.usecases.case import Bundle, Payment, PaymentMethod, Received
from counter_app.usecases.day_figures import unwatched
from counter_app.usecases.mend_matters import AttachScans
from domain.session import TO_SAFE
from tests.office import person, reception

FEE = 50_000
FLOAT = ((100_000, 3), (50_000, 4))
TO_THE_SAFE = 100_000
LEAST, MOST = 4, 9  # receptions of a morning
METHODS = tuple(PaymentMethod)


@dataclass
class Steps:
    """Counts statements and commits; the process dies before the one that was chosen."""

    chosen: int
    done: int = 0

    def one(self, *_told: Any, **_named: Any) -> None:
        self.done += 1
        if self.done == self.chosen:
            os.kill(os.getpid(), signal.SIGKILL)


def work(station: Station, seed: int) -> None:
    """The drawer opened; receptions paid in every way, one given back; a pause; money to the safe.

    What is paid how, and how many come, is chance; the first three pay in the three ways.
    """
    chance = Random(seed)
    station.sessions.open(FLOAT)
    taken = [
        _receive(station, seed * 100 + number, METHODS[number % 3] if number < 3 else None, chance)
        for number in range(chance.randint(LEAST, MOST))
    ]
    first = taken[0]
    assert first.receipt is not None
    station.sessions.refund(first.dossier, first.receipt, 20_000, "cash", "Khách rút hồ sơ")
    station.sessions.suspend("Họp giao ban")
    station.sessions.resume()
    station.sessions.move(TO_SAFE, TO_THE_SAFE, "Trịnh Thu Hà", "PC 01")


def close(station: Station, step: int) -> None:
    """As F9 does it, to its end or to its death before this step; 0: to its end."""
    link = LinkWatch(station, lambda: None)
    services = closing_screen(station, link, DeskServices(station).print_slip)
    steps = Steps(step)
    event.listen(station.engine, "before_cursor_execute", steps.one)
    event.listen(station.engine, "commit", steps.one)
    face = services.close(unwatched)
    sys.stdout.write(f"{steps.done} {face.state}\n")


def stay_open(station: Station) -> None:
    """Until standard input ends."""
    link = LinkWatch(station, lambda: None)
    link.start()
    sys.stdin.read()
    link.stop()


def main() -> None:
    """One act on a profile, in the clerk's name."""
    profile, act, *told = sys.argv[1:]
    station = open_station(Path(profile))
    account = station.accounts.named(CLERK)
    assert account is not None
    station.officer = account.officer
    match act:
        case "work":
            work(station, int(told[0]))
        case "close":
            close(station, int(told[0]))
        case _:
            stay_open(station)
    station.close()


def _receive(
    station: Station, number: int, method: PaymentMethod | None, chance: Random
) -> Received:
    paid = Payment(method=method or chance.choice(METHODS), amount=FEE)
    form = person(f"Phạm Thị Lan {number}", f"0561881{number:05}", phone="")
    received = station.receive(reception(form, procedure=HOUSEHOLD_BUSINESS, payment=paid))
    data = secrets.token_bytes(2_000)
    bundle = Bundle(component=1, sha256=station.blobs.put(data), size=len(data), pages=1)
    AttachScans(begin=station.desk.begin)(received.dossier, [bundle])
    return received


if __name__ == "__main__":
    main()
