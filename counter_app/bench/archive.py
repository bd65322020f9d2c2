"""What an archive costs whoever reads, and how long moving keeps a clerk waiting."""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from sqlalchemy import Connection, Engine, select

from counter_app.bench.invented_office import OFFICE
from counter_app.bench.measure import Figure, beside, in_turns, timed
from counter_app.bench.population import KEY
from counter_app.bench.save import desk, reception
from counter_app.bootstrap.station import moment_now
from counter_app.storage.archive_plan import Plan, Rule, plan
from counter_app.storage.archiving import Archiving
from counter_app.storage.compacting import compact
from counter_app.storage.engine import beside_of, open_engine, reading
from counter_app.storage.journal import Journal
from counter_app.storage.replica import chains
from counter_app.storage.tables import dossier
from counter_app.storage.verification import count_check
from counter_app.usecases.receive_dossier import ReceiveDossier
from domain.identifiers import DeviceId, SubjectId
from domain.moment import Moment
from sync.protocol.chains import tips
from sync.protocol.intervals import Cut

NEVER: Final = Moment(2**50)
"""Every dossier was due before: all of them go."""

WARM: Final = 50
STARTS: Final = 7


def measure(path: Path, size: int, rounds: int) -> list[Figure]:
    """Two copies of a store side by side, one with its dossiers in an archive."""
    with TemporaryDirectory(prefix="archive-", dir=path.parent) as folder:
        ours, bare = Path(folder, "ours.db"), Path(folder, "bare.db")
        for copy in (ours, bare):
            shutil.copyfile(path, copy)
        engine, whole = open_engine(ours, KEY), open_engine(bare, KEY)
        held = _moved(engine, ours)
        engine.dispose()
        before, after = compact(ours, KEY)
        engine = open_engine(ours, KEY)
        figures = [*_read(engine, whole, size, rounds), *_started(engine, whole, size)]
        engine.dispose()
        whole.dispose()
    note = f"kho {before / 1e6:.1f} MB, còn {after / 1e6:.1f} MB"
    return [_figure("một chặng chuyển, cạnh một lần lưu", size, *held, note=note), *figures]


def _read(archived: Engine, whole: Engine, size: int, rounds: int) -> list[Figure]:
    with reading(whole) as connection:
        ids = [row[0] for row in connection.execute(select(dossier.c.id))]
    chance = random.Random(11)  # noqa: S311 - the same dossiers every time
    some = chance.choices(ids, k=rounds + WARM)
    with reading(archived) as ours, reading(whole) as bare:
        here, there = (Journal(one, secrets.token_bytes) for one in (ours, bare))
        took = in_turns(
            [partial(here.about, SubjectId(each)) for each in some],
            [partial(there.about, SubjectId(each)) for each in some],
            warm=WARM,
        )
    return [_figure("diễn biến một hồ sơ đã lưu trữ", size, *took)]


def _started(archived: Engine, whole: Engine, size: int) -> list[Figure]:
    sides = (archived, whole)
    ours, bare = ([partial(count_check, one, moment_now())] * STARTS for one in sides)
    return [_figure("đếm kho lúc mở", size, *in_turns(ours, bare, warm=1))]


def _moved(engine: Engine, store: Path) -> tuple[Sequence[float], Sequence[float]]:
    """How long each step held the store's lock, and a save after each: what a clerk may wait."""
    receive = ReceiveDossier(begin=desk(engine).begin)
    held: list[float] = []
    saved: list[float] = []
    begun = [0.0]

    def go_on(_facts: int) -> bool:
        begun[0] = perf_counter()
        return True

    def rest(_seconds: float) -> None:
        held.append((perf_counter() - begun[0]) * 1000)
        saved.append(timed(partial(receive, reception(len(saved)))))

    leaving = _everything(engine).leaving
    Archiving(engine=engine, beside=beside_of(store, KEY), now=moment_now, rest=rest)(
        leaving, go_on
    )
    return held, saved


def _everything(engine: Engine) -> Plan:
    rule = Rule(scope=OFFICE, month="9999-12", long_past=NEVER, cut_of=_all_that_is_held)
    return plan(engine, rule)


def _all_that_is_held(connection: Connection, device: DeviceId) -> Cut:
    own = [each for each in chains(connection, OFFICE).branches() if each.device == device]
    return tuple(sorted(tips(own)))


def _figure(
    what: str, size: int, ours: Sequence[float], bare: Sequence[float], *, note: str = ""
) -> Figure:
    return beside(
        ours,
        bare,
        what=what,
        size=size,
        note=note,
    )
