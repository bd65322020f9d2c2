"""Workers are killed in the middle of pushes; nothing that was acknowledged is lost (I3, I10)."""

from __future__ import annotations

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from sync.central import admin
from sync.client.http_link import HttpLink
from sync.protocol.errors import LinkLost
from sync.protocol.messages import SyncAnswer
from tests.rig_postgres import postgres
from tests.sync.central.service import Service, enrolled, link_to, serving
from tests.sync.central.writer import Writer

PUSHES = 18


def push_all(service: Service, writer: Writer) -> int:
    """Push small batches, each again until it is acknowledged; how often the link was lost."""
    lost = 0
    with link_to(service.url, writer.identity.private_key(), writer.identity.device) as link:
        for _ in range(PUSHES):
            start = len(writer.facts)
            writer.customers(3)
            while not acknowledged(link, writer, start):
                lost += 1
                time.sleep(0.05)
    return lost


def acknowledged(link: HttpLink, writer: Writer, start: int) -> bool:
    try:
        answer = link.ask(writer.push(start))
    except LinkLost:
        return False
    assert isinstance(answer, SyncAnswer)
    return answer.acknowledged[-1].id == writer.facts[-1].id


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.rig)])
def test_what_was_acknowledged_survives_killed_workers(database: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        where = (
            str(tmp_path / "centre.db") if database == "sqlite" else stack.enter_context(postgres())
        )
        service = stack.enter_context(serving(where, tmp_path))
        scope = service.office()
        writers = [Writer(enrolled(service, scope, f"Quầy {no}")) for no in (1, 2, 3)]

        with ThreadPoolExecutor(3) as pool:
            pushing = [pool.submit(push_all, service, writer) for writer in writers]
            killed = 0
            while killed < 3 and not all(each.done() for each in pushing):
                time.sleep(random.uniform(0.05, 0.3))
                workers = service.workers()
                if len(workers) == 2:
                    os.kill(random.choice(workers), signal.SIGKILL)
                    killed += 1
            lost = sum(each.result() for each in pushing)

        found = admin.verify(service.centre)
        assert killed >= 1
        assert found.problems == []
        assert service.facts(scope) >= sum(len(writer.facts) for writer in writers)
        assert lost >= 0
