"""A counter session that is handed on, disputed, listed, rebuilt, found by an index."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from counter_app.storage.decisions import Decisions
from counter_app.storage.engine import reading, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.storage.sessions import SqlSessions
from counter_app.usecases.decide import DecideConflict
from counter_app.usecases.errors import NotYoursToDecide, ReasonMissing
from counter_app.usecases.session_errors import (
    HeldElsewhere,
    NoOpenSession,
    SessionDisputed,
    SessionOpenAlready,
    SessionOver,
    SupervisorNeeded,
)
from domain.moment import moment
from domain.session import TO_SAFE
from domain.session_state import CLOSED, OPEN
from tests.counter_app.till import CHAU, FLOAT, HA, VIET, Till, meet, tills
from tests.office import tables


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with tills(tmp_path, 3) as (only,):
        yield only


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Till, Till]]:
    with tills(tmp_path, 3, 2) as (one, other):
        yield one, other


def test_its_officer_goes_on_at_another_counter_and_loses_nothing(two: tuple[Till, Till]) -> None:
    here, there = two
    session = here.open(FLOAT)
    here.receive(1)
    meet(here, there)
    here.receive(2)  # written before this counter hears of the take-over

    taken = there.take_over(session.id, "Máy quầy 3 hỏng")
    there.receive(3)
    assert (taken.device, taken.officer) == (there.counter.author.device, CHAU)
    meet(here, there)

    assert here.expected(session.id) == there.expected(session.id) == {"cash": 650_000}
    with pytest.raises(NoOpenSession):
        here.suspend()
    with pytest.raises(HeldElsewhere) as told:
        here.suspend(session=session.id)
    assert "Quầy 2" in there.report().line.where
    assert told.value.sentence
    there.count(((500_000, 1), (50_000, 3)))
    assert there.close().closed is not None
    z = there.report(session.id)
    assert [(r.series, r.count) for r in z.receipts] == [("Q2", 1), ("Q3", 2)]
    assert [(h.who, h.from_where, h.reason) for h in z.hand_overs] == [
        ("Lê Minh Châu", "", "Máy quầy 3 hỏng")
    ]


def test_money_that_comes_to_light_after_the_closing_is_named(two: tuple[Till, Till]) -> None:
    here, there = two
    session = here.open(FLOAT)
    meet(here, there)
    here.receive(1)
    there.take_over(session.id, "Máy quầy 3 hỏng")
    there.count(FLOAT)
    there.close()
    assert there.report(session.id).line.agrees

    meet(here, there)

    report = there.report(session.id)
    assert not report.line.agrees
    assert report.methods["cash"].expected == 550_000


def test_only_a_supervisor_takes_over_anothers_session(two: tuple[Till, Till]) -> None:
    here, there = two
    session = here.open(FLOAT)
    meet(here, there)
    with pytest.raises(SupervisorNeeded):
        there.sit(VIET).take_over(session.id, "Bạn ấy về sớm")
    with pytest.raises(ReasonMissing):
        there.sit(HA).take_over(session.id, "")

    taken = there.take_over(session.id, "Bạn ấy về sớm")
    again = there.take_over(session.id, "Bạn ấy về sớm")

    assert (taken.officer, again.newest) == (HA, taken.newest)


def test_a_session_is_handed_on_at_the_same_counter_too(till: Till) -> None:
    session = till.open(FLOAT)

    assert till.sit(HA).take_over(session.id, "Bạn ấy về sớm").officer == HA

    assert till.suspend().id == session.id


def test_whoever_has_a_drawer_takes_no_second_one(two: tuple[Till, Till]) -> None:
    here, there = two
    session = here.open(FLOAT)
    there.open(FLOAT)
    meet(here, there)

    with pytest.raises(SessionOpenAlready):
        there.take_over(session.id, "Máy quầy 3 hỏng")


def test_a_closed_session_is_over(till: Till) -> None:
    session = till.open(FLOAT)
    till.count(FLOAT)
    till.close()

    with pytest.raises(SessionOver):
        till.take_over(session.id, "Mở lại cho khách")
    with pytest.raises(SessionOver):
        till.suspend(session=session.id)


def test_closed_apart_by_two_counters_waits_for_a_person(two: tuple[Till, Till]) -> None:
    here, there = two
    session = here.open(FLOAT)
    meet(here, there)
    there.take_over(session.id, "Máy quầy 3 hỏng")
    for each in two:
        each.count(FLOAT)
        each.close()
    meet(here, there)

    (dispute,) = _decisions(here).disputes()
    assert dispute.name == "Phiên Q3-1"
    assert [version.words for version in dispute.versions] == [
        "đã đóng, báo cáo Z Q3-1",
        "đã đóng, báo cáo Z Q2-1",
    ]
    with pytest.raises(SessionDisputed):
        here.take_over(session.id, "Ai đóng cũng được")
    decide = DecideConflict(begin=here.counter.desk.begin)
    told = (dispute.subject, dispute.matter, dispute.versions[0].fact, dispute.seen)
    assert "Trịnh Thu Hà" in dispute.withheld  # who held the drawer does not judge their own money
    with pytest.raises(NotYoursToDecide):
        decide(*told)
    here.sit(HA)
    assert _decisions(here).disputes()[0].withheld == ""
    decide(*told)
    meet(here, there)

    for each in two:
        line = each.report(session.id).line
        assert (line.state, line.z, line.disputed) == (CLOSED, 1, False)
        assert line.device == here.counter.author.device
        assert _decisions(each).disputes() == []


def test_a_take_over_may_win_against_a_closing(two: tuple[Till, Till]) -> None:
    here, there = two
    session = here.open(FLOAT)
    meet(here, there)
    there.take_over(session.id, "Máy quầy 3 hỏng")
    here.count(FLOAT)
    here.close()
    meet(here, there)
    (dispute,) = _decisions(there).disputes()
    (going_on,) = [v for v in dispute.versions if "làm tiếp" in v.words]

    decide = DecideConflict(begin=there.sit(HA).counter.desk.begin)
    decide(dispute.subject, dispute.matter, going_on.fact, dispute.seen)

    assert there.suspend().id == session.id
    there.count(FLOAT)
    assert there.close().state == CLOSED


def _decisions(till: Till) -> Decisions:
    return Decisions(
        till.counter.engine,
        till.counter.author.device,
        lambda: moment(till.counter.clock()),
        lambda: till.counter.author.actor,
    )


def test_sessions_are_listed_open_ones_and_those_of_a_day(two: tuple[Till, Till]) -> None:
    here, there = two
    here.open(FLOAT)
    here.count(FLOAT)
    closed = here.close()
    there.open(FLOAT)
    meet(here, there)

    assert [line.label for line in here.lists.lines()] == ["Q2-1"]
    of_day = here.lists.lines(closed.day)
    assert here.lists.held() is None
    assert {(line.label, line.state, line.here) for line in of_day} == {
        ("Q2-1", OPEN, False),
        ("Q3-1", CLOSED, True),
    }


def test_tables_rebuilt_are_the_tables_that_stood(two: tuple[Till, Till]) -> None:
    here, there = two
    here.receive(1)
    session = here.open(FLOAT)
    here.join()
    meet(here, there)
    there.take_over(session.id, "Máy quầy 3 hỏng")
    received = there.receive(2)
    assert received.receipt is not None
    there.refund(received.dossier, received.receipt, 50_000, "cash", "Cơ quan không làm được")
    there.move(TO_SAFE, 1_000, "Trịnh Thu Hà", "PC 01")
    here.counter.clock.at = there.counter.clock.at
    here.count(FLOAT)
    meet(here, there)

    live = tables(there.counter.engine)
    assert (len(live["session"]), len(live["money"])) == (1, 5)
    with transaction(there.counter.engine) as connection:
        rebuild(connection, Journal(connection, secrets.token_bytes))
        connection.commit()
    assert tables(there.counter.engine) == live


def test_what_a_session_asks_of_the_store_goes_by_an_index(till: Till) -> None:
    """R-17: opening and closing cost the session's own facts, never the archive's."""
    session = till.open(FLOAT)
    till.receive(1)
    asked: list[str] = []

    with reading(till.counter.engine) as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        journal = Journal(connection, secrets.token_bytes)
        books = SqlSessions(connection, journal, till.counter.author.device, CHAU)
        books.held()
        books.flows(session.id)
        books.last_money(session.id)
        books.takings(session.id)
        books.strays()
        books.next_number()
        books.next_z()
        books.session(session.id)
        driver.set_trace_callback(None)
        for statement in [each for each in asked if each.startswith("SELECT")]:
            plan = connection.execute(
                text(f"EXPLAIN QUERY PLAN {statement.replace(':', chr(92) + ':')}")
            )
            for row in plan.all():
                scanned = row.detail.startswith("SCAN") and "CONSTANT" not in row.detail
                few = row.detail in _FEW
                assert few or not scanned, (row.detail, statement)


_FEW = ("SCAN office", "SCAN counter", "SCAN main.archive_file")
"""One row, the office's counters, and nine archives at most."""
