"""`counterctl bench sync`: one run that prints what an exchange carries and costs.

A centre in processes of its own, counters with real keys, one of them with a real store; real
messages over real HTTP on loopback. One office with twenty counters grows from size to size; a
second one with two shows what the number of counters costs.
"""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from counter_app.bench import sync_hash, sync_rows
from counter_app.bench.sync_bare import bare_postgres, bare_sqlite
from counter_app.bench.sync_link import Carried, spending
from counter_app.bench.sync_office import BATCH, Office, Rig, StartCentre, facts_in, send
from counter_app.bench.sync_rows import Row

COUNTERS: Final = 20
FEW: Final = 2
OWN: Final = 2_000
SCATTERED: Final = (10, 1_000, 10_000)
LEAST_ACCEPTED: Final = 10_000
TURNS: Final = 5
SQLITE: Final = "SQLite"
POSTGRESQL: Final = "PostgreSQL"


def measure(told: Namespace, folder: Path, start: StartCentre, say: Any) -> Iterator[Row]:
    """Every row, as it is known."""
    sizes = sorted(int(size) for size in told.sizes.split(","))
    yield sync_hash.simulated()
    for store, database in ((SQLITE, ""), (POSTGRESQL, told.database)):
        if store == POSTGRESQL and not database:
            continue
        centre = start(folder / f"centre-{time.time_ns()}", database)
        rig = Rig(centre=centre, folder=centre.folder)
        try:
            yield from _on(rig, store, sizes, told.facts, say)
        finally:
            rig.centre.stop()


def _on(rig: Rig, store: str, sizes: Sequence[int], facts: int, say: Any) -> Iterator[Row]:
    say(f"{store}: ghi danh {COUNTERS + FEW} quầy …")
    many = rig.office("H32.901", COUNTERS)
    few = rig.office("H32.902", FEW)
    for size in sizes:
        say(f"{store}: {size:,} việc …")
        _begin(many)
        many.grow(size)
        many.write(OWN)
        if size == sizes[0]:
            yield from _wire(many, store, size)
        many.exchange()
        yield sync_rows.quiet(rig, many, f"{store}, {COUNTERS} counters", size)
        yield sync_rows.forgotten(rig, many, store, size)
        if size == sizes[0]:
            yield _accepted(rig, store, (many, few), facts, say)
            yield sync_rows.quiet(rig, few, f"{store}, {FEW} counters", few.facts)
            yield _accepted(rig, store, (many,), facts, say)
        elif size == sizes[-1]:
            yield _accepted(rig, store, (many, few), facts, say)
        if size == sizes[-1]:
            yield from _lacking(rig, many, store, size, say)
        say(f"{store}: máy thay …")
        yield sync_rows.replaced(rig, many, store, size)
    say(f"{store}: băm lại …")
    yield from sync_hash.rehash(rig, many, store)


def _lacking(rig: Rig, office: Office, store: str, size: int, say: Any) -> Iterator[Row]:
    for lacking in SCATTERED:
        if lacking * 10 <= size:
            say(f"{store}: thiếu {lacking:,} việc …")
            yield sync_rows.ends(rig, office, store, size, lacking)
            yield sync_rows.holes(rig, office, store, size, lacking)


def _begin(office: Office) -> None:
    office.link.begin()
    for pusher in office.pushers:
        pusher.link.begin()


def _wire(office: Office, store: str, size: int) -> Iterator[Row]:
    up = Carried()
    for pusher in office.pushers:
        told = pusher.link.carrier.carried
        up.trips += told.trips
        up.up += told.up
        up.headers_up += told.headers_up
    taken = sum(len(run.facts) for _, answer in office.link.said for run in answer.runs)
    yield sync_rows.wire(store, size, up, office.facts, up=True)
    yield sync_rows.wire(store, size, office.link.carrier.carried, taken, up=False)


def _accepted(rig: Rig, store: str, offices: tuple[Office, ...], facts: int, say: Any) -> Row:
    """Requests made before are sent, by one counter of each office at once.

    One sender waits for each answer, and so keeps one core busy at a time.
    """
    say(f"{store}: nhận {facts:,} việc …")
    office, alone = offices[0], len(offices) == 1
    turns = [_pushed(rig, offices, facts) for _ in range(TURNS)]
    best = max(turns, key=lambda figures: figures["a second"])
    told = ", ".join(f"{turn['a second']:,.0f}" for turn in turns)
    bare = _bare(rig, office, store, facts)
    return Row(
        what="facts accepted, one sender" if alone else "facts accepted, two senders",
        store=store,
        size=office.facts,
        figures={**best, "bare a second": bare, "of bare": best["a second"] / bare},
        target="" if alone else f"≥ {LEAST_ACCEPTED:,}/s",
        met=None if alone else best["a second"] >= LEAST_ACCEPTED,
        note=f"best of {told}",
    )


def _pushed(rig: Rig, offices: Sequence[Office], facts: int) -> Mapping[str, float]:
    writers = [each.pushers[0] for each in offices]
    made = [(each, each.requests(facts // len(writers))) for each in writers]
    number = facts_in(made)
    with spending(rig.seconds) as spent:
        send(made, offices)
    return {
        "a second": number / spent.wall,
        "centre CPU µs": spent.centre / number * 1e6,
        "sender CPU µs": spent.here / number * 1e6,
    }


def _bare(rig: Rig, office: Office, store: str, facts: int) -> float:
    """Rows of as many facts a second, by the driver alone."""
    write = bare_postgres if store == POSTGRESQL else bare_sqlite
    took = min(write(rig.centre.database, office.scope, facts, BATCH) for _ in range(TURNS))
    return facts / took


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """For a person."""
    for row in rows:
        size = f"n = {row.size:,}" if row.size else ""
        mark = {True: "đạt", False: "CHƯA ĐẠT", None: ""}[row.met]
        yield f"{row.what} | {row.store} | {size} | {row.target} {mark} {row.note}".rstrip()
        yield "    " + " · ".join(f"{name} {_plain(value)}" for name, value in row.figures.items())


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"
