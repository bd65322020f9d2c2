"""Money in figures and in words."""

from __future__ import annotations

import pytest

from domain.money import dong, in_words


def test_figures_are_grouped_with_dots() -> None:
    assert [dong(n) for n in (0, 5_000, 1_500_000)] == ["0 đ", "5.000 đ", "1.500.000 đ"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (111, "Một trăm mười một đồng"),
        (50_000, "Năm mươi nghìn đồng"),
        (105_000, "Một trăm lẻ năm nghìn đồng"),
        (1_500_000, "Một triệu năm trăm nghìn đồng"),
        (2_001_015, "Hai triệu không trăm lẻ một nghìn không trăm mười lăm đồng"),
        (10**9, "Một tỷ đồng"),
    ],
)
def test_amounts_are_spelt_as_spoken(amount: int, words: str) -> None:
    assert in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**18])
def test_what_no_receipt_holds_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="spelt"):
        in_words(amount)
