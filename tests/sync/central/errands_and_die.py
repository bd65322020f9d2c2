"""Does the centre's errands in forked children that are killed at every step, until none is left.

Arguments: database, keys, and how many steps later each next child dies. A step is a statement of
SQL or a commit. The line on standard output says how many children died.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event

from sync.central import admin, relaying


class Steps:
    """Counts down to the one before which the process dies."""

    def __init__(self, left: int) -> None:
        self.left = left

    def one(self, *_told: Any, **_named: Any) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def do_errands(database: str, keys: Path, step: int) -> None:
    centre = admin.open_centre(database, keys.parent / "blobs", keys)
    steps = Steps(step)
    event.listen(centre.store.engine, "commit", steps.one)
    event.listen(centre.store.engine, "before_cursor_execute", steps.one)
    relaying.deliver_all(centre)


def died(database: str, keys: Path, step: int) -> bool:
    child = os.fork()
    if child == 0:
        do_errands(database, keys, step)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def main(database: str, keys: Path, stride: int) -> None:
    deaths = 0
    while died(database, keys, 1 + deaths * stride):
        deaths += 1
    sys.stdout.write(f"{deaths}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
