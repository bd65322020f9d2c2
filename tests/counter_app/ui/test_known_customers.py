"""The list of known customers under a field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.ui.shell import Shell
from counter_app.usecases.case import FieldName
from counter_app.usecases.lines import SUGGESTED
from domain.identifiers import CustomerId, SubjectId
from tests.counter_app.ui.gallery import settle
from tests.fakes.desk import NHUNG

pytestmark = pytest.mark.qt


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (1, "1 khách đã có khớp “nhung”"),
        (SUGGESTED, "8 khách đã có khớp “nhung”"),
        (SUGGESTED + 1, "Hơn 8 khách đã có khớp “nhung”"),
    ],
)
def test_the_list_says_how_many_there_are_or_that_there_are_more(
    shell: Shell, found: int, said: str
) -> None:
    assert shell.view is not None
    card = shell.view.customer
    rows = [replace(NHUNG, id=CustomerId(SubjectId(bytes([n]) * 16))) for n in range(found)]

    card.suggest(FieldName.NAME, rows, "nhung")

    assert card._lists[FieldName.NAME]._count.text() == said


def test_a_customer_taken_from_a_list_shows_how_often_it_came(shell: Shell) -> None:
    assert shell.view is not None
    assert shell.presenter is not None
    shell.presenter.customer.edit(FieldName.NAME, "hong nhung")

    shell.presenter.customer.choose_known(NHUNG.id.hex())
    settle()

    assert shell.view.customer._chip.accessibleName() == "Khách cũ · 3 hồ sơ"
    assert shell.presenter.room.case.known == NHUNG


def test_the_palette_says_how_often_a_customer_came(shell: Shell) -> None:
    assert shell.palette is not None

    shell.palette.open("hong nhung")
    settle()

    row = shell.palette._list._model.rows[0]
    assert row.detail == "Khách hàng  ·  …4217  ·  3 hồ sơ"
