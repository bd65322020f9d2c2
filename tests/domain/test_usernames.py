"""The bases and ordinals of usernames, by vectors and by properties."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.usernames import (
    CUSTOMER_DIGITS,
    DEFAULT_STRIPPED,
    LONGEST_BASE,
    NotLatin,
    base,
    legal_forms,
    username,
)
from resources.load import legal_forms_data

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "username_vectors.json").read_text(encoding="utf-8")
)
FORMS = legal_forms(legal_forms_data())


@pytest.mark.parametrize(
    "vector", VECTORS["base_vectors"] + VECTORS["fallback_vectors"], ids=lambda v: v["id"]
)
def test_a_name_has_the_base_of_its_vector(vector: dict[str, Any]) -> None:
    assert base(vector["kind"], vector["input"], FORMS) == vector["base"]


@pytest.mark.parametrize("vector", VECTORS["reject_vectors"], ids=lambda v: v["id"])
def test_a_name_of_another_script_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(NotLatin):
        base(vector["kind"], vector["input"], FORMS)


@pytest.mark.parametrize("vector", VECTORS["sequence_vectors"], ids=lambda v: v["id"])
def test_namesakes_get_the_usernames_of_their_vector(vector: dict[str, Any]) -> None:
    taken = _taken(vector["already_taken"])
    following: dict[str, int] = defaultdict(int)

    for step in vector["steps"]:
        name = base(step["kind"], step["input"], FORMS)
        given_name, following[name] = username(
            name, taken.__contains__, following[name], vector["digits"]
        )
        taken.add(given_name)

        assert given_name == step["username"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Chi nhánh của Công ty TNHH MTV ABC", "abc"),
        ("Chi nhánh Công ty TNHH", "congtytnhh"),
        ("VPĐD Công ty CP XYZ", "xyz"),
        ("Tổng công ty CP ABC - CTCP", "abcctcp"),
        ("Tổng Công ty TNHH MTV Điện lực", "dienluc"),
        ("Tổng công ty Cổ phần Tập đoàn X", "x"),
        ("Công ty TNHH ABC Co., Ltd", "abc"),
        ("ABC One Member Co.,Ltd.", "abc"),
        ("ABC JSC", "abc"),
        ("ABC S.A.", "abc"),
        ("Công ty TNHH Trường Sa", "truongsa"),
        ("CÔNG TY TNHH 1 TV", "1tv"),
        ("Công ty TNHH 2TV trở lên Hoa", "hoa"),
        ("Công ty TNHH NN MTV Yến sào", "yensao"),
        ("Hộ KD cá thể Bà Tư", "batu"),
        ("Công ty TNHH-ABC", "abc"),
        ("Cty.TNHH ABC", "abc"),
        ("Công\u00a0ty TNHH\u200b ABC", "abc"),
        ("Ｃông ty ＴＮＨＨ ABC", "abc"),
        ("Công ty C.P.A.C Vina", "cpacvina"),
        ("Tâm Hợp Danh Trà", "tamhopdanhtra"),
        ("CN HTX Diên An", "dienan"),
        ("CN Xanh", "cnxanh"),
        ("Công ty TNHH ABC – Văn phòng đại diện Hà Nội", "abchanoi"),
        ("Công ty TNHH ABC-Chi nhánh Hà Nội", "abcchinhanhhanoi"),
        ("Co., Ltd", "coltd"),
    ],
)
def test_only_the_words_of_the_legal_form_are_cut(name: str, expected: str) -> None:
    assert base("organisation", name, FORMS) == expected


def test_a_letter_of_another_script_hidden_in_the_form_is_refused_too() -> None:
    with pytest.raises(NotLatin):
        base("organisation", "Сông ty TNHH ABC", FORMS)  # the first letter is Cyrillic


def test_groups_and_professions_follow_the_setting() -> None:
    kept = legal_forms(legal_forms_data(), DEFAULT_STRIPPED - {"GROUP"} | {"PROFESSIONAL"})

    assert base("organisation", "Tập đoàn Sông Xanh", kept) == "tapdoansongxanh"
    assert base("organisation", "Văn phòng luật sư An", kept) == "an"


@given(st.text(max_size=80))
def test_an_organisation_always_has_a_base(name: str) -> None:
    try:
        made = base("organisation", name, FORMS)
    except NotLatin:
        return

    assert 0 < len(made) <= LONGEST_BASE
    assert made.isascii()
    assert made.isalnum()


@given(st.lists(st.sampled_from(["abc", "abc001", "abc00", "abc001001"]), max_size=30))
def test_no_username_is_given_twice(bases: list[str]) -> None:
    taken: set[str] = set()
    following: dict[str, int] = defaultdict(int)

    for name in bases:
        given_name, following[name] = username(
            name, taken.__contains__, following[name], CUSTOMER_DIGITS
        )

        assert given_name not in taken
        taken.add(given_name)


def test_an_ordinal_follows_a_cut_base() -> None:
    cut = base("individual", "a" * 70, FORMS)

    assert username(cut, {cut}.__contains__, 0, CUSTOMER_DIGITS) == ("a" * 60 + "001", 2)


def _taken(told: list[str] | str) -> set[str]:
    if isinstance(told, str):  # "lean, lean01 … lean99"
        return {"lean", *(f"lean{n:02d}" for n in range(1, 100))}
    return set(told)
