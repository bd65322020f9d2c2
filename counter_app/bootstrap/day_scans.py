"""The scans of a counter's day: whole here, whole at the centre, or which one lacks where."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from counter_app.bootstrap.station import Station, moment_now
from counter_app.storage.day_scans import lost_there
from counter_app.storage.file_queue import THERE, keep_fetched, keep_lost, scans_of
from counter_app.storage.link_round import LinkRound
from counter_app.storage.link_words import why
from counter_app.storage.open_matters import DayScan, StoreMatters
from counter_app.usecases.day_figures import Step, Stepped, unwatched
from counter_app.usecases.errors import ScanNotBack, ScanNowhere, ScansLostThere
from counter_app.usecases.open_matters import Mend, OpenMatter, PaperToScan
from domain.identifiers import Day
from sync.client.files import fetch_file
from sync.client.http_link import HttpLink, Refusal
from sync.protocol.errors import SyncError

NOT_THERE: Final = 404


def gone_here(station: Station, own: StoreMatters) -> Sequence[OpenMatter]:
    """Scans of the day whose files are no longer at this counter; the centre has them."""
    return [
        OpenMatter(
            key=f"scan-here:{each.dossier.hex()}:{each.component}",
            icon="scanner",
            title=f"Tệp quét {each.words} không còn ở quầy",
            note="Trung tâm đã nhận; hãy lấy về.",
            mend=Mend.FETCH,
            verb="Lấy về",
            target=PaperToScan(dossier=each.dossier, component=each.component),
            needs_link=True,
        )
        for each in own.day_scans()
        if each.done == THERE and not station.blobs.holds(each.sha256)
    ]


def stand_at_centre(
    station: Station, around: LinkRound, day: Day, stepped: Stepped = unwatched
) -> None:
    """Ask the centre for each scan of the day that it had.

    Raises ScansLostThere with the papers by name, SyncError; ClosingStopped, if `stepped` does.
    """
    matters = StoreMatters(station.engine, station.enrolled, day)
    lost = lost_there(matters, around.files, partial(stepped, Step.SCANS))
    if lost:
        station.announce(frozenset())
        raise ScansLostThere(words_of(lost))


def fetch_scans(station: Station, paper: PaperToScan) -> int:
    """Bring a paper's scans back from the centre; how many came. What is gone there too is to be
    scanned again. Raises ScanNotBack, ScanNowhere."""
    link = station.link()
    return sum(
        _fetched(station, link, sha256, size)
        for component, sha256, size, _ in scans_of(station.engine, paper.dossier)
        if component == paper.component
    )


def _fetched(station: Station, link: HttpLink, sha256: bytes, size: int) -> bool:
    try:
        return fetch_whole(station, link, (sha256, size), lambda _so_far, _size: None)
    except SyncError as error:
        if isinstance(error, Refusal) and error.status == NOT_THERE:
            keep_lost(station.engine, sha256)
            raise ScanNowhere from error
        raise ScanNotBack(why(error)) from error


def fetch_whole(
    station: Station,
    link: HttpLink,
    named: tuple[bytes, int],
    progress: Callable[[int, int], None],
) -> bool:
    """A scan by hash and size, from the centre unless it is whole here; whether it was fetched.

    Raises SyncError.
    """
    sha256, size = named
    if station.blobs.whole(sha256):
        return False
    growing = station.blobs.growing(sha256)
    data = fetch_file(link, sha256, growing, time.monotonic, progress)
    station.blobs.replace(data)
    keep_fetched(station.engine, sha256, size, moment_now())
    growing.clear()
    return True


def words_of(scans: Sequence[DayScan], most: int = 3) -> str:
    """ "giấy tờ 2 của H32.16-261123-0004"; of many the first ones."""
    more = f" và {len(scans) - most} tệp khác" if len(scans) > most else ""
    return ", ".join(each.words for each in scans[:most]) + more
