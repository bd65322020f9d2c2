"""The case on the desk while it changes, and what it still lacks. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from counter_app.usecases.case import (
    Bundle,
    Compared,
    CustomerForm,
    CustomerKind,
    Entered,
    FieldName,
    PaperTaken,
    Payment,
    PaymentMethod,
    Received,
    Reception,
    ResultChannel,
    Source,
    Submitter,
)
from counter_app.usecases.lines import CustomerLine, Similar
from counter_app.usecases.procedure_detail import DueDetail, MissingPaper, ProcedureDetail
from counter_app.usecases.scan_session import PageThumb
from domain.identifiers import CustomerId, FactId
from domain.moment import Moment


class Paper(StrEnum):
    """Where the slip stands. Saved and printed are two states, never one."""

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


class Asking(StrEnum):
    """Whether the centre is asked for a customer whom this office never met."""

    NO = "no"
    OFFERED = "offered"
    NOW = "now"
    NOBODY = "nobody"
    AWAY = "away"


@dataclass(slots=True, kw_only=True)
class DeskCase:
    """Everything of one case, as the presenters change it."""

    case: str
    kind: CustomerKind = CustomerKind.INDIVIDUAL
    known: CustomerLine | None = None
    known_id: CustomerId | None = None
    seen: frozenset[FactId] = frozenset()
    fields: dict[FieldName, Entered] = field(default_factory=dict)
    errors: dict[FieldName, str] = field(default_factory=dict)
    hints: dict[FieldName, str] = field(default_factory=dict)
    username: str = ""
    asking: Asking = Asking.NO
    asked_for: str = ""  # the number that the centre was last asked for
    similar: tuple[Similar, ...] = ()
    twins: tuple[Similar, ...] = ()  # of somebody known: other customers who may be the same person
    compared: dict[CustomerId, Compared] = field(default_factory=dict)
    submitter: Submitter | None = None
    procedure: ProcedureDetail | None = None
    limit: int = 0
    due: DueDetail | None = None
    quantity: int = 1
    fee: int | None = None
    papers: dict[int, PaperTaken] = field(default_factory=dict)
    missing: tuple[MissingPaper, ...] = ()
    pages: tuple[PageThumb, ...] = ()
    scanning: bool = False
    scan_error: str = ""
    method: PaymentMethod = PaymentMethod.CASH
    tendered: int = 0
    paid: bool = False
    channel: ResultChannel = ResultChannel.COUNTER
    post_address: str = ""
    saving: bool = False
    saved: Received | None = None
    saved_at: Moment | None = None
    paper: Paper = Paper.NONE
    paper_note: str = ""

    @property
    def name(self) -> str:
        """Of the customer; empty while unknown."""
        return self.text(FieldName.NAME)

    @property
    def untouched(self) -> bool:
        """Nothing was entered yet."""
        return not self.fields and self.procedure is None and not self.pages

    @property
    def settled(self) -> bool:
        """Saved, and its paper came out or was not wanted."""
        return self.saved is not None and self.paper in (Paper.NONE, Paper.PRINTED)

    def text(self, name: FieldName) -> str:
        """The text of a field; empty where nothing was entered."""
        found = self.fields.get(name)
        return found.text if found else ""

    def form(self) -> CustomerForm:
        """The customer as the use-case takes it; empty fields left out."""
        filled = {name: value for name, value in self.fields.items() if value.text}
        return CustomerForm(kind=self.kind, known=self.known_id, seen=self.seen, fields=filled)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that keeps the case from being saved, and where it is mended."""

    text: str
    spot: str


_WANTED: dict[CustomerKind, tuple[tuple[FieldName, str], ...]] = {
    CustomerKind.INDIVIDUAL: (
        (FieldName.IDENTITY_NUMBER, "số định danh"),
        (FieldName.NAME, "họ và tên"),
        (FieldName.ADDRESS, "nơi thường trú"),
    ),
    CustomerKind.ORGANISATION: (
        (FieldName.IDENTITY_NUMBER, "mã số thuế"),
        (FieldName.NAME, "tên tổ chức"),
        (FieldName.ADDRESS, "địa chỉ trụ sở"),
        (FieldName.REPRESENTATIVE, "người đại diện"),
    ),
}


def matters(case: DeskCase) -> Sequence[Matter]:
    """What is still open, in the order of the talk."""
    return [
        *_of_customer(case),
        *_of_procedure(case),
        *_of_pages(case),
        *_of_fee(case),
        *_of_return(case),
    ]


def loose(case: DeskCase) -> Sequence[PageThumb]:
    """Pages that belong to no paper of the procedure: saving would leave them out."""
    papers = {one.no for one in case.procedure.components} if case.procedure else set()
    return [page for page in case.pages if page.component not in papers]


def home(case: DeskCase) -> int:
    """The paper that fresh pages belong to until the clerk says another: 0 where none is known.

    The first that lies on the desk without pages, else the first on the desk, else the first.
    """
    if case.procedure is None or not case.procedure.components:
        return 0
    ticked = [no for no in sorted(case.papers) if case.papers[no].ticked]
    paged = {page.component for page in case.pages}
    empty = [no for no in ticked if no not in paged]
    return (empty or ticked or [case.procedure.components[0].no])[0]


def lacking(case: DeskCase) -> Sequence[str]:
    """The customer's wanted fields that are empty, by their words."""
    return [words for name, words in _WANTED[case.kind] if not case.text(name)]


def wanted(kind: CustomerKind) -> Sequence[FieldName]:
    """The fields that a customer of this kind must have."""
    return [name for name, _words in _WANTED[kind]]


def _of_customer(case: DeskCase) -> list[Matter]:
    found = []
    for name, words in _WANTED[case.kind]:
        if not case.text(name):
            found.append(Matter(f"Chưa có {words}", name))
    found += [Matter(text, name) for name, text in case.errors.items() if text]
    found += [
        Matter("Chưa ghi lý do sửa so với thẻ", f"reason:{name}")
        for name, value in case.fields.items()
        if value.source is Source.EDITED and asks_reason(name, value) and not value.reason
    ]
    if undecided(case):
        found.append(Matter("Có khách giống khách này, cần so", "compare"))
    if case.submitter is not None and not case.submitter.name:
        found.append(Matter("Chưa có tên người nộp thay", "submitter"))
    return found


def asks_reason(name: FieldName, value: Entered) -> bool:
    """Whether a changed value came from the card, whose fields are not changed silently."""
    of_card = {FieldName.IDENTITY_NUMBER, FieldName.NAME, FieldName.BORN, FieldName.SEX}
    return name in of_card and bool(value.before) and value.text != value.before


def undecided(case: DeskCase) -> Sequence[Similar]:
    """Look-alikes on which the clerk has not yet said a word."""
    if case.known_id is not None:
        return []
    return [one for one in case.similar if one.customer.id not in case.compared]


def _of_procedure(case: DeskCase) -> list[Matter]:
    if case.procedure is None:
        return [Matter("Chưa chọn thủ tục", "procedure")]
    return [Matter(one.text, f"paper:{one.component}") for one in case.missing]


def _of_pages(case: DeskCase) -> list[Matter]:
    if case.scanning:
        return [Matter("Đang quét; chờ xong, hoặc F7 để dừng", "scan")]
    if case.procedure is not None and (astray := len(loose(case))):
        return [Matter(f"Còn {astray} trang chưa xếp vào giấy tờ nào", "scan")]
    return []


def _of_fee(case: DeskCase) -> list[Matter]:
    if case.procedure is None:
        return []
    if case.fee is None:
        return [Matter("Chưa ghi số tiền lệ phí", "amount")]
    if case.fee and not case.paid:
        return [Matter("Chưa thu lệ phí", "tendered")]
    return []


def _of_return(case: DeskCase) -> list[Matter]:
    if case.channel is ResultChannel.POST and not case.post_address:
        return [Matter("Chưa có địa chỉ gửi bưu chính", "post_address")]
    return []


def reception_of(case: DeskCase, bundles: tuple[Bundle, ...]) -> Reception:
    """Everything that F9 saves. Call it only where nothing is open."""
    if case.procedure is None or case.fee is None:
        raise ValueError("a case without procedure or fee is not complete")
    paid = Payment(method=case.method, amount=case.fee, tendered=case.tendered)
    return Reception(
        case=case.case,
        customer=case.form(),
        procedure=case.procedure.code,
        limit=case.limit,
        quantity=case.quantity,
        papers=tuple(case.papers[no] for no in sorted(case.papers)),
        bundles=bundles,
        payment=paid if case.fee else None,
        submitter=case.submitter,
        channel=case.channel,
        post_address=case.post_address if case.channel is ResultChannel.POST else "",
        compared=tuple(case.compared.values()),
    )
