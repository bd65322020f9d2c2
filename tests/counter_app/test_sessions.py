"""A counter session on real stores: opened, taken over, counted blind, explained, closed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from counter_app.storage.decisions import Decisions
from counter_app.storage.engine import reading, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.storage.sessions import SqlSessions
from counter_app.usecases.case import PaymentMethod
from counter_app.usecases.decide import DecideConflict
from counter_app.usecases.errors import ReasonMissing, SignInRefused
from counter_app.usecases.session_errors import (
    DifferenceOpen,
    HeldElsewhere,
    MovedAlready,
    NoDifference,
    NoOpenSession,
    NoSuchReceipt,
    NoSuchSession,
    NotCounted,
    PaperMissing,
    RefundTooMuch,
    SecondPersonNeeded,
    SessionDisputed,
    SessionOpenAlready,
    SessionOver,
    SupervisorNeeded,
    WrongAmount,
)
from counter_app.usecases.session_lines import Taking
from domain.identifiers import NO_SESSION, ReceiptNumber, SessionId, SubjectId
from domain.moment import moment
from domain.session import FROM_SAFE, TO_BANK, TO_SAFE
from domain.session_state import CLOSED, OPEN, SUSPENDED
from tests.counter_app.till import CHAU, FLOAT, HA, PASSWORD, VIET, Till, meet, tills
from tests.office import tables


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with tills(tmp_path, 3) as (only,):
        yield only


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Till, Till]]:
    with tills(tmp_path, 3, 2) as (one, other):
        yield one, other


def test_a_day_at_the_counter_comes_out_even(till: Till) -> None:
    session = till.open(FLOAT)
    till.receive(1)
    till.receive(2, method=PaymentMethod.TRANSFER)
    till.move(TO_SAFE, 100_000, "Trịnh Thu Hà", "PC 01")

    found = till.count(((200_000, 2), (50_000, 1)), {"transfer": 50_000})
    closed = till.close()

    assert [(c.method, c.counted, c.expected) for c in found.methods] == [
        ("cash", 450_000, 450_000),
        ("transfer", 50_000, 50_000),
    ]
    assert found.explained
    assert (closed.id, closed.state, closed.label) == (session.id, CLOSED, "Q3-1")
    assert closed.closed is not None
    assert (closed.closed.series, closed.closed.z) == ("Q3", 1)
    assert (
        closed.closed.expected == closed.closed.counted == (("cash", 450_000), ("transfer", 50_000))
    )
    assert till.close(session.id).closed == closed.closed  # the second press


def test_numbers_of_sessions_and_reports_have_no_gap(till: Till) -> None:
    for number in (1, 2):
        session = till.open(())
        assert session.opening.number == number
        till.count(())
        closed = till.close().closed
        assert closed is not None
        assert closed.z == number


def test_a_counter_has_one_drawer(till: Till) -> None:
    till.open(FLOAT)

    with pytest.raises(SessionOpenAlready) as told:
        till.open(FLOAT)

    assert "Q3-1" in told.value.sentence


@pytest.mark.parametrize(
    "notes", [((30_000, 1),), ((1_000, -1),), ((1_000, 1), (1_000, 2)), ((500_000, 10**7),)]
)
def test_notes_that_cannot_be_are_refused(till: Till, notes: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(WrongAmount):
        till.open(notes)
    till.open(FLOAT)
    with pytest.raises(WrongAmount):
        till.count(notes)


def test_a_suspended_session_goes_on_and_a_second_press_changes_nothing(till: Till) -> None:
    till.open(FLOAT)
    assert till.suspend("Nghỉ trưa").state == till.suspend("Nghỉ trưa").state == SUSPENDED
    facts = len(till.counter.touched)

    received = till.receive(1)  # nobody is sent away
    assert till.resume().state == till.resume().state == OPEN

    held = till.report()
    assert [each.dossier for each in _takings(till, held.line.id)] == [received.dossier]
    assert len(till.counter.touched) == facts + 3  # customer, dossier, one resumption


def _takings(till: Till, session: SessionId) -> Sequence[Taking]:
    with till.counter.desk.begin() as work:
        return work.sessions.takings(session)


def test_the_book_is_hidden_until_something_was_counted(till: Till) -> None:
    till.open(FLOAT)
    with pytest.raises(NotCounted):
        till.compare()
    with pytest.raises(NotCounted):
        till.close()

    till.count(FLOAT)
    assert till.compare().explained
    till.receive(1)

    for act in (till.compare, till.close):  # money came after the count: another attempt
        with pytest.raises(NotCounted):
            act()


def test_every_count_stays_and_the_last_one_counts(till: Till) -> None:
    session = till.open(FLOAT)
    till.count(((100_000, 1),))
    till.count(FLOAT)

    report = till.report()

    assert [each.cash for each in report.counts] == [100_000, 500_000]
    assert report.counts[0].who == "Lê Minh Châu"
    assert report.comparison is not None
    assert report.comparison.differences == {}
    assert till.close().id == session.id


def test_cash_moved_after_the_count_needs_no_other_count(till: Till) -> None:
    till.open(FLOAT)
    till.count(FLOAT)
    till.move(TO_SAFE, 400_000, "Trịnh Thu Hà", "PC 01")
    till.move(FROM_SAFE, 50_000, "Trịnh Thu Hà", "PT 01")

    assert [(each.counted, each.expected) for each in till.compare().methods] == [
        (150_000, 150_000)
    ]
    closed = till.close().closed
    assert closed is not None
    assert closed.counted == (("cash", 150_000),)


def test_a_small_difference_takes_a_reason(till: Till) -> None:
    till.open(FLOAT)
    found = till.count(((100_000, 4), (50_000, 1), (20_000, 2), (1_000, 1)))  # 9.000 too little
    assert (found.differences, found.needs_second) == ({"cash": -9_000}, False)
    with pytest.raises(DifferenceOpen):
        till.close()
    with pytest.raises(ReasonMissing):
        till.explain(" ? ")

    assert till.explain("Thối nhầm cho khách buổi sáng").explained
    facts = len(till.counter.touched)
    assert till.explain("Thối nhầm cho khách buổi sáng").explained
    assert len(till.counter.touched) == facts  # the second press

    assert till.close().state == CLOSED


def test_a_great_difference_takes_a_second_person(till: Till) -> None:
    till.open(FLOAT)
    found = till.count(((100_000, 4),))
    assert (found.differences, found.needs_second) == ({"cash": -100_000}, True)

    for second in ("", "chau.le", "viet.pham"):  # nobody, oneself, no supervisor
        with pytest.raises(SecondPersonNeeded):
            till.explain("Chưa tìm ra, lập biên bản", second, PASSWORD)
    with pytest.raises(SignInRefused):
        till.explain("Chưa tìm ra, lập biên bản", "ha.trinh", "sai mật khẩu")
    found = till.explain("Chưa tìm ra, lập biên bản", "ha.trinh", PASSWORD)

    assert found.explained
    closed = till.close()
    report = till.report(closed.id)
    assert report.explanation is not None
    assert (report.explanation.approver, report.explanation.tolerance) == ("Trịnh Thu Hà", 10_000)
    assert report.explanation.differences == {"cash": -100_000}


def test_a_supervisor_at_the_drawer_needs_another_supervisor(till: Till) -> None:
    till.sit(HA).open(FLOAT)
    till.count(())

    with pytest.raises(SecondPersonNeeded):
        till.sit(CHAU).explain("Chưa tìm ra, lập biên bản", "ha.trinh", PASSWORD)


def test_an_explanation_holds_for_its_own_difference_alone(till: Till) -> None:
    till.open(FLOAT)
    till.count(((100_000, 4), (50_000, 1), (20_000, 2), (1_000, 1)))
    till.explain("Thối nhầm cho khách buổi sáng")

    till.count(((100_000, 4), (50_000, 1), (20_000, 2), (2_000, 1)))

    with pytest.raises(DifferenceOpen):
        till.close()


def test_what_is_even_needs_no_explanation(till: Till) -> None:
    till.open(FLOAT)
    till.count(FLOAT)

    with pytest.raises(NoDifference):
        till.explain("Không lệch gì cả")


def test_cash_moves_on_a_numbered_paper_once(till: Till) -> None:
    till.open(FLOAT)
    till.move(TO_BANK, 200_000, "Ngân hàng Mẫu", "UNC 7")

    with pytest.raises(MovedAlready):
        till.move(TO_BANK, 200_000, "Ngân hàng Mẫu", "UNC 7")
    with pytest.raises(PaperMissing):
        till.move(TO_BANK, 1_000, "Ngân hàng Mẫu", " ")
    for way, amount in (("elsewhere", 1_000), (TO_SAFE, 0), (TO_SAFE, -1), (TO_SAFE, 10**13)):
        with pytest.raises(WrongAmount):
            till.move(way, amount, "Trịnh Thu Hà", "PC 02")

    assert till.expected(till.report().line.id) == {"cash": 300_000}


def test_a_fee_without_a_session_stands_and_joins_the_next_one(till: Till) -> None:
    till.receive(1)
    (stray,) = till.lists.strays()
    assert (stray.receipt, stray.amount, stray.procedure) == ("Q3-000001", 50_000, "1.001612")
    with pytest.raises(NoOpenSession):
        till.join()

    session = till.open(FLOAT)
    assert till.report().strays == 1
    assert (till.join(), till.join()) == (1, 0)

    assert till.report().strays == 0
    assert till.expected(session.id) == {"cash": 550_000}


def test_a_refund_states_its_reason_and_never_more_than_was_paid(till: Till) -> None:
    received = till.receive(1)
    assert received.receipt is not None
    told = (received.dossier, received.receipt)
    why = "Cơ quan không thực hiện được dịch vụ"
    with pytest.raises(NoOpenSession):
        till.refund(*told, 50_000, "cash", why)
    assert till.refund(*told, 10_000, "transfer", why).session == NO_SESSION

    session = till.open(FLOAT)
    assert till.refund(*told, 30_000, "cash", why).session == session.id
    for amount in (0, -1, 10_001):
        with pytest.raises(RefundTooMuch):
            till.refund(*told, amount, "cash", why)
    with pytest.raises(ReasonMissing):
        till.refund(*told, 1, "cash", "")
    with pytest.raises(WrongAmount):
        till.refund(*told, 1, "shells", why)
    with pytest.raises(NoSuchReceipt):
        till.refund(received.dossier, ReceiptNumber("Q3-000009"), 1, "cash", why)

    assert till.expected(session.id) == {"cash": 470_000}
    (line,) = till.report().refunds
    assert (line.amount, line.reason, line.code) == (30_000, why, received.code)


def test_a_report_has_everything_a_sheet_needs(till: Till) -> None:
    session = till.open(FLOAT)
    for number in (1, 2, 3):
        till.receive(number)
    till.move(TO_SAFE, 100_000, "Trịnh Thu Hà", "PC 01")

    x = till.report()

    assert (x.line.label, x.line.who, x.line.where, x.is_z) == (
        "Q3-1",
        "Lê Minh Châu",
        "Quầy 3",
        False,
    )
    assert [(r.series, r.first, r.last, r.count) for r in x.receipts] == [
        ("Q3", "Q3-000001", "Q3-000003", 3)
    ]
    assert [(p.code, p.fees, p.received) for p in x.procedures] == [("1.001612", 3, 150_000)]
    assert x.procedures[0].name
    assert [(m.way, m.amount, m.receiver, m.document) for m in x.moves] == [
        (TO_SAFE, 100_000, "Trịnh Thu Hà", "PC 01")
    ]
    assert (x.opening, x.comparison, x.counted) == (FLOAT, None, {})
    till.count(((100_000, 5), (50_000, 1)))
    till.close()
    z = till.report(session.id)
    assert (z.is_z, z.line.z, z.line.agrees) == (True, 1, True)


def test_there_is_no_report_without_a_session(till: Till) -> None:
    with pytest.raises(NoOpenSession):
        till.report()
    with pytest.raises(NoSuchSession):
        till.report(SessionId(SubjectId(bytes(16))))


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
    decide(dispute.subject, dispute.matter, dispute.versions[0].fact, dispute.seen)
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

    decide = DecideConflict(begin=there.counter.desk.begin)
    decide(dispute.subject, dispute.matter, going_on.fact, dispute.seen)

    assert there.suspend().id == session.id
    there.count(FLOAT)
    assert there.close().state == CLOSED


def _decisions(till: Till) -> Decisions:
    return Decisions(
        till.counter.engine, till.counter.author.device, lambda: moment(till.counter.clock())
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


_FEW = ("SCAN office", "SCAN counter")
"""One row, and the office's counters."""
