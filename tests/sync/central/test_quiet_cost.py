"""A quiet exchange reads a few rows, however much the office has written: by the plans of its
statements, not by a clock."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, event

from domain.customer import CustomerRegistered
from domain.dossier import FeeTaken
from domain.identifiers import ReceiptNumber, Scope
from sync.central import admin
from sync.central.answering import answer_sync
from sync.central.centre import Centre
from sync.central.store import devices
from sync.protocol.messages import Cursor, SyncAnswer, SyncRequest
from tests.rig_postgres import postgres
from tests.sync.central.service import make_office
from tests.sync.central.test_order import device_of, enrolled
from tests.sync.central.writer import Writer

HERE: Final = Scope("H32.001")
FEW: Final = 300
MANY: Final = 6_000
NEW: Final = 3
ENOUGH: Final = 1_500
SOME: Final = 20
MOST_FOR_EACH: Final = 8
"""Of one table, for a customer: its facts, its account, and both looked for more than once."""

MOST_ROWS: Final = 20
"""In one table: an office's counters, chains and branches are no more here."""

_PARTITION: Final = re.compile("_[0-9]+$")

Statement = tuple[str, Any]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rig)])
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Centre]:
    with ExitStack() as stack:
        where = str(tmp_path / "centre.db")
        if request.param == "postgresql":
            where = stack.enter_context(postgres())
        made = admin.open_centre(where, tmp_path / "blobs", tmp_path / "keys")
        make_office(made, HERE)
        yield made
        made.store.close()


def test_what_a_quiet_exchange_reads_does_not_grow_with_the_archive(centre: Centre) -> None:
    writer = Writer(enrolled(centre, HERE, "Quầy 1"))
    reader = Asker(centre)
    write(centre, writer, FEW)
    reader.exchange(Cursor())

    few = reader.rows_of_quiet_exchange()
    write(centre, writer, MANY)
    reader.exchange(Cursor())
    uncounted = reader.rows_of_quiet_exchange()
    count(centre)
    many = reader.rows_of_quiet_exchange()
    told = reader.rows_of_exchange_with_news(writer)

    for rows in (few, uncounted, many):
        assert "fact" not in rows
        assert max(rows.values()) <= MOST_ROWS
    assert 0 < told["fact"] <= MOST_ROWS


def test_what_taking_new_customers_reads_follows_how_many_they_are(centre: Centre) -> None:
    writer = Writer(enrolled(centre, HERE, "Quầy 1"))
    rows_of_new_customers(centre, writer, ENOUGH)

    uncounted = rows_of_new_customers(centre, writer, SOME)
    count(centre)
    counted = rows_of_new_customers(centre, writer, SOME)

    for rows in (uncounted, counted):
        assert max(rows.values()) <= MOST_ROWS + MOST_FOR_EACH * SOME


def rows_of_new_customers(centre: Centre, writer: Writer, number: int) -> Mapping[str, int]:
    """Rows read of each table to take these in and give them usernames."""
    start = len(writer.facts)
    for no in range(start, start + number):
        writer.write(
            CustomerRegistered(
                sort="individual", name="Nguyễn Thị Mẫu", identity_number=f"0561880{no:05}"
            )
        )
    with told_to(centre) as statements:
        asked = replace(writer.push(start), cursor=Cursor(b"of no feed", 1))
        answer_sync(centre, device_of(centre, writer.identity), asked)
    return read_by(centre, [each for each in statements if each[0].startswith("SELECT")])


class Asker:
    """A counter that holds everything, without a store."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._identity = enrolled(centre, HERE, "Quầy 2")
        self._digest = b""
        self._cursor = Cursor()

    def exchange(self, cursor: Cursor) -> SyncAnswer:
        """To the end of the feed."""
        answer = self._ask(cursor)
        while answer.more:
            answer = self._ask(answer.cursor)
        self._digest, self._cursor = answer.digest, answer.cursor
        return answer

    def rows_of_quiet_exchange(self) -> Mapping[str, int]:
        """Rows read of each table."""
        with told_to(self._centre) as statements:
            answer = self._request(self._cursor)
        assert (answer.runs, answer.digest) == ((), self._digest)
        return read_by(self._centre, statements)

    def rows_of_exchange_with_news(self, writer: Writer) -> Mapping[str, int]:
        """The same where another counter has written a little."""
        write(self._centre, writer, NEW)
        with told_to(self._centre) as statements:
            answer = self._request(self._cursor)
        assert sum(len(run.facts) for run in answer.runs) == NEW
        return read_by(self._centre, statements)

    def _request(self, cursor: Cursor) -> SyncAnswer:
        """With what is asked of the database before, about who asks."""
        centre, id_ = self._centre, self._identity.device
        with centre.store.reading() as snapshot:
            devices.find(snapshot, id_)
        with centre.store.writing() as transaction:
            now = centre.now()
            devices.seen_first(transaction, id_, f"request {cursor.position}", now, 660_000)
            devices.was_seen(transaction, id_, now)
            transaction.commit()
        return self._ask(cursor)

    def _ask(self, cursor: Cursor) -> SyncAnswer:
        asked = SyncRequest(scope=HERE, cursor=cursor, runs=(), digest=self._digest)
        return answer_sync(self._centre, device_of(self._centre, self._identity), asked)


def write(centre: Centre, writer: Writer, facts: int) -> None:
    start = len(writer.facts)
    for number in range(start, start + facts):
        writer.write(
            FeeTaken(receipt=ReceiptNumber(f"Q1-{number:06}"), amount=50_000, method="cash")
        )
    answer_sync(centre, device_of(centre, writer.identity), writer.push(start))


def count(centre: Centre) -> None:
    """Let the planner know how large the tables are."""
    with centre.store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


@contextmanager
def told_to(centre: Centre) -> Iterator[list[Statement]]:
    """What the database is asked meanwhile."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.split(None, 1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            found.append((statement, parameters))

    event.listen(centre.store.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(centre.store.engine, "before_cursor_execute", note)
    assert found


def read_by(centre: Centre, statements: list[Statement]) -> Mapping[str, int]:
    """Rows that each table is read for, by the plans; for SQLite, which counts none, all rows of
    a table that is scanned, and one where an index leads."""
    rows: Counter[str] = Counter()
    with centre.store.engine.connect() as connection:
        for statement in statements:
            if centre.store.on_sqlite:
                rows.update(_scanned(connection, statement))
            else:
                rows.update(_analysed(connection, statement))
        connection.rollback()
    return rows


def _analysed(connection: Connection, told: Statement) -> Counter[str]:
    statement, parameters = told
    explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
    plan = connection.exec_driver_sql(explain, parameters).scalar_one()
    rows: Counter[str] = Counter()
    waiting = [(plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        waiting += node.get("Plans", [])
        if "Scan" in node["Node Type"] and (
            name := node.get("Relation Name", node.get("Index Name"))
        ):
            seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            table = _PARTITION.sub("", name)
            rows[table] += int(seen * node["Actual Loops"])
    return rows


def _scanned(connection: Connection, told: Statement) -> Counter[str]:
    statement, parameters = told
    rows: Counter[str] = Counter()
    for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
        word, _, rest = step[3].partition(" ")
        table = rest.split(" ", 1)[0]
        if word == "SEARCH":
            rows[table] += 1
        elif word == "SCAN":
            rows[table] += connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
    return rows
