"""A case: what lies on the desk between greeting the citizen and saving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.identifiers import (
    CustomerId,
    DossierCode,
    DossierId,
    FactId,
    ProcedureCode,
    ReceiptNumber,
)
from domain.moment import Moment


class CustomerKind(StrEnum):
    """Person or organisation (cá nhân, tổ chức)."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


class FieldName(StrEnum):
    """The fields of a customer, as facts name them."""

    IDENTITY_NUMBER = "identity_number"  # 12 digits, passport; tax code of an organisation
    OLD_NUMBER = "old_number"
    NAME = "name"
    BORN = "born"  # ISO date, or a year alone
    SEX = "sex"  # Nam, Nữ, or empty
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    REPRESENTATIVE = "representative"  # of an organisation: who answers for its account
    REPRESENTATIVE_NUMBER = "representative_number"


class Source(StrEnum):
    """Where a value came from (từ thẻ, gõ tay, đã sửa, hồ sơ cũ, trung tâm)."""

    CARD = "card"
    TYPED = "typed"
    EDITED = "edited"
    RECORD = "record"
    CENTRE = "centre"


class PaymentMethod(StrEnum):
    """How a fee was taken (tiền mặt, chuyển khoản, thẻ)."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"


class ResultChannel(StrEnum):
    """How the result goes back (tại quầy, bưu chính, trực tuyến)."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


class Likeness(StrEnum):
    """The clerk's word on two customers that look alike."""

    SAME = "same"
    DIFFERENT = "different"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One value and where it came from; `before` and `reason` when it was changed."""

    text: str
    source: Source = Source.TYPED
    before: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerForm:
    """Who: a known customer (`known`, with the facts seen) or a new one."""

    kind: CustomerKind = CustomerKind.INDIVIDUAL
    known: CustomerId | None = None
    seen: frozenset[FactId] = frozenset()
    fields: Mapping[FieldName, Entered] = field(default_factory=dict)

    def text(self, name: FieldName) -> str:
        """The text of a field; empty where nothing was entered."""
        found = self.fields.get(name)
        return found.text if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """Who hands it in for another: representative or authorised person."""

    name: str
    identity_number: str = ""
    phone: str = ""
    authority: str = ""  # the paper: number and date of the authorisation


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTaken:
    """One component as it lies on the desk. `no` counts from 1 as in the procedure."""

    no: int
    ticked: bool = True
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The scanned file of one component, already in the blob store."""

    component: int
    sha256: bytes
    size: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What was taken: đồng. `tendered` is the cash given, for the change only."""

    method: PaymentMethod
    amount: int
    tendered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What the clerk decided about a customer that looked like this one."""

    other: CustomerId
    outcome: Likeness
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Everything that one press of F9 saves. `case` makes a second press harmless."""

    case: str  # UUID text, made when the case was opened
    customer: CustomerForm
    procedure: ProcedureCode
    limit: int = 0  # index among the procedure's time limits
    quantity: int = 1  # pages, copies: what the fee is counted by
    sets: int = 1
    request: str = ""  # what is asked for, where it says more than the procedure's name
    papers: tuple[PaperTaken, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    payment: Payment | None = None
    submitter: Submitter | None = None
    channel: ResultChannel = ResultChannel.COUNTER
    post_address: str = ""
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What saving gave: durable before anybody sees it."""

    dossier: DossierId
    customer: CustomerId
    code: DossierCode
    due: Moment
    receipt: ReceiptNumber | None
    reserve_used: bool  # the code came from the counter's reserve range: a named alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSlip:
    """A slip that came out. `copy` is 1 for the original, 2 and up for reprints."""

    copy: int
    where: str  # the printer's name, or the file it was saved to
