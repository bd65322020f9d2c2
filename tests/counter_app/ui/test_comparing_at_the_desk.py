"""The citizen at the desk is a customer already, and another customer may be the same person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from counter_app.bootstrap.reception import DeskServices
from counter_app.bootstrap.station import Station
from counter_app.ui.look import Look
from counter_app.ui.reception.assemble import assemble_reception
from counter_app.ui.reception.presenter import ReceptionPresenter
from counter_app.ui.reception.view import ReceptionView
from counter_app.usecases.case import FieldName
from counter_app.usecases.errors import NotYoursToDecide
from domain.customer import CustomerRegistered
from domain.identifiers import CustomerId
from domain.office import CLERK, IT_OFFICER
from tests.counter_app.test_desk_services import OFFICER, station_of
from tests.counter_app.ui import gallery
from tests.counter_app.ui.gallery import settle
from tests.counter_app.ui.test_customers import ALT, press
from tests.fakes.tasks import ImmediateTasks, PatientTasks, StillTimer
from tests.office import Clock, grant, person, reception

pytestmark = pytest.mark.qt

CARD = (
    "056188004217|225512345|Nguyễn Thị Hồng Nhung|14031988|Nữ|Tổ 5, phường Bắc Nha Trang|25042021"
)
NAME = "Nguyễn Thị Hồng Nhung"


@dataclass
class Scene:
    """A clerk's reception on a real store."""

    station: Station
    view: ReceptionView
    presenter: ReceptionPresenter

    @property
    def notice(self) -> str:
        told = self.view.action.notice
        return told.accessibleName() if told.isVisible() else ""

    def merged(self) -> set[frozenset[CustomerId]]:
        return {frozenset((a.one.id, a.other.id)) for a in self.station.decisions.merged()}

    def register(self, name: str, number: str = "", born: str = "") -> CustomerId:
        told = CustomerRegistered(sort="individual", name=name, identity_number=number, born=born)
        with self.station.desk.begin() as work:
            subject = work.new_subject()
            work.record(subject, told)
            work.commit()
        return CustomerId(subject)


@pytest.fixture
def scene(look: Look, tmp_path: Path) -> Iterator[Scene]:
    station = station_of(tmp_path)
    grant(station.engine, Clock(), OFFICER.id, OFFICER.name, CLERK)
    view, presenter = assemble_reception(
        look,
        DeskServices(station).services(),
        tasks=ImmediateTasks(),
        printer=ImmediateTasks(),
        asking=ImmediateTasks(),
        later=lambda call: call(),
        quiet=lambda _ms, act: StillTimer(act),
        report=gallery.defect,
    )
    presenter.open()
    gallery.shown(view, 1280, 660)
    settle()
    yield Scene(station, view, presenter)
    view.hide()
    view.deleteLater()
    station.close()


@pytest.fixture
def of_the_card(scene: Scene) -> CustomerId:
    return scene.station.receive(reception(person(NAME))).customer


def test_one_person_written_twice_is_joined_by_a_key(scene: Scene, of_the_card: CustomerId) -> None:
    typed = scene.register(NAME.upper(), born="1988-03-14")

    scene.presenter.card(CARD)
    settle()
    assert scene.notice == "Có 1 khách khác có thể chính là khách này."
    press(Qt.Key.Key_X, ALT)
    assert scene.view.comparison.isVisible()
    assert scene.view.comparison.hasFocus()
    press("1")

    case = scene.presenter.room.case
    assert scene.merged() == {frozenset((of_the_card, typed))}
    assert (case.known_id, scene.notice) == (of_the_card, "")
    assert not scene.view.comparison.isVisible()
    assert case.text(FieldName.ADDRESS) == "Tổ 5, phường Bắc Nha Trang"
    known = scene.station.queries.customer(of_the_card)
    assert known is not None
    assert case.seen == known.newest  # so that the case can be saved
    scene.presenter.next_citizen()
    scene.presenter.card(CARD)
    settle()
    assert scene.notice == ""


@pytest.mark.parametrize(("key", "asked_again"), [("2", False), ("3", True)])
def test_two_people_and_later_leave_the_case_with_the_citizen(
    scene: Scene, of_the_card: CustomerId, key: str, *, asked_again: bool
) -> None:
    scene.register(NAME, born="1988-03-14")
    scene.presenter.card(CARD)
    settle()
    press(Qt.Key.Key_X, ALT)

    press(key)

    case = scene.presenter.room.case
    known = scene.station.queries.customer(of_the_card)
    assert known is not None
    assert (case.known_id, case.seen) == (of_the_card, known.newest)
    assert not scene.view.comparison.isVisible()
    assert scene.merged() == set()
    scene.presenter.next_citizen()
    scene.presenter.card(CARD)
    settle()
    assert bool(scene.notice) is asked_again


def test_a_double_press_while_it_is_written_says_it_once(
    scene: Scene, of_the_card: CustomerId
) -> None:
    typed = [scene.register(NAME, born="1988-03-14") for _ in range(2)]
    scene.presenter.card(CARD)
    settle()
    press(Qt.Key.Key_X, ALT)
    waiting = PatientTasks()
    scene.presenter.room.tasks = waiting

    press("2")
    press("2")
    assert len(waiting.waiting) == 1
    while waiting.waiting:
        waiting.deliver()
    press("2")  # still the same double press: nobody has read the other one yet
    while waiting.waiting:
        waiting.deliver()

    found = scene.station.decisions.alike()
    assert len([pair for pair in found if of_the_card in (pair.one.id, pair.other.id)]) == 1
    assert scene.view.comparison.isVisible()  # the other one is asked of next
    assert scene.merged() == set()
    assert len(typed) == 2


def test_who_has_no_role_at_the_desk_is_told_whose_it_is(
    scene: Scene, of_the_card: CustomerId
) -> None:
    scene.register(NAME, born="1988-03-14")
    grant(scene.station.engine, Clock(), OFFICER.id, OFFICER.name, IT_OFFICER)
    scene.presenter.card(CARD)
    settle()
    press(Qt.Key.Key_X, ALT)

    press("1")

    said = NotYoursToDecide([]).sentence
    assert said in [label.text() for label in scene.view.comparison.findChildren(QLabel)]
    assert scene.merged() == set()


def test_a_telephone_of_the_family_asks_nothing(scene: Scene, of_the_card: CustomerId) -> None:
    scene.station.receive(reception(person("Trần Quang Huy", "056085000062")))

    scene.presenter.card(CARD)
    settle()

    assert scene.presenter.room.case.known_id == of_the_card
    assert scene.notice == ""


def test_a_number_typed_that_is_another_customers_is_said(
    scene: Scene, of_the_card: CustomerId
) -> None:
    other = scene.station.receive(reception(person("Trần Quang Huy", "056085000062"))).customer
    scene.presenter.room.screen.focus("identity_number")
    scene.presenter.card(
        "056085000062||Trần Quang Huy|14031988|Nữ|Tổ 5, phường Bắc Nha Trang|25042021"
    )
    settle()
    assert scene.presenter.room.case.known_id == other

    scene.presenter.customer.edit(FieldName.IDENTITY_NUMBER, "056188004217")
    scene.presenter.customer.leave(FieldName.IDENTITY_NUMBER)
    settle()

    assert scene.notice.startswith(f"Số này đã thuộc về khách {NAME};")
    assert of_the_card
