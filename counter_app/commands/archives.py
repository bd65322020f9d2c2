"""`counterctl archive` and `counterctl archives`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from counter_app.bootstrap import archive as archiving
from counter_app.bootstrap.station import Station
from counter_app.commands import progress_line
from counter_app.storage.compacting import compact
from counter_app.usecases.archive_lines import WHY, MonthLine, ToArchive
from domain.errors import RuleBroken
from domain.moment import local


def archive(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Move finished work of sealed months into an archive, or only say what would go."""
    month = _month(told.month)
    found = archiving.planned(station, month)
    going = archiving.told(station, month, found)
    if told.plan:
        return _planned(going)
    try:
        moved = archiving.move(station, found, _progress)
    finally:
        progress_line.show("")
    answer = {
        "month": month,
        "dossiers": moved.dossiers,
        "sessions": moved.sessions,
        "facts": moved.facts,
        "scans": moved.scans,
        "scan_bytes": moved.scan_bytes,
        "files": moved.files,
        "staying": _staying(going),
        "store_before": going.store_bytes,
    }
    if told.compact:
        station.close()
        compact(station.settings.database, station.archives.key)
    return {**answer, "store_after": archiving.store_bytes(station)}


def archives(station: Station, _told: Namespace) -> Mapping[str, Any]:
    """The archives of this store, and what of which month lies there."""
    lines = archiving.listed(station)
    return {
        "files": [
            {
                "file": each.path,
                "bytes": each.bytes,
                "state": "không mở được" if each.absent else "đọc được",
                "verified": local(each.verified).isoformat(timespec="minutes")
                if each.verified
                else "",
            }
            for each in lines
        ],
        "months": [_line(month) for each in lines for month in each.months],
        "store": archiving.store_bytes(station),
    }


def _planned(going: ToArchive) -> Mapping[str, Any]:
    return {
        "month": going.last_month,
        "going": [_line(each) for each in going.months],
        "staying": _staying(going),
        "bytes": sum(each.bytes for each in going.months),
        "scan_bytes": sum(each.scan_bytes for each in going.months),
        "store": going.store_bytes,
    }


def _line(line: MonthLine) -> Mapping[str, Any]:
    return {
        "month": line.month,
        "dossiers": line.dossiers,
        "sessions": line.sessions,
        "facts": line.facts,
        "bytes": line.bytes,
        "scans": line.scans,
        "scan_bytes": line.scan_bytes,
        "file": line.file,
    }


def _staying(going: ToArchive) -> Sequence[Mapping[str, Any]]:
    return [
        {"why": why.value, "words": WHY[why], "count": count}
        for why, count in sorted(going.staying.items())
    ]


def _month(text: str) -> str:
    last = archiving.last_month()
    if not text:
        return last
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        raise RuleBroken(f"“{text}” không phải tháng; hãy gõ dạng {last}.") from None
    return text


def _progress(so_far: int, all_: int) -> bool:
    progress_line.show(f"Lưu trữ: {100 * so_far // max(all_, 1)} % (Ctrl+C để dừng, không mất gì)")
    return True
