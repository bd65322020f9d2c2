"""The counter is killed at each step of closing a day: it ends sealed, once, and alike."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app.storage import day_closes
from counter_app.storage import identity as identities
from counter_app.storage.day_closes import SEALED
from counter_app.storage.engine import reading
from sync.protocol.certificate import verify_sealed
from sync.store.signatures import signed_by
from tests.sync.central.close_and_die import STEPS
from tests.sync.central.days import closing, heard, kept, receive, today
from tests.sync.central.service import Service, counters

DURABLE = ("ask", "answered", "keep")
"""Steps after which the draft waits, so that the next round of the link seals it by itself."""


@pytest.mark.parametrize("step", STEPS)
def test_a_closing_killed_between_two_steps_ends_sealed(
    service: Service, tmp_path: Path, step: str
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        receive(one, 1)
        identities.keep(one.engine, one.identity)
        one.engine.dispose()
        command = [sys.executable, "-m", "tests.sync.central.close_and_die"]
        died = subprocess.run([*command, str(tmp_path / "counter-1.db"), step], check=False)
        with reading(one.engine) as connection:
            waits = len(day_closes.open_closings(connection, one.identity.device))

        resumed = closing(one).resume()
        closed = closing(one).close(today())
        one.exchange()

        assert died.returncode == -signal.SIGKILL
        assert waits == resumed == (step in DURABLE)
        assert closed.state == kept(one).state == SEALED
        assert verify_sealed(closed.sealed, one.identity.centre_key, signed_by).sums.facts == 3
        assert heard(one) == [(one.identity.device, 1, today())]
