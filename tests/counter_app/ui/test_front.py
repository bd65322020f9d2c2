"""What takes keys in the first second, and what waits for its turn."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from counter_app.ui.look import Look
from counter_app.ui.tasks import TasksLater
from tests.counter_app.ui.gallery import defect
from tests.fakes.office_screens import FakeOffice
from tests.fakes.tasks import ImmediateTasks

pytestmark = pytest.mark.qt


def test_the_username_has_the_focus_before_the_window_is_active(
    look: Look, office: FakeOffice, qtbot: QtBot
) -> None:
    front = office.front(look, ImmediateTasks(), defect)
    qtbot.addWidget(front.window)

    assert front.window.focusWidget() is front.panel.user.edit


def test_the_window_opens_as_large_as_the_screen(
    look: Look, office: FakeOffice, qtbot: QtBot
) -> None:
    front = office.front(look, ImmediateTasks(), defect)
    qtbot.addWidget(front.window)

    front.show()

    assert front.window.isMaximized()
    front.window.hide()


def test_what_is_asked_before_there_is_a_thread_is_done_in_turn() -> None:
    tasks, done = TasksLater(), list[str]()
    tasks.run(lambda: "recent officers", then=done.append, failed=defect)
    tasks.run(lambda: "sign-in", then=done.append, failed=defect)
    assert done == []

    tasks.begin(ImmediateTasks())
    tasks.run(lambda: "store", then=done.append, failed=defect)

    assert done == ["recent officers", "sign-in", "store"]
