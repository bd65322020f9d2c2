"""What waits for a person's word, as screens show it: conflicts, and customers who look alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counter_app.usecases.case import FieldName
from counter_app.usecases.lines import CustomerLine
from domain.identifiers import CustomerId, FactId, SubjectId
from domain.moment import Moment

FIELD_WORDS: Final[Mapping[FieldName, str]] = {
    FieldName.IDENTITY_NUMBER: "Số định danh",
    FieldName.OLD_NUMBER: "Số CMND cũ",
    FieldName.NAME: "Họ tên",
    FieldName.BORN: "Ngày sinh",
    FieldName.SEX: "Giới tính",
    FieldName.ADDRESS: "Địa chỉ",
    FieldName.PHONE: "Điện thoại",
    FieldName.EMAIL: "Thư điện tử",
    FieldName.REPRESENTATIVE: "Người đại diện",
    FieldName.REPRESENTATIVE_NUMBER: "Số của người đại diện",
}

NUMBERS_DIFFER: Final = "hai số định danh khác nhau"
SORTS_DIFFER: Final = "một bên là cá nhân, một bên là tổ chức"
"""Why two customers cannot be one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One side of a conflict."""

    fact: FactId
    words: str  # "0905 000 181"
    before: str  # what its writer found there
    reason: str
    who: str
    where: str  # "Quầy 3"
    at: Moment
    here: bool  # written at this counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A matter on which two who did not know of each other said different things."""

    subject: SubjectId
    name: str  # the customer's
    matter: str
    words: str  # "Điện thoại"
    versions: tuple[Version, ...]  # in the order of their facts
    withheld: str = ""  # why it is not who sits here that decides; empty where it is

    @property
    def seen(self) -> frozenset[FactId]:
        """What was shown; a decision holds for exactly these."""
        return frozenset(version.fact for version in self.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Two customers who may be one person, or whom somebody wants to compare (`sought`)."""

    one: CustomerLine  # would stand for both
    other: CustomerLine
    why: str  # "cùng số định danh"
    sought: bool = False
    merged: bool = False  # they are taken for one already
    forbidden: str = ""  # why they cannot be one; empty where they can
    withheld: str = ""  # why it is not who sits here that decides; empty where it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two customers, by key."""

    one: CustomerId
    other: CustomerId
