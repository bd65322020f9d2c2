"""The supervisor's board: `POST /v1/board`, and its dossiers, `POST /v1/board/dossiers`.

All is read in one snapshot, from tables whose rows are few where the office's day is short.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from domain.identifiers import PROVINCE, Day, DeviceId, Scope
from domain.moment import Moment, beginning, day
from sync.central import board_days, counter_states
from sync.central.board_rights import offices, shown_scopes
from sync.central.centre import Centre
from sync.central.errors import Unreadable
from sync.central.store import board_reads as reads
from sync.central.store import recovery
from sync.central.store.devices import Device
from sync.central.store.engine import Transaction
from sync.central.store.stories import office_name
from sync.protocol.cbor import Value

WEEKS: Final = 4
"""So many of the same weekdays before make the mean of an hour."""

LOST_AFTER_MS: Final = 3 * 60_000
"""A counter asks every half minute; silent for so long, its link is lost."""

LISTED: Final = 200
_WEEK_MS: Final = 7 * 86_400_000
_OFFICER_BYTES: Final = 16
_HOURS: Final = 24
_BROKEN: Final = "Câu hỏi về bảng điều hành sai dạng; hãy cập nhật chương trình ở quầy."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which day of which offices; what is due before `soon_until` is soon late."""

    scopes: Sequence[Scope]
    day: Day
    now: Moment
    soon_until: Moment


def board(centre: Centre, device: Device, asked: Any) -> dict[str, Value]:
    """The figures of an office or the province for a day. Raises CentreError."""
    match asked:
        case {"scope": str(scope), "day": str(of), "officer": bytes(officer)} if _known(officer):
            wanted = _day(of, centre.now())
        case _:
            raise Unreadable(_BROKEN)
    with centre.store.reading() as snapshot:
        scopes = shown_scopes(snapshot, device, officer, Scope(scope))
        return _board(centre, snapshot, Scope(scope), scopes, wanted)


def for_administrator(centre: Centre, scope: Scope, of: str = "") -> dict[str, Value]:
    """The same without asking who looks. Raises CentreError."""
    with centre.store.reading() as snapshot:
        wanted = _day(of or day(centre.now()), centre.now())
        return _board(centre, snapshot, scope, offices(snapshot, scope), wanted)


def dossiers(centre: Centre, device: Device, asked: Any) -> dict[str, Value]:
    """What stands behind a bar, by code and state: of the asker's own office alone.

    Raises CentreError.
    """
    match asked:
        case {"officer": bytes(officer)} if _known(officer):
            pass
        case _:
            raise Unreadable(_BROKEN)
    with centre.store.reading() as snapshot:
        shown_scopes(snapshot, device, officer, device.scope)
        rows = _listed(centre, snapshot, device.scope, asked)
    told = [[row.code, row.status, row.procedure, row.at, row.due] for row in rows[:LISTED]]
    return {"dossiers": told, "more": len(rows) > LISTED, "now": centre.now()}


def _listed(
    centre: Centre, snapshot: Transaction, scope: Scope, wanted: Mapping[str, Any]
) -> Sequence[Any]:
    now = centre.now()
    match wanted:
        case {"day": str(of), "hour": int(hour)} if 0 <= hour < _HOURS:
            return reads.received_at(snapshot, scope, _day(of, now), hour, LISTED)
        case {"field": str(field)}:
            open_ones = reads.open_ones(snapshot, [scope], now, now)
            sectors = reads.sectors(snapshot, [one.procedure for one in open_ones])
            of_field = [
                one.procedure for one in open_ones if sectors.get(one.procedure, "") == field
            ]
            return reads.under_way(snapshot, scope, of_field, LISTED)
        case _:
            raise Unreadable(_BROKEN)


def _board(
    centre: Centre, snapshot: Transaction, scope: Scope, scopes: Sequence[Scope], wanted: Day
) -> dict[str, Value]:
    now = centre.now()
    asked = Asked(scopes=scopes, day=wanted, now=now, soon_until=_soon_until(snapshot, now))
    sitting = reads.sitting(snapshot, scopes)
    month = (Day(f"{wanted[:7]}-01"), wanted)
    received, late = reads.kept_promises(snapshot, scopes, month, now)
    names = {each: office_name(snapshot, each) for each in scopes}
    return {
        "at": now,
        "scope": scope,
        "name": "Toàn tỉnh" if scope == PROVINCE else names[scope],
        "day": wanted,
        "unheard": sum(where in names for where, _ in recovery.waits_for(snapshot)),
        **_hours(snapshot, asked),
        "fields": _fields(snapshot, asked),
        "fees": [list(each) for each in reads.fees(snapshot, scopes, wanted)],
        "month": [received, late],
        "counters": _counters(snapshot, sitting, names, now),
        "days": board_days.days(snapshot, scopes, month, sitting, Moment(now - LOST_AFTER_MS)),
    }


def _hours(snapshot: Transaction, asked: Asked) -> dict[str, Value]:
    """By hour: today's receptions, and those of the same weekdays before in tenths of a mean.

    A weekday on which nothing was received was no day of work, and is left out of the mean.
    """
    today = date.fromisoformat(asked.day)
    before = [Day((today - timedelta(weeks=n)).isoformat()) for n in range(1, WEEKS + 1)]
    rows = reads.by_hour(snapshot, asked.scopes, [asked.day, *before])
    worked = len({row.day for row in rows if row.day != asked.day})
    now_, then = defaultdict[int, int](int), defaultdict[int, int](int)
    for row in rows:
        (now_ if row.day == asked.day else then)[row.hour] += row.count
    same_time = Moment(asked.now - _WEEK_MS)
    return {
        "hours": [
            [hour, now_[hour], round(then[hour] * 10 / worked) if worked else 0]
            for hour in sorted({*now_, *then})
        ],
        "weeks": worked,
        "week_before": reads.until(snapshot, asked.scopes, before[0], same_time),
    }


def _fields(snapshot: Transaction, asked: Asked) -> list[Value]:
    """Field, in time, soon, late; the most first."""
    found = reads.open_ones(snapshot, asked.scopes, asked.now, asked.soon_until)
    sectors = reads.sectors(snapshot, [one.procedure for one in found])
    told = defaultdict[str, list[int]](lambda: [0, 0, 0])
    for one in found:
        counts = told[sectors.get(one.procedure, "")]
        for at, count in enumerate((one.in_time, one.soon, one.late)):
            counts[at] += count
    by_size = sorted(told.items(), key=lambda each: (-sum(each[1]), each[0]))
    return [[field, *counts] for field, counts in by_size]


def _counters(
    snapshot: Transaction,
    sitting: Sequence[reads.Sitting],
    names: Mapping[Scope, str],
    now: Moment,
) -> list[Value]:
    told = {each.device: counter_states.read(each.told) for each in sitting}
    officers = _officers(snapshot, sitting, told)
    return [
        {
            "office": names[each.scope],
            "scope": each.scope,
            "name": each.name,
            "seen": each.seen,
            "proven": each.proven,
            "lost": each.seen < now - LOST_AFTER_MS,
            "told_at": each.told_at,
            **{key: value for key, value in told[each.device].items() if key != "officer"},
            "officer": officers.get(each.device, ""),
        }
        for each in sitting
    ]


def _officers(
    snapshot: Transaction,
    sitting: Sequence[reads.Sitting],
    told: Mapping[DeviceId, Mapping[str, Any]],
) -> Mapping[DeviceId, str]:
    """Who sits at each counter, as the centre named them."""
    by_scope = defaultdict[Scope, dict[DeviceId, bytes]](dict)
    for each in sitting:
        if officer := told[each.device].get("officer"):
            by_scope[each.scope][each.device] = officer
    names: dict[DeviceId, str] = {}
    for scope, at in by_scope.items():
        known = reads.granted(snapshot, scope, set(at.values()))
        names |= {device: known[who].name for device, who in at.items() if who in known}
    return names


def _soon_until(snapshot: Transaction, now: Moment) -> Moment:
    """The end of the next working day: what is due before it is soon late."""
    today = date.fromisoformat(day(now))
    known = reads.calendar(snapshot)
    last = known.working_day_after(today) if known else today + timedelta(days=1)
    return beginning(last + timedelta(days=1))


def _known(officer: bytes) -> bool:
    return len(officer) == _OFFICER_BYTES


def _day(of: str, now: Moment) -> Day:
    """A day that has come. Raises Unreadable."""
    try:
        told = date.fromisoformat(of)
    except ValueError as error:
        raise Unreadable("Ngày phải viết dạng 2026-11-23; hãy hỏi lại.") from error
    if not date(2000, 1, 1) <= told <= date.fromisoformat(day(now)):
        raise Unreadable("Ngày ấy chưa tới hoặc quá xa; hãy hỏi ngày khác.")
    return Day(told.isoformat())
