"""Handing over a result, on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from counter_app.storage.dossier_queues import Queues
from counter_app.storage.engine import reading
from counter_app.storage.story import story
from counter_app.usecases.case import Submitter
from counter_app.usecases.decide import DecideConflict
from counter_app.usecases.errors import AlreadyHandedOver, FieldsMissing, NoSuchDossier
from counter_app.usecases.hand_over import Handing, HandOver, Recipient, recipient
from domain.dossier import OF_THE_RESULT
from domain.identifiers import DossierId, SubjectId
from domain.moment import moment
from tests.counter_app.test_decisions import meet, three, two
from tests.office import Counter, decisions, open_counter, person, reception, tables

__all__ = ("three", "two")  # fixtures

NHUNG = "Nguyễn Thị Hồng Nhung"


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return open_counter(tmp_path / "counter.db")


def hand_over(counter: Counter) -> HandOver:
    return HandOver(begin=counter.desk.begin)


def to_nhung(dossier: DossierId, **changed: str) -> Handing:
    told = Handing(dossier=dossier, paper="41A8000127", name=NHUNG, identity_number="056188004217")
    return replace(told, **changed)  # type: ignore[arg-type]  # texts alone


def received(counter: Counter, **changed: object) -> DossierId:
    return counter.receive(reception(person(NHUNG), **changed)).dossier


def test_a_result_that_was_given_ends_the_dossier_and_tells_to_whom(counter: Counter) -> None:
    dossier = received(counter)

    hand_over(counter)(to_nhung(dossier))

    line = counter.queries.dossier(dossier)
    assert line is not None
    assert line.status == "Đã trả kết quả"
    told = story(counter.engine, dossier)[0]
    assert told.title == f"Trả kết quả cho {NHUNG}"
    assert "41A8000127" in told.detail


def test_the_same_said_twice_is_one_fact_and_another_word_is_refused(counter: Counter) -> None:
    dossier = received(counter)
    hand_over(counter)(to_nhung(dossier))
    before = tables(counter.engine)

    hand_over(counter)(to_nhung(dossier, name="nguyen thi hong nhung"))
    with pytest.raises(AlreadyHandedOver) as refused:
        hand_over(counter)(to_nhung(dossier, paper="41A8000128"))

    assert NHUNG in refused.value.sentence
    assert tables(counter.engine) == before


def test_somebody_else_needs_an_authority(counter: Counter) -> None:
    dossier = received(counter)
    other = to_nhung(dossier, name="Trần Văn Bảo", identity_number="056090001111")

    with pytest.raises(FieldsMissing) as refused:
        hand_over(counter)(other)
    hand_over(counter)(replace(other, authority="Giấy ủy quyền 12/2026"))

    assert "cần ghi giấy ủy quyền" in refused.value.sentence
    assert "Giấy ủy quyền 12/2026" in story(counter.engine, dossier)[0].detail


def test_the_number_counts_where_both_are_known_and_the_name_where_not(counter: Counter) -> None:
    dossier = received(counter)

    with pytest.raises(FieldsMissing):
        hand_over(counter)(to_nhung(dossier, identity_number="056090001111"))
    hand_over(counter)(to_nhung(dossier, identity_number="", name="NGUYỄN THỊ HỒNG NHUNG"))


def test_who_came_with_the_papers_may_fetch_the_result(counter: Counter) -> None:
    came = Submitter(name="Lê Văn Tám", identity_number="", phone="", authority="con ruột")
    dossier = received(counter, submitter=came)

    hand_over(counter)(to_nhung(dossier, name="Lê Văn Tám", identity_number="056090001111"))

    assert story(counter.engine, dossier)[0].title == "Trả kết quả cho Lê Văn Tám"


def test_by_post_nobody_stands_at_the_desk(counter: Counter) -> None:
    dossier = received(counter)
    posted = to_nhung(dossier, name="Bưu điện Bắc Nha Trang", identity_number="", channel="post")

    hand_over(counter)(posted)

    assert "qua bưu chính" in story(counter.engine, dossier)[0].detail


def test_without_a_paper_or_a_dossier_nothing_is_recorded(counter: Counter) -> None:
    dossier = received(counter)
    before = tables(counter.engine)

    with pytest.raises(FieldsMissing, match="số của giấy kết quả"):
        hand_over(counter)(to_nhung(dossier, paper="  "))
    with pytest.raises(NoSuchDossier):
        hand_over(counter)(to_nhung(DossierId(SubjectId(bytes(16)))))

    assert tables(counter.engine) == before


def test_what_was_returned_is_late_no_more_and_the_queue_reads_only_what_is_open(
    counter: Counter,
) -> None:
    one, other = received(counter), received_again(counter)
    counter.clock.at += timedelta(days=30)
    queues = Queues(counter.queries)

    hand_over(counter)(to_nhung(one))

    now = moment(counter.clock())
    counts = {queue.key: queue.count for queue in queues.counts(now)}
    assert (counts["late"], counts["open"], counts["unprinted"]) == (1, 1, 1)
    assert [line.id for line in queues.lines("late", "", now)] == [other]
    with reading(counter.engine) as connection:
        late = "SELECT count(*) FROM dossier WHERE status = 'received' AND due < 1"
        plan = str(connection.execute(text(f"EXPLAIN QUERY PLAN {late}")).all())
    assert "dossier_open" in plan


def received_again(counter: Counter) -> DossierId:
    known = counter.queries.customer_by_number("056188004217")
    assert known is not None
    form = replace(person(NHUNG), known=known.id, seen=known.newest)
    return counter.receive(reception(form)).dossier


def test_two_counters_apart_that_gave_it_to_one_person_agree(three: Counter, two: Counter) -> None:
    dossier = received(three)
    meet(three, two)

    for counter in (three, two):
        hand_over(counter)(to_nhung(dossier))
    meet(three, two)

    for counter in (three, two):
        line = counter.queries.dossier(dossier)
        assert line is not None
        assert (line.returned, line.disputed) == (True, False)


def test_two_counters_apart_that_gave_it_to_two_people_tell_both_stories_until_one_holds(
    three: Counter, two: Counter
) -> None:
    dossier = received(three)
    meet(three, two)
    hand_over(three)(to_nhung(dossier))
    hand_over(two)(to_nhung(dossier, name="Trần Văn Bảo", identity_number="", authority="GUQ 12"))
    meet(three, two)

    (dispute,) = decisions(three).disputes_of(SubjectId(dossier))
    (listed,) = decisions(three).disputes()
    lines = [counter.queries.dossier(dossier) for counter in (three, two)]

    assert [line.disputed for line in lines if line] == [True, True]
    assert (listed.matter, listed.name) == (OF_THE_RESULT, NHUNG)
    assert (dispute.matter, dispute.words) == (OF_THE_RESULT, "Kết quả đã trả cho ai")
    assert {version.words for version in dispute.versions} == {
        f"đã trả 41A8000127 cho {NHUNG}",
        "đã trả 41A8000127 cho Trần Văn Bảo",
    }

    right = next(version for version in dispute.versions if NHUNG in version.words)
    DecideConflict(begin=three.desk.begin)(
        dispute.subject, dispute.matter, right.fact, dispute.seen, "hỏi lại khách"
    )
    meet(three, two)

    for counter in (three, two):
        with counter.desk.begin() as work:
            known = work.dossier(dossier)
        assert known.disputed == frozenset()
        assert known.handed_over is not None
        assert known.handed_over.name == NHUNG


def test_who_is_expected_to_come(counter: Counter) -> None:
    received(counter)
    known = counter.queries.customer_by_number("056188004217")
    assert known is not None

    assert recipient(known) == Recipient(name=NHUNG, identity_number="056188004217")
