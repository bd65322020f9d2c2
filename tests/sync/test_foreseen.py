"""What a counter expects of the centre, and what the centre decides: over HTTP, both real."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from counter_app.bootstrap.station import forms
from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.foreseen import KEPT, foretell, hit_rate, settle, verdicts
from counter_app.storage.queue_records import queue_page
from counter_app.storage.unsent import entries_of, waiting_rows
from counter_app.ui.sync_status.queue_words import detail_face
from counter_app.ui.tokens import Tone
from counter_app.usecases.queue_lines import HitRate, QueuePage, RecordState, Verdict
from domain.customer import CustomerChanged
from domain.dossier import SlipSent
from domain.judging import Clause
from sync.central import orders
from tests.sync.central.service import Counter, Service, counters
from tests.sync.central.test_joining import open_matters
from tests.sync.central.two_offices import received


def expected(counter: Counter) -> list[Verdict]:
    scope = counter.identity.scope
    with reading(counter.engine) as connection:
        told = entries_of(connection, waiting_rows(connection, scope), -1)
        return [v for _, v in verdicts(connection, told, forms(), counter.now())]


def exchanged(counter: Counter) -> HitRate:
    """One exchange, foretold and compared as the link's round does it."""
    scope = counter.identity.scope
    foretell(counter.engine, scope, forms(), counter.now())
    foretell(counter.engine, scope, forms(), counter.now())  # as after an attempt that failed
    counter.exchange()
    settle(counter.engine, scope)
    with reading(counter.engine) as connection:
        return hit_rate(connection)


def page(counter: Counter) -> QueuePage:
    identity = counter.identity
    return queue_page(counter.engine, identity.scope, identity.device, forms(), counter.now())


def test_what_was_expected_comes_and_the_clause_is_named(service: Service, tmp_path: Path) -> None:
    with counters(service, service.office(), tmp_path, 1) as (counter,):
        stem = "Tô Thị Dự Đoán " + "abcdefghij"[int(counter.identity.scope[-1])]
        first = counter.register(stem, "056188000101")
        second = counter.register(stem, "056188000102")
        foreign = counter.register("Иван Иванов")
        broken = counter.register("Lê Thị\0Hỏng")
        told = expected(counter)

        rate = exchanged(counter)

        assert [v.clause for v in told] == [
            Clause.USERNAME,
            Clause.USERNAME,
            Clause.NAME,
            Clause.TEXT,
        ]
        assert (told[3].field, told[3].rule.source) == ("name", "S-73")
        assert [counter.username(one) for one in (first, second)] == [
            told[0].username,
            told[1].username,
        ]
        assert counter.username(foreign) is None
        assert (rate.told, rate.hit, rate.names, rate.names_hit) == (4, 4, 2, 2)
        held = page(counter).records[0]
        assert (held.state, held.field, held.clause) == (RecordState.HELD, "name", "text")
        assert held.subject == broken


def test_a_name_that_another_office_took_is_a_miss_and_told(
    service: Service, tmp_path: Path
) -> None:
    here, there = service.office(), service.office()
    (tmp_path / "there").mkdir()
    with (
        counters(service, here, tmp_path, 1) as (one,),
        counters(service, there, tmp_path / "there", 1) as (other,),
    ):
        other.register("Vương Thị Trùng Tên Khắp Tỉnh", "056188000201")
        other.exchange()
        mine = one.register("Vương Thị Trùng Tên Khắp Tỉnh", "056188000202")

        rate = exchanged(one)

        assert (rate.told, rate.names, rate.names_hit) == (1, 1, 0)
        assert f"trung tâm cho {one.username(mine)}" in rate.miss


def test_a_correction_that_is_held_names_its_field_until_it_is_released(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        who = counter.register("Phạm Quốc Việt", "056188000301")
        wrong = CustomerChanged(field="phone", value="0905\0", before="", source="typed")
        counter.write(wrong, subject=who)
        counter.exchange()

        held = page(counter).records[0]
        with reading(counter.engine) as connection:
            fact = connection.execute(select(t.aside.c.fact)).scalar_one()
        orders.release(service.centre, scope, fact, "đã hỏi khách")
        counter.exchange()

        assert (held.sort, held.field, held.known) == ("customer", "phone", True)
        assert "“Giá trị mới”" in held.note
        assert [one.state for one in page(counter).records] == [RecordState.ACKNOWLEDGED]


def test_a_code_and_a_receipt_used_at_another_counter_are_told_before_they_go(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 2) as (one, other):
        first = one.register("Đinh Thị Mã Trùng", "056188000501")
        code = received(one, first)[1]
        one.exchange()
        other.exchange()
        second = other.register("Đinh Văn Mã Trùng", "056188000502")
        received(other, second)

        told = {v.clause: v for v in expected(other)}
        (shown,) = [each for each in page(other).records if each.sort == "dossier"]
        rate = exchanged(other)

        assert all(v.clause is not Clause.CODE for v in expected(one))
        where = f"đã dùng ở một hồ sơ của {one.identity.counter}"
        assert told[Clause.CODE].twice == f"Mã hồ sơ {code} {where}"
        assert told[Clause.RECEIPT].twice == f"Số biên lai Q1-000001 {where}"
        assert [v.aside for v in told.values()] == [False] * len(told)
        assert shown.verdict == told[Clause.CODE]
        face = detail_face(shown, HitRate())
        assert (face.tone, face.text.startswith(told[Clause.CODE].twice)) == (Tone.SOON, True)
        assert rate.told == rate.hit == 3
        opened = ("code_twice", shown.subject)
        assert opened in open_matters(service, other)


def test_only_the_last_comparisons_are_kept(service: Service, tmp_path: Path) -> None:
    with counters(service, service.office(), tmp_path, 1) as (counter,):
        for _ in range(2):
            counter.write(*(SlipSent(copy=no) for no in range(KEPT // 2 + 20)))
            rate = exchanged(counter)

        assert rate.told == rate.hit == KEPT


def test_what_was_expected_of_a_person_is_destroyed_with_all_else(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        who = counter.register("Hoàng Thị Xóa Tên", "056188000401")
        counter.register("Hoàng Thị Ở Lại", "056188000402")
        exchanged(counter)

        orders.erase(service.centre, scope, who, "QĐ 12/2026")
        counter.exchange()

        with reading(counter.engine) as connection:
            kept = connection.execute(select(t.foreseen.c.came_username)).scalars().all()
        assert [name.rstrip("0123456789") for name in kept] == ["hoangthiolai"]
