"""What the archive panel is given: plan, move and list of this station, on their own thread."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.bootstrap import archive
from counter_app.bootstrap.station import Station
from counter_app.storage.archive_plan import Plan
from counter_app.ui.archive.services import ArchiveServices, GoOn
from counter_app.ui.ports import Tasks
from counter_app.usecases.archive_lines import Archived, ToArchive
from domain.office import SUPERVISOR


def archive_services(station: Station, tasks: Tasks) -> ArchiveServices:
    """The panel's services; what is moved is what was planned and shown last."""
    shown = Plan()

    def plan(go_on: Callable[[], bool]) -> ToArchive:
        nonlocal shown
        month = archive.last_month()
        shown = archive.planned(station, month, lambda _looked: go_on())
        return archive.told(station, month, shown)

    def move(go_on: GoOn) -> Archived:
        return archive.move(station, shown, go_on)

    def allowed() -> bool:
        return station.officer is not None and SUPERVISOR in station.officer.roles

    return ArchiveServices(
        tasks=tasks,
        allowed=allowed,
        listed=lambda: archive.listed(station),
        plan=plan,
        move=move,
    )
