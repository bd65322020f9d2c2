"""A counter session on real stores: opened, taken over, counted blind, explained, closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from counter_app.usecases.case import PaymentMethod
from counter_app.usecases.errors import ReasonMissing, SignInRefused
from counter_app.usecases.session_errors import (
    DifferenceOpen,
    MovedAlready,
    NoDifference,
    NoOpenSession,
    NoSuchReceipt,
    NoSuchSession,
    NotCounted,
    PaperMissing,
    RefundTooMuch,
    SecondPersonNeeded,
    SessionOpenAlready,
    WrongAmount,
)
from counter_app.usecases.session_lines import Taking
from domain.identifiers import NO_SESSION, ReceiptNumber, SessionId, SubjectId
from domain.session import FROM_SAFE, TO_BANK, TO_SAFE
from domain.session_state import CLOSED, OPEN, SUSPENDED
from tests.counter_app.till import CHAU, FLOAT, HA, PASSWORD, Till, tills


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with tills(tmp_path, 3) as (only,):
        yield only


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
