"""The rows of `counterctl bench sync` that come from exchanges: bytes, round trips, seconds.

The engines are asked as the desktop asks them; what differs they find out by themselves. A part
of a message is weighed by packing the message without it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from sqlalchemy import delete, func, select

from counter_app.bench.sync_link import Carried, spending, weight
from counter_app.bench.sync_office import BATCH, Office, Rig, clock, send
from counter_app.bootstrap.station import open_station
from counter_app.storage import tables as t
from counter_app.storage.engine import reading, transaction
from counter_app.storage.verification import branches, check, note
from domain.moment import Moment
from sync.protocol.messages import ReconcileAnswer, ReconcileRequest, SyncAnswer, SyncRequest

QUIET: Final = 200
"""The system's account of processor time goes by hundredths of a second, for each process."""
MOST_EXTRA: Final = 64
MOST_KNOWING: Final = 2_048
MOST_HOLE: Final = 6
MOST_FACT: Final = 120
MOST_REPLACED_S: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    what: str
    store: str  # the centre's database
    size: int = 0  # facts in the office
    figures: Mapping[str, float] = field(default_factory=dict)
    target: str = ""
    met: bool | None = None  # None: told beside another, without a target of its own
    note: str = ""


def quiet(rig: Rig, office: Office, store: str, size: int) -> Row:
    """Nothing differs: what the proof costs beyond the same exchange without it."""
    office.exchange()
    carried = office.link.begin()
    background = rig.background()
    with spending(rig.seconds) as spent:
        for _ in range(QUIET):
            office.exchange()
    background = rig.background() - background
    bare = 0
    for request, answer in office.link.said:
        if isinstance(request, SyncRequest) and isinstance(answer, SyncAnswer):
            bare += weight(replace(request, digest=b"")) + weight(replace(answer, digest=b""))
    extra = (carried.bodies - bare) / QUIET
    return Row(
        what="nothing differs",
        store=store,
        size=size,
        figures={
            "bytes beyond": extra,
            "bytes": carried.bodies / QUIET,
            "headers": carried.headers / QUIET,
            "round trips": carried.trips / QUIET,
            "ms": spent.wall / QUIET * 1000,
            "counter CPU ms": spent.here / QUIET * 1000,
            "centre CPU ms": (spent.centre - background) / QUIET * 1000,
            "PostgreSQL's background ms": background / QUIET * 1000,
        },
        target=f"≤ {MOST_EXTRA} B beyond, 1 round trip",
        met=extra <= MOST_EXTRA and carried.trips == QUIET,
    )


def forgotten(rig: Rig, office: Office, store: str, size: int) -> Row:
    """The counter no longer knows how far it read, and nothing is new."""
    office.exchange()
    office.forget_link()
    carried = office.link.begin()
    with spending(rig.seconds) as spent:
        office.exchange()
    return Row(
        what="link state forgotten",
        store=store,
        size=size,
        figures=_of(carried) | {"ms": spent.wall * 1000},
        target="≤ 2 KB, 1 extra round trip",
        met=carried.bodies <= MOST_KNOWING and carried.trips <= 2,
    )


def ends(rig: Rig, office: Office, store: str, size: int, lacking: int) -> Row:
    """Others wrote meanwhile, and the cursor is lost too: heads must say what is lacking."""
    office.exchange()
    pusher = office.pushers[0]
    send([(pusher, pusher.requests(lacking))], [office])
    office.forget_link()
    carried = office.link.begin()
    with spending(rig.seconds) as spent:
        office.exchange()
    knowing, trips = _knowing(office)
    return Row(
        what=f"ends of chains missing, d = {lacking:,}",
        store=store,
        size=size,
        figures={"bytes to know": knowing, "trips to know": trips}
        | _of(carried)
        | {"ms": spent.wall * 1000},
        target="≤ 2 KB to know",
        met=knowing <= MOST_KNOWING and trips == 1,
    )


def holes(rig: Rig, office: Office, store: str, size: int, lacking: int) -> Row:
    """Facts lost at random places of all chains, seen by verification, and given back."""
    office.exchange()
    _lose(office, lacking)
    carried = office.link.begin()
    with spending(rig.seconds) as spent:
        proven = office.exchange()
    knowing, trips = _knowing(office)
    limit = MOST_KNOWING + MOST_HOLE * lacking
    return Row(
        what=f"scattered facts missing, d = {lacking:,}",
        store=store,
        size=size,
        figures={"bytes to know": knowing, "a hole": knowing / lacking, "trips to know": trips}
        | _of(carried)
        | {
            "all bytes a fact": carried.bodies / lacking,
            "s": spent.wall,
            "counter CPU s": spent.here,
            "centre CPU s": spent.centre,
        },
        target=f"≤ 2 KB + {MOST_HOLE} B a hole, 1 round trip to know",
        met=knowing <= limit and trips == 1,
        note=f"{proven.repairs} repairs",
    )


def replaced(rig: Rig, office: Office, store: str, size: int) -> Row:
    """A new PC for a counter: enrolled, and then everything of its office taken over and proven.

    Its numbers come last in the office's feed, so it receives citizens when all is here.
    """
    code = rig.code(office.scope)
    station = open_station(rig.folder / f"replaced-{time.time_ns()}")
    try:
        with spending(rig.seconds) as spent:
            station.enrol(rig.centre.url, code)
            station.link_round()()
        numbers = station.queries.numbers_left(office.scope, clock())
        with reading(station.engine) as connection:
            held = connection.execute(
                select(func.count()).select_from(t.fact).where(t.fact.c.scope == office.scope)
            ).scalar_one()
    finally:
        station.close()
    return Row(
        what="a replacement PC",
        store=store,
        size=size,
        figures={
            "s": spent.wall,
            "facts": held,
            "facts a second": held / spent.wall,
            "counter CPU s": spent.here,
            "centre CPU s": spent.centre,
        },
        target=f"works within {MOST_REPLACED_S / 60:.0f} minutes",
        met=spent.wall <= MOST_REPLACED_S and numbers is not None and numbers.left > 0,
    )


def wire(store: str, size: int, carried: Carried, facts: int, *, up: bool) -> Row:
    """A typical fact on the wire, in the batches in which the office grew."""
    each = (carried.up if up else carried.down) / facts
    return Row(
        what="a typical fact, to the centre" if up else "a typical fact, to a counter",
        store=store,
        size=size,
        figures={
            "bytes": each,
            "headers": (carried.headers_up if up else carried.headers_down) / facts,
            "facts a request": facts / carried.trips,
        },
        target=f"≤ {MOST_FACT} B",
        met=each <= MOST_FACT,
    )


def _of(carried: Carried) -> dict[str, float]:
    return {
        "up": carried.up,
        "down": carried.down,
        "headers": carried.headers,
        "round trips": carried.trips,
    }


def _knowing(office: Office) -> tuple[float, int]:
    """What the first comparison weighs without the facts that it gives, and its round trips."""
    for question, answer in office.link.said:
        if isinstance(question, ReconcileRequest) and isinstance(answer, ReconcileAnswer):
            return weight(question) + weight(replace(answer, runs=())), 1
    return 0.0, 0


def _lose(office: Office, lacking: int) -> None:
    """Delete rows by hand, and let verification see it."""
    of_office = t.fact.c.scope == office.scope
    with reading(office.engine) as connection:
        ends_ = select(t.head.c.id).where(t.head.c.scope == office.scope)
        found = select(t.fact.c.pos).where(of_office, t.fact.c.id.not_in(ends_))
        positions = [row[0] for row in connection.execute(found)]
    chosen = Random(11).sample(positions, lacking)  # noqa: S311 - the same every time
    with transaction(office.engine) as connection:
        for part in _parts(chosen):
            connection.execute(delete(t.fact).where(t.fact.c.pos.in_(part)))
        connection.commit()
    for scope, branch in branches(office.engine):
        checked = check(office.engine, scope, branch, lambda: True)
        if checked is not None:
            note(office.engine, scope, branch, checked, Moment(1))


def _parts(chosen: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(chosen), BATCH):
        yield chosen[at : at + BATCH]
