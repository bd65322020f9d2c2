"""Dossier and procedure codes, and the serials of a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import (
    DailyRange,
    NotADossierCode,
    NotAProcedureCode,
    RangeUsedUp,
    format_code,
    next_serial,
    parse_code,
    parse_procedure_code,
    same_procedure,
)

RANGE = DailyRange(first=1, last=499, reserve_first=10_000, reserve_last=10_001)


@pytest.mark.parametrize(
    ("code", "agency", "day", "serial", "form"),
    [
        ("000.00.16.H32-201231-0001", "000.00.16.H32", date(2020, 12, 31), 1, "old"),
        ("H32.16-250510-0001", "H32.16", date(2025, 5, 10), 1, "new"),
        ("H15.50.05.13-261008-0975", "H15.50.05.13", date(2026, 10, 8), 975, "new"),
        ("G09-261008-0900012", "G09", date(2026, 10, 8), 900012, "new"),
        (" H32.16-240229-0001\n", "H32.16", date(2024, 2, 29), 1, "new"),
    ],
)
def test_both_forms_are_taken_apart(
    code: str, agency: str, day: date, serial: int, form: str
) -> None:
    parts = parse_code(code)

    assert (parts.agency, parts.day, parts.serial, parts.form) == (agency, day, serial, form)
    assert str(parts) == code.strip()


@pytest.mark.parametrize(
    "code",
    [
        *("", "H32.16-250230-0001", "H32.16-250510-001", "H32.16-250510-00000001"),
        *("Z32.16-250510-0001", "H32.1234567-250510-0001", "00.00.16.H32-201231-0001"),
        *("H32.16_250510_0001", "H32.16-250510-٠٠٠١", "H3.16-250510-0001", "h32.16-250510-0001"),
        "H32.123456.123456.123456.123456.123456.123456-250510-0001",
    ],
)
def test_anything_else_is_refused(code: str) -> None:
    with pytest.raises(NotADossierCode, match="nhập lại"):
        parse_code(code)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 9_999_999))
def test_a_made_code_is_read_back(day: date, serial: int) -> None:
    parts = parse_code(format_code("H32.16", day, serial))

    assert (parts.agency, parts.day, parts.serial) == ("H32.16", day, serial)


def test_an_agency_that_is_none_makes_no_code() -> None:
    with pytest.raises(NotADossierCode):
        format_code("UBND", date(2026, 11, 22), 1)


def test_the_day_runs_from_the_range_into_its_reserve_and_then_stops() -> None:
    assert next_serial(RANGE, None) == (1, False)
    assert next_serial(RANGE, 498) == (499, False)
    assert next_serial(RANGE, 499) == (10_000, True)
    assert next_serial(RANGE, 10_000) == (10_001, True)
    with pytest.raises(RangeUsedUp):
        next_serial(RANGE, 10_001)


def test_a_range_must_be_apart_from_its_reserve() -> None:
    with pytest.raises(ValueError, match="apart"):
        DailyRange(first=1, last=499, reserve_first=400, reserve_last=600)


@pytest.mark.parametrize(
    ("code", "province"),
    [("1.001193", ""), ("1.001193.000.00.00.H17", "H17"), ("1.013225.H17", "H17")],
)
def test_procedure_codes_of_all_styles_are_read(code: str, province: str) -> None:
    assert parse_procedure_code(code).province == province
    assert same_procedure(code, code[:8])


@pytest.mark.parametrize("code", ["4.001193", "1.00119", "1.001193.17", "1.001193.000.00.H17"])
def test_other_procedure_codes_are_refused(code: str) -> None:
    with pytest.raises(NotAProcedureCode):
        parse_procedure_code(code)
