"""The journal read aloud: where a slip came out, in words that a clerk knows."""

from __future__ import annotations

import pytest

from counter_app.storage.story import _place
from counter_app.usecases.slip import _note
from domain.procedure import Component


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("ipp://localhost:40929/ipp/print #2", "lệnh in 2"),
        ("May-in-Quay-3 #17", "May-in-Quay-3 lệnh in 17"),
        ("/srv/slips/H32.16-261126-0001_2.pdf", "tệp H32.16-261126-0001_2.pdf"),
        (r"C:\Giấy hẹn\H32.16-261126-0001.pdf", "tệp H32.16-261126-0001.pdf"),
        ("file", "tệp file"),
    ],
)
def test_a_printers_address_is_not_told(where: str, said: str) -> None:
    assert _place(where) == said


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("Giấy tờ tùy thân", "xuất trình"),
        ("Giấy tờ tùy thân (hộ chiếu / căn cước): xuất trình", ""),
        ("Xuất trình thẻ căn cước", ""),
    ],
)
def test_the_slip_says_once_that_a_paper_is_only_shown(name: str, note: str) -> None:
    paper = Component(no=1, name=name, original=1, copy=None, required=True, present_only=True)

    assert _note(paper) == note
