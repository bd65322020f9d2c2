"""Scans between counter and centre at the command line: how far they are, and getting them back."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any, Final

from counter_app.bootstrap.day_scans import fetch_whole
from counter_app.bootstrap.station import Station, moment_now
from counter_app.commands import progress_line
from counter_app.storage.file_queue import files_waiting, scans_of
from counter_app.usecases.errors import NoSuchDossier
from counter_app.usecases.lines import FilesWaiting
from domain.moment import local

MEGABYTE: Final = 1_000_000


def fetch(station: Station, told: Namespace) -> Mapping[str, Any]:
    """`scans fetch`: the scans of a dossier that are not whole here, from the centre."""
    line = station.queries.dossier_by_code(told.code)
    if line is None:
        raise NoSuchDossier
    link = station.link()
    listed = []
    for component, sha256, size, pages in scans_of(station.engine, line.id):
        fetched = fetch_whole(station, link, (sha256, size), _fetched)
        shown = {"component": component, "pages": pages, "bytes": size, "sha256": sha256.hex()}
        listed.append({**shown, "fetched": fetched})
    end_line()
    return {"code": line.code, "scans": listed}


def waiting(station: Station) -> Mapping[str, Any]:
    """What of `status` speaks of scans. `sending` is None while nothing is on its way."""
    found = files_waiting(station.engine, moment_now())
    sending = None
    if found.sending is not None:
        ends_at = found.sending.ends_at
        sending = {
            "sent": found.sending.sent,
            "size": found.sending.size,
            "bytes_per_s": found.sending.bytes_per_s,
            "ends_at": local(ends_at).strftime("%Y-%m-%dT%H:%M:%S") if ends_at else "",
        }
    return {
        "waiting_files": found.files,
        "waiting_bytes": found.bytes,
        "held_files": found.held,
        "sending": sending,
    }


def progress(station: Station) -> Callable[[], None]:
    """A line on the error output, where a person sees it, that says how far the scans are."""

    def part_sent() -> None:
        if sys.stderr.isatty():
            progress_line.show(words(files_waiting(station.engine, moment_now())))

    return part_sent


def words(found: FilesWaiting) -> str:
    """ "Tệp quét: 12,4/45,0 MB · còn 3 tệp, 60,1 MB · 230 KB/giây"."""
    parts = []
    if found.sending is not None:
        parts.append(f"{_mb(found.sending.sent)}/{_mb(found.sending.size)} MB")
    parts.append(f"còn {found.files} tệp, {_mb(found.bytes)} MB")
    if found.sending is not None and found.sending.bytes_per_s:
        parts.append(f"{found.sending.bytes_per_s // 1000} KB/giây")
    return f"Tệp quét: {' · '.join(parts)}"


def end_line() -> None:
    """Wipe the line of progress."""
    progress_line.show("")


def _fetched(so_far: int, size: int) -> None:
    progress_line.show(f"Lấy tệp quét về: {_mb(so_far)}/{_mb(size)} MB")


def _mb(amount: int) -> str:
    return f"{amount / MEGABYTE:.1f}".replace(".", ",")
