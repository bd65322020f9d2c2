"""A customer whom this office never met: the centre is asked by a key, and nothing waits for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.ui.reception.desk_case import Asking, DeskCase
from counter_app.ui.reception.telling import customer_face
from counter_app.ui.shell import Shell
from counter_app.usecases.case import FieldName, Source
from counter_app.usecases.errors import CentreOutOfReach, CentreRefused
from counter_app.usecases.introduce import Sought
from counter_app.usecases.lines import CustomerLine
from domain.identifiers import DossierCode
from tests.counter_app.ui.gallery import settle
from tests.counter_app.ui.test_reception_presenter import presenter_of
from tests.fakes.desk import NHUNG, VIET_CARD, FakeDesk, customer_id
from tests.fakes.desk import dossier as dossier_line
from tests.fakes.office_screens import FakeOffice
from tests.fakes.tasks import PatientTasks

OFFICE = "UBND phường Tây Nha Trang"
VIET = CustomerLine(
    id=customer_id(77),
    kind=NHUNG.kind,
    fields={
        FieldName.IDENTITY_NUMBER: "056095001362",
        FieldName.NAME: "Phạm Quốc Việt",
        FieldName.PHONE: "0905000777",
    },
    username=NHUNG.username,
    dossiers=0,
    office=OFFICE,
)


def told(case: DeskCase) -> tuple[str, bool]:
    face = customer_face(case).ask
    return face.label.text, face.offered


def test_a_known_customer_is_not_asked_for() -> None:
    presenter, _ = presenter_of(FakeDesk())
    presenter.customer.edit(FieldName.IDENTITY_NUMBER, "056188004217")
    presenter.customer.leave(FieldName.IDENTITY_NUMBER)

    assert told(presenter.room.case) == ("", False)


def test_the_centre_is_asked_once_and_its_customer_is_taken() -> None:
    desk, asking = FakeDesk(elsewhere=VIET), PatientTasks()
    presenter, _ = presenter_of(desk, asking=asking)
    presenter.card(VIET_CARD)
    offered = told(presenter.room.case)

    presenter.customer.asks.ask()
    presenter.customer.asks.ask()
    meanwhile = told(presenter.room.case)
    asking.deliver()

    case = presenter.room.case
    assert offered == ("Chưa gặp ở cơ quan này", True)
    assert meanwhile == ("Đang hỏi trung tâm; cứ nhập tiếp", False)
    assert asking.waiting == []
    assert [(one.what, one.number, one.purpose) for one in desk.asked] == [
        (Sought.IDENTITY, "056095001362", "receive")
    ]
    assert case.known_id == VIET.id
    assert case.fields[FieldName.PHONE].source is Source.CENTRE
    assert told(case) == (f"Trung tâm giới thiệu từ {OFFICE}", False)
    assert customer_face(case).account == NHUNG.username


def test_nobody_known_is_said_and_not_offered_again_for_the_same_number() -> None:
    presenter, _ = presenter_of(FakeDesk())
    presenter.card(VIET_CARD)
    presenter.customer.asks.ask()
    answered = told(presenter.room.case)

    presenter.customer.leave(FieldName.IDENTITY_NUMBER)
    again = told(presenter.room.case)
    presenter.customer.edit(FieldName.IDENTITY_NUMBER, "056095001363")
    presenter.customer.leave(FieldName.IDENTITY_NUMBER)

    assert answered == again == ("Trung tâm cũng chưa có khách này", False)
    assert told(presenter.room.case) == ("Chưa gặp ở cơ quan này", True)


@pytest.mark.parametrize("error", [CentreOutOfReach(), CentreRefused("Quầy hỏi quá nhiều lần.")])
def test_without_an_answer_the_reception_goes_on(error: CentreOutOfReach | CentreRefused) -> None:
    presenter, screen = presenter_of(FakeDesk(centre_error=error))
    presenter.card(VIET_CARD)
    presenter.customer.asks.ask()

    assert told(presenter.room.case) == ("Chưa hỏi được", True)
    assert screen.notices[-1][0] == error.sentence
    assert screen.spots[-1] == "procedure"


def test_an_answer_for_a_case_that_left_the_desk_changes_nothing() -> None:
    desk, asking = FakeDesk(elsewhere=VIET), PatientTasks()
    presenter, _ = presenter_of(desk, asking=asking)
    presenter.card(VIET_CARD)
    left = presenter.room.case
    presenter.customer.asks.ask()
    presenter.next_citizen()
    asking.deliver()

    assert presenter.room.case is not left
    assert presenter.room.case.known_id is None
    assert left.known_id is None


def test_an_empty_desk_asks_nothing() -> None:
    desk = FakeDesk(elsewhere=VIET)
    presenter, _ = presenter_of(desk)
    presenter.customer.asks.ask()

    assert desk.asked == []
    assert presenter.room.case.asking is Asking.NO


@pytest.mark.qt
def test_the_key_asks_and_the_line_is_named(shell: Shell, office: FakeOffice) -> None:
    office.desk.elsewhere = VIET
    view = shell.view
    assert view is not None
    shell.scanned(VIET_CARD)
    settle()
    line = view.customer.ask
    offered = line.isVisible(), line.accessibleName(), line.button.accessibleDescription()

    QTest.keyClick(view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    settle()

    assert offered == (True, "Chưa gặp ở cơ quan này", "Phím Ctrl+H")
    assert line.accessibleName() == f"Trung tâm giới thiệu từ {OFFICE}"
    assert not line.button.isVisible()


@pytest.mark.qt
def test_a_code_of_another_office_is_asked_for_and_shown(shell: Shell, office: FakeOffice) -> None:
    code = "H32.17-261118-0041"
    far = dossier_line(41, "Lê Văn Xa", "Đăng ký thường trú", "Được tiếp nhận")
    office.desk.far_dossier = replace(far, code=DossierCode(code), office=OFFICE)
    shell.go("dossiers")
    view = shell.dossiers
    assert view is not None
    view.open_dossier("H32.17")
    partial = view.ask.isVisible()
    view.open_dossier(code)
    settle()
    offered = view.ask.accessibleName()

    QTest.keyClick(view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    settle()

    assert not partial
    assert offered == "Mã này chưa có ở cơ quan này"
    assert [(one.what, one.number) for one in office.desk.asked] == [(Sought.DOSSIER, code)]
    assert view.story.line is office.desk.far_dossier
    assert not view.ask.isVisible()
    assert not view.story.reprint.isVisible()
