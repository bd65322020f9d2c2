"""The queue by the clerk's records: counted whole, listed in part, with money and verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, update

from counter_app.bootstrap.station import forms
from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading, transaction
from counter_app.storage.queue_records import LISTED, queue_page
from counter_app.storage.waiting import waits
from counter_app.usecases.lines import LinkState, LinkStatus
from counter_app.usecases.queue_lines import QueuePage, RecordState, Wait, wait_of
from domain.judging import Clause
from domain.moment import Moment, moment
from tests.office import KEY, MONDAY, Counter, open_counter, person, reception

NOW = moment(MONDAY)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return open_counter(tmp_path / "quay.db")


def page(counter: Counter) -> QueuePage:
    author = counter.author
    return queue_page(counter.engine, author.scope, author.device, forms(), NOW)


def acknowledge_all(engine: Engine) -> None:
    with transaction(engine) as connection:
        all_ = {"shared_seq": t.head.c.seq, "shared_id": t.head.c.id}
        connection.execute(update(t.head).values(all_))
        connection.commit()


def test_a_reception_waits_as_two_records_with_money_and_what_is_expected(
    counter: Counter,
) -> None:
    acknowledge_all(counter.engine)
    received = counter.receive(reception(person("Lê Thị Sen")))

    records = {one.sort: one for one in page(counter).records if one.state is RecordState.WAITING}

    dossier, customer = records["dossier"], records["customer"]
    assert (dossier.code, dossier.customer_name, dossier.money) == (
        received.code,
        "Lê Thị Sen",
        50_000,
    )
    assert dossier.title.startswith("Tiếp nhận hồ sơ, thu lệ phí")
    assert dossier.verdict is not None
    assert dossier.verdict.clause is Clause.COUNTS
    assert customer.verdict is not None
    assert customer.verdict.username == "lethisen"
    told = waits(counter.engine, counter.author.scope, counter.author.device)
    assert (told.money, told.facts) == (50_000, dossier.facts + customer.facts)


def test_what_was_acknowledged_stands_last_and_waits_no_more(counter: Counter) -> None:
    counter.receive(reception(person("Lê Thị Sen")))
    acknowledge_all(counter.engine)

    records = page(counter).records

    assert {one.state for one in records} == {RecordState.ACKNOWLEDGED}
    assert all(one.note.startswith("dấu ") for one in records)


def test_of_many_records_some_are_listed_and_all_are_counted(counter: Counter) -> None:
    acknowledge_all(counter.engine)
    many = LISTED // 2 + 5
    for no in range(many):
        counter.receive(reception(person(f"Lê Thị Sen {no}", f"0561880{no:05}", phone="")))

    told = page(counter)

    waiting = [one for one in told.records if one.state is RecordState.WAITING]
    assert (len(waiting), told.more) == (LISTED, 2 * many - LISTED)
    assert [one.since for one in waiting] == sorted(one.since for one in waiting)


def test_a_store_of_an_earlier_release_grows_what_it_lacks(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "old.db", KEY)
    with transaction(engine) as connection:
        for words in (
            "DROP TABLE foreseen",
            "DROP INDEX customer_username",
            "ALTER TABLE exchange_log DROP COLUMN up",
            "ALTER TABLE aside DROP COLUMN field",
            "INSERT INTO exchange_log (at, outcome, note, down) VALUES (1, 'proven', '1', 0)",
            "PRAGMA user_version = 2",
        ):
            connection.exec_driver_sql(words)
        connection.commit()
    engine.dispose()

    grown = open_engine(tmp_path / "old.db", KEY)

    with reading(grown) as connection:
        looked = inspect(connection)
        assert looked.has_table("foreseen")
        assert "field" in {each["name"] for each in looked.get_columns("aside")}
        indexes = {each["name"] for each in looked.get_indexes("customer")}
        assert "customer_username" in indexes
        assert connection.execute(select(t.exchange_log.c.up)).scalar_one() == 0
    grown.dispose()


@pytest.mark.parametrize("state", list(LinkState))
def test_whatever_the_link_does_a_wait_has_a_cause_and_an_end(state: LinkState) -> None:
    wait = wait_of(LinkStatus(state=state), NOW)

    assert wait.cause
    assert wait.until > NOW
    assert wait.overdue(Moment(wait.until + 31_000))
    with pytest.raises(ValueError, match="cause"):
        Wait(RecordState.SENDING, "", NOW)
