"""Numbers of papers and telephones. All persons are invented: province 000, prefix 99999."""

from __future__ import annotations

import pytest

from domain.numbers import (
    masked,
    old_card_number,
    passport,
    personal_number,
    phone,
    phone_kind,
    tax_code,
)
from domain.provinces import PROVINCES


def test_the_province_table_has_the_63_provinces() -> None:
    assert len(PROVINCES) == 63
    assert (PROVINCES["004"], PROVINCES["056"], PROVINCES["096"]) == (
        "Cao Bằng",
        "Khánh Hòa",
        "Cà Mau",
    )


@pytest.mark.parametrize(
    ("number", "sex", "born", "warnings"),
    [
        ("056190012345", "Nữ", "1990-02-01", 0),
        ("056290012345", "Nam", "2090", 0),
        ("056 190 012345", "", "", 0),
        ("999190012345", "Nữ", "1990", 0),
        ("000190012345", "Nữ", "1990", 1),
        ("056190012345", "Nam", "1990", 1),
        ("056190012345", "Nữ", "1991", 1),
        ("003190012345", "Nam", "1991", 3),
    ],
)
def test_a_personal_number_is_compared_with_what_is_known(
    number: str, sex: str, born: str, warnings: int
) -> None:
    checked = personal_number(number, sex=sex, born=born)

    assert checked.problem is None
    assert len(checked.warnings) == warnings


@pytest.mark.parametrize("number", ["", "05619001234", "0561900123456", "05619001234A"])
def test_a_personal_number_of_another_length_is_blocked(number: str) -> None:
    assert personal_number(number).problem


@pytest.mark.parametrize(
    "code",
    [
        *("0100109106", "0300588569", "0101248141", "0100112437", "0100107518"),
        *("0100100079", "0100233488", "0100047516", "0100109106-001"),
    ],
)
def test_a_right_tax_code_passes(code: str) -> None:
    checked = tax_code(code)

    assert (checked.value, checked.problem) == (code, None)


@pytest.mark.parametrize("code", ["0302170852", "0100109107", "0100109106-000", "01001", "x"])
def test_a_wrong_tax_code_is_blocked(code: str) -> None:
    assert tax_code(code).problem


def test_a_tax_code_is_stored_in_one_form() -> None:
    assert tax_code("0100109106001").value == "0100109106-001"
    assert tax_code("000 190 012 345").value == "000190012345"


@pytest.mark.parametrize(
    ("typed", "value", "kind"),
    [
        ("+84 900 000 123", "0900000123", "mobile"),
        ("0900.000.123", "0900000123", "mobile"),
        ("84900000123", "0900000123", "mobile"),
        ("+84 (0)900000123", "0900000123", "mobile"),
        ("(024) 3000 0123", "02430000123", "fixed"),
        ("0123456789", "0123456789", ""),
    ],
)
def test_a_telephone_number_is_stored_with_a_leading_zero(
    typed: str, value: str, kind: str
) -> None:
    checked = phone(typed)

    assert (checked.value, phone_kind(checked.value)) == (value, kind)
    assert bool(checked.warnings) == (kind == "")


def test_unusual_passports_and_old_cards_are_let_through_with_a_warning() -> None:
    assert passport("b1234567", vietnamese=True).warnings == ()
    assert passport("12345678", vietnamese=True).warnings
    assert passport("12345678", vietnamese=False).warnings == ()
    assert passport("1234", vietnamese=False).warnings
    assert old_card_number("12345678").problem is None
    assert old_card_number("123456789").warnings


def test_only_the_last_four_digits_are_shown() -> None:
    assert masked("000190012345") == "••••••••2345"
