"""Archiving at this counter: what could go, moving it, and what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import groupby

from counter_app.bootstrap.station import Station, moment_now
from counter_app.storage import archives
from counter_app.storage.archive_plan import Leaving, Plan, Rule, plan, scans_going, sealed_cuts
from counter_app.storage.archive_return import take_up_again
from counter_app.storage.archive_scans import move_scans
from counter_app.storage.archiving import Archiving
from counter_app.usecases.archive_lines import Archived, ArchiveLine, MonthLine, ToArchive
from domain.moment import Moment, local
from domain.retention import months_before

GoOn = Callable[[int, int], bool]
"""Hears how far of how much it is; says whether to go on."""

STEPS = 3
"""Every fact is copied, read back, and taken out."""


def last_month() -> str:
    """The month before this one: "2026-10"."""
    return f"{local(months_before(moment_now(), 1)):%Y-%m}"


def planned(station: Station, month: str, go_on: Callable[[int], bool] = lambda _: True) -> Plan:
    """What may go of the months up to this one."""
    who = station.enrolled
    rule = Rule(
        scope=who.scope,
        month=month,
        long_past=months_before(moment_now(), station.settings.archive_after_months),
        cut_of=sealed_cuts(who.centre_key),
    )
    return plan(station.engine, rule, go_on)


def told(station: Station, month: str, found: Plan) -> ToArchive:
    """A plan in figures."""
    months = groupby(found.leaving, key=lambda each: each.month)
    return ToArchive(
        last_month=month,
        months=[_line(station, name, list(some)) for name, some in months],
        staying=dict(found.staying),
        store_bytes=store_bytes(station),
    )


def move(station: Station, found: Plan, go_on: GoOn = lambda _so_far, _all: True) -> Archived:
    """Move what the plan names, then the scans; stopped half-way, the rest stays where it is.

    Raises ArchiveNotWhole, NoMoreArchives, StorageUnavailable, OSError.
    """
    all_, so_far = found.facts * STEPS, 0

    def step(more: int) -> bool:
        nonlocal so_far
        so_far += more
        return go_on(min(so_far, all_), all_)

    engine = station.engine
    take_up_again(engine, station.archives, moment_now())
    archiving = Archiving(engine=engine, beside=station.archives, now=moment_now)
    moved = archiving(found.leaving, step)
    scans, scan_bytes = (0, 0)
    if not moved.stopped:
        scans, scan_bytes = move_scans(engine, station.blobs.carry, lambda _: go_on(all_, all_))
    return Archived(
        dossiers=moved.dossiers,
        sessions=moved.sessions,
        facts=moved.facts,
        scans=scans,
        scan_bytes=scan_bytes,
        files=sorted(moved.files),
        stopped=moved.stopped,
        store_bytes=store_bytes(station),
    )


def listed(station: Station) -> Sequence[ArchiveLine]:
    """The archives of this store."""
    by_file = defaultdict(list)
    for each in archives.months(station.engine):
        by_file[each.file].append(each)
    return [
        ArchiveLine(
            path=str(station.archives.path(each.name)),
            bytes=each.bytes,
            absent=each.absent,
            verified=Moment(each.verified) if each.verified else None,
            months=by_file[each.name],
        )
        for each in archives.files(station.engine, station.archives)
    ]


def store_bytes(station: Station) -> int:
    """How large the store is on the disk."""
    return station.settings.database.stat().st_size


def _line(station: Station, month: str, leaving: Sequence[Leaving]) -> MonthLine:
    scans, scan_bytes = scans_going(station.engine, leaving)
    return MonthLine(
        month=month,
        facts=sum(len(each.rows) for each in leaving),
        dossiers=sum(each.is_dossier for each in leaving),
        sessions=sum(not each.is_dossier for each in leaving),
        bytes=sum(each.bytes for each in leaving),
        scans=scans,
        scan_bytes=scan_bytes,
    )
