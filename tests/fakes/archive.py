"""Archives in memory: two months that could go, and one year that is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from counter_app.ui.archive.services import ArchiveServices, GoOn
from counter_app.ui.ports import Tasks
from counter_app.usecases.archive_lines import Archived, ArchiveLine, MonthLine, ToArchive
from counter_app.usecases.lines import Officer
from domain.moment import Moment
from domain.office import SUPERVISOR
from domain.retention import Stay
from tests.fakes.tasks import ImmediateTasks

VERIFIED = Moment(1_795_000_000_000)


def month(name: str, dossiers: int, file: str = "") -> MonthLine:
    return MonthLine(
        month=name,
        facts=dossiers * 5,
        dossiers=dossiers,
        sessions=21,
        bytes=dossiers * 2_100,
        scans=dossiers,
        scan_bytes=dossiers * 410_000,
        file=file,
    )


@dataclass
class FakeArchive:
    """What goes is listed afterwards; `problem` is raised instead."""

    officer: Callable[[], Officer | None]
    tasks: Tasks = field(default_factory=ImmediateTasks)
    going: list[MonthLine] = field(
        default_factory=lambda: [month("2026-09", 1_684), month("2026-10", 1_702)]
    )
    lines: list[ArchiveLine] = field(
        default_factory=lambda: [
            ArchiveLine(
                path="/var/lib/quay-mot-cua/archive/2025.db",
                bytes=148_300_000,
                absent=False,
                verified=VERIFIED,
                months=[month("2025-07", 1_590, "2025"), month("2025-12", 1_611, "2025")],
            )
        ]
    )
    problem: Exception | None = None
    store_bytes: int = 214_600_000

    def plan(self, go_on: Callable[[], bool]) -> ToArchive:
        del go_on
        return ToArchive(
            last_month="2026-10",
            months=list(self.going),
            staying={Stay.UNFINISHED: 312, Stay.LATER: 240},
            store_bytes=self.store_bytes,
        )

    def move(self, go_on: GoOn) -> Archived:
        if self.problem is not None:
            raise self.problem
        whole = go_on(1, 2) and go_on(2, 2)
        going, self.going = self.going, [] if whole else self.going
        if whole:
            self.lines.append(replace(self.lines[0], path="archive/2026.db", months=going))
        return Archived(
            dossiers=sum(each.dossiers for each in going) if whole else 0,
            sessions=42 if whole else 0,
            facts=1,
            scans=1,
            scan_bytes=1,
            files=["2026.db"],
            stopped=not whole,
            store_bytes=self.store_bytes,
        )

    def listed(self) -> Sequence[ArchiveLine]:
        return self.lines

    def allowed(self) -> bool:
        officer = self.officer()
        return officer is not None and SUPERVISOR in officer.roles

    def services(self) -> ArchiveServices:
        return ArchiveServices(
            tasks=self.tasks,
            allowed=self.allowed,
            listed=self.listed,
            plan=self.plan,
            move=self.move,
        )
