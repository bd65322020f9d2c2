"""The QR code of the citizen card: one line of text, read into a value or refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.errors import RuleBroken
from domain.keyboard import misread_name, misread_text
from domain.vietnamese import has_marks, stored

_FEWEST_PARTS: Final = 6
_NUMBER: Final = re.compile("[0-9]{12}")
_OLD_NUMBER: Final = re.compile("(?:[0-9]{9}|[0-9]{12})?")
_DATE: Final = re.compile("([0-9]{2})([0-9]{2})([0-9]{4})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# Bytes of a wrong code page; C0 controls are only a scanner's prefix or line end.
_C1: Final = re.compile("[\x80-\x9f]")
_SEXES: Final = {"nam": "Nam", "nữ": "Nữ"}


class NotACard(RuleBroken):
    """What was read is no citizen-card QR, for example the moving code of VNeID."""

    def __str__(self) -> str:
        return (
            "Mã vừa quét không phải mã QR của thẻ căn cước; hãy quét lại mã trên thẻ"
            " hoặc nhập thông tin bằng tay."
        )


class CardMangled(RuleBroken):
    """A card was read, but its text came damaged. `reason` names the damage, not the citizen."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"Mã QR của thẻ bị đọc sai: {self.reason}; hãy tắt bộ gõ tiếng Việt hoặc chuyển"
            " đầu đọc sang chế độ USB-COM rồi quét lại."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the QR code of a citizen card says.

    `born` and `issued` are ISO dates, or the year alone where the card knows no day or month;
    `issued` and `old_number` may be empty. `doubts` are sentences for the clerk to check by.
    """

    number: str
    old_number: str
    name: str
    born: str
    sex: str
    residence: str
    issued: str
    doubts: tuple[str, ...] = ()


def read_card(payload: str) -> Card:
    """The card that a scanner's text stands for; parts after the seventh are not looked at.

    Raises:
        NotACard: fewer than six parts, or no 12-digit number in front.
        CardMangled: characters lost or typed by an input method, an impossible date, no name.

    Source: docs/sources.md S-30 (layout), S-31 (damage).
    """
    parts = [_clean(part) for part in payload.split("|")]
    if len(parts) < _FEWEST_PARTS or not _NUMBER.fullmatch(parts[0]):
        raise NotACard
    if "\ufffd" in payload or _C1.search(payload):
        raise CardMangled("có chữ bị mất hoặc sai bảng mã")
    number, *rest = parts
    # Some cards leave the old number out altogether; then its place holds the name.
    old_number = rest.pop(0) if _OLD_NUMBER.fullmatch(rest[0]) else ""
    name, born, sex, residence, issued = [*rest, ""][:5]
    card = Card(
        number=number,
        old_number=old_number,
        name=_name(name),
        born=_date(born, "ngày sinh"),
        sex=_sex(sex),
        residence=_residence(residence),
        issued=_date(issued, "ngày cấp") if issued else "",
        doubts=_doubts(name, residence),
    )
    if card.issued and card.issued[:4] < card.born[:4]:
        raise CardMangled("ngày cấp trước ngày sinh")
    return card


def _clean(part: str) -> str:
    # A control character parts two words (a tab) or says nothing (a prefix of the scanner).
    return stored("".join(" " if c in "\t\r\n" else c for c in part if c >= " " or c in "\t\r\n"))


def _name(text: str) -> str:
    if not any(character.isalpha() for character in text):
        raise CardMangled("thiếu họ tên")
    if fault := misread_name(text):
        raise CardMangled(fault)
    return text


def _residence(text: str) -> str:
    if fault := misread_text(text):
        raise CardMangled(f"nơi thường trú {fault}")
    return text


def _sex(text: str) -> str:
    found = _SEXES.get(unicodedata.normalize("NFC", text).lower())
    if found is None:
        raise CardMangled("giới tính không phải Nam hoặc Nữ")
    return found


def _date(text: str, label: str) -> str:
    """ISO; the year alone where day or month are 00. Raises CardMangled on an impossible date."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise CardMangled(f"{label} không đủ tám chữ số")
    day, month, year = (int(digits) for digits in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CardMangled(f"{label} không có thật")
    try:
        known = date(year, month or 1, day or 1)
    except ValueError:
        raise CardMangled(f"{label} không có thật") from None
    return known.isoformat() if day and month else f"{year:04d}"


def _doubts(name: str, residence: str) -> tuple[str, ...]:
    if has_marks(name) or has_marks(residence):
        return ()
    return ("Thông tin đọc từ thẻ không có dấu tiếng Việt; hãy đối chiếu họ tên với thẻ.",)
