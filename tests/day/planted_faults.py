"""A drifted fact, a lost scan, a missing receipt and a double number in one day: each is to be
found, named and mended through the closing screen, and the day sealed with both sides equal.

Run as: python -m tests.day.planted_faults --seeds 100 [--from 0] [--facts 100000]
A seed is one choice of what is planted where: the same seed plants the same again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

from sqlalchemy import select

from counter_app.bootstrap.station import Station, moment_now
from counter_app.demo.scanner import scanner_environment
from counter_app.storage import day_closes
from counter_app.storage.day_recount import recount
from counter_app.storage.engine import reading
from counter_app.storage.identity import Identity
from counter_app.storage.verification import verify
from counter_app.ui.look import Look
from counter_app.ui.theme import dress
from counter_app.usecases.day_figures import Agreement, DayState
from domain.dossier import FeeTaken, ScanAttached
from domain.facts import Fact
from domain.identifiers import Day, SubjectId
from domain.moment import day
from sync.central import admin
from sync.central.centre import Centre
from sync.central.store.tables import certificate
from sync.protocol.frame import Sealed, envelope
from sync.store.day_sums import entry_of
from tests.centres import TestedCentre
from tests.counter_app.ui import gallery
from tests.day.at_the_screen import Supervisor, supervisor
from tests.day.full_office import DOSSIERS, FEE, FLOAT, FullOffice, at_work, make
from tests.day.written_by_hand import (
    code_again,
    papers_of_today,
    receipt_again,
    receipt_left_out,
    record_of,
)
from tests.planting import Side, at_centre, at_counter, scan_file

FACTS = 100_000


class Where(StrEnum):
    """On which side something is planted; `NOWHERE`: a number that nothing ever used."""

    COUNTER = "counter"
    CENTRE = "centre"
    BOTH = "both"
    NOWHERE = "nowhere"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one seed plants."""

    seed: int
    drift: Where
    bare: bool  # the drifted fact no longer hashes to the id it stands under
    receipt: Where
    scan: Where
    double: str  # receipt, code

    @property
    def words(self) -> str:
        """For the report."""
        drift = f"{self.drift}{' bare' if self.bare else ''}"
        return f"drift {drift}, receipt {self.receipt}, scan {self.scan}, double {self.double}"


def plan(seed: int) -> Plan:
    """Every seed plants all four; where, is chance."""
    chance = Random(seed)
    return Plan(
        seed=seed,
        drift=chance.choice((Where.COUNTER, Where.CENTRE)),
        bare=chance.random() < 0.5,
        receipt=chance.choice((Where.COUNTER, Where.CENTRE, Where.NOWHERE)),
        scan=chance.choice((Where.COUNTER, Where.CENTRE, Where.BOTH)),
        double=chance.choice(("receipt", "code")),
    )


@dataclass
class Planted:
    """What the screen has to name: of each fault some words that stand in one sentence."""

    named: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    facts: list[Sealed] = field(default_factory=list)  # to be whole again at both ends
    given_up: set[bytes] = field(default_factory=set)  # scans that nobody has any more

    def unnamed(self, person: Supervisor) -> list[str]:
        """Faults of which the screen never spoke by name."""
        return [
            f"{fault}: none of {told}"
            for fault, told in self.named.items()
            if not any(person.saw(*words) for words in told)
        ]


@dataclass(frozen=True)
class Scene:
    """An office, its running centre, who its counter is, and the day that is closed."""

    office: FullOffice
    centre: TestedCentre
    who: Identity
    today: Day

    def at(self, where: Where) -> AbstractContextManager[Side]:
        """The counter's facts as this side keeps them."""
        told = (self.who.scope, self.who.device)
        if where is Where.COUNTER:
            return at_counter(self.office.profile, *told)
        return at_centre(self.centre, *told)

    @contextmanager
    def centre_store(self) -> Iterator[Centre]:
        """The centre's store beside its running service."""
        folder = self.centre.folder
        opened = admin.open_centre(self.centre.database, folder / "blobs", folder / "keys")
        try:
            yield opened
        finally:
            opened.store.close()


def play(look: Look, office: FullOffice, told: Plan) -> None:
    """One evening. Raises AssertionError where anything is not found, not named or not mended."""
    chance, planted = Random(told.seed + 1_000_000), Planted()
    centre = office.centre()
    centre.start()
    try:
        with at_work(office, centre) as station:
            scene = Scene(office, centre, station.enrolled, day(moment_now()))
            _write_by_hand(station, told, planted)
        _plant(scene, told, planted, chance)
        with at_work(office, centre) as station, supervisor(look, station) as person:
            person.close_until_sealed()
            assert planted.unnamed(person) == [], "\n".join(person.seen)
            _assert_sealed(scene, station, person)
            _assert_whole(scene, station, planted)
    finally:
        centre.stop()


# what is planted


def _write_by_hand(station: Station, told: Plan, planted: Planted) -> None:
    """The double number, and the receipt that was left out; then the drawer is closed."""
    papers, extra = papers_of_today(station), 0
    one, other = papers[0], papers[2]
    if told.double == "receipt":
        receipt_again(station, one, other)
        extra += 1
        planted.named["double"] = [(f"{one.receipt} có trên hai giấy", one.code, other.code)]
    else:
        code_again(station, one, other)
        serial = one.code.rpartition("-")[2]
        planted.named["double"] = [(f"{serial} có trên hai giấy", one.name, other.name)]
    if told.receipt is Where.NOWHERE:
        left_out = receipt_left_out(station, papers)
        extra += 1
        planted.named["receipt"] = [(f"Biên lai {left_out} không thấy",)]
    station.sessions.count((*FLOAT, (FEE, DOSSIERS + extra)))
    station.sessions.close()
    around = station.link_round()
    around()
    assert not around.files(lambda _seconds: False)


def _plant(scene: Scene, told: Plan, planted: Planted, chance: Random) -> None:
    """The drift, the fact lost, the scan lost: into stores that lie still."""
    with scene.at(Where.COUNTER) as side:
        facts = side.of_day(scene.today)
    known = [(SubjectId(each.frame.subject), entry_of(each).fact) for each in facts]
    fees = [each for each in facts if each.frame.kind == FeeTaken.kind]
    lost = chance.choice(fees)
    if told.receipt is not Where.NOWHERE:
        with scene.at(told.receipt) as side:
            side.lose(lost)
        fact = entry_of(lost).fact
        assert isinstance(fact, FeeTaken)
        found = _FOUND_THERE if told.receipt is Where.CENTRE else _FOUND_HERE
        planted.named["receipt"] = [(words, f"biên lai {fact.receipt}") for words in found]
        planted.facts.append(lost)
    drifted = chance.choice([each for each in facts if each.frame.subject != lost.frame.subject])
    with scene.at(told.drift) as side:
        side.drift(drifted, chance, bare=told.bare)
    record = record_of(known, SubjectId(drifted.frame.subject))
    found = _FOUND_THERE if told.drift is Where.CENTRE else _FOUND_HERE
    planted.named["drift"] = [(words, record) for words in found]
    planted.facts.append(drifted)
    _lose_scan(scene, told, planted, chance.choice(_scans(known)))


_FOUND_HERE = ("việc lưu ở quầy đã hỏng",)
_FOUND_THERE = ("trung tâm nhận lại", "việc lưu ở trung tâm đã bị đổi")
"""The second where the centre's bytes agree with themselves: then they were counted, and differ."""


def _scans(known: Sequence[tuple[SubjectId, Fact]]) -> list[tuple[str, ScanAttached]]:
    """Each scan of the day with the code of its dossier; those on two papers are left alone."""
    told = [
        (record_of(known, about), fact) for about, fact in known if isinstance(fact, ScanAttached)
    ]
    once = {sha256 for sha256, times in Counter(s.sha256 for _, s in told).items() if times == 1}
    return [each for each in told if each[1].sha256 in once]


def _lose_scan(scene: Scene, told: Plan, planted: Planted, which: tuple[str, ScanAttached]) -> None:
    code, scan = which
    paper = f"giấy tờ {scan.component} của {code}"
    here, there = scene.office.profile / "blobs", scene.office.folder / "centre" / "blobs"
    if told.scan is not Where.CENTRE:
        scan_file(here, scan.sha256).unlink()
        planted.named["scan"] = [(f"Tệp quét {paper} không còn ở quầy",)]
    if told.scan is not Where.COUNTER:
        scan_file(there, scan.sha256).unlink()
        planted.named["scan"] = [(f"Trung tâm đã mất tệp quét {paper}",)]
    if told.scan is Where.BOTH:
        planted.named["scan"] = [(f"Bản quét {paper} không đọc được",)]
        planted.given_up.add(scan.sha256)


# what must hold in the end


def _assert_sealed(scene: Scene, station: Station, person: Supervisor) -> None:
    """The same certificate at both ends, figures equal, nothing left open."""
    assert person.face.state is DayState.SEALED
    assert person.open == []
    assert {each.agreement for each in person.face.figures} == {Agreement.EQUAL}
    with reading(station.engine) as connection:
        closing = day_closes.of_day(connection, scene.who.device, scene.today)
    assert closing is not None
    counted = recount(station.engine, scene.who, closing)
    assert counted.totals == closing.told.sums.totals
    with scene.centre_store() as centre, centre.store.reading() as snapshot:
        kept = certificate.c
        row = snapshot.execute(
            select(kept.document, kept.counter_signature, kept.centre_signature).where(
                kept.device == scene.who.device, kept.number == closing.number
            )
        ).one()
    told = closing.sealed
    assert tuple(map(bytes, row)) == (told.document, told.signature, told.countersignature)


def _assert_whole(scene: Scene, station: Station, planted: Planted) -> None:
    """Every byte of both stores is what it was, but for a scan that nobody had any more."""
    here = verify(station.engine, station.blobs.get, moment_now()).problems
    with scene.centre_store() as centre:
        there = admin.verify(centre).problems
    given_up = {sha256.hex()[:8] for sha256 in planted.given_up}
    assert [each for each in (*here, *there) if not any(name in each for name in given_up)] == []
    for where in (Where.COUNTER, Where.CENTRE):
        with scene.at(where) as side:
            for fact in planted.facts:
                assert side.stored(fact.id) == (
                    fact.id,
                    envelope(fact.frame),
                    fact.frame.salt,
                    fact.frame.body,
                )


# many seeds


def main() -> int:
    """Play them; 1 where any fails, each with what the screen said."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    told = _arguments()
    look = Look()
    dress(gallery.app(), look)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="planted-faults-") as folder:
        os.environ |= scanner_environment(Path(folder) / "sane")
        began = time.monotonic()
        made = make(Path(folder) / "made", told.facts)
        _say(f"{told.facts:,} facts made in {time.monotonic() - began:.0f} s")
        for seed in range(told.first, told.first + told.seeds):
            failed += not _tried(look, made, plan(seed), Path(folder) / str(seed))
        took = time.monotonic() - began
    _say(f"{told.seeds} seeds, {failed} failed, {took:.0f} s")
    return int(failed > 0)


def _tried(look: Look, made: FullOffice, told: Plan, folder: Path) -> bool:
    began = time.monotonic()
    try:
        play(look, made.copied(folder), told)
    except Exception:  # noqa: BLE001 - whatever it is, the seed failed, and the others are played
        _say(f"seed {told.seed} FAILED: {told.words}\n{traceback.format_exc()}")
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _say(f"seed {told.seed}: {told.words} ({time.monotonic() - began:.1f} s)")
    return True


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--facts", type=int, default=FACTS)
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
