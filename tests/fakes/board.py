"""The supervisor's board as its screen sees it. Invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counter_app.ui.board.services import BoardServices
from counter_app.usecases.board import (
    Board,
    BoardDay,
    BoardDossier,
    BoardDossiers,
    BoardOutOfReach,
    CounterLine,
    DayMark,
    FeeLine,
    FieldBar,
    HourBar,
    Lacking,
)
from counter_app.usecases.lines import Officer
from domain.identifiers import Day, OfficerId, SubjectId
from domain.moment import Moment

MINUTE = 60_000
HOUR = 60 * MINUTE
HA = Officer(
    id=OfficerId(SubjectId(b"\2" * 16)),
    username="ha.trinh",
    name="Trịnh Thu Hà",
    roles=frozenset({"supervisor"}),
)
OF_PROVINCE = replace(HA, roles=frozenset({"supervisor", "province_supervisor"}))
HOURS = ((7, 21, 190), (8, 34, 300), (9, 41, 362), (10, 38, 330), (11, 14, 150), (13, 16, 180))
LATER = ((14, 29, 310), (15, 21, 280), (16, 0, 190))
FIELDS = (
    ("Hộ tịch", 84, 3, 0),
    ("Đất đai", 31, 6, 4),
    ("Thành lập và hoạt động của hộ kinh doanh", 42, 2, 1),
    ("Cư trú", 58, 1, 0),
    ("Hoạt động xây dựng", 11, 3, 1),
    ("Chứng thực", 96, 0, 0),
    ("", 2, 0, 0),
)


def figures(now: Moment, *, province: bool = False) -> Board:
    """An office's afternoon with one counter cut off since the weekend."""

    def line(number: int, officer: str, minutes: int) -> CounterLine:
        return CounterLine(
            office="UBND phường Bắc Nha Trang",
            name=f"Quầy {number}",
            seen=Moment(now - 20_000),
            proven=Moment(now - minutes * MINUTE),
            lost=False,
            told_at=Moment(now - minutes * MINUTE),
            officer=officer,
            printer="Máy in sẵn sàng",
            scanner="Máy quét sẵn sàng",
            version="0.1.0",
        )

    gone = Moment(now - 65 * HOUR)
    counters = (
        line(1, "Mai Thanh Trúc", 1),
        replace(line(2, "Hoàng Gia Bảo", 1), scans=2),
        replace(line(3, "Lê Minh Châu", 2), printer="Máy in kẹt giấy", printer_ready=False),
        replace(line(4, "", 3), session="Nghỉ 10 phút"),
        replace(
            line(5, "Tạ Quốc Khánh", 3),
            seen=gone,
            proven=gone,
            lost=True,
            waiting=38,
            oldest=Moment(gone - HOUR),
        ),
    )
    sealed = [*range(2, 7), *range(9, 14), *range(16, 20)]
    lacking = Lacking(counter="Quầy 5", why=DayMark.LOST, since=gone)
    days = [BoardDay(day=Day(f"2026-11-{no:02}"), mark=DayMark.SEALED) for no in sealed]
    days.append(BoardDay(day=Day("2026-11-20"), mark=DayMark.LOST, lacking=(lacking,)))
    days.append(
        BoardDay(
            day=Day("2026-11-23"),
            mark=DayMark.OPEN,
            lacking=tuple(
                Lacking(counter=each.name, why=DayMark.OPEN, since=each.seen)
                for each in counters[:4]
            ),
        )
    )
    return Board(
        at=Moment(now - MINUTE),
        name="Toàn tỉnh" if province else "UBND phường Bắc Nha Trang",
        of_province=province,
        day=Day("2026-11-23"),
        unheard=0,
        hours=tuple(HourBar(hour=h, received=n, mean=mean) for h, n, mean in (*HOURS, *LATER)),
        weeks=4,
        week_before=206,
        fields=tuple(
            FieldBar(field=field, in_time=fine, soon=soon, late=late)
            for field, fine, soon, late in FIELDS
        ),
        fees=(
            FeeLine(method="cash", count=31, amount=4_185_000),
            FeeLine(method="transfer", count=9, amount=2_235_000),
        ),
        month_received=231,
        month_late=6,
        counters=counters,
        days=tuple(days),
    )


class FakeBoard:
    """A centre that answers, or that nobody reaches; who sits here may change."""

    def __init__(self, now: Moment, officer: Callable[[], Officer | None]) -> None:
        self.now, self.officer = now, officer
        self.cut = False
        self.asked: list[object] = []

    def services(self) -> BoardServices:
        return BoardServices(
            now=lambda: self.now,
            officer=lambda: self.officer(),
            board=self._board,
            received=lambda day, hour: self._dossiers((day, hour)),
            under_way=self._dossiers,
        )

    def _reach(self, asked: object) -> None:
        self.asked.append(asked)
        if self.cut:
            raise BoardOutOfReach

    def _board(self, day: Day, province: bool) -> Board:
        self._reach((day, province))
        return figures(self.now, province=province)

    def _dossiers(self, asked: object) -> BoardDossiers:
        self._reach(asked)
        found = tuple(
            BoardDossier(
                code=f"H32.16-261123-{no:04}",
                status="received",
                procedure="1.001612",
                received=Moment(self.now - no * HOUR),
                due=Moment(self.now + (3 * no - 4) * HOUR),
            )
            for no in range(1, 8)
        )
        return BoardDossiers(dossiers=found, more=False, now=self.now)
