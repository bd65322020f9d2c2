"""The end of a day as the closing screen sees it. Invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counter_app.ui.closing.services import ClosingServices
from counter_app.usecases.case import PrintedSlip
from counter_app.usecases.day_figures import Agreement, DayFace, DayState, Step, Stepped, figures
from counter_app.usecases.day_sheet import DaySheet, SheetSort
from counter_app.usecases.errors import CannotDefer, ReasonMissing
from counter_app.usecases.lines import LinkStatus
from counter_app.usecases.office_card import OfficeCard
from counter_app.usecases.open_matters import (
    Deferred,
    Matters,
    Mend,
    NumberAsked,
    OpenMatter,
    PaperToScan,
)
from counter_app.usecases.reports import Period, Reading, ReportForm, ReportSort
from domain.day_matters import LEAST_REASON, Account
from domain.identifiers import DossierCode, DossierId, SubjectId
from domain.moment import Moment
from tests.counter_app.devices.sheets import DAY, SHEET, TOTALS
from tests.fakes.cash import FakeCash

SCANS = OpenMatter(
    key="scans",
    icon="scanner",
    title="2 bản quét chưa tới trung tâm",
    note="4,1 MB, đang gửi, dự kiến xong lúc 16:52",
    mend=Mend.SEND,
    verb="Gửi ngay",
    needs_link=True,
)
SLIP = OpenMatter(
    key="slip:H32.16-261123-0071",
    icon="printer",
    title="Giấy hẹn H32.16-261123-0071 chưa xác nhận đã in",
    note="Ngô Bảo Trâm",
    mend=Mend.PRINT,
    verb="In lại",
    target=DossierCode("H32.16-261123-0071"),
)
CASE = OpenMatter(
    key="case:1",
    icon="pause",
    title="Hồ sơ đang giữ: Lý Văn Khải",
    note="giữ từ 14:05 · Lê Minh Châu",
    mend=Mend.CASE,
    verb="Mở hồ sơ",
    target="1",
)
PAPER = OpenMatter(
    key="paper:01:2",
    icon="scanner",
    title="H32.16-261123-0044: chưa quét Tờ khai đăng ký thay đổi nội dung hộ kinh doanh",
    note="Đặng Thị Kim Oanh",
    mend=Mend.SCAN,
    verb="Quét",
    target=PaperToScan(dossier=DossierId(SubjectId(b"\1" * 16)), component=2),
)
RECEIPT = OpenMatter(
    key="number:receipts:Q3:438-438",
    icon="hash",
    title="Biên lai Q3-000438 không thấy",
    note="Hãy nói số này đã ra sao.",
    mend=Mend.NUMBER,
    verb="Giải trình",
    target=NumberAsked(sort="receipts", series="Q3", first=438, last=438),
)
DONE = (
    ("Mọi việc đã gửi trung tâm", "412 việc"),
    ("Không có mâu thuẫn", ""),
    ("Không có việc bị giữ lại", "0"),
    ("Số hồ sơ, biên lai liền mạch", "86 số, 41 biên lai, giải trình 1"),
)


class FakeClosing:
    """Matters that go when they are mended; a centre that seals, or does not answer."""

    def __init__(self, now: Moment, office: OfficeCard, status: Callable[[], LinkStatus]) -> None:
        self.open = [SCANS, SLIP, CASE, PAPER, RECEIPT]
        self.deferred: list[Deferred] = []
        self.state = DayState.OPEN
        self.answers = DayState.SEALED
        self.sent = 0
        self.explained: list[tuple[NumberAsked, Account, str]] = []
        self.steps: list[Step] = []
        self.part_done: Callable[[int], None] = lambda _done: None
        self.sheets: list[SheetSort] = []
        self.reports: list[tuple[ReportSort, Period, ReportForm]] = []
        self._now, self._office, self._status = now, office, status
        self.cash = FakeCash(now)

    def services(self) -> ClosingServices:
        return ClosingServices(
            now=lambda: self._now,
            office=self._office,
            status=self._status,
            send_now=self._send,
            look=lambda: (self.matters(), self.face()),
            defer=self._defer,
            explain=self._explain,
            print_slip=self._print,
            scan=self._scan,
            fetch=self._scan,
            close=self._close,
            again=lambda _day: None,
            cash=self.cash.services(),
            print_sheet=self._print_sheet,
            make_report=self._make_report,
        )

    def matters(self) -> Matters:
        return Matters(open=list(self.open), deferred=self.deferred, done=DONE)

    def face(self) -> DayFace:
        agreement = Agreement.EQUAL if self.state is DayState.SEALED else Agreement.OPEN
        differs = {"blobs": 295} if self.state is DayState.DISPUTED else None
        face = DayFace(day=DAY, state=self.state, figures=figures(TOTALS, agreement, differs))
        if self.state is DayState.OPEN:
            return face
        cause = "Chưa tới được trung tâm" if self.state is DayState.PENDING else ""
        looked = Moment(self._now - 9 * 3_600_000)
        return replace(face, number=17, seal="7F3A 91C2", cause=cause, verified=looked)

    def _send(self) -> None:
        self.sent += 1
        self.open = [each for each in self.open if each is not SCANS]

    def _defer(self, matter: OpenMatter, reason: str) -> None:
        if not matter.deferrable:
            raise CannotDefer(matter.title)
        if len(reason) < LEAST_REASON:
            raise ReasonMissing
        self.open.remove(matter)
        left = Deferred(
            matter=matter.key,
            title=matter.title,
            reason=reason,
            officer="Lê Minh Châu",
            at=self._now,
        )
        self.deferred.append(left)

    def _explain(self, asked: NumberAsked, account: Account, reason: str) -> None:
        if len(reason) < LEAST_REASON:
            raise ReasonMissing
        self.explained.append((asked, account, reason))
        self.open.remove(RECEIPT)

    def _print(self, _code: DossierCode) -> PrintedSlip:
        self.open.remove(SLIP)
        return PrintedSlip(copy=2, where="thử")

    def _scan(self, _paper: PaperToScan) -> int:
        self.open.remove(PAPER)
        return 3

    def _print_sheet(self, sort: SheetSort) -> DaySheet:
        self.sheets.append(sort)
        return replace(SHEET, sort=sort, copy=len(self.sheets))

    def _make_report(
        self, sort: ReportSort, period: Period, form: ReportForm, told: Reading
    ) -> str:
        for number in range(100):
            told(number, 100)
        self.reports.append((sort, period, form))
        return f"reports/{sort}.{form}"

    def _close(self, stepped: Stepped) -> DayFace:
        for done in range(0, 450, 64):
            stepped(Step.SCANS, done, 450)
            self.part_done(done)
        for step in Step:
            stepped(step)
            self.steps.append(step)
        self.state = self.answers
        return self.face()
