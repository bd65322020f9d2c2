"""The list of known customers under a field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.ui.shell import Shell
from counter_app.usecases.case import FieldName
from counter_app.usecases.lines import SUGGESTED
from domain.identifiers import CustomerId, SubjectId
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
