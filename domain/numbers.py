"""Checks on the numbers of papers and on telephone numbers.

A check gives the number as it is stored, what forbids it, and what the clerk should look at.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from domain.provinces import LAST_PROVINCE, PROVINCES

PhoneKind = Literal["mobile", "fixed", ""]

_PERSONAL: Final = re.compile("[0-9]{12}")
_OLD_CARD: Final = re.compile("[0-9]{9}")
_PASSPORT: Final = re.compile("[A-Z][0-9]{7,8}")
_FOREIGN_PASSPORT: Final = re.compile("[A-Z0-9]{5,15}")
_TAX: Final = re.compile("([0-9]{10})(?:-?([0-9]{3}))?")
_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_MOBILE: Final = re.compile("0[35789][0-9]{8}")
_FIXED: Final = re.compile("02[0-9]{9}")
_ABROAD: Final = re.compile(r"^(?:(?:\+|00)840?|84(?=[2-9][0-9]{8,9}$))")
_SHOWN_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """A number in its stored form; a `problem` forbids to save it, `warnings` do not.

    Both are sentences for the clerk.
    """

    value: str
    problem: str | None = None
    warnings: tuple[str, ...] = ()


def personal_number(text: str, *, sex: str = "", born: str = "") -> Checked:
    """The 12-digit personal number, compared with what else is known of the person.

    Args:
        text: as typed; blanks, dots and hyphens are dropped.
        sex: `Nam`, `Nữ`, or empty when unknown.
        born: ISO date, or its beginning such as the year; empty when unknown.

    Source: docs/sources.md S-32 (parts), S-33 (provinces). There is no check digit.
    """
    value = _compact(text)
    if not _PERSONAL.fullmatch(value):
        return Checked(value, "Số định danh phải có đúng 12 chữ số; hãy nhập lại như in trên thẻ.")
    province, digit, year = value[:3], int(value[3]), value[4:6]
    century, female = 1900 + digit // 2 * 100, bool(digit % 2)
    warnings = []
    if province not in PROVINCES and province <= LAST_PROVINCE:
        warnings.append(f"Mã tỉnh {province} không có trong danh mục; hãy đối chiếu số với thẻ.")
    if sex and (sex.casefold() == "nữ") != female:
        warnings.append("Giới tính không khớp với số định danh; hãy đối chiếu với thẻ.")
    if born and int(born[:4]) != century + int(year):
        warnings.append("Năm sinh không khớp với số định danh; hãy đối chiếu với thẻ.")
    return Checked(value, None, tuple(warnings))


def old_card_number(text: str) -> Checked:
    """The 9-digit number of the old identity card: kept to recognise a person, no paper any more.

    Source: docs/sources.md S-34.
    """
    value = _compact(text)
    if not _OLD_CARD.fullmatch(value):
        return Checked(value, None, ("Số CMND cũ thường có 9 chữ số; hãy đối chiếu với giấy tờ.",))
    return Checked(
        value, None, ("CMND đã hết giá trị từ 01/01/2025; hãy đề nghị xuất trình thẻ căn cước.",)
    )


def passport(text: str, *, vietnamese: bool) -> Checked:
    """A passport number, in capitals; any shape is let through, an unusual one with a warning.

    Source: docs/sources.md S-35.
    """
    value = _compact(text).upper()
    if not value:
        return Checked(value, "Chưa có số hộ chiếu; hãy nhập số in trên trang nhân thân.")
    shape = _PASSPORT if vietnamese else _FOREIGN_PASSPORT
    if shape.fullmatch(value):
        return Checked(value)
    usual = "một chữ cái và 7 chữ số" if vietnamese else "5 đến 15 chữ cái, chữ số"
    return Checked(
        value, None, (f"Số hộ chiếu thường gồm {usual}; hãy đối chiếu với trang nhân thân.",)
    )


def tax_code(text: str) -> Checked:
    """A tax code: 10 digits, 13 of a dependent unit (stored with its hyphen), or 12 of a person.

    An import may treat the problem as a warning; at the counter it blocks.

    Source: docs/sources.md S-36 (check digit), S-37 (12 digits).
    """
    digits = _compact(text)
    if _PERSONAL.fullmatch(digits):
        return personal_number(digits)
    found = _TAX.fullmatch(digits)
    if found is None:
        return Checked(
            digits, "Mã số thuế phải có 10, 12 hoặc 13 chữ số; hãy nhập lại như trên giấy đăng ký."
        )
    head, unit = found.groups()
    value = f"{head}-{unit}" if unit else head
    if not _tax_digit_right(head) or unit == "000":
        return Checked(value, "Mã số thuế sai số kiểm tra; hãy nhập lại như trên giấy đăng ký.")
    return Checked(value)


def phone(text: str) -> Checked:
    """A telephone number with a leading 0, without blanks, dots, hyphens and +84.

    Source: docs/sources.md S-38.
    """
    value = _ABROAD.sub("0", _phone_digits(text), count=1)
    if phone_kind(value):
        return Checked(value)
    return Checked(
        value, None, ("Số điện thoại không đúng dạng, có thể không nhận được tin; hãy hỏi lại.",)
    )


def phone_kind(value: str) -> PhoneKind:
    """Of a number as stored; messages go to `mobile` only."""
    if _MOBILE.fullmatch(value):
        return "mobile"
    return "fixed" if _FIXED.fullmatch(value) else ""


def masked(number: str) -> str:
    """All but the last four characters hidden, for logs and screens that others see."""
    hidden = max(len(number) - _SHOWN_DIGITS, 0)
    return "•" * hidden + number[hidden:]


def _compact(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(character for character in plain if character.isalnum())


def _phone_digits(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if c.isalnum() or c == "+")


def _tax_digit_right(digits: str) -> bool:
    # Ten weights would say nothing: the tenth digit is what the nine give.
    total = sum(int(d) * w for d, w in zip(digits[:9], _TAX_WEIGHTS, strict=True))
    return total % 11 != 0 and 10 - total % 11 == int(digits[9])
