"""Archivings of a store that die at a chosen step.

A line on standard input: step store. A forked child archives once and kills itself with SIGKILL
before that statement or commit, of whichever file; the line on standard output is "killed" or
"done".

Run as: python -m tests.counter_app.archive_to_death
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from counter_app.storage import archiving
from counter_app.storage.engine import open_engine
from tests.counter_app.archived_store import archive
from tests.office import KEY

archiving.CHUNK = 10  # type: ignore[misc]  # many chunks in a store that is quickly copied


def die_before(step: int) -> None:
    """Count what every engine of this process does."""
    left = step

    def one(*_told: Any, **_named: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for what in ("before_cursor_execute", "commit"):
        event.listen(Engine, what, one)


def main() -> None:
    """Fork for each line: what is imported once need not be imported for each death."""
    for line in sys.stdin:
        step, told = line.split(maxsplit=1)
        store = Path(told.strip())
        child = os.fork()
        if child == 0:
            engine = open_engine(store, KEY)
            die_before(int(step))
            archive(engine, store)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write("killed\n" if killed else f"done {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
