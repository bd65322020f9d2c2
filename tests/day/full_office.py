"""An office with a past, made once: a counter and its centre that hold many facts, a sealed
yesterday, and a day of work that both have and nobody has closed yet.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from counter_app.bench import invented_people as people
from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.demo.rig import free_port
from counter_app.demo.scanner import FEEDER
from counter_app.storage import identity as identities
from counter_app.storage.engine import transaction
from counter_app.storage.journal import Author, Journal
from counter_app.storage.projection import project
from counter_app.usecases.case import Bundle
from counter_app.usecases.mend_matters import AttachScans
from counter_app.usecases.receive_dossier import ReceiveDossier
from domain.facts import Fact
from domain.identifiers import Day, DossierId, SubjectId
from domain.moment import day
from tests.centres import TestedCentre, new_centre
from tests.office import person, reception

SUPERVISOR = "ha.trinh"
DOSSIERS = 8
PAPERS = (1, 2, 3, 4)
FLOAT = ((100_000, 5),)
FEE = 50_000
FACTS_OF_A_DOSSIER = 4
CUSTOMERS = 500
SLOTS_BETWEEN = 10  # minutes from one dossier of the past to the next
BATCH = 2_000


@dataclass(frozen=True)
class FullOffice:
    """Two folders: the counter's profile, and the centre's with its database."""

    folder: Path

    @property
    def profile(self) -> Path:
        return self.folder / "counter"

    def copied(self, folder: Path) -> FullOffice:
        shutil.copytree(self.folder, folder)
        return FullOffice(folder)

    def centre(self, port: int = 0) -> TestedCentre:
        """Not yet serving."""
        kept = self.folder / "centre"
        return TestedCentre(folder=kept, port=port or free_port(), database=str(kept / "centre.db"))


def make(folder: Path, facts: int) -> FullOffice:
    """The office of so many facts, with the day's work done at its counter."""
    made = FullOffice(folder)
    centre = new_centre(folder / "centre")
    centre.start()
    try:
        station = open_station(made.profile)
        station.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
        station.link_round()()
        _remember(station, facts)
        _seal_yesterday(station)
        with seated(station):
            _work(station)
        around = station.link_round()
        around()
        around.files(lambda _seconds: False)
        station.close()
    finally:
        centre.stop()
    return made


@contextmanager
def seated(station: Station) -> Iterator[Station]:
    """The supervisor sits at the counter."""
    account = station.accounts.named(SUPERVISOR)
    assert account is not None
    station.officer = account.officer
    yield station
    station.officer = None


@contextmanager
def at_work(office: FullOffice, centre: TestedCentre) -> Iterator[Station]:
    """The counter of a copy, which finds its centre at another port, the supervisor before it."""
    (office.profile / "counter.toml").write_text(f'scanner = "{FEEDER}"\n', encoding="utf-8")
    station = open_station(office.profile)
    identities.move(station.engine, station.enrolled, centre.url)
    station.identity = identities.load(station.engine)
    try:
        with seated(station):
            yield station
    finally:
        station.close()


def whole_dossier(station: Station, number: int) -> DossierId:
    """Received, paid, scanned and printed."""
    form = person(f"Lê Thị Sen {number}", f"0561880{number:05}", phone="")
    dossier = ReceiveDossier(begin=station.desk.begin)(reception(form)).dossier
    scan(station, dossier)
    station.print_slip()(dossier, "Trịnh Thu Hà")
    return dossier


def scan(station: Station, dossier: DossierId) -> None:
    """Every paper of a dossier, small."""
    bundles = []
    for component in PAPERS:
        data = secrets.token_bytes(2_000)
        sha256 = station.blobs.put(data)
        bundles.append(Bundle(component=component, sha256=sha256, size=len(data), pages=1))
    AttachScans(begin=station.desk.begin)(dossier, bundles)


def _work(station: Station) -> None:
    """A morning: the drawer opened, and dossiers."""
    station.sessions.open(FLOAT)
    for number in range(DOSSIERS):
        whole_dossier(station, number)


def _seal_yesterday(station: Station) -> None:
    before = date.fromisoformat(day(moment_now())) - timedelta(days=1)
    station.link_round().closing.close(Day(before.isoformat()))


def _remember(station: Station, facts: int) -> None:
    """Months of dossiers, written into the counter's own chain as they would have been."""
    dossiers = facts // FACTS_OF_A_DOSSIER
    customers = min(CUSTOMERS, dossiers)
    slots = range(0, SLOTS_BETWEEN * dossiers, SLOTS_BETWEEN)
    told: list[tuple[SubjectId, int, Sequence[Fact]]] = [
        (SubjectId(people.customer_key(number)), number, [people.registered(number)])
        for number in range(customers)
    ] + [
        (SubjectId(people.dossier_key(slot)), slot, people.received(slot, slot % customers))
        for slot in slots
    ]
    who = station.enrolled
    author = Author(
        scope=who.scope, device=who.device, epoch=who.epoch, actor=SubjectId(who.device)
    )
    for first in range(0, len(told), BATCH):
        with transaction(station.engine) as connection:
            journal = Journal(connection, secrets.token_bytes)
            for subject, slot, said in told[first : first + BATCH]:
                at = people.slot_begins(slot)
                entries = journal.write(author, subject, said, at, unheard=True)
                project(connection, subject, entries, fresh=True)
            connection.commit()
    station.mark.move(station.engine, who)
