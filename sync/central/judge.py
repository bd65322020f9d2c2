"""What the centre decides: which facts are set aside, and who gets which username. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final, Protocol

from domain.customer import (
    INDIVIDUAL,
    ORGANISATION,
    CustomerChanged,
    CustomerRegistered,
    CustomersCompared,
    CustomersMerged,
    CustomersSeparated,
)
from domain.deciding import ConflictDecided
from domain.dossier import (
    DossierReceived,
    FeeTaken,
    ScanAttached,
    SlipConfirmed,
    SlipFailed,
    SlipSent,
)
from domain.facts import Fact, Unread
from domain.identifiers import SubjectId, Username
from domain.kinds import KINDS
from domain.moment import Moment, Stamp, stamp_moment
from domain.usernames import CUSTOMER_DIGITS, Kind, LegalForms, base, username
from sync.protocol.frame import Frame

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
        ScanAttached,
        SlipSent,
        SlipConfirmed,
        SlipFailed,
    )
)
"""What a counter may write; everything else that this release knows is the centre's word."""


def objection(frame: Frame, fact: Fact, now: Moment) -> str:
    """Why a counter's fact is set aside, for the clerk; empty when nothing speaks against it.

    A kind or version that this release does not know is no objection: it waits for the upgrade.
    """
    if too_far_ahead(frame, now):
        return "Giờ ghi đi trước giờ trung tâm hơn 24 giờ; hãy chỉnh lại đồng hồ của máy quầy."
    known = KINDS.get(frame.kind)
    if known is None or frame.version > known.version:
        return ""
    if frame.kind not in COUNTER_KINDS:
        return "Loại việc này chỉ trung tâm được ghi; hãy báo quản trị kiểm tra máy quầy."
    if isinstance(fact, Unread):
        return "Nội dung không đúng dạng; hãy báo quản trị kèm mã của việc này."
    if any("\0" in text for text in _texts(fact)):  # no table of PostgreSQL can hold it
        return "Nội dung có ký tự không lưu được; hãy ghi lại việc này."
    if isinstance(fact, CustomerRegistered) and fact.sort not in (INDIVIDUAL, ORGANISATION):
        return "Loại khách hàng không có trong danh mục; hãy ghi lại khách hàng này."
    return ""


def _texts(fact: Fact) -> Iterator[str]:
    values = (getattr(fact, each.name) for each in fields(fact))
    return (value for value in values if isinstance(value, str))


def too_far_ahead(frame: Frame, now: Moment) -> bool:
    """Whether the writer's clock was beyond the stated bound (I11)."""
    return stamp_moment(Stamp(frame.at)) > now + CLOCK_BOUND_MS


class Names(Protocol):
    """The province's usernames, held under their lock."""

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
