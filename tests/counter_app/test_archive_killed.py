"""Killed at any step of an archiving: each fact is in one place, and the next try ends it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter_app.storage.engine import open_engine
from counter_app.storage.verification import count_check, verify
from domain.moment import Moment
from tests.counter_app.archived_store import archive, counter_of_months, everything, rows
from tests.office import KEY


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("whole") / "counter.db"
    counter_of_months(store, months=2, dossiers=9).engine.dispose()
    return store


@pytest.fixture
def dying() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.counter_app.archive_to_death"]
    with subprocess.Popen(
        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        yield child
        assert child.stdin is not None
        child.stdin.close()


def told(dying: subprocess.Popen[str], line: str) -> str:
    assert dying.stdin is not None
    assert dying.stdout is not None
    dying.stdin.write(f"{line}\n")
    dying.stdin.flush()
    return dying.stdout.readline().strip()


def left_by_an_archiving(whole: Path, tmp_path: Path) -> int:
    """How many facts stay in the store when nothing dies."""
    store = tmp_path / "alive" / "counter.db"
    store.parent.mkdir()
    shutil.copyfile(whole, store)
    engine = open_engine(store, KEY)
    archive(engine, store)
    stays = rows(engine)[1]
    engine.dispose()
    return stays


def test_no_fact_is_lost_or_seen_twice_at_any_death(
    whole: Path, dying: subprocess.Popen[str], tmp_path: Path
) -> None:
    engine = open_engine(whole, KEY)
    before = everything(engine)
    engine.dispose()
    stays = left_by_an_archiving(whole, tmp_path)
    deaths, step, partly = 0, 1, 0
    while True:
        store = tmp_path / str(step) / "counter.db"
        store.parent.mkdir()
        shutil.copyfile(whole, store)
        ended = told(dying, f"{step} {store}")
        engine = open_engine(store, KEY)

        assert everything(engine) == before, step
        assert count_check(engine, Moment(1)) == 0
        _, live = rows(engine)
        partly += stays < live < len(before)
        archive(engine, store)
        assert everything(engine) == before, step
        assert rows(engine)[1] == stays
        assert verify(engine, lambda _: b"", Moment(1)).problems == []
        engine.dispose()
        shutil.rmtree(store.parent)
        if ended != "killed":
            assert ended == "done 0"
            break
        deaths, step = deaths + 1, step + 1

    assert deaths > 50
    assert partly > 5
