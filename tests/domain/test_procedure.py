"""Procedures as published: plain form, papers that are missing, fees."""

from __future__ import annotations

from dataclasses import dataclass

import cbor2
import pytest

from domain.codes import parse_procedure_code
from domain.procedure import Procedure, ProcedureState, fee_for, procedure_from, to_mapping
from resources.load import procedures_data

PROCEDURES = [procedure_from(plain) for plain in procedures_data()]


@dataclass(frozen=True)
class OnDesk:
    """A paper as the clerk counted it."""

    no: int
    ticked: bool = True
    originals: int = 0
    copies: int = 0


def test_the_catalogue_holds_32_procedures_that_can_be_chosen() -> None:
    assert len(PROCEDURES) == 32
    assert all(procedure.can_be_chosen for procedure in PROCEDURES)
    assert all(parse_procedure_code(procedure.code) for procedure in PROCEDURES)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.code)
def test_a_procedure_survives_its_wire_form_without_fractions(procedure: Procedure) -> None:
    plain = to_mapping(procedure)

    assert procedure_from(cbor2.loads(cbor2.dumps(plain, canonical=True))) == procedure
    assert "float" not in _kinds(plain)


@pytest.mark.parametrize("state", [s for s in ProcedureState if s is not ProcedureState.ACTIVE])
def test_only_an_active_procedure_can_be_chosen(state: ProcedureState) -> None:
    plain = to_mapping(PROCEDURES[0]) | {"state": state.value}

    assert not procedure_from(plain).can_be_chosen


def test_limits_read_as_published() -> None:
    told = {str(limit) for procedure in PROCEDURES for limit in procedure.limits}

    assert {"trong ngày", "2,5 ngày làm việc", "2 giờ làm việc", "15 ngày"} <= told


def test_all_required_papers_that_lack_are_told_at_once() -> None:
    birth = _procedure("1.001193")

    missing = birth.missing_from([OnDesk(1, originals=1), OnDesk(2, ticked=False)])

    assert [(lack.component.no, lack.what) for lack in missing] == [
        (2, "chưa nộp"),
        (6, "chưa xuất trình"),
    ]


def test_a_paper_that_is_only_shown_needs_a_tick_and_no_count() -> None:
    birth = _procedure("1.001193")

    assert not birth.missing_from([OnDesk(1, originals=1), OnDesk(2, originals=1), OnDesk(6)])


def test_counts_that_are_too_small_are_told() -> None:
    plain = to_mapping(PROCEDURES[0])
    plain["components"] = [
        {"name": "Đơn đề nghị", "original": 2, "copy": 1, "required": True},
        {"name": "Sơ đồ", "original": 1, "copy": 0, "required": False},
    ]

    missing = procedure_from(plain).missing_from([OnDesk(1, originals=1)])

    assert [lack.what for lack in missing] == ["thiếu 1 bản chính và 1 bản sao"]


@pytest.mark.parametrize(
    ("pages", "fee"),
    [(0, 0), (1, 2_000), (2, 4_000), (3, 5_000), (12, 14_000), (198, 200_000), (500, 200_000)],
)
def test_certified_copies_cost_less_from_the_third_page_and_have_a_cap(
    pages: int, fee: int
) -> None:
    assert fee_for(_procedure("2.000815"), pages) == fee
    assert fee_for(_procedure("2.000815"), pages, copies=3) == 3 * fee


@pytest.mark.parametrize(
    ("code", "quantity", "fee"),
    [
        ("1.004873", 2, 30_000),
        ("2.000635", 3, 24_000),
        ("2.000806", 3, 1_500_000),
        ("1.001699", 1, 0),
        ("2.000720", 1, None),
    ],
)
def test_a_fee_is_multiplied_where_it_is_published_by_the_piece(
    code: str, quantity: int, fee: int | None
) -> None:
    assert fee_for(_procedure(code), quantity) == fee


def test_a_negative_quantity_has_no_fee() -> None:
    with pytest.raises(ValueError, match="from 0"):
        fee_for(PROCEDURES[0], -1)


def _procedure(code: str) -> Procedure:
    return next(procedure for procedure in PROCEDURES if procedure.code == code)


def _kinds(plain: object) -> set[str]:
    if isinstance(plain, dict):
        return set().union(*map(_kinds, plain.values()))
    if isinstance(plain, list):
        return set().union(*map(_kinds, plain))
    return {type(plain).__name__}
