"""Each screen with invented data, for tests and for looking at."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.assemble import assemble_reception
from counter_app.ui.reception.presenter import ReceptionPresenter
from counter_app.ui.reception.view import ReceptionView
from counter_app.ui.shell import Shell
from tests.fakes.desk import FakeDesk
from tests.fakes.office_screens import CHAU, FakeOffice
from tests.fakes.tasks import ImmediateTasks, StillTimer


def app() -> QApplication:
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    return found


def defect(error: Exception) -> None:
    raise error


def reception(look: Look, desk: FakeDesk) -> tuple[ReceptionView, ReceptionPresenter]:
    view, presenter = assemble_reception(
        look,
        desk.services(),
        tasks=ImmediateTasks(),
        printer=ImmediateTasks(),
        asking=ImmediateTasks(),
        later=lambda call: call(),
        quiet=lambda _ms, act: StillTimer(act),
        report=defect,
    )
    presenter.open()
    return view, presenter


def shown(widget: QWidget, width: int, height: int) -> QWidget:
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    app().processEvents()
    return widget


def shell(look: Look, office: FakeOffice, size: tuple[int, int] = (1366, 768)) -> Shell:
    """The whole window, Châu signed in, an empty desk."""
    made = Shell(
        front=office.front(look, ImmediateTasks(), defect),
        services=office.services(),
        tasks=ImmediateTasks(),
        printer=ImmediateTasks(),
        asking=ImmediateTasks(),
        report=defect,
    )
    made.build_all()
    shown(made.window, *size)
    settle()
    made.window.activateWindow()
    settle()
    made.seat(CHAU)
    settle()
    return made


def settle(rounds: int = 6) -> None:
    for _ in range(rounds):
        app().processEvents()
