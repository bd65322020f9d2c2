"""Conflicts and look-alikes as the customers' screen sees them: invented people, no store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from counter_app.ui.customers.services import CustomersServices
from counter_app.usecases.case import CustomerKind, FieldName
from counter_app.usecases.decisions import Alike, Dispute, Version
from counter_app.usecases.errors import NothingToDecide
from counter_app.usecases.lines import CustomerLine, DossierLine
from domain.customer import OF_TWO
from domain.errors import OfficeError
from domain.identifiers import CustomerId, FactId, SubjectId, Username
from domain.moment import Moment
from domain.vietnamese import search_key
from tests.fakes.desk import LONG_NAME, NHUNG, NOW, customer_id, dossier

MINUTE = 60_000


def version(number: int, words: str, where: str, who: str, **more: object) -> Version:
    told = Version(
        fact=FactId(bytes([number]) * 32),
        words=words,
        before="0905 000 100",
        reason="",
        who=who,
        where=where,
        at=Moment(NOW - number * 20 * MINUTE),
        here=False,
    )
    return replace(told, **more)  # type: ignore[arg-type]  # the fields of a version


PHONE = Dispute(
    subject=SubjectId(NHUNG.id),
    name="Nguyễn Thị Hồng Nhung",
    matter="customer.phone",
    words="Điện thoại",
    versions=(
        version(1, "0905 000 118", "Quầy 2", "Bùi Thanh Sơn"),
        version(2, "0905 000 181", "Quầy 3", "Lê Minh Châu", here=True, reason="khách báo"),
    ),
)
BORN = Dispute(
    subject=SubjectId(customer_id(42)),
    name=LONG_NAME,
    matter="customer.born",
    words="Ngày sinh",
    versions=(
        version(3, "1979-05-02", "Quầy 1", "Đặng Thị Mỹ Lệ", before="1979"),
        version(4, "1979-02-05", "Quầy 2", "Bùi Thanh Sơn", before=""),
        version(5, "1978-02-05", "Trung tâm", "", before="1979"),
    ),
)
OFF_LIST = replace(PHONE, subject=SubjectId(customer_id(14)), name="")
"""Of the dossier of Ngô Bảo Trâm; the list of conflicts does not hold it."""


def of_both(one: int, name: str, other: int) -> Dispute:
    said = ("cùng một người", "hai người khác nhau")
    return Dispute(
        subject=SubjectId(customer_id(one)),
        name=name,
        matter=f"{OF_TWO}{customer_id(other).hex()}",
        words="Có phải cùng một người",
        versions=tuple(
            version(at, words, f"Quầy {at}", "Bùi Thanh Sơn", before="")
            for at, words in enumerate(said, 1)
        ),
    )


def person(
    number: int, name: str, username: str | None, dossiers: int, **more: str
) -> CustomerLine:
    fields = {FieldName.NAME: name, **{FieldName(key): text for key, text in more.items()}}
    return CustomerLine(
        id=customer_id(number),
        kind=CustomerKind.INDIVIDUAL,
        fields={each: fields.get(each, "") for each in FieldName},
        username=None if username is None else Username(username),
        dossiers=dossiers,
        last=tuple(
            dossier(number + at, name, "Chứng thực bản sao, 4 bản", "Đã trả kết quả")
            for at in range(min(dossiers, 3))
        ),
    )


LE_NGAN = person(
    60,
    "Lê Thị Ngân",
    "lenn",
    2,
    identity_number="056191000060",
    born="1991-04-30",
    sex="Nữ",
    address="Tổ dân phố 5 Vĩnh Phước, phường Bắc Nha Trang, tỉnh Khánh Hòa",
    phone="0905 000 160",
)
NGAN_TOO = person(
    61,
    "Lê Thị Ngân",
    "lenn2",
    1,
    born="1991-04-30",
    sex="Nữ",
    address="Thôn Phú Vinh, xã Diên Khánh, tỉnh Khánh Hòa",
    email="ngan@motcua.example",
)
HUY = person(62, "Trần Quang Huy", "huytq", 3, identity_number="056085000062", born="1985-01-01")
HUY_TOO = person(63, "Trần Quang Huy", None, 0, identity_number="056085000063", born="1985-01-01")
ALIKE = Alike(one=LE_NGAN, other=NGAN_TOO, why="cùng họ tên và ngày sinh")
FORBIDDEN = Alike(
    one=HUY,
    other=HUY_TOO,
    why="cùng họ tên và ngày sinh",
    forbidden="hai số định danh khác nhau",
)
MERGED = Alike(
    one=person(70, "Võ Ngọc Ánh", "anhvn", 4, born="1990-08-08"),
    other=person(71, "Võ Thị Ngọc Ánh", "anhvtn", 4, born="1990-08-08"),
    why="đã gộp",
    merged=True,
)


@dataclass
class FakeDecisions:
    """What is decided leaves its list; `error` is raised instead, once."""

    waiting: list[Dispute] = field(default_factory=lambda: [PHONE, BORN])
    off_list: list[Dispute] = field(default_factory=lambda: [OFF_LIST])
    alike: list[Alike] = field(default_factory=lambda: [ALIKE, FORBIDDEN])
    merged: list[Alike] = field(default_factory=lambda: [MERGED])
    many: list[CustomerLine] = field(default_factory=list)  # found by typing, beside the others
    told: list[tuple[object, ...]] = field(default_factory=list)
    error: OfficeError | None = None

    def services(self) -> CustomersServices:
        return CustomersServices(
            now=lambda: NOW,
            disputes=lambda: tuple(self.waiting),
            disputes_of=self.of_subject,
            alike=lambda: tuple(self.alike),
            merged=lambda: tuple(self.merged),
            find=self.find,
            pair=self.pair,
            decide=self.decide,
            same=self.same,
            different=self.different,
            later=lambda one, other: self._tell("later", one, other),
        )

    def find(self, text: str) -> Sequence[CustomerLine]:
        known = (LE_NGAN, NGAN_TOO, HUY, HUY_TOO, *self.many)
        key = search_key(text)
        return [one for one in known if key in search_key(one.fields[FieldName.NAME])][:9]

    def pair(self, one: CustomerId, other: CustomerId) -> Alike | None:
        known = {each.id: each for each in (LE_NGAN, NGAN_TOO, HUY, HUY_TOO, *self.many)}
        if one not in known or other not in known:
            return None
        return Alike(one=known[one], other=known[other], why="", sought=True)

    def of_subject(self, subject: SubjectId) -> Sequence[Dispute]:
        return [one for one in (*self.waiting, *self.off_list) if one.subject == subject]

    def of_dossier(self, line: DossierLine) -> Sequence[Dispute]:
        return self.of_subject(SubjectId(line.customer))

    def decide(
        self,
        subject: SubjectId,
        matter: str,
        chosen: FactId,
        seen: frozenset[FactId],
        reason: str = "",
    ) -> None:
        found = [one for one in self.of_subject(subject) if one.matter == matter]
        if not found or found[0].seen != seen:
            raise NothingToDecide
        self._tell("decide", found[0].words, chosen, reason)
        for told in (self.waiting, self.off_list):
            told[:] = [one for one in told if one != found[0]]

    def same(self, one: CustomerId, other: CustomerId, reason: str) -> None:
        self._tell("same", one, other, reason)
        pair = self._take(one, other)
        self.merged.append(replace(pair, merged=True))

    def different(self, one: CustomerId, other: CustomerId, reason: str) -> None:
        self._tell("different", one, other, reason)
        self._take(one, other)

    def _take(self, one: CustomerId, other: CustomerId) -> Alike:
        for told in (self.alike, self.merged):
            for pair in told:
                if (pair.one.id, pair.other.id) == (one, other):
                    told.remove(pair)
                    return pair
        pair_ = self.pair(one, other)
        if pair_ is None:
            raise NothingToDecide
        return pair_

    def _tell(self, *words: object) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error
        self.told.append(words)
