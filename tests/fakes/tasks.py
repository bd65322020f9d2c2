"""Tasks without threads, and tasks whose answers come when the test says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from counter_app.ui.ports import Answered, Failed

T = TypeVar("T")


class ImmediateTasks:
    """Runs at once, answers at once."""

    def run(self, work: Callable[[], T], *, then: Answered[T], failed: Failed) -> None:
        try:
            answer = work()
        except Exception as error:  # noqa: BLE001  # as the real one: `failed` sorts it
            failed(error)
        else:
            then(answer)


class PatientTasks:
    """Keeps answers until they are delivered, in any order."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(self, work: Callable[[], T], *, then: Answered[T], failed: Failed) -> None:
        self.waiting.append(lambda: ImmediateTasks().run(work, then=then, failed=failed))

    def deliver(self, at: int = 0) -> None:
        self.waiting.pop(at)()


class StillTimer:
    """A timer that the test lets ring."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self.running = False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def ring(self) -> None:
        if self.running:
            self.running = False
            self._act()
