"""The centre's worker processes: one that died is replaced at once, one that hangs holds up nobody.

uvicorn's own supervisor asks one worker after another whether it still runs, and waits for each
answer. A worker that dies over the question never answers: for as long as one may be silent no
worker was replaced, and the service did not stop when it was told to.
"""

from __future__ import annotations

import time
from socket import socket
from typing import Final

from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors.multiprocess import Multiprocess, Process

BEYOND_GRACE_S: Final = 2


class Workers(Multiprocess):
    """uvicorn's supervisor of several processes, that waits for no single one of them."""

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self._asked_at: dict[Process, float] = {}
        """By the clock that never goes back; a worker that has answered is not in it."""

    def keep_subprocess_alive(self) -> None:
        """Begin anew what died or hangs; a worker that cannot start at all ends the service."""
        for place, worker in enumerate(self.processes):
            if worker.process.is_alive() and not self._hangs(worker):
                continue
            worker.kill()
            worker.join()
            self._asked_at.pop(worker, None)
            if worker.exitcode == STARTUP_FAILURE:
                self.should_exit.set()
                return
            self.processes[place] = Process(self.config, self.sockets)
            self.processes[place].start()

    def join_all(self) -> None:
        """Wait until the workers have answered what they were asked; who takes longer is ended."""
        grace = self.config.timeout_graceful_shutdown or 0
        until = time.monotonic() + grace + BEYOND_GRACE_S
        for worker in self.processes:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.exitcode is None:
                worker.kill()
                worker.join()

    def _hangs(self, worker: Process) -> bool:
        """Hear whether a worker answered the last question, and put the next one."""
        try:
            while worker.parent_conn.poll():
                worker.parent_conn.recv()
                self._asked_at.pop(worker, None)
            if worker not in self._asked_at:
                worker.parent_conn.send(b"ping")
                self._asked_at[worker] = time.monotonic()
        except (OSError, EOFError):
            return True
        return time.monotonic() - self._asked_at[worker] > self.config.timeout_worker_healthcheck
