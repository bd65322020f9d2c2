"""The office as the reception screen sees it: invented people, real shapes, no store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from counter_app.ui.matching import folded
from counter_app.ui.reception.services import ReceptionServices
from counter_app.usecases.case import (
    CustomerForm,
    CustomerKind,
    FieldName,
    Likeness,
    PaperTaken,
    PrintedSlip,
    Received,
    Reception,
)
from counter_app.usecases.decisions import Dispute
from counter_app.usecases.introduce import Introduced, Question, Sought
from counter_app.usecases.lines import (
    CustomerLine,
    DossierLine,
    DraftLine,
    ProcedureLine,
    Similar,
)
from counter_app.usecases.procedure_detail import (
    ComponentDetail,
    DueDay,
    DueDetail,
    DueStep,
    MissingPaper,
    ProcedureDetail,
)
from domain.errors import OfficeError, RuleBroken, Unknown
from domain.identifiers import (
    CustomerId,
    Day,
    DossierCode,
    DossierId,
    FactId,
    ProcedureCode,
    ReceiptNumber,
    SubjectId,
    Username,
)
from domain.moment import Moment, moment
from tests.fakes.scan import FakeScan

NOW = moment(datetime(2026, 11, 23, 2, 42, tzinfo=UTC))

NHUNG_CARD = (
    "056188004217|225000001|Nguyễn Thị Hồng Nhung|14031988|Nữ|"
    "Tổ dân phố 5 Vĩnh Phước, phường Bắc Nha Trang, tỉnh Khánh Hòa|01072021"
)
VIET_CARD = (
    "056095001362||Phạm Quốc Việt|02091995|Nam|"
    "Thôn Phú Vinh, xã Diên Khánh, tỉnh Khánh Hòa|05062022"
)


def customer_id(number: int) -> CustomerId:
    return CustomerId(SubjectId(number.to_bytes(16, "big")))


def dossier(number: int, name: str, procedure: str, status: str) -> DossierLine:
    return DossierLine(
        id=DossierId(SubjectId((1000 + number).to_bytes(16, "big"))),
        code=DossierCode(f"H32.16-261118-{number:04}"),
        customer=customer_id(number),
        customer_name=name,
        procedure=ProcedureCode("1.001612"),
        procedure_name=procedure,
        status=status,
        received=Moment(NOW - 5 * 86_400_000),
        due=Moment(NOW + number * 7_200_000 - 40_000_000),
        fee=50_000,
        slip="confirmed",
        copies=1,
        pages=7,
        shared=True,
    )


NHUNG = CustomerLine(
    id=customer_id(1),
    kind=CustomerKind.INDIVIDUAL,
    fields={
        FieldName.IDENTITY_NUMBER: "056188004217",
        FieldName.NAME: "Nguyễn Thị Hồng Nhung",
        FieldName.BORN: "1988-03-14",
        FieldName.SEX: "Nữ",
        FieldName.ADDRESS: "Tổ dân phố 5 Vĩnh Phước, phường Bắc Nha Trang, tỉnh Khánh Hòa",
        FieldName.PHONE: "0905 000 181",
    },
    username=Username("nguyenthihongnhung001"),
    newest=frozenset({FactId(b"\1" * 32)}),
    dossiers=3,
    last=(
        dossier(1, "Nguyễn Thị Hồng Nhung", "Trích lục khai sinh, bản sao", "Đã trả kết quả"),
        dossier(2, "Nguyễn Thị Hồng Nhung", "Đăng ký thường trú", "Đã trả kết quả"),
        dossier(3, "Nguyễn Thị Hồng Nhung", "Chứng thực bản sao, 4 bản", "Đã trả kết quả"),
    ),
)

LONG_NAME = (
    "Công ty trách nhiệm hữu hạn một thành viên Thương mại Dịch vụ "
    "và Xuất nhập khẩu Thủy sản Đông Nam Hải Đảo Khánh Hòa"
)


def _components(*names: tuple[str, int, int, bool]) -> tuple[ComponentDetail, ...]:
    return tuple(
        ComponentDetail(no=at, name=name, originals=o, copies=c, required=required)
        for at, (name, o, c, required) in enumerate(names, 1)
    )


PROCEDURES: Mapping[str, ProcedureDetail] = {
    "1.001612": ProcedureDetail(
        code=ProcedureCode("1.001612"),
        name="Đăng ký thành lập hộ kinh doanh",
        sector="Đăng ký kinh doanh cấp xã",
        limits=("3 ngày làm việc",),
        fee_text="50.000 đồng/lần",
        fee=50_000,
        components=_components(
            ("Giấy đề nghị đăng ký hộ kinh doanh", 1, 0, True),
            ("Bản sao căn cước của chủ hộ", 0, 1, True),
            ("Biên bản họp thành viên hộ gia đình", 0, 1, False),
            ("Văn bản ủy quyền làm chủ hộ kinh doanh", 0, 1, False),
        ),
    ),
    "1.001193": ProcedureDetail(
        code=ProcedureCode("1.001193"),
        name="Đăng ký khai sinh",
        sector="Hộ tịch",
        limits=("Trong ngày, nhận trước 15:00",),
        fee_text="Miễn phí nếu đúng hạn",
        fee=0,
        components=_components(
            ("Tờ khai đăng ký khai sinh theo mẫu", 1, 0, True),
            (
                (
                    "Giấy chứng sinh (không có thì văn bản của người làm chứng "
                    "hoặc giấy cam đoan về việc sinh)"
                ),
                1,
                0,
                True,
            ),
            ("Biên bản về việc trẻ bị bỏ rơi, nếu trẻ bị bỏ rơi", 1, 0, False),
            ("Văn bản xác nhận của cơ sở y tế, nếu mang thai hộ", 1, 0, False),
            ("Văn bản ủy quyền (được chứng thực), nếu ủy quyền", 1, 0, False),
            ("Giấy tờ chứng minh nơi cư trú", 0, 1, False),
        ),
    ),
    "2.000815": ProcedureDetail(
        code=ProcedureCode("2.000815"),
        name="Chứng thực bản sao từ bản chính giấy tờ, văn bản",
        sector="Chứng thực",
        limits=("Trong ngày", "2 ngày làm việc"),
        fee_text="2.000 đồng/trang, từ trang 3 1.000 đồng",
        fee=2_000,
        fee_unit="trang",
        components=_components(("Bản chính giấy tờ", 1, 0, True), ("Bản sao", 0, 1, True)),
    ),
    "1.009999": ProcedureDetail(
        code=ProcedureCode("1.009999"),
        name="Cấp giấy phép theo biểu phí của tỉnh",
        sector="Thương mại",
        limits=("10 ngày làm việc",),
        fee_text="Theo biểu phí của tỉnh",
        fee=None,
        components=_components(("Đơn đề nghị", 1, 0, True)),
    ),
}
_FAVOURITES = {"1.001193": 1, "2.000815": 2, "1.001612": 3}

DUE = DueDetail(
    at=moment(datetime(2026, 11, 27, 2, 42, tzinfo=UTC)),
    cells=(
        DueDay(day=Day("2026-11-23"), label="nhận", counted=False),
        DueDay(day=Day("2026-11-24"), label="nghỉ lễ", counted=False, name="Ngày Văn hóa Việt Nam"),
        DueDay(day=Day("2026-11-25"), label="ngày 1", counted=True),
        DueDay(day=Day("2026-11-26"), label="ngày 2", counted=True),
        DueDay(day=Day("2026-11-27"), label="ngày 3", counted=True),
    ),
    steps=(
        DueStep(text="3 ngày làm việc, không tính lễ Thứ Ba 24/11", basis=""),
        DueStep(text="Ngày Văn hóa Việt Nam", basis="Nghỉ theo Nghị quyết 28/2026/QH16"),
        DueStep(text="Trả vào giờ nhận của ngày thứ ba", basis=""),
    ),
    calendar="2026.4",
)


@dataclass
class FakeDesk:
    """Answers like the use-cases do; remembers what was received."""

    customers: list[CustomerLine] = field(default_factory=lambda: [NHUNG])
    look_alikes: list[Similar] = field(default_factory=list)
    received: list[Reception] = field(default_factory=list)
    drafts: dict[str, DraftLine] = field(default_factory=dict)
    printed: list[DossierId] = field(default_factory=list)
    printer_error: OfficeError | None = None
    asked: list[Question] = field(default_factory=list)
    elsewhere: CustomerLine | None = None  # whom the centre knows and this office does not
    far_dossier: DossierLine | None = None
    centre_error: OfficeError | None = None
    scan: FakeScan = field(default_factory=FakeScan)
    cases: int = 0
    disputes: list[Dispute] = field(default_factory=list)
    compared: list[tuple[CustomerId, CustomerId, Likeness]] = field(default_factory=list)

    def services(self) -> ReceptionServices:
        return ReceptionServices(
            now=lambda: NOW,
            new_case=self._new_case,
            read_card=read_card,
            check_field=check_field,
            expected_username=lambda _kind, name: folded(name).replace(" ", ""),
            fee=lambda code, quantity: (
                None if PROCEDURES[code].fee is None else (PROCEDURES[code].fee or 0) * quantity
            ),
            missing=missing,
            find_customers=self._find_customers,
            customer_by_number=self._by_number,
            customer=lambda id_: next((one for one in self.customers if one.id == id_), None),
            disputes=lambda who: [one for one in self.disputes if one.subject == who],
            similar=lambda _form: self.look_alikes,
            compare=lambda *told: self.compared.append(told),
            find_procedures=find_procedures,
            procedure=self._procedure,
            due=lambda _code, _limit: DUE,
            receive=self._receive,
            save_draft=lambda case, name, content: self._keep(case, name, content, held=False),
            hold=lambda case, name, content: self._keep(case, name, content, held=True),
            held=lambda: tuple(self.drafts.values()),
            drop=self._drop,
            introduce=self._introduce,
            print_slip=self._print,
            scan_session=lambda _case: self.scan,
        )

    def _introduce(self, question: Question) -> Introduced:
        self.asked.append(question)
        if self.centre_error is not None:
            raise self.centre_error
        if question.what is Sought.DOSSIER:
            return Introduced(dossier=self.far_dossier)
        return Introduced(customer=self.elsewhere)

    def _new_case(self) -> str:
        self.cases += 1
        return f"case-{self.cases}"

    def _find_customers(self, text: str) -> Sequence[CustomerLine]:
        return [replace(one, dossiers=None, last=()) for one in self.meet_customers(text)]

    def meet_customers(self, text: str) -> Sequence[CustomerLine]:
        """Customers with their history, by name or number."""
        key = folded(text)
        return [
            one
            for one in self.customers
            if key in folded(one.fields[FieldName.NAME])
            or one.fields[FieldName.IDENTITY_NUMBER].startswith(text)
        ]

    def _by_number(self, number: str, _old: str) -> CustomerLine | None:
        return next(
            (c for c in self.customers if c.fields[FieldName.IDENTITY_NUMBER] == number), None
        )

    def _procedure(self, code: ProcedureCode) -> ProcedureDetail:
        if code not in PROCEDURES:
            raise Unknown("Không có thủ tục này.")
        return PROCEDURES[code]

    def _receive(self, reception: Reception) -> Received:
        self.received.append(reception)
        number = len(self.received)
        return Received(
            dossier=DossierId(SubjectId(number.to_bytes(16, "big"))),
            customer=reception.customer.known or customer_id(90 + number),
            code=DossierCode(f"H32.16-261123-{36 + number:04}"),
            due=DUE.at,
            receipt=ReceiptNumber("Q3-000437") if reception.payment else None,
            reserve_used=False,
        )

    def _keep(self, case: str, name: str, content: bytes, *, held: bool) -> None:
        at = Moment(NOW - 6 * 60_000)
        self.drafts[case] = DraftLine(
            case=case, customer_name=name, held_at=at, held=held, content=content
        )

    def _drop(self, case: str) -> None:
        self.drafts.pop(case, None)

    def _print(self, dossier: DossierId) -> PrintedSlip:
        if self.printer_error is not None:
            raise self.printer_error
        self.printed.append(dossier)
        return PrintedSlip(copy=self.printed.count(dossier), where="Máy in quầy 3")


def read_card(payload: str) -> Mapping[FieldName, str]:
    parts = payload.split("|")
    if len(parts) < 6:
        raise RuleBroken("Không đọc được thẻ: bộ gõ tiếng Việt đang bật, hãy tắt rồi quét lại.")
    number, old, name, born, sex, address = parts[:6]
    return {
        FieldName.IDENTITY_NUMBER: number,
        FieldName.OLD_NUMBER: old,
        FieldName.NAME: name,
        FieldName.BORN: f"{born[4:]}-{born[2:4]}-{born[:2]}",
        FieldName.SEX: sex,
        FieldName.ADDRESS: address,
    }


def check_field(name: FieldName, text: str, _form: CustomerForm) -> tuple[str, str]:
    digits = "".join(letter for letter in text if letter.isdigit())
    if name is FieldName.PHONE and len(digits) != 10:
        return f"Thiếu {10 - len(digits)} chữ số: số di động có 10 chữ số", ""
    return "", ""


def missing(code: ProcedureCode, papers: Sequence[PaperTaken]) -> Sequence[MissingPaper]:
    have = {paper.no: paper for paper in papers if paper.ticked}
    found = []
    for one in PROCEDURES[code].components:
        taken = have.get(one.no)
        if one.required and taken is None:
            found.append(MissingPaper(component=one.no, text=f"Thiếu: {one.name}"))
        elif taken and (taken.originals < one.originals or taken.copies < one.copies):
            found.append(MissingPaper(component=one.no, text=f"Chưa đủ bản: {one.name}"))
    return found


def find_procedures(text: str) -> Sequence[ProcedureLine]:
    key = folded(text)
    lines = [
        ProcedureLine(
            code=one.code,
            name=one.name,
            sector=one.sector,
            limit=one.limits[0].lower(),
            fee=one.fee_text,
            favourite=_FAVOURITES.get(code),
        )
        for code, one in PROCEDURES.items()
        if key in folded(one.name) or code.startswith(text)
    ]
    return sorted(lines, key=lambda line: line.favourite or 99)
