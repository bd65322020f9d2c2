"""What `counterctl explain` tells as JSON."""

from __future__ import annotations

import json

from domain.card import read_card
from domain.codes import parse_code
from domain.explain import explain_card, explain_code, explain_username
from domain.legal_forms import legal_forms
from resources.load import legal_forms_data


def test_the_answers_are_plain_and_name_their_parts() -> None:
    card = explain_card(read_card("000099012345||Trần Thị Bé|00001960|Nữ|Xã Y|25112021"))
    code = explain_code(parse_code("H32.16-261122-0007"))
    name = explain_username("organisation", "Công ty TNHH ABC", legal_forms(legal_forms_data()))

    assert json.loads(json.dumps([card, code, name])) == [card, code, name]
    assert name["base"] == "abc"
    assert (card["name"], card["born"], card["old_number"]) == ("Trần Thị Bé", "1960", "")
    assert (code["agency"], code["day"], code["serial"], code["form"]) == (
        "H32.16",
        "2026-11-22",
        7,
        "new",
    )
