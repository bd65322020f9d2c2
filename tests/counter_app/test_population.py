"""The store that is measured on: what its tables say is what its facts say."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from counter_app.bench.invented_people import number_of
from counter_app.bench.population import EARLIER, KEY, populated
from counter_app.storage.engine import open_engine, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.storage.queries import Queries
from tests.office import tables


@pytest.mark.parametrize("size", [20, 200])
def test_a_populated_store_is_the_one_that_its_journal_gives(tmp_path: Path, size: int) -> None:
    engine = open_engine(populated(tmp_path, size, lambda _: None), KEY)
    made = tables(engine)

    with transaction(engine) as connection:
        rebuild(connection, Journal(connection, secrets.token_bytes))
        connection.commit()

    assert tables(engine) == made
    assert len(made["dossier"]) == size // 10
    engine.dispose()


def test_some_invented_customers_came_before(tmp_path: Path) -> None:
    engine = open_engine(populated(tmp_path, 100, lambda _: None), KEY)
    queries = Queries(engine, EARLIER)

    known = [queries.customer_by_number(number_of(number)) for number in (0, 40, 41)]

    assert [line and (line.dossiers, len(line.last)) for line in known] == [(4, 3), (1, 1), (0, 0)]
    engine.dispose()
