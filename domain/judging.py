"""What the centre decides on a fact and a customer's account. Counter and centre call the same.

The centre decides with the province's names at hand; a counter asks the same of what it knows, to
say beforehand what is expected. No I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from domain import session
from domain.customer import (
    INDIVIDUAL,
    ORGANISATION,
    CustomerChanged,
    CustomerRegistered,
    CustomersCompared,
    CustomersMerged,
    CustomersSeparated,
)
from domain.day_matters import MatterDeferred, NumberExplained
from domain.day_sheets import SheetPrinted
from domain.deciding import ConflictDecided
from domain.dossier import (
    DossierReceived,
    DossiersCompared,
    FeeJoined,
    FeeRefunded,
    FeeTaken,
    ResultHandedOver,
    ScanAttached,
    SlipConfirmed,
    SlipFailed,
    SlipSent,
)
from domain.facts import Fact, Plain, Unread, misfit, shapes
from domain.field_words import field_word
from domain.identifiers import SubjectId, Username
from domain.judging_money import unbelievable
from domain.kinds import KINDS, UPCASTS
from domain.moment import Moment, Stamp, stamp_moment
from domain.morning import CounterChecked
from domain.reports import ReportMade
from domain.usernames import CUSTOMER_DIGITS, Kind, LegalForms, base, username

CLOCK_BOUND_MS: Final = 24 * 3600 * 1000
"""A stamp further ahead than this is set aside and advances nobody's clock (I11)."""

COUNTER_KINDS: Final = frozenset(
    kind.kind
    for kind in (
        CustomerRegistered,
        CustomerChanged,
        CustomersCompared,
        CustomersMerged,
        CustomersSeparated,
        ConflictDecided,
        DossierReceived,
        FeeTaken,
        FeeJoined,
        FeeRefunded,
        ScanAttached,
        SlipSent,
        SlipConfirmed,
        SlipFailed,
        ResultHandedOver,
        DossiersCompared,
        MatterDeferred,
        NumberExplained,
        CounterChecked,
        SheetPrinted,
        ReportMade,
        *session.KINDS,
    )
)
"""What a counter may write; everything else that this release knows is the centre's word."""


class Clause(StrEnum):
    """The rule that decides, as told on the wire. Source: docs/sources.md S-70…S-78."""

    CLOCK = "clock"
    KIND = "kind"
    SHAPE = "shape"
    TEXT = "text"
    SORT = "sort"
    MONEY = "money"
    NAME = "name"
    NEWER = "newer"
    USERNAME = "username"
    CODE = "code"
    RECEIPT = "receipt"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause in words, and where it stands in docs/sources.md."""

    words: str
    source: str


RULES: Final = {
    Clause.CLOCK: Rule("giờ ghi không đi trước giờ trung tâm quá 24 giờ", "S-70"),
    Clause.KIND: Rule("quầy chỉ ghi các loại việc của quầy", "S-71"),
    Clause.SHAPE: Rule("nội dung đủ ô và đúng dạng của loại việc", "S-72"),
    Clause.TEXT: Rule("chữ phải lưu được trong kho của trung tâm", "S-73"),
    Clause.SORT: Rule("khách hàng là cá nhân hoặc tổ chức", "S-74"),
    Clause.MONEY: Rule("tiền từ 0 đến 1.000 tỷ đồng, bằng mệnh giá đang lưu hành", "S-78"),
    Clause.NAME: Rule("tên phải viết được bằng chữ Latinh", "S-21"),
    Clause.NEWER: Rule("loại việc của bản phần mềm mới hơn được giữ đến khi cập nhật", "S-75"),
    Clause.USERNAME: Rule("tài khoản theo tên và số thứ tự, mỗi giấy tờ một tài khoản", "S-20"),
    Clause.CODE: Rule("một mã chỉ đứng cho một hồ sơ; mã trùng do người quyết định", "S-76"),
    Clause.RECEIPT: Rule("một số biên lai chỉ dùng một lần; số trùng ghi trong sổ ngày", "S-77"),
    Clause.COUNTS: Rule("không có quy tắc nào giữ lại", "S-75"),
}


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a fact is set aside: which clause, at which field of the fact, and the sentence."""

    clause: Clause
    field: str  # as the fact names it; "at" for its stamp, "kind" for what it is
    reason: str  # Vietnamese, names the field, with the way out


def objection(
    kind: str, version: int, at: int, body: Plain, fact: Fact, now: Moment
) -> Objection | None:
    """Why a counter's fact is set aside; None where nothing speaks against it.

    The first clause in the order of `Clause` that objects decides, and within it the first field
    in the order in which the kind declares them: the same facts give the same words everywhere.
    A kind or version that this release does not know is no objection: it waits for the upgrade.

    Args:
        kind, version, at, body: as in the frame; `at` is its stamp, `body` decoded.
        fact: the fact that the body tells, or `Unread`.
        now: the centre's clock, or what is known of it.

    Source: docs/sources.md S-70…S-74, S-78.
    """
    if too_far_ahead(at, now):
        return Objection(
            Clause.CLOCK,
            "at",
            "Ô “Giờ ghi” đi trước giờ trung tâm hơn 24 giờ; hãy chỉnh lại đồng hồ của máy quầy.",
        )
    known = KINDS.get(kind)
    if known is None or version > known.version:
        return None
    if kind not in COUNTER_KINDS:
        return Objection(
            Clause.KIND,
            "kind",
            "Loại việc này chỉ trung tâm được ghi; hãy báo quản trị kiểm tra máy quầy.",
        )
    if isinstance(fact, Unread):
        return _unfit(misfit(KINDS, UPCASTS, kind, version, body))
    return _unstorable(fact) or _no_sort(fact) or _no_money(fact)


def _unfit(field: str) -> Objection:
    where = f"Ô “{field_word(field)}” không đúng dạng" if field else "Nội dung không đọc được"
    return Objection(Clause.SHAPE, field, f"{where}; hãy báo quản trị kèm mã của việc này.")


def _unstorable(fact: Fact) -> Objection | None:
    for name in shapes(type(fact)):
        text = getattr(fact, name)
        if isinstance(text, str) and "\0" in text:  # no table of PostgreSQL can hold it
            word = field_word(name)
            reason = f"Ô “{word}” có ký tự không lưu được; hãy ghi lại việc này."
            return Objection(Clause.TEXT, name, reason)
    return None


def _no_sort(fact: Fact) -> Objection | None:
    if isinstance(fact, CustomerRegistered) and fact.sort not in (INDIVIDUAL, ORGANISATION):
        reason = "Ô “Loại khách hàng” không có trong danh mục; hãy ghi lại khách hàng này."
        return Objection(Clause.SORT, "sort", reason)
    return None


def _no_money(fact: Fact) -> Objection | None:
    if not (name := unbelievable(fact)):
        return None
    reason = f"Ô “{field_word(name)}” không thể đúng; hãy đếm và ghi lại việc này."
    return Objection(Clause.MONEY, name, reason)


def too_far_ahead(at: int, now: Moment) -> bool:
    """Whether the writer's clock was beyond the stated bound (I11)."""
    return stamp_moment(Stamp(at)) > now + CLOCK_BOUND_MS


class Names(Protocol):
    """The usernames known: the province's under their lock, or a counter's own copy."""

    def of_identity(self, sort: str, number: str) -> Username | None:
        """The account that already stands for this paper."""

    def taken(self, name: str) -> bool:
        """Whether any account, also a closed one, ever bore the name."""

    def next_ordinal(self, stem: str) -> int:
        """The ordinal to try first for this base."""

    def give(
        self,
        subject: SubjectId,
        told: CustomerRegistered,
        stem: str,
        name: Username,
        following: int,
    ) -> None:
        """Write down that the name is taken from now on."""


def stem_of(told: CustomerRegistered, forms: LegalForms) -> str:
    """The base of a customer's username. Raises NotLatin."""
    kind: Kind = "organisation" if told.sort == ORGANISATION else "individual"
    return base(kind, told.name, forms)


def number_of(told: CustomerRegistered) -> str:
    """The number that makes two registrations one citizen; empty when none was told."""
    return told.identity_number.strip()


def decide(subject: SubjectId, told: CustomerRegistered, stem: str, names: Names) -> Username:
    """The username of a customer: the one that the paper already has, or the next by the rule.

    A person and an organisation are never one, even where a household business uses its owner's
    personal number as tax code (docs/sources.md S-37).

    Source: docs/sources.md S-20, S-24.
    """
    number = number_of(told)
    if number and (held := names.of_identity(told.sort, number)) is not None:
        return held
    name, following = username(stem, names.taken, names.next_ordinal(stem), CUSTOMER_DIGITS)
    names.give(subject, told, stem, Username(name), following)
    return Username(name)
