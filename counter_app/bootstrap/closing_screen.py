"""What the closing screen is given: the open matters, the day, and the acts that mend."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from counter_app.bootstrap.cash_card import cash_card
from counter_app.bootstrap.day_scans import fetch_scans, stand_at_centre
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.open_matters import open_matters
from counter_app.bootstrap.reports import make_report
from counter_app.bootstrap.sheets import print_sheet
from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.scan_session import DeskScan
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.storage.day_faces import day_face
from counter_app.storage.day_recount import Count, counting
from counter_app.storage.link_words import why
from counter_app.storage.lost_facts import note_lost
from counter_app.ui.closing.services import ClosingServices
from counter_app.usecases.case import PrintedSlip
from counter_app.usecases.day_figures import DayFace, Stepped, unwatched
from counter_app.usecases.errors import DayNotClosed, NoSuchDossier
from counter_app.usecases.mend_matters import AttachScans, DeferMatter, ExplainNumber
from counter_app.usecases.open_matters import Matters, PaperToScan
from domain.identifiers import Day, DossierCode, DossierId
from domain.moment import day
from sync.protocol.errors import SyncError


def closing_screen(
    station: Station, link: LinkWatch, print_slip: Callable[[DossierId], PrintedSlip]
) -> ClosingServices:
    """The screen's services on this station."""
    queries = station.queries

    def look() -> tuple[Matters, DayFace]:
        today = day(moment_now())
        count = _counted(station, today)
        matters = open_matters(station, lambda: link.status, today, count)()
        return matters, face(today, count)

    def close(stepped: Stepped) -> DayFace:
        today = day(moment_now())
        _close(station, today, stepped)
        return face(today, counting(station.engine, station.enrolled, today))

    def face(today: Day, count: Count) -> DayFace:
        return day_face(station.engine, station.enrolled, today, count)

    def again(which: Day) -> None:
        _close(station, which, unwatched)

    def print_by_code(code: DossierCode) -> PrintedSlip:
        if (found := queries.dossier_by_code(code)) is None:
            raise NoSuchDossier
        return print_slip(found.id)

    return ClosingServices(
        now=moment_now,
        office=queries.office(),
        status=lambda: link.status,
        send_now=link.send_now,
        look=look,
        defer=lambda *told: DeferMatter(begin=station.desk.begin)(*told),
        explain=lambda *told: ExplainNumber(begin=station.desk.begin)(*told),
        print_slip=print_by_code,
        scan=lambda paper: scan_paper(station, paper),
        fetch=lambda paper: fetch_scans(station, paper),
        close=close,
        again=again,
        cash=cash_card(station),
        make_report=lambda *told: str(make_report(station, *told)[1]),
        print_sheet=lambda sort: print_sheet(station, day(moment_now()), sort),
    )


def _counted(station: Station, today: Day) -> Count:
    """What is not sealed; where bytes of it are lost they are named, and so can be had back."""
    count = counting(station.engine, station.enrolled, today)
    if count() is None and note_lost(station.engine, station.enrolled, moment_now()):
        station.announce(frozenset())
    return count


def _close(station: Station, which: Day, stepped: Stepped) -> None:
    """On a connection of its own; what comes of it is announced whatever it is."""
    around = station.link_round()
    try:
        stand_at_centre(station, around, which, stepped)
        around.closing.close(which, stepped)
    except SyncError as error:
        raise DayNotClosed(why(error)) from error
    finally:
        station.announce(frozenset())


def scan_paper(station: Station, paper: PaperToScan) -> int:
    """Scan what lies in the feeder as this paper of a dossier received before; how many pages.

    Pages that came before an error are kept, and go in with those of the next try.
    Raises ScanFailed and its leaves, NoSuchDossier, OfOtherOffice.
    """
    folder = station.settings.scans / f"later-{paper.dossier.hex()}-{paper.component}"
    scan = DeskScan(folder, station.vault, station.blobs, ScanDevice(), station.settings.scanner)
    scan.scan_now()
    for page in scan.pages():
        scan.assign(page.name, paper.component)
    bundles = scan.bundles()
    AttachScans(begin=station.desk.begin)(paper.dossier, bundles)
    shutil.rmtree(folder, ignore_errors=True)
    return sum(each.pages for each in bundles)
