"""The citizen card's QR code: its layouts, and the damage done by scanners."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.card import CardMangled, NotACard, read_card
from domain.errors import OfficeError

NUMBER = "000099012345"  # no province has 000: never a real person
WHOLE = f"{NUMBER}|123456789|Nguyễn Văn An|01021990|Nam|Số 1, Xã Y, Thanh Hóa|25112021"


def test_a_card_is_read_field_by_field() -> None:
    card = read_card(WHOLE)

    assert (card.number, card.old_number, card.name) == (NUMBER, "123456789", "Nguyễn Văn An")
    assert (card.born, card.sex, card.issued) == ("1990-02-01", "Nam", "2021-11-25")
    assert card.residence == "Số 1, Xã Y, Thanh Hóa"
    assert card.doubts == ()


@pytest.mark.parametrize(
    "payload",
    [
        WHOLE + "\r\n",
        "\x02\t" + WHOLE + "\x03\n",
        "\ufeff" + WHOLE,
        unicodedata.normalize("NFD", WHOLE),
        WHOLE + "|Nguyễn Văn Cha|Trần Thị Mẹ||",
        WHOLE.replace("|Nam|", "| NAM |"),
    ],
)
def test_what_surrounds_or_follows_the_fields_changes_nothing(payload: str) -> None:
    assert read_card(payload) == read_card(WHOLE)


@pytest.mark.parametrize("old", ["", "012345678901"])
def test_the_old_number_may_be_empty_or_long(old: str) -> None:
    assert read_card(WHOLE.replace("123456789|", f"{old}|")).old_number == old


def test_a_card_without_the_field_of_the_old_number_is_read_too() -> None:
    card = read_card(WHOLE.replace("|123456789|", "|"))

    assert (card.old_number, card.name, card.issued) == ("", "Nguyễn Văn An", "2021-11-25")


@pytest.mark.parametrize("born", ["00001960", "00051960", "15001960"])
def test_an_unknown_day_or_month_leaves_the_year(born: str) -> None:
    assert read_card(WHOLE.replace("01021990", born)).born == "1960"


@pytest.mark.parametrize(
    "payload", ["", "H32.16-261122-0001", "https://vneid.gov.vn/x?y=1", "a|b|c|d|e|f|g", "1|2|3"]
)
def test_anything_else_is_no_card(payload: str) -> None:
    with pytest.raises(NotACard):
        read_card(payload)


@pytest.mark.parametrize(
    ("part", "damaged"),
    [
        ("Nguyễn Văn An", "Nguy\ufffdn V\ufffdn An"),
        ("Nguyễn Văn An", "Nguy?n V?n An"),
        ("Nguyễn Văn An", "Nguyeexn Vawn An"),
        ("Nguyễn Văn An", "NGUYEENX VAWN AN"),
        ("Nguyễn Văn An", "Nguyễn Vawn An"),
        ("Nguyễn Văn An", "Phamj Van An"),
        ("Nguyễn Văn An", "Nguye64n Va8n An"),
        ("Nguyễn Văn An", "Nguyen64 Van8 An"),
        ("Nguyễn Văn An", "Nguyá»…n VÄƒn An"),
        ("Nguyễn Văn An", "Nguyễn Văn An".encode().decode("latin-1")),
        ("Nguyễn Văn An", "Nguye^~n Va(n An"),
        ("Nguyễn Văn An", "Nguyeexn Thij Ph][ng"),
        ("Nguyễn Văn An", ""),
        ("Số 1, Xã Y, Thanh Hóa", "So61 1, Phu7o7ng2 Y"),
        ("Số 1, Xã Y, Thanh Hóa", "Soos 1, Phuowngf Y"),
        ("Nam", "Nu"),
        ("Nam", "Nuwx"),
        ("01021990", "31021990"),
        ("01021990", "1021990"),
        ("01021990", "01020000"),
        ("25112021", "25132021"),
        ("25112021", "25111980"),
    ],
)
def test_damaged_text_is_refused_with_its_reason(part: str, damaged: str) -> None:
    with pytest.raises(CardMangled, match="quét lại") as refused:
        read_card(WHOLE.replace(part, damaged))

    assert refused.value.reason
    assert "Nguy" not in str(refused.value)


@pytest.mark.parametrize(
    ("part", "honest"),
    [
        ("Nguyễn Văn An", "H'Hen Niê"),
        ("Nguyễn Văn An", "Y Kar"),
        ("Nguyễn Văn An", "Hwi Kpă"),
        ("Nguyễn Văn An", "Cao Minh Khang"),
        ("Nguyễn Văn An", "Čư̆ Mlan"),
        ("Số 1, Xã Y, Thanh Hóa", "12A/3 Tổ3, P.12, Q. Bình Thạnh"),
        ("Số 1, Xã Y, Thanh Hóa", "Thôn5, Xã Ea Kar, Đắk Lắk"),
        ("Số 1, Xã Y, Thanh Hóa", "A12, C3b, KDC Him Lam"),
    ],
)
def test_honest_names_and_addresses_are_not_taken_for_damage(part: str, honest: str) -> None:
    card = read_card(WHOLE.replace(part, honest))

    assert unicodedata.normalize("NFC", honest) in (card.name, card.residence)


def test_a_card_without_any_mark_is_read_with_a_doubt() -> None:
    unmarked = WHOLE.replace("Nguyễn Văn An", "Cao An").replace("Số 1, Xã Y, Thanh Hóa", "So 1")

    assert "đối chiếu" in read_card(unmarked).doubts[0]


@given(st.text(alphabet="|0123456789 aăeêưNnữ\ufffd\x00\t", max_size=90))
def test_no_payload_breaks_the_reader(tail: str) -> None:
    try:
        card = read_card(f"{NUMBER}|{tail}")
    except OfficeError:
        return

    assert card.number == NUMBER
