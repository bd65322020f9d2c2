"""Work off the UI thread: the only code that knows both sides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from counter_app.ui.ports import Answered, Failed, T, Tasks

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future


class QtTasks(QObject):
    """Runs work on an executor and delivers the answer on the thread that made this object."""

    _settled = Signal(object)

    def __init__(self, executor: Executor) -> None:
        super().__init__()
        self._executor = executor
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], *, then: Answered[T], failed: Failed) -> None:
        """`then` gets the answer, or `failed` the exception, on the UI thread."""

        def settle(future: Future[T]) -> None:
            try:
                answer = partial(then, future.result())
            except Exception as error:  # noqa: BLE001  # handed on, not swallowed: `failed` sorts it
                self._settled.emit(partial(failed, error))
            else:
                self._settled.emit(answer)

        self._executor.submit(work).add_done_callback(settle)

    def _deliver(self, answer: Callable[[], object]) -> None:
        answer()


class TasksLater:
    """Keeps what is asked of it before there is anybody to do it: a start has no thread yet."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[Tasks], None]] = []
        self._tasks: Tasks | None = None

    def run(self, work: Callable[[], T], *, then: Answered[T], failed: Failed) -> None:
        """As `Tasks`; before `begin` it waits in turn."""
        if self._tasks is None:
            self._waiting.append(lambda tasks: tasks.run(work, then=then, failed=failed))
        else:
            self._tasks.run(work, then=then, failed=failed)

    def begin(self, tasks: Tasks) -> None:
        """These do it from now on, what waited first."""
        self._tasks = tasks
        for ask in self._waiting:
            ask(tasks)
        self._waiting.clear()


class Calls(QObject):
    """Brings a call from any thread onto the UI thread: pages announced by a device's thread."""

    _called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._called.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def later(self, call: Callable[[], object]) -> None:
        """Run `call` on the UI thread, soon."""
        self._called.emit(call)

    def _run(self, call: Callable[[], object]) -> None:
        call()


def after_quiet(parent: QObject, wait_ms: int, act: Callable[[], object]) -> QTimer:
    """A timer that runs `act` once it has been quiet for `wait_ms`; it answers to `Timer`."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(wait_ms)
    timer.timeout.connect(act)
    return timer
