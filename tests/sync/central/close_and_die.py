"""Closes a day in a process of its own and is killed at a given step.

Arguments: the store, and where to die: before or after the exchange, in the draft's transaction,
before or after the centre has answered, in the transaction that keeps the seal.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from counter_app.storage import identity as identities
from counter_app.storage.engine import open_engine
from domain.moment import Moment
from sync.central.admin import system_clock
from sync.client.http_link import HttpLink
from tests.sync.central.days import closing, today
from tests.sync.central.service import KEY, Counter

STEPS = ("exchange", "exchanged", "draft", "ask", "answered", "keep")


def main(store: Path, step: str) -> None:
    engine = open_engine(store, KEY)
    identity = identities.load(engine)
    assert identity is not None
    link = HttpLink(identity.centre_url, identity.device, identity.private_key())
    counter = Counter(engine, identity, link)
    kept = count(1)

    def die(at: str) -> None:
        if at == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def exchange() -> None:
        die("exchange")
        counter.exchange()
        die("exchanged")

    def post(path: str, body: bytes) -> bytes:
        die("ask")
        answer = link.post(path, body)
        die("answered")
        return answer

    def now(turns: Iterator[int] = kept) -> Moment:
        die("draft" if next(turns) == 1 else "keep")
        return system_clock()

    made = closing(counter, post=post, exchange=exchange)
    object.__setattr__(made, "now", now)
    made.close(today())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
