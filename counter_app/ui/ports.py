"""What presenters ask of the rim. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")

Answered = Callable[[T], object]
Failed = Callable[[Exception], object]


class Tasks(Protocol):
    """Runs work off the UI thread and brings the answer back onto it."""

    def run(self, work: Callable[[], T], *, then: Answered[T], failed: Failed) -> None:
        """`then` gets the answer, or `failed` the exception, later, on the UI thread."""


class Timer(Protocol):
    """One act that waits for quiet: starting it again puts it off."""

    def start(self) -> None:
        """(Re)start the wait."""

    def stop(self) -> None:
        """Drop the act."""
