"""The customers' screen in the whole window: its key, and the ways that lead to a conflict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from counter_app.ui.shell import Shell
from counter_app.usecases.case import FieldName
from counter_app.usecases.errors import NothingToDecide
from domain.identifiers import FactId
from tests.counter_app.ui.gallery import settle
from tests.counter_app.ui.test_customers import ALT, CONTROL, go_to, press
from tests.counter_app.ui.test_screens_walk import clipped
from tests.fakes.deciding import ALIKE, BORN, FORBIDDEN, MERGED, OFF_LIST, PHONE
from tests.fakes.desk import NHUNG, NHUNG_CARD
from tests.fakes.office_screens import LINES, FakeOffice

pytestmark = pytest.mark.qt

TAB = Qt.FocusPolicy.TabFocus


def test_the_screen_has_its_key_its_count_and_its_command(shell: Shell) -> None:
    press(Qt.Key.Key_3, CONTROL)
    assert shell.customers is not None
    assert shell.customers.list.hasFocus()
    assert shell.window.rail._stops["customers"].accessibleName() == "Khách hàng, 4 việc"

    shell.go("sync")
    assert shell.palette is not None
    shell.palette.open("mau thuan")
    settle()
    press(Qt.Key.Key_Return)
    assert shell.customers.isVisible()


def test_a_dossier_leads_to_its_conflict(shell: Shell, office: FakeOffice) -> None:
    press(Qt.Key.Key_2, CONTROL)
    assert shell.dossiers is not None
    notice = shell.dossiers.story._dispute
    assert notice.accessibleName() == "Có mâu thuẫn: Điện thoại – hai quầy ghi khác nhau"

    press(Qt.Key.Key_X, ALT)
    assert shell.customers is not None
    assert shell.customers.isVisible()
    assert shell.customers.item == replace(OFF_LIST, name=LINES[0].customer_name)
    press("1")
    assert office.deciding.told == [("decide", "Điện thoại", OFF_LIST.versions[0].fact, "")]

    press(Qt.Key.Key_2, CONTROL)
    assert shell.dossiers.story.line == LINES[0]
    assert not notice.isVisible()


def test_a_conflict_decided_meanwhile_is_said(shell: Shell, office: FakeOffice) -> None:
    press(Qt.Key.Key_2, CONTROL)
    office.deciding.off_list.clear()

    press(Qt.Key.Key_X, ALT)

    assert shell.customers is not None
    assert shell.customers.notice.accessibleName() == NothingToDecide().sentence


def test_a_case_leads_to_the_conflict_of_its_customer_and_takes_what_was_decided(
    shell: Shell, office: FakeOffice
) -> None:
    office.desk.disputes.append(PHONE)
    shell.scanned(NHUNG_CARD)
    settle()
    assert shell.view is not None
    assert shell.presenter is not None
    notice = shell.view.action.notice
    assert notice.accessibleName() == "Có mâu thuẫn: Điện thoại – các quầy ghi khác nhau"
    assert notice.isVisible()
    assert clipped(shell) == []

    press(Qt.Key.Key_X, ALT)
    assert shell.customers is not None
    assert shell.customers.item == PHONE
    press("1")
    decided = {**NHUNG.fields, FieldName.PHONE: "0905 000 118"}
    newest = frozenset({FactId(b"\2" * 32)})
    office.desk.customers[:] = [replace(NHUNG, fields=decided, newest=newest)]
    office.desk.disputes.clear()
    press(Qt.Key.Key_1, CONTROL)

    case = shell.presenter.room.case
    assert case.text(FieldName.PHONE) == "0905 000 118"
    assert case.seen == newest
    assert not notice.isVisible()


def test_every_state_fits_and_is_named(shell: Shell) -> None:
    shell.go("customers")
    view = shell.customers
    assert view is not None
    for size in ((1024, 600), (1366, 688), (1920, 1080)):
        shell.window.resize(*size)
        for item in (PHONE, BORN, ALIKE, FORBIDDEN, MERGED):
            view.list.setFocus()
            go_to(view, item)
            settle(8)
            assert (size, item.__class__, clipped(shell)) == (size, item.__class__, [])
            areas = [area for area in view.findChildren(QScrollArea) if area.isVisible()]
            assert [a for a in areas if a.horizontalScrollBar().maximum() > 0] == []
            stops = [w for w in view.findChildren(QWidget) if w.focusPolicy() & TAB]
            assert all(w.accessibleName() for w in stops if w.isVisible())
