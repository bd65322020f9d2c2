"""The walk's part about people: asking the centre, and what waits for a person's word."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.demo.elsewhere import (
    FAR_NUMBER,
    TOLD_APART,
    citizen_of_another_office,
    written_apart,
)
from counter_app.demo.people import NHUNG
from counter_app.demo.stage import Stage, pause, wait_until
from counter_app.ui.customers.view import CustomersView
from counter_app.ui.reception.desk_case import Asking
from counter_app.usecases.case import FieldName

NOBODYS_NUMBER: Final = "056093009999"


def asking(stage: Stage) -> None:
    """Ctrl+H: of somebody whom only another office has met, and of somebody whom nobody has."""
    work = stage.folder.parent / "work"
    citizen_of_another_office(stage.centre, work)
    _ask(stage, FAR_NUMBER)
    stage.take("trung-tam-gioi-thieu")
    _ask(stage, NOBODYS_NUMBER)
    stage.take("khong-ai-biet", whole=False)
    stage.presenter.next_citizen()


def _ask(stage: Stage, number: str) -> None:
    presenter = stage.presenter
    presenter.next_citizen()
    presenter.customer.edit(FieldName.IDENTITY_NUMBER, number)
    presenter.customer.leave(FieldName.IDENTITY_NUMBER)
    case = presenter.room.case
    wait_until(lambda: case.asking is Asking.OFFERED, "the offer to ask")
    if number == FAR_NUMBER:
        stage.take("hoi-trung-tam")
    presenter.customer.asks.ask()
    wait_until(lambda: case.asking in (Asking.NO, Asking.NOBODY), "the centre's answer")
    pause(300)


def customers(stage: Stage) -> None:
    """What was written apart, who looks alike, and any two found by typing."""
    station = stage.desktop.station
    number = NHUNG.partition("|")[0]
    written_apart(stage.centre, station, stage.folder.parent / "work", number)
    stage.desktop.link.send_now()
    shell = stage.desktop.shell
    wait_until(lambda: bool(station.decisions.disputes()), "what the other counter wrote")
    shell.scanned(NHUNG)
    wait_until(lambda: stage.presenter.room.case.known is not None, "known customer")
    pause(400)
    stage.take("khach-co-mau-thuan", whole=False)
    stage.presenter.next_citizen()
    shell.go("customers")
    view = shell.customers
    if view is None:
        raise RuntimeError("the window was not built")
    wait_until(lambda: view.item is not None, "what waits")
    pause(200)
    stage.take("khach-hang-mau-thuan")
    _go_to(view, "cùng họ tên và ngày sinh", "")
    stage.take("khach-hang-giong-nhau")
    _go_to(view, "cùng họ tên và ngày sinh", TOLD_APART)
    stage.take("khach-hang-cua-phu-trach", whole=False)
    for name in ("muoi bien cam ranh", "pham quoc viet"):
        view.seek.focus()
        QTest.keyClicks(view.seek.edit, name)
        pause(500)
        stage.take("khach-hang-tim", whole=False)
        QTest.keyClick(view.seek.edit, Qt.Key.Key_Return)
    pause(500)
    stage.take("khach-hang-so")
    _at_the_desk(stage)


def _at_the_desk(stage: Stage) -> None:
    """The conflict decided, the citizen comes again: another customer may be the same person."""
    station, presenter = stage.desktop.station, stage.presenter
    (dispute, *_) = station.decisions.disputes()
    chosen = dispute.versions[0].fact
    station.decide(dispute.subject, dispute.matter, chosen, dispute.seen)
    stage.desktop.shell.scanned(NHUNG)
    wait_until(lambda: bool(presenter.room.case.twins), "who may be the same person")
    pause(200)
    stage.take("khach-co-the-la-mot", whole=False)
    presenter.customer.comparing.compare()
    pause(200)
    stage.take("so-hai-khach-da-co")
    presenter.next_citizen()


def _go_to(view: CustomersView, words: str, name: str) -> None:
    model = view.list.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        told = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
        if words in told and name in told and (name or TOLD_APART not in told):
            view.list.setCurrentIndex(index)
    pause(200)
