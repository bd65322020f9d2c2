"""Counters with real stores exchange with the real service, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from counter_app.storage.engine import transaction
from counter_app.storage.tables import link as links
from domain.customer import CustomerRegistered
from domain.dossier import SlipSent
from domain.identifiers import PROVINCE, Day
from domain.office import NumbersGranted
from sync.central import admin, reports
from sync.client.http_link import HttpLink, Refusal
from sync.protocol.cbor import encode
from sync.protocol.messages import Cursor, SyncAnswer, SyncRequest
from tests.sync.central.service import Service, counters, enrolled, link_to
from tests.sync.central.writer import Writer


def test_two_counters_that_were_apart_end_proven_equal(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        first = one.register("Hoàng Thị Kim Yến")
        second = other.register("Hoàng Thị Kim Yến")

        one.exchange()
        there = other.exchange()
        here = one.exchange()

        assert here.digest == there.digest
        assert here.repairs == there.repairs == 0
        assert one.facts() == other.facts()
        names = {one.username(first), one.username(second)}
        assert names == {other.username(first), other.username(second)}
        assert None not in names
        assert len(names) == 2


def test_the_catalogue_reaches_a_counter_and_is_proven(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        proven = counter.exchange(PROVINCE)

        assert proven.asked == 1
        assert counter.facts() == 33


def test_an_answer_that_was_lost_is_asked_again_without_harm(service: Service) -> None:
    scope = service.office()
    identity = enrolled(service, scope)
    writer = Writer(identity)
    writer.customers(20)
    with link_to(service.url, identity.private_key(), identity.device) as link:
        first = link.ask(writer.push())
        again = link.ask(writer.push())

    assert isinstance(first, SyncAnswer)
    assert isinstance(again, SyncAnswer)
    assert first.acknowledged == again.acknowledged
    assert first.digest == again.digest
    assert first.cursor == again.cursor


def test_one_citizen_at_two_offices_has_one_account(service: Service, tmp_path: Path) -> None:
    here, there = service.office(), service.office()
    (tmp_path / "there").mkdir()
    with (
        counters(service, here, tmp_path, 1) as (one,),
        counters(service, there, tmp_path / "there", 1) as (other,),
    ):
        number = f"0561880{here[-3:]}{there[-3:-1]}"
        first = one.register("Võ Thị Mẫu Đơn", number)
        second = other.register("VÕ THỊ MẪU ĐƠN", number)
        shop = other.register("Võ Thị Mẫu Đơn", number, sort="organisation")

        one.exchange()
        other.exchange()

        assert one.username(first) == other.username(second) is not None
        assert other.username(shop) not in (None, other.username(second))


def test_a_name_of_another_script_waits_for_a_person(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        subject = counter.register("Иван Иванов")

        counter.exchange()

        assert counter.username(subject) is None
        assert reports.status(service.centre)[scope]["work"] == 1


def test_a_counter_that_forgot_its_cursor_is_proven_by_heads(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        for no in range(5):
            one.register(f"Lê Thị Số {no}")
        one.exchange()
        other.exchange()
        with transaction(other.engine) as connection:
            row = update(links).where(links.c.scope == scope)
            connection.execute(row.values(incarnation=b"another1", position=9))
            connection.commit()
        one.register("Lê Thị Sau Cùng")
        one.exchange()

        proven = other.exchange()

        assert proven.repairs == 1
        assert proven.digest == one.exchange().digest


def test_more_than_one_message_holds_comes_in_several(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    writer = Writer(enrolled(service, scope, "Quầy 9"))
    for copy in range(2_300):
        writer.write(SlipSent(copy=copy + 1))
    with link_to(service.url, writer.identity.private_key(), writer.identity.device) as link:
        for start in range(0, 2_300, 1_000):
            link.ask(writer.push(start, start + 1_000))
    with counters(service, scope, tmp_path, 1) as (counter,):
        proven = counter.exchange()

        assert proven.asked == 2
        assert counter.facts() == service.facts(scope)


def test_bad_facts_are_set_aside_with_reasons_and_block_nothing(service: Service) -> None:
    scope = service.office()
    identity = enrolled(service, scope)
    writer = Writer(identity)
    good = CustomerRegistered(sort="individual", name="Phan Văn Tốt")
    ahead = writer.write(good, ahead_ms=25 * 3600 * 1000)
    shapeless = writer.write_body("customer.registered", 1, encode({"sort": 1}))
    newer = writer.write_body("customer.registered", 2, encode({"later": True}))
    unknown = writer.write_body("dossier.moved", 1, encode({"to": "done"}))
    centres = writer.write(
        NumbersGranted(
            device=identity.device,
            agency=scope,
            from_day=Day("2026-11-22"),
            first=1,
            last=9999,
            reserve_first=10_000,
            reserve_last=10_001,
        )
    )
    writer.write(good)

    with link_to(service.url, identity.private_key(), identity.device) as link:
        answer = link.ask(writer.push())

    assert isinstance(answer, SyncAnswer)
    assert {each.id for each in answer.refused} == {ahead.id, shapeless.id, centres.id}
    assert all(each.reason.endswith(".") for each in answer.refused)
    assert newer.id != unknown.id
    assert answer.acknowledged[0].seq == 6
    given = [f for run in answer.runs for f in run.facts if f.frame.kind.endswith("username_given")]
    assert len(given) == 1


def test_a_gap_and_a_foreign_signature_are_refused_a_fork_is_kept(service: Service) -> None:
    scope = service.office()
    identity = enrolled(service, scope)
    writer, clone = Writer(identity), Writer(identity)
    writer.customers(3)
    clone.customers(3)
    stranger = replace(enrolled(service, scope, "Quầy 4"), device=identity.device)
    forged = Writer(stranger, list(writer.facts))
    forged.customers(1)
    with link_to(service.url, identity.private_key(), identity.device) as link:
        with pytest.raises(Refusal, match="thiếu các việc") as gap:
            link.ask(writer.push(1))
        link.ask(writer.push())
        kept = link.ask(clone.push())
        with pytest.raises(Refusal, match="Chữ ký") as signature:
            link.ask(forged.push(3))

    assert isinstance(kept, SyncAnswer)
    assert kept.acknowledged[0].id == clone.facts[-1].id
    assert (gap.value.status, signature.value.status) == (409, 403)
    assert reports.status(service.centre)[scope]["work"] == 1


def test_a_counter_gives_back_what_the_centre_lacks_of_another(service: Service) -> None:
    scope = service.office()
    lost, giver = enrolled(service, scope), enrolled(service, scope, "Quầy 4")
    writer = Writer(lost)
    writer.customers(4)
    with link_to(service.url, giver.private_key(), giver.device) as link:
        answer = link.ask(writer.push())

    assert isinstance(answer, SyncAnswer)
    assert answer.acknowledged[0].device == lost.device


def test_four_pushers_on_two_workers_keep_the_feed_gapless_and_a_reader_misses_nothing(
    service: Service,
) -> None:
    scope = service.office()
    writers = [Writer(enrolled(service, scope, f"Quầy {no}")) for no in range(1, 5)]
    reader = enrolled(service, scope, "Quầy 5")

    def push(writer: Writer) -> None:
        with link_to(service.url, writer.identity.private_key(), writer.identity.device) as link:
            for _ in range(12):
                start = len(writer.facts)
                writer.customers(7)
                link.ask(writer.push(start))

    def follow(link: HttpLink, cursor: Cursor, seen: list[bytes]) -> Cursor:
        answer = link.ask(SyncRequest(scope=scope, cursor=cursor, runs=(), digest=b""))
        assert isinstance(answer, SyncAnswer)
        seen.extend(fact.id for run in answer.runs for fact in run.facts)
        return answer.cursor

    with (
        link_to(service.url, reader.private_key(), reader.device) as link,
        ThreadPoolExecutor(4) as pool,
    ):
        seen: list[bytes] = []
        cursor = Cursor()
        pushing = [pool.submit(push, writer) for writer in writers]
        while not all(each.done() for each in pushing):
            cursor = follow(link, cursor, seen)
        for each in pushing:
            each.result()
        cursor = follow(link, cursor, seen)

    assert len(seen) == len(set(seen)) == cursor.position == service.facts(scope)
    assert {fact.id for writer in writers for fact in writer.facts} <= set(seen)
    assert admin.verify(service.centre).problems == []
