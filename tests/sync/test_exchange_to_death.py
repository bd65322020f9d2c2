"""The counter's exchanging process dies at every step; one exchange later both sides are equal."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading, transaction
from counter_app.storage.verification import verify
from domain.moment import Moment
from sync.central import admin
from tests.sync.central.service import KEY, ROOT, Counter, Service, counters, serving

STRIDE: Final = int(os.environ.get("STRIDE", "24"))
"""Of the statements, every so many are tried; 1 for each."""

MOST: Final = 1_000


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("centre")
    with serving(str(folder / "centre.db"), folder, workers=1) as made:
        yield made


@contextmanager
def dying(one: Counter, url: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    told = folder / "identity"
    told.write_bytes(pickle.dumps(replace(one.identity, centre_url=url)))
    command = [sys.executable, "-m", "tests.sync.exchange_to_death", str(told)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def dies(process: subprocess.Popen[str], step: int, kind: str, store: Path) -> bool:
    """Whether the exchange got as far as this step; it must have ended well otherwise."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{step} {kind} {store}\n")
    process.stdin.flush()
    said = process.stdout.readline()
    assert said in ("killed\n", "proven 0\n")
    return said == "killed\n"


def names(one: Counter) -> list[str]:
    with reading(one.engine) as connection:
        return sorted(row[0] for row in connection.execute(select(t.customer.c.name)))


def damage(one: Counter) -> None:
    """Lose a fact that the centre has, and notice it: the exchange has to compare heads."""
    with transaction(one.engine) as connection:
        connection.exec_driver_sql(
            "DELETE FROM fact WHERE pos = (SELECT min(pos) FROM fact WHERE device = ?)",
            (one.identity.device,),
        )
        connection.commit()
    verify(one.engine, lambda _: b"", one.now())


@pytest.mark.parametrize("kind", ["effects", "statements"])
@pytest.mark.parametrize("repairing", [False, True])
def test_whatever_the_step_one_exchange_proves_both_equal(
    service: Service, tmp_path: Path, kind: str, repairing: bool
) -> None:
    stride = STRIDE if kind == "statements" else 1
    with ExitStack() as stack:
        one, other = stack.enter_context(counters(service, service.office(), tmp_path, 2))
        process = stack.enter_context(dying(one, service.url, tmp_path))
        store = tmp_path / "counter-1.db"
        expected: list[str] = []
        deaths = 0
        for step in range(1, MOST, stride):
            expected += [f"Của quầy này {step}", f"Của quầy này {step} nữa", f"Kia {step}"]
            one.register(expected[-3])
            one.register(expected[-2])
            other.register(expected[-1])
            other.exchange()
            if repairing and step > 1:
                damage(one)
            one.engine.dispose()

            died = dies(process, step, kind, store)

            one.engine = open_engine(store, KEY)
            assert verify(one.engine, lambda _: b"", Moment(1)).problems == [] or repairing
            here = one.exchange()
            assert here.digest == other.exchange().digest
            assert names(one) == names(other) == sorted(expected)
            assert one.facts() == other.facts() == service.facts(one.identity.scope)
            deaths += died
            if not died:
                break

        assert not died
        assert deaths >= 3  # before the question, with the answer in hand, before the commit
        assert verify(one.engine, lambda _: b"", Moment(1)).problems == []
        assert admin.verify(service.centre).problems == []
