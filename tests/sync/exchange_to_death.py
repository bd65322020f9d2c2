"""Exchanges of a real counter with a real centre that die at a chosen step.

A line on standard input: step kind store. `kind` is "effects" (questions, answers, commits) or
"statements" (each statement of SQL beside them). A forked child exchanges once and kills itself
with SIGKILL before that step; the line on standard output is "killed" or "proven".

Run as: python -m tests.sync.exchange_to_death IDENTITY
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from counter_app.storage.engine import open_engine
from counter_app.storage.identity import Identity
from sync.client.http_link import HttpLink
from sync.protocol.messages import ReconcileAnswer, ReconcileRequest, SyncAnswer, SyncRequest
from tests.sync.central.service import KEY, Counter


@dataclass
class Steps:
    """Counts down to the one before which the process dies."""

    left: int

    def one(self, *_told: Any, **_named: Any) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class SteppedLink(HttpLink):
    """Dies before a question, or with its answer in hand."""

    steps: Steps

    def ask(self, message: SyncRequest | ReconcileRequest) -> SyncAnswer | ReconcileAnswer:
        self.steps.one()
        answer = super().ask(message)
        self.steps.one()
        return answer


def exchange(identity: Identity, step: int, kind: str, store: Path) -> None:
    """One exchange, to its end or to its death."""
    link = SteppedLink(identity.centre_url, identity.device, identity.private_key())
    link.steps = Steps(step)
    engine = open_engine(store, KEY)
    event.listen(engine, "commit", link.steps.one)
    if kind == "statements":
        event.listen(engine, "before_cursor_execute", link.steps.one)
    Counter(engine, identity, link).exchange()


def main() -> None:
    """Fork for each line: what is imported once need not be imported for each death."""
    identity: Identity = pickle.loads(Path(sys.argv[1]).read_bytes())
    for line in sys.stdin:
        step, kind, store = line.split(maxsplit=2)
        child = os.fork()
        if child == 0:
            exchange(identity, int(step), kind, Path(store.strip()))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write("killed\n" if killed else f"proven {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
