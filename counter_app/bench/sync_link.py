"""A link that counts what goes over it, and the processor time of whoever is at its other end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import requests
import zstandard
from requests.adapters import HTTPAdapter

from sync.client.http_link import HttpLink
from sync.protocol.messages import (
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
    to_bytes,
)

Question = SyncRequest | ReconcileRequest
Reply = SyncAnswer | ReconcileAnswer

_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_LEVEL: Final = 3


@dataclass(slots=True)
class Carried:
    """What went over the link since it was last set to nothing."""

    trips: int = 0
    up: int = 0  # bytes of bodies, as packed
    down: int = 0
    headers_up: int = 0
    headers_down: int = 0

    @property
    def bodies(self) -> int:
        """Both ways."""
        return self.up + self.down

    @property
    def headers(self) -> int:
        """Both ways."""
        return self.headers_up + self.headers_down


class CountingCarrier(HTTPAdapter):
    """Counts each request and its answer."""

    def __init__(self) -> None:
        super().__init__()
        self.carried = Carried()

    def send(  # type: ignore[override]  # what the session passes on is none of our business
        self, request: requests.PreparedRequest, **settings: Any
    ) -> requests.Response:
        """As the session's own, and counted."""
        answer = super().send(request, **settings)
        told = self.carried
        told.trips += 1
        told.up += len(request.body or b"")
        told.down += int(answer.headers.get("Content-Length", "0"))
        line = f"{request.method} {request.path_url} HTTP/1.1\r\nHost: {request.url}"
        told.headers_up += len(line) + _size(request.headers.items())
        told.headers_down += len("HTTP/1.1 200 OK\r\n\r\n") + _size(answer.headers.items())
        return answer


def _size(headers: Any) -> int:
    return sum(len(f"{name}: {value}\r\n") for name, value in headers)


@dataclass(slots=True)
class CountedLink:
    """Answers `sync.client.driver.Link`; keeps what was said, so that its parts can be weighed."""

    link: HttpLink
    carrier: CountingCarrier
    said: list[tuple[Question, Reply]] = field(default_factory=list)

    def ask(self, message: Question) -> Reply:
        """The centre's answer."""
        answer = self.link.ask(message)
        self.said.append((message, answer))
        return answer

    def begin(self) -> Carried:
        """Count from nothing; what is counted into."""
        self.said.clear()
        self.carrier.carried = Carried()
        return self.carrier.carried


def weight(message: Question | Reply) -> int:
    """Bytes of a message as it is sent."""
    return len(zstandard.compress(to_bytes(message), _LEVEL))


@dataclass(slots=True)
class Spent:
    """Seconds: by the clock, and of the processor on each side."""

    wall: float = 0.0
    here: float = 0.0
    centre: float = 0.0


@contextmanager
def spending(centre: Callable[[], float]) -> Iterator[Spent]:
    """What the block costs; `centre` tells the processor seconds of the other side so far."""
    spent = Spent()
    wall, here, there = perf_counter(), process_time(), centre()
    yield spent
    spent.wall = perf_counter() - wall
    spent.here = process_time() - here
    spent.centre = centre() - there


def seconds_of(pid: int) -> float:
    """Processor seconds of a process and of all it started, by the system's own account."""
    total, waiting = 0.0, [pid]
    while waiting:
        each = Path("/proc") / str(waiting.pop())
        try:
            fields = (each / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            children = (each / "task" / each.name / "children").read_text(encoding="ascii")
        except OSError:  # it ended meanwhile
            continue
        total += (int(fields[11]) + int(fields[12])) / _TICKS
        waiting += [int(child) for child in children.split()]
    return total
