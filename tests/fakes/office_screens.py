"""The rest of the office as the window sees it: officers, dossiers, link, numbers. Invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from counter_app.ui.dossiers.services import DossiersServices
from counter_app.ui.front import Front
from counter_app.ui.look import Look
from counter_app.ui.palette import PaletteServices
from counter_app.ui.ports import Tasks
from counter_app.ui.shell_services import ShellServices
from counter_app.ui.sign_in.services import RecentOfficer, SignInServices
from counter_app.ui.status_words import DeviceWord
from counter_app.ui.sync_status.services import SyncServices
from counter_app.usecases.desk_lists import ExchangeMark, QueueCount, due_state
from counter_app.usecases.errors import FieldsMissing
from counter_app.usecases.hand_over import Handing, Recipient
from counter_app.usecases.lines import (
    DossierLine,
    LinkState,
    LinkStatus,
    NumbersLeft,
    Officer,
    Sending,
    StoryLine,
)
from counter_app.usecases.queue_lines import (
    Carried,
    HitRate,
    QueuePage,
    QueueRecord,
    RecordState,
    Verdict,
)
from domain.errors import RuleBroken
from domain.identifiers import CustomerId, OfficerId, SubjectId
from domain.judging import Clause
from domain.moment import Moment
from tests.counter_app.devices.sheets import OFFICE
from tests.fakes.archive import FakeArchive
from tests.fakes.board import FakeBoard
from tests.fakes.closing import FakeClosing
from tests.fakes.deciding import FakeDecisions
from tests.fakes.desk import LONG_NAME, NHUNG, NOW, FakeDesk, dossier, find_procedures
from tests.fakes.morning import FakeMorning
from tests.fakes.wedge import GapRecogniser

CHAU = Officer(
    id=OfficerId(SubjectId(b"\1" * 16)),
    username="chau.le",
    name="Lê Minh Châu",
    roles=frozenset({"clerk"}),
)
HOUR, MINUTE = 3_600_000, 60_000

LINES = [
    replace(
        dossier(14, "Ngô Bảo Trâm", "Đăng ký tạm trú", "Đang xử lý"), due=Moment(NOW - 26 * HOUR)
    ),
    replace(
        dossier(31, "Nguyễn Thị Hồng Nhung", "Đăng ký hộ kinh doanh", "Đang xử lý"),
        due=Moment(NOW + 2 * HOUR),
        disputed=True,
    ),
    replace(
        dossier(19, "Trần Quang Huy", "Xác nhận tình trạng hôn nhân", "Đang xử lý"),
        due=Moment(NOW + 3 * HOUR),
        slip="failed",
    ),
    replace(
        dossier(
            42, LONG_NAME, "Giấy phép bán lẻ rượu và thuốc lá trên địa bàn phường", "Có kết quả"
        ),
        due=Moment(NOW + 5 * HOUR),
    ),
    replace(
        dossier(36, "Võ Ngọc Ánh", "Cải chính hộ tịch", "Mới tiếp nhận"),
        due=Moment(NOW + 50 * HOUR),
        shared=False,
    ),
    replace(
        dossier(27, "Lý Văn Khải", "Tách thửa đất", "Chờ bổ sung"), due=Moment(NOW + 400 * HOUR)
    ),
    replace(
        dossier(11, "Huỳnh Đức Thịnh", "Đăng ký thường trú", "Đã trả kết quả"),
        due=Moment(NOW + 90 * HOUR),
    ),
]

STORY = [
    StoryLine(
        at=Moment(NOW - 10 * MINUTE),
        title="Đã in lại giấy hẹn, bản in lần 2",
        detail="Lê Minh Châu, máy in quầy 3",
        icon="printer",
        shared=False,
    ),
    StoryLine(
        at=Moment(NOW - 98 * HOUR),
        title="Thu lệ phí 50.000 đ, tiền mặt",
        detail="Biên lai Q3-000418",
        icon="coins",
        shared=True,
    ),
    StoryLine(
        at=Moment(NOW - 99 * HOUR),
        title="Quét 7 trang vào 3 giấy tờ",
        detail="Trung tâm đã nhận đủ 3 tệp lúc 11:33",
        icon="scanner",
        shared=True,
    ),
    StoryLine(
        at=Moment(NOW - 100 * HOUR),
        title="Tiếp nhận tại Quầy 3",
        detail="Lê Minh Châu, từ thẻ căn cước, hẹn trả Thứ Hai 23/11 lúc 11:30",
        icon="tray-down",
        shared=True,
    ),
]

QUEUES = [
    QueueCount(
        key="late", name="Quá hạn", icon="circle-alert", tone="late", count=1, group="Cần làm"
    ),
    QueueCount(
        key="today", name="Hạn hôm nay", icon="clock", tone="soon", count=3, group="Cần làm"
    ),
    QueueCount(
        key="slip", name="Chưa in giấy hẹn", icon="printer", tone="soon", count=1, group="Cần làm"
    ),
    QueueCount(
        key="disputed",
        name="Có mâu thuẫn",
        icon="shuffle",
        tone="waiting",
        count=1,
        group="Cần làm",
    ),
    QueueCount(
        key="open", name="Chưa xong", icon="folder", tone="plain", count=6, group="Theo trạng thái"
    ),
    QueueCount(
        key="new",
        name="Mới tiếp nhận",
        icon="inbox",
        tone="plain",
        count=1,
        group="Theo trạng thái",
    ),
]

PROVEN = LinkStatus(
    state=LinkState.PROVEN,
    proven_at=Moment(NOW - MINUTE),
    shared_facts=18204,
    seal="7F3A 91C2",
    centre_shared_facts=18204,
    centre_seal="7F3A 91C2",
)
LOST = replace(
    PROVEN,
    state=LinkState.WAITING,
    cause="Không nối được trung tâm; việc vẫn được lưu và sẽ tự gửi.",
    lost_since=Moment(NOW - 23 * MINUTE),
    until=Moment(NOW + 20_000),
    waiting_facts=12,
    waiting_money=350_000,
)
SENDING = replace(
    PROVEN,
    waiting_files=37,
    waiting_bytes=118_400_000,
    sending=Sending(
        sent=3_100_000,
        size=8_700_000,
        bytes_per_s=230_000,
        ends_at=Moment(NOW + 9 * MINUTE),
    ),
)
WAITING = [
    QueueRecord(
        subject=SubjectId(b"held customer 01"),
        sort="customer",
        title="Sửa thông tin khách",
        customer_name="Phạm Quốc Việt",
        since=Moment(NOW - 6 * MINUTE),
        state=RecordState.HELD,
        note="Ô “Điện thoại” có ký tự không lưu được; hãy ghi lại việc này.",
        field="phone",
        clause="text",
    ),
    QueueRecord(
        subject=SubjectId(b"customer no 0001"),
        sort="customer",
        title="Khách hàng mới",
        customer_name="Đặng Thị Mỹ Lệ",
        since=Moment(NOW - 20_000),
        state=RecordState.WAITING,
        verdict=Verdict(Clause.USERNAME, "dangthimyle002"),
    ),
    QueueRecord(
        subject=SubjectId(b"dossier no 00001"),
        sort="dossier",
        title="Tiếp nhận hồ sơ, thu lệ phí, bản quét ×3",
        code="H32.16-261127-0042",
        customer_name="Đặng Thị Mỹ Lệ",
        facts=6,
        money=24_000,
        since=Moment(NOW - 20_000),
        state=RecordState.WAITING,
        verdict=Verdict(Clause.COUNTS),
    ),
    QueueRecord(
        subject=SubjectId(b"dossier no 00002"),
        sort="dossier",
        title="Tiếp nhận hồ sơ, thu lệ phí",
        code="H32.16-261127-0041",
        customer_name=LONG_NAME,
        facts=4,
        money=50_000,
        since=Moment(NOW - MINUTE),
        state=RecordState.ACKNOWLEDGED,
        note="dấu A04C 55E1 đúng",
    ),
]


@dataclass
class FakeOffice:
    """One office, one counter; `link` may be lost."""

    desk: FakeDesk = field(default_factory=FakeDesk)
    deciding: FakeDecisions = field(default_factory=FakeDecisions)
    closing: FakeClosing = field(init=False)
    morning: FakeMorning = field(init=False)
    board: FakeBoard = field(init=False)
    archive: FakeArchive = field(init=False)
    link: LinkStatus = PROVEN
    must_change: bool = False
    seated: list[Officer] = field(default_factory=list)
    sent: int = 0
    idle_minutes: float = 5.0
    page: QueuePage = field(default_factory=lambda: QueuePage(records=WAITING, held=1))
    carried: list[tuple[str, str]] = field(default_factory=list)
    handed_over: list[Handing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.closing = FakeClosing(NOW, OFFICE, lambda: self.link)
        self.morning = FakeMorning(NOW, OFFICE)
        self.archive = FakeArchive(lambda: self.seated[-1] if self.seated else None)
        self.board = FakeBoard(NOW, lambda: self.seated[-1] if self.seated else None)

    def sign_in(self, username: str, password: str) -> Officer:
        if password != "đúng rồi":
            raise RuleBroken("Tên hoặc mật khẩu không đúng; còn 4 lần thử.")
        return replace(CHAU, username=username, must_change=self.must_change)

    def change(self, officer: Officer, old: str, new: str) -> Officer:
        if old == new:
            raise RuleBroken("Mật khẩu mới phải khác mật khẩu được cấp.")
        return replace(officer, must_change=False)

    def lines(self, queue: str, text: str) -> Sequence[DossierLine]:
        far = self.desk.far_dossier
        told = [*LINES, far] if far is not None and self.desk.asked else LINES
        return [one for one in told if text.lower() in (one.customer_name + one.code).lower()]

    def send(self) -> None:
        self.sent += 1

    def hand_over(self, line: DossierLine, handing: Handing) -> None:
        if handing.name != line.customer_name and not handing.authority:
            raise FieldsMissing([f"{handing.name} không phải người nộp, cần ghi giấy ủy quyền"])
        self.handed_over.append(handing)

    def carry(self, file: str, password: str, step: Callable[[str], None]) -> Carried:
        step("Đang mã hóa 9 việc…")
        if "cũ" in file:
            raise RuleBroken(f"{file} đã có; hãy đặt tên khác.")
        self.carried.append((file, password))
        return Carried(facts=9, fresh=4, file=file, counter="Quầy 2")

    def front(self, look: Look, tasks: Tasks, report: Callable[[Exception], object]) -> Front:
        return Front(
            look=look,
            sign_in=SignInServices(
                sign_in=self.sign_in,
                change_password=self.change,
                recent=lambda: [
                    RecentOfficer("chau.le", "Lê Minh Châu"),
                    RecentOfficer("son.bui", "Bùi Thanh Sơn"),
                ],
                office=OFFICE,
                now=lambda: NOW,
            ),
            recogniser=GapRecogniser(),
            tasks=tasks,
            report=report,
        )

    def services(self) -> ShellServices:
        marks = ["proven"] * 4 + ["repaired"] + ["proven"] * 3 + ["lost"] * 3 + ["proven"] * 3
        history = [
            ExchangeMark(
                at=Moment(NOW - (14 - at) * 5 * MINUTE),
                outcome=outcome,
                note="Chưa tới được trung tâm" if outcome == "lost" else "",
                up=0 if outcome == "lost" else at,
                down=2,
            )
            for at, outcome in enumerate(marks)
        ]
        numbers = NumbersLeft(
            left=463,
            in_reserve=False,
            next_serial=37,
            last_serial=499,
            next_receipt="Q3-000437",
            reserve_first=9001,
            reserve_last=9499,
            reserve_left=499,
        )
        return ShellServices(
            office=OFFICE,
            now=lambda: NOW,
            seated=self.seated.append,
            reception=self.desk.services(),
            dossiers=DossiersServices(
                now=lambda: NOW,
                due_state=lambda line: due_state(
                    line, NOW, lambda a, b: max(0, (b - a) // (24 * HOUR))
                ),
                queues=lambda: QUEUES,
                lines=self.lines,
                story=lambda _id: STORY,
                introduce=self.desk.services().introduce,
                disputes=self.deciding.of_dossier,
                recipient=lambda line: Recipient(
                    name=line.customer_name, identity_number="056188004217"
                ),
                hand_over=self.hand_over,
                print_slip=self.desk.services().print_slip,
            ),
            customers=self.deciding.services(),
            closing=self.closing.services(),
            sync=SyncServices(
                now=lambda: NOW,
                office=OFFICE,
                status=lambda: self.link,
                queue=lambda: self.page,
                hit_rate=lambda: HitRate(
                    told=60,
                    hit=58,
                    names=20,
                    names_hit=18,
                    miss="dự kiến nguyenvanan002, trung tâm cho nguyenvanan005",
                ),
                history=lambda: history,
                numbers=lambda: numbers,
                send_now=self.send,
                customer=lambda subject: replace(NHUNG, id=CustomerId(subject)),
                export=self.carry,
                take_in=self.carry,
                archive=self.archive.services(),
                folder="/home/quay",
            ),
            morning=self.morning.services(),
            board=self.board.services(),
            palette=PaletteServices(
                customers=self.desk.meet_customers,
                dossiers=lambda text: self.lines("", text),
                procedures=find_procedures,
            ),
            link=lambda: self.link,
            numbers=lambda: numbers,
            printer=lambda: DeviceWord("Máy in sẵn sàng"),
            scanner=lambda: DeviceWord("Máy quét sẵn sàng"),
            idle_minutes=self.idle_minutes,
        )
