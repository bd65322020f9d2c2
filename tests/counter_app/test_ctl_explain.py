"""`counterctl explain`: the rules at the command line, and where `--json` may stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from counter_app.ctl import main
from counter_app.demo.people import NHUNG
from tests.counter_app.test_ctl import Done, sentence


@pytest.mark.parametrize("place", ["before", "after"])
def test_json_is_understood_before_and_after_the_command(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["explain", "username", "--kind", "individual", "Nguyễn Thị Hồng Nhung"]

    assert main(["--json", *command] if place == "before" else [*command, "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["base"] == "nguyenthihongnhung"


def test_the_rules_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    def explained(*arguments: str) -> Any:
        assert main(["--json", "explain", *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    due = explained(
        "due", "--received", "2026-11-23T09:42", "--limit", "3", "--unit", "working_days"
    )
    card = explained("card", NHUNG)
    code = explained("code", "H32.16-261118-0019")

    assert due["due"] == "2026-11-27T09:42"  # 24 November is a day off
    assert due["steps"]
    assert card["number"] == "056188004217"
    assert (code["agency"], code["day"], code["serial"]) == ("H32.16", "2026-11-18", 19)


@pytest.mark.parametrize(
    "command",
    [
        ["username", "--kind", "individual", "Иван"],
        ["due", "--received", "hôm nay", "--limit", "3", "--unit", "working_days"],
        ["card", "không phải thẻ"],
        ["code", "H32"],
    ],
)
def test_what_a_rule_cannot_read_is_one_sentence(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["explain", *command])

    captured = capsys.readouterr()
    sentence(Done(status, captured.out, captured.err))
