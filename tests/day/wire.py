"""A wire between a counter and its centre that can be cut, also in the middle of an answer."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PART = 65_536
TORN_AFTER = 60  # bytes of the answer that still arrive: not even its headers
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(kw_only=True)
class Wire:
    """Carries bytes to `port`. Not a fault of the machine's network stack: sockets that close."""

    port: int
    listener: socket.socket
    torn: threading.Event = field(default_factory=threading.Event)
    _whole: bool = True
    _tear_from: int = 0
    _open: set[socket.socket] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def tear_next_push(self, longer_than: int) -> None:
        """The next exchange whose body is longer loses its answer half-way, and then the wire."""
        self._tear_from = longer_than

    def cut(self) -> None:
        self._whole = False
        for each in list(self._open):
            _shut(each)

    def mend(self) -> None:
        self._whole = True

    def run(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return  # the test is over
            if not self._whole:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.port))
            self._open |= {near, far}
            doomed = threading.Event()
            for carry in (
                lambda near=near, far=far, doomed=doomed: self._asked(near, far, doomed),
                lambda near=near, far=far, doomed=doomed: self._answered(far, near, doomed),
            ):
                threading.Thread(target=carry, daemon=True).start()

    def _asked(self, near: socket.socket, far: socket.socket, doomed: threading.Event) -> None:
        for part in _parts(near):
            length = _LENGTH.search(part) if part.startswith(b"POST /v1/sync ") else None
            if self._tear_from and length and int(length[1]) > self._tear_from:
                self._tear_from = 0
                doomed.set()
            far.sendall(part)
        self._end(near, far)

    def _answered(self, far: socket.socket, near: socket.socket, doomed: threading.Event) -> None:
        for part in _parts(far):
            near.sendall(part[:TORN_AFTER] if doomed.is_set() else part)
            if doomed.is_set():  # the centre has committed: an answer comes after that
                self.cut()
                self.torn.set()
        self._end(near, far)

    def _end(self, *ends: socket.socket) -> None:
        for each in ends:
            _shut(each)
            self._open.discard(each)


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = Wire(port=port, listener=listener)
        threading.Thread(target=wire.run, daemon=True).start()
        yield wire
        wire.cut()
        listener.shutdown(socket.SHUT_RDWR)


def _parts(source: socket.socket) -> Iterator[bytes]:
    try:
        while part := source.recv(PART):
            yield part
    except OSError:
        return


def _shut(end: socket.socket) -> None:
    with suppress(OSError):  # the other thread was first
        end.shutdown(socket.SHUT_RDWR)
    end.close()
