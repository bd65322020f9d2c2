"""Money that cannot be is set aside, and the field that is wrong is named."""

from __future__ import annotations

import pytest

from domain.cash import DENOMINATIONS, LARGEST, MOST_NOTES
from domain.dossier import FeeJoined
from domain.facts import Fact, body_of
from domain.identifiers import ReceiptNumber, SessionId, SubjectId
from domain.judging import Clause, objection
from domain.moment import Moment
from domain.session import (
    DifferenceExplained,
    SessionClosed,
    SessionCounted,
    SessionResumed,
    SessionSuspended,
)
from tests.domain.session_facts import fee, moved, opened, refund, session

SHORT = SessionId(SubjectId(b"short"))


def closed(z: int = 1, expected: int = 0, counted: int = 0) -> SessionClosed:
    return SessionClosed(
        series="Q3", z=z, expected=(("cash", expected),), counted=(("cash", counted),)
    )


def explained(difference: int, tolerance: int = 0) -> DifferenceExplained:
    return DifferenceExplained(
        differences=(("cash", difference),), reason="Thối nhầm", tolerance=tolerance
    )


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        (opened(notes=((30_000, 1),)), "notes"),
        (opened(notes=((1_000, 1), (1_000, 1))), "notes"),
        (opened(notes=((1_000, -1),)), "notes"),
        (opened(notes=((500_000, MOST_NOTES), (200_000, MOST_NOTES), (100, 1))), ""),
        (opened(notes=((500_000, MOST_NOTES + 1),)), "notes"),
        (opened(number=0), "number"),
        (moved("elsewhere", 1), "way"),
        (moved("to_safe", -1), "amount"),
        (moved("to_safe", LARGEST + 1), "amount"),
        (SessionCounted(notes=(), others=(("card", -1),)), "others"),
        (SessionCounted(notes=((7, 1),)), "notes"),
        (explained(-LARGEST - 1), "differences"),
        (explained(-1, tolerance=-1), "tolerance"),
        (closed(z=0), "z"),
        (closed(expected=LARGEST + 1), "expected"),
        (closed(counted=-LARGEST - 1), "counted"),
        (refund(1, -1), "amount"),
        (refund(1, of=SHORT), "session"),
        (fee(1, of=SHORT), "session"),
        (FeeJoined(receipt=ReceiptNumber("Q3-000001"), session=SHORT), "session"),
        (fee(1, -1), ""),  # listed in the day's certificate
        (fee(1, of=session(1)), ""),
        (opened(notes=tuple((worth, 1) for worth in DENOMINATIONS)), ""),
        (explained(-LARGEST), ""),
        (closed(expected=-1, counted=LARGEST), ""),
        (SessionSuspended(), ""),
        (SessionResumed(), ""),
    ],
)
def test_what_cannot_be_is_named(fact: Fact, field: str) -> None:
    found = objection(fact.kind, fact.version, 0, body_of(fact), fact, Moment(0))

    assert (found.field if found else "") == field
    if found:
        assert found.clause is Clause.MONEY
        assert f"“{field}”" not in found.reason  # in the clerk's words
