"""A result handed over: at the office's own counter, and at another office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from domain.dossier import RECEIVED, RETURNED, ResultHandedOver
from domain.identifiers import Scope, SubjectId
from domain.introduction import PURPOSES
from domain.moment import Moment
from sync.central import admin, relaying
from sync.central.board_cli import refilled
from sync.central.store.board_tables import board_dossier
from sync.central.store.circles import AFTER_HAND_OVER_MS
from tests.sync.central.service import Service
from tests.sync.central.two_offices import (
    Two,
    ask,
    fresh_number,
    kinds,
    offices,
    rebuilt,
    received,
    registered,
)

GIVEN = ResultHandedOver(paper="41A8000127", name="Nguyễn Thị Hồng Nhung")


@pytest.fixture
def two(service: Service, tmp_path: Path) -> Iterator[Two]:
    with offices(service, tmp_path, 2) as (home, away):
        yield Two(service, home, away)


def on_board(service: Service, scope: Scope) -> list[str]:
    with service.centre.store.reading() as snapshot:
        told = select(board_dossier.c.status).where(board_dossier.c.scope == scope)
        return list(snapshot.execute(told).scalars())


def for_citizens(service: Service, code: str) -> str:
    return requests.get(f"{service.url}/tra-cuu", params={"ma": code}, timeout=10).text


def status_at(counter: object, dossier: SubjectId) -> str:
    with reading(counter.engine) as connection:  # type: ignore[attr-defined]
        wanted = select(t.dossier.c.status).where(t.dossier.c.id == dossier)
        return str(connection.execute(wanted).scalar())


def test_what_was_given_is_told_to_citizens_and_supervisors_also_when_all_comes_at_once(
    two: Two,
) -> None:
    subject = registered(two.home, fresh_number(two.service))
    dossier, code = received(two.home, subject)
    two.home.exchange()
    before = for_citizens(two.service, code)
    two.home.write(GIVEN, subject=dossier)
    two.home.exchange()

    scope = two.home.identity.scope
    assert "Đã tiếp nhận" in before
    assert "Đã trả kết quả" in for_citizens(two.service, code)
    assert on_board(two.service, scope) == [RETURNED]
    refilled(two.service.centre, scope)
    assert on_board(two.service, scope) == [RETURNED]

    dossier, code = received(two.away, subject)
    two.away.write(GIVEN, subject=dossier)
    two.away.exchange()
    assert on_board(two.service, two.away.identity.scope) == [RETURNED]


def test_a_result_handed_over_at_another_office_ends_the_dossier_at_its_own(two: Two) -> None:
    subject = registered(two.home, fresh_number(two.service))
    dossier, code = received(two.home, subject)
    two.home.exchange()
    ask(two.away, code, "dossier", purpose="hand_over")
    two.away.exchange()
    assert on_board(two.service, two.home.identity.scope) == [RECEIVED]

    two.away.write(GIVEN, subject=dossier)
    two.settle()

    assert status_at(two.home, dossier) == status_at(two.away, dossier) == RETURNED
    assert "Đã trả kết quả" in for_citizens(two.service, code)
    assert on_board(two.service, two.home.identity.scope) == [RETURNED]
    refilled(two.service.centre, two.home.identity.scope)
    assert on_board(two.service, two.home.identity.scope) == [RETURNED]
    assert rebuilt(two.home)
    assert rebuilt(two.away)
    assert two.home.exchange().repairs == two.away.exchange().repairs == 0


def test_having_served_the_introduction_ends_a_week_later_and_says_so(two: Two) -> None:
    subject = registered(two.home, fresh_number(two.service))
    dossier, code = received(two.home, subject)
    two.home.exchange()
    ask(two.away, code, "dossier", purpose="hand_over")
    two.away.exchange()
    two.away.write(GIVEN, subject=dossier)
    two.settle()
    assert PURPOSES["hand_over"].days * 24 * 3_600_000 > AFTER_HAND_OVER_MS

    _later(two, AFTER_HAND_OVER_MS - 60_000)
    before = kinds(two.away, dossier)[-1]
    _later(two, AFTER_HAND_OVER_MS + 60_000)

    assert before != "subject.introduction_ended"
    assert kinds(two.away, dossier)[-1] == "subject.introduction_ended"
    with reading(two.away.engine) as connection:
        ended = select(t.introduced.c.ended).where(t.introduced.c.id == dossier)
        bodies = select(t.fact.c.body).where(t.fact.c.subject == dossier).order_by(t.fact.c.pos)
        assert connection.execute(ended).scalar() == 1
        assert b"done" in connection.execute(bodies).scalars().all()[-1]


def _later(two: Two, milliseconds: int) -> None:
    centre = two.service.centre
    moved = replace(centre, now=lambda: Moment(admin.system_clock() + milliseconds))
    relaying.end_what_is_over(moved)
    two.away.exchange()


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # nothing of a database's own
def test_two_offices_that_both_gave_it_show_both_stories_at_both(two: Two) -> None:
    subject = registered(two.home, fresh_number(two.service))
    dossier, code = received(two.home, subject)
    two.home.exchange()
    ask(two.away, code, "dossier", purpose="hand_over")
    two.away.exchange()

    two.home.write(GIVEN, subject=dossier)
    two.away.write(replace(GIVEN, name="Trần Văn Bảo", authority="GUQ 12"), subject=dossier)
    two.settle()

    for counter in (two.home, two.away):
        with reading(counter.engine) as connection:
            row = connection.execute(select(t.dossier).where(t.dossier.c.id == dossier)).one()
        assert (row.status, row.disputed) == (RETURNED, "dossier.result")
