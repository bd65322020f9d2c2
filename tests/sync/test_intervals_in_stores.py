"""The memory store of these tests and the counter's database find the same cuts and intervals."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.storage.engine import open_engine, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.replica import chains
from domain.identifiers import Scope
from sync.protocol.chains import ChainStore
from sync.protocol.frame import Sealed
from sync.protocol.heads import Head
from sync.protocol.intervals import Lineages, Reading
from tests.sync.central.service import KEY
from tests.sync.device_trees import DEVICE, SCOPE, TODAY, Grove, groves


def of_today(fact: Sealed) -> bool:
    return fact.frame.day <= TODAY


def found(store: ChainStore, since: tuple[Head, ...]) -> Any:
    lineages, reading = Lineages(store, DEVICE), Reading()
    cut = lineages.cut(since, of_today)
    facts = list(lineages.read(lineages.between(since, cut), reading))
    return (
        cut,
        [fact.id for fact in facts],
        reading,
        lineages.left_out(since, of_today),
        lineages.beyond(since, of_today),
    )


@settings(max_examples=20, deadline=None)
@given(groves(), st.data())
def test_both_stores_find_the_same(grove: Grove, data: st.DataObject) -> None:
    since = grove.cut(data.draw(st.sets(st.sampled_from(grove.order))))
    leaves = grove.leaves()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Path(folder) / "counter.db", KEY)
        with transaction(engine) as connection:
            store = chains(connection, Scope(SCOPE), Journal(connection, secrets.token_bytes))
            grove.tell(store, leaves)
            connection.commit()
        with transaction(engine) as connection:
            there = found(chains(connection, Scope(SCOPE)), since)
        engine.dispose()

    assert there == found(grove.store(leaves), since)
