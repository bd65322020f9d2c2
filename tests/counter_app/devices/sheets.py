"""An invented day for the sheets."""

from __future__ import annotations

from dataclasses import replace

from counter_app.usecases.day_figures import Agreement, DayFace, DayState, figures
from counter_app.usecases.day_sheet import DaySheet, SheetSort
from counter_app.usecases.office_card import OfficeCard
from counter_app.usecases.session_lines import (
    CountLine,
    ExplanationLine,
    HandOverLine,
    MoveLine,
    ProcedureTakings,
    ReceiptRange,
    SessionLine,
    SessionReport,
)
from domain.cash import Flow
from domain.day_totals import Line
from domain.identifiers import Day, DeviceId, OfficerId, ReceiptNumber, SessionId, SubjectId
from domain.moment import Moment

DAY = Day("2026-11-23")
MORNING = Moment(1_795_391_520_000)  # 06:52 at the office
HOUR = 3_600_000
OFFICE = OfficeCard(
    name="UBND phường Bắc Nha Trang",
    unit="Trung tâm Phục vụ hành chính công phường Bắc Nha Trang",
    place="Nha Trang",
    address="12 đường Hòn Chồng",
    hotline="0258 000 000",
    counter="Quầy 3",
    lookup_host="motcua.example",
    demonstration=True,
)
LINE = SessionLine(
    id=SessionId(SubjectId(bytes(16))),
    label="Q3-7",
    state="closed",
    device=DeviceId(bytes(16)),
    where="Quầy 3",
    officer=OfficerId(SubjectId(bytes(16))),
    who="Lê Minh Châu",
    opened=MORNING,
    day=DAY,
    here=True,
    disputed=False,
    z=12,
    closed=Moment(MORNING + 10 * HOUR),
)
NOTES = ((500_000, 1), (200_000, 4), (100_000, 3), (50_000, 1), (20_000, 4), (10_000, 4))
METHODS = {
    "cash": Flow(
        opening=500_000,
        fees=38,
        received=2_385_000,
        refunds=1,
        refunded=50_000,
        moved_out=1_000_000,
    ),
    "transfer": Flow(fees=3, received=640_000),
}
REPORT = SessionReport(
    line=LINE,
    made=Moment(MORNING + 10 * HOUR),
    opening=((100_000, 5),),
    methods=METHODS,
    counted={"cash": 1_770_000, "transfer": 640_000},
    comparison=None,
    procedures=(
        ProcedureTakings(
            code="1.001612",
            name="Đăng ký thành lập hộ kinh doanh",
            fees=24,
            received=1_200_000,
            refunds=1,
            refunded=50_000,
        ),
        ProcedureTakings(
            code="2.000815",
            name="Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có "
            "thẩm quyền của Việt Nam cấp hoặc chứng nhận",
            fees=17,
            received=1_825_000,
            refunds=0,
            refunded=0,
        ),
    ),
    receipts=(
        ReceiptRange(
            series="Q3",
            first=ReceiptNumber("Q3-000419"),
            last=ReceiptNumber("Q3-000459"),
            count=41,
        ),
    ),
    refunds=(),
    doubtful=(),
    moves=(
        MoveLine(
            at=Moment(MORNING + 4 * HOUR),
            who="Lê Minh Châu",
            way="to_safe",
            amount=1_000_000,
            receiver="Nguyễn Thị Thủ Quỹ",
            document="PC-17",
        ),
    ),
    counts=(
        CountLine(
            at=Moment(MORNING + 9 * HOUR),
            who="Lê Minh Châu",
            notes=NOTES,
            cash=1_770_000,
            others={"transfer": 640_000},
        ),
    ),
    hand_overs=(
        HandOverLine(
            at=Moment(MORNING + 5 * HOUR),
            who="Lê Minh Châu",
            where="Quầy 3",
            from_who="Tạ Quốc Khánh",
            from_where="Quầy 5",
            reason="máy Quầy 5 hỏng nguồn",
        ),
    ),
    explanation=ExplanationLine(
        differences={"cash": -65_000},
        reason="trả nhầm tiền thừa cho khách buổi sáng",
        tolerance=10_000,
        approver="Trịnh Thu Hà",
    ),
    strays=0,
)
TOTALS = {
    "facts": 412,
    "kind.dossier.received": 85,
    "numbers.H32.16-261123.4.count": 86,
    "receipts.Q3.count": 41,
    "money.cash": 2_385_000,
    "money.transfer": 640_000,
    "blobs": 297,
}
NOTHING_ODD = {"missing": (), "aside": (), "twice": (), "explained": ()}
LEDGER = (
    Line(
        sort="numbers",
        name="H32.16-261123.4",
        first=1,
        last=86,
        count=85,
        **{**NOTHING_ODD, "explained": ((44, 44),)},
    ),
    Line(sort="receipts", name="Q3", first=419, last=459, count=41, **NOTHING_ODD),
)
SHEET = DaySheet(
    sort=SheetSort.Z,
    office=OFFICE,
    day=DAY,
    sessions=(REPORT,),
    ledger=LEDGER,
    face=DayFace(
        day=DAY,
        state=DayState.SEALED,
        figures=figures(TOTALS, Agreement.EQUAL),
        number=17,
        seal="7F3A 91C2",
        verified=Moment(MORNING - 9 * HOUR),
    ),
    qr="QMC-CN1:" + "mFggAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9" * 4 + "ABCDEFGHIJKLMNOPQR",
    made=Moment(MORNING + 10 * HOUR),
    maker="Lê Minh Châu",
)
X_SHEET = replace(
    SHEET,
    sort=SheetSort.X,
    qr="",
    sessions=(replace(REPORT, line=replace(LINE, state="open", z=0, closed=None), counted={}),),
    face=DayFace(day=DAY, state=DayState.OPEN, figures=figures(TOTALS, Agreement.OPEN)),
)
