"""The morning's check as its screen sees it. Invented."""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.ui.morning.services import MorningServices
from counter_app.usecases.device_errors import PrinterJammed
from counter_app.usecases.morning_check import TEST_CODE, LastCheck, Looked
from counter_app.usecases.office_card import OfficeCard
from domain.moment import Moment
from domain.morning import Outcome

CODE = TEST_CODE + "K7M2P9"
LOOKS = {
    "scanner": Looked(outcome=Outcome.GOOD, words="Canon DR-C225 trả lời"),
    "clock": Looked(
        outcome=Outcome.GOOD, words="Đúng giờ, lệch 0 giây so với trung tâm, so lúc 09:41 nay"
    ),
    "disk": Looked(outcome=Outcome.GOOD, words="Còn trống 84,2 GB"),
    "backup": Looked(
        outcome=Outcome.WARN,
        words="Sao lưu lúc 16:30 12/11, cách đây 10 ngày",
        way_out="Cán bộ CNTT chạy counterctl backup trong tuần này.",
    ),
    "keys": Looked(outcome=Outcome.GOOD, words="Khóa mở được, trung tâm giữ bản dự phòng"),
    "numbers": Looked(outcome=Outcome.GOOD, words="Còn 463 số, biên lai kế tiếp Q3-000437"),
    "calendar": Looked(outcome=Outcome.GOOD, words="Lịch 2026.3 đủ năm 2026"),
}


class FakeMorning:
    """Parts that answer; a printer that may jam."""

    def __init__(self, now: Moment, office: OfficeCard) -> None:
        self.jammed = False
        self.recorded: list[Mapping[str, Looked]] = []
        self._now, self._office = now, office

    def services(self) -> MorningServices:
        return MorningServices(
            now=lambda: self._now,
            office=self._office,
            look=LOOKS.__getitem__,
            print_test=self._print,
            record=self.recorded.append,
            last=self._last,
        )

    def _print(self) -> str:
        if self.jammed:
            raise PrinterJammed("thử")
        return CODE

    def _last(self) -> LastCheck | None:
        if not self.recorded:
            return None
        return LastCheck(at=self._now, officer="Lê Minh Châu", worst=Outcome.WARN)
