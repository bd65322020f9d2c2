"""The rules that counter and centre share: what is set aside, by which clause, at which field."""

from __future__ import annotations

from typing import Any

import pytest

from domain.customer import CustomerRegistered
from domain.facts import body_of
from domain.judging import CLOCK_BOUND_MS, RULES, Clause, Objection, objection
from domain.kinds import KINDS, fact_of
from domain.moment import Moment

NOW = Moment(1_800_000_000_000)
GOOD = body_of(CustomerRegistered(sort="individual", name="Phan Văn Tốt"))


def judged(body: Any, kind: str = "customer.registered", version: int = 1) -> Objection | None:
    return objection(kind, version, NOW << 16, body, fact_of(kind, version, body), NOW)


def test_nothing_speaks_against_what_a_counter_writes() -> None:
    assert judged(GOOD) is None
    assert judged({"to": "done"}, "dossier.moved") is None  # of a later release
    assert judged({"later": True}, version=2) is None


@pytest.mark.parametrize(
    ("body", "clause", "field", "said"),
    [
        ({"sort": 1, "name": 2}, Clause.SHAPE, "sort", "“Loại khách hàng”"),
        ({"sort": "individual"}, Clause.SHAPE, "name", "“Họ và tên”"),
        ({**GOOD, "phone": 905}, Clause.SHAPE, "phone", "“Điện thoại”"),
        ({**GOOD, "zebra": "", "apple": ""}, Clause.SHAPE, "apple", "“apple”"),
        ([1], Clause.SHAPE, "", "Nội dung không đọc được"),
        ({**GOOD, "phone": "0905\0"}, Clause.TEXT, "phone", "“Điện thoại”"),
        ({**GOOD, "sort": "ghost"}, Clause.SORT, "sort", "“Loại khách hàng”"),
    ],
)
def test_the_first_field_that_is_wrong_is_named(
    body: Any, clause: Clause, field: str, said: str
) -> None:
    found = judged(body)

    assert found is not None
    assert (found.clause, found.field) == (clause, field)
    assert said in found.reason
    assert found.reason.endswith(".")


def test_a_clock_beyond_the_bound_decides_before_anything_else() -> None:
    late = (NOW + CLOCK_BOUND_MS + 1) << 16
    body = {"sort": 1}

    found = objection("customer.registered", 1, late, body, fact_of("x", 1, body), NOW)

    assert found is not None
    assert (found.clause, found.field) == (Clause.CLOCK, "at")


def test_what_only_the_centre_writes_is_no_counters_word() -> None:
    found = judged({"username": "ai"}, "customer.username_given")

    assert found is not None
    assert (found.clause, found.field) == (Clause.KIND, "kind")


def test_a_quarantine_of_the_first_version_is_still_read() -> None:
    told = fact_of("fact.quarantined", 1, {"fact": b"1", "reason": "thử"})

    assert told == KINDS["fact.quarantined"](fact=b"1", reason="thử", clause="", field="")  # type: ignore[call-arg]  # the class is looked up by its name


def test_every_clause_has_its_words_and_its_source() -> None:
    assert set(Clause) == set(RULES)
    assert all(rule.words and rule.source.startswith("S-") for rule in RULES.values())
