"""Whatever the clerk was told is saved, is there: also after SIGKILL at any moment."""

from __future__ import annotations

import random
import secrets
import signal
import subprocess
import sys
from pathlib import Path

from counter_app.storage.engine import transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.storage.verification import verify
from domain.moment import Moment
from tests.office import open_counter, reopen_counter, tables

RECEPTIONS = 1_000
KILLS = 6


def told_before_the_kill(store: Path, first: int, last: int, after: int) -> dict[int, str]:
    """Receive in a process of its own; kill it somewhere behind the line number `after`."""
    command = [sys.executable, "-m", "tests.counter_app.receive_for_ever"]
    with subprocess.Popen(
        [*command, str(store), str(first), str(last)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        told: dict[int, str] = {}
        for line in child.stdout:
            number, code = line.split()
            told[int(number)] = code
            if len(told) == after:
                child.send_signal(signal.SIGKILL)
    return told


def test_every_reception_that_was_told_is_there_after_kills(tmp_path: Path) -> None:
    store = tmp_path / "counter.db"
    open_counter(store).engine.dispose()
    chance = random.Random(20261123)
    told: dict[int, str] = {}
    first = 0
    for kill in range(KILLS):
        last_round = kill == KILLS - 1
        after = RECEPTIONS if last_round else chance.randint(60, 220)
        said = told_before_the_kill(store, first, RECEPTIONS, after)
        told |= said
        first = max(told) + 2  # the one behind the last promise may be there, unannounced

    counter = reopen_counter(store)

    kept = {line.code for line in counter.queries.dossiers(limit=RECEPTIONS * 2)}
    assert set(told.values()) <= kept
    assert len(set(told.values())) == len(told)
    assert verify(counter.engine, lambda _: b"", Moment(1)).problems == []
    live = tables(counter.engine)
    with transaction(counter.engine) as connection:
        rebuild(connection, Journal(connection, secrets.token_bytes))
        connection.commit()
    assert tables(counter.engine) == live
