"""Invented customers and what they hand in: the facts of a store for benchmarks.

One slot is one minute at the counter. In every slot somebody new is registered; in every tenth
somebody hands in a dossier: of fifty customers one comes four times, and one other once.
"""

from __future__ import annotations

from typing import Final

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS, OFFICE
from domain.customer import CustomerRegistered
from domain.dossier import DossierReceived, FeeTaken, SlipConfirmed, SlipSent
from domain.facts import Fact
from domain.identifiers import (
    CustomerId,
    DossierCode,
    DossierId,
    FactId,
    ReceiptNumber,
    uuid7,
)
from domain.moment import Moment, local

_FIRST_MS: Final = 1_704_067_200_000
_SLOT_MS: Final = 60_000
_PROMISED_MS: Final = 3 * 86_400_000

ROUND: Final = 50
"""Slots after which the pattern of visits begins again: with one who comes four times."""

_ONCE: Final = 40
_EVERY: Final = 10

_FAMILY: Final = "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
_MIDDLE: Final = "Văn Thị Hữu Đức Minh Ngọc Thanh Quang Hồng Kim Bảo Gia Xuân Thu Diệu Công"
_GIVEN: Final = (
    "An Bình Châu Dũng Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai Nam Nga "
    "Nhung Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Trang Trâm Tuấn Uyên Vân Việt Vy Yến Ánh"
)
_PARTS: Final = tuple(words.split() for words in (_FAMILY, _MIDDLE, _GIVEN, _GIVEN))


def name_of(number: int) -> str:
    """An invented name; the same number gives the same name."""
    parts = []
    for choice in _PARTS:
        number, place = divmod(number, len(choice))
        parts.append(choice[place])
    return " ".join(parts)


def number_of(number: int) -> str:
    """An invented personal number."""
    return f"056{number % 2}{60 + number % 40}{number:06}"


def slot_begins(number: int) -> Moment:
    """When the customer of this number is registered."""
    return Moment(_FIRST_MS + number * _SLOT_MS)


def customer_key(number: int) -> CustomerId:
    """The customer of this number; keys end differently, as random ones do."""
    return CustomerId(uuid7(slot_begins(number), number.to_bytes(10, "big")))


def dossier_key(number: int) -> DossierId:
    """The dossier handed in at this slot."""
    return DossierId(uuid7(slot_begins(number), b"d" + number.to_bytes(9, "big")))


def visitor_at(number: int) -> int | None:
    """Who hands in a dossier at this slot, if anybody does."""
    place = number % ROUND
    if place % _EVERY:
        return None
    return number if place == _ONCE else number - place


def last_visit(number: int, slots: int) -> int:
    """The last slot before `slots` at which this customer came: the first one, for most."""
    if number % ROUND:
        return number
    return min(number + _ONCE - _EVERY, (slots - 1) // _EVERY * _EVERY)


def registered(number: int) -> CustomerRegistered:
    """What the counter was told of this customer."""
    return CustomerRegistered(
        sort="individual",
        name=name_of(number),
        identity_number=number_of(number),
        born=f"{1950 + number % 55}-01-01",
        sex="Nữ" if number % 2 else "Nam",
        address=f"Tổ {number % 30}, phường Bắc Nha Trang, tỉnh Khánh Hòa",
        phone=f"09{number:08}",
    )


def received(number: int, visitor: int) -> list[Fact]:
    """A dossier taken, paid for, and its slip printed."""
    at = slot_begins(number)
    serial = number % (86_400_000 // _SLOT_MS) // _EVERY + 1
    return [
        DossierReceived(
            case=dossier_key(number),
            code=DossierCode(f"{OFFICE}-{local(at):%y%m%d}-{serial:04}"),
            procedure=HOUSEHOLD_BUSINESS,
            procedure_fact=FactId(bytes(32)),
            customer=customer_key(visitor),
            due=Moment(at + _PROMISED_MS),
            limit=0,
            calendar="2026.4",
            papers=((1, 1, 0), (2, 0, 1)),
            channel="counter",
        ),
        FeeTaken(
            receipt=ReceiptNumber(f"Q9-{number // _EVERY + 1:06}"), amount=50_000, method="cash"
        ),
        SlipSent(copy=1),
        SlipConfirmed(copy=1, where="file"),
    ]
