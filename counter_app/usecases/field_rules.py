"""What each field of a customer must be, in the sentences that screens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from counter_app.usecases.case import CustomerForm, CustomerKind, FieldName
from domain import numbers
from domain.moment import Moment, local

_OLD_CARD_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """The value as it will be stored; an error blocks saving, a warning does not."""

    value: str
    error: str = ""
    warning: str = ""


def check_field(name: FieldName, typed: str, form: CustomerForm, now: Moment) -> FieldCheck:
    """One field in the light of the others. Never raises."""
    text = " ".join(typed.split())
    match name:
        case FieldName.NAME:
            return _name(text, form.kind)
        case FieldName.IDENTITY_NUMBER:
            return _identity(text, form)
        case FieldName.OLD_NUMBER | FieldName.REPRESENTATIVE_NUMBER:
            return _checked(_paper_number(text)) if text else FieldCheck("")
        case FieldName.PHONE:
            return _checked(numbers.phone(text)) if text else FieldCheck("")
        case FieldName.EMAIL:
            return _email(text)
        case FieldName.BORN:
            return _born(text, now)
        case FieldName.REPRESENTATIVE:
            return _representative(text, form.kind)
        case _:
            return FieldCheck(text)


def problems(form: CustomerForm, now: Moment) -> Sequence[str]:
    """Every error of the form, in reading order."""
    checked = (check_field(name, form.text(name), form, now) for name in FieldName)
    return [found.error for found in checked if found.error]


def _name(text: str, kind: CustomerKind) -> FieldCheck:
    if text:
        return FieldCheck(text)
    missing = "họ và tên" if kind is CustomerKind.INDIVIDUAL else "tên tổ chức"
    return FieldCheck(text, error=f"chưa có {missing}")


def _identity(text: str, form: CustomerForm) -> FieldCheck:
    if form.kind is CustomerKind.ORGANISATION:
        return _checked(numbers.tax_code(text)) if text else FieldCheck("")
    if not text:
        return FieldCheck("", error="chưa có số định danh hoặc hộ chiếu")
    born = form.text(FieldName.BORN)
    return _checked(_paper_number(text, sex=form.text(FieldName.SEX), born=born))


def _paper_number(text: str, *, sex: str = "", born: str = "") -> numbers.Checked:
    """A personal number, an old card's nine digits, or a passport: as its shape says."""
    digits = "".join(text.split()).replace(".", "")
    if not digits.isdigit():
        return numbers.passport(text, vietnamese=False)
    if len(digits) == _OLD_CARD_DIGITS:
        return numbers.old_card_number(text)
    return numbers.personal_number(text, sex=sex, born=born)


def _representative(text: str, kind: CustomerKind) -> FieldCheck:
    if kind is CustomerKind.ORGANISATION and not text:
        return FieldCheck(text, error="tổ chức cần người đại diện")
    return FieldCheck(text)


def _email(text: str) -> FieldCheck:
    name, at, host = text.partition("@")
    if text and not (name and at and "." in host.strip(".") and " " not in text):
        return FieldCheck(text, error="thư điện tử phải có dạng ten@noi.vn")
    return FieldCheck(text)


def _born(text: str, now: Moment) -> FieldCheck:
    if text and text[:10] > local(now).date().isoformat():
        return FieldCheck(text, error="ngày sinh ở tương lai")
    return FieldCheck(text)


def _checked(found: numbers.Checked) -> FieldCheck:
    return FieldCheck(found.value, error=found.problem or "", warning=" ".join(found.warnings))
