from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from counter_app.ui.matching import folded, matches
from counter_app.ui.status_words import DeviceWord, status_face
from counter_app.ui.wording import dong, lasting, shown_birth, typed_amount, typed_birth
from counter_app.usecases.desk_lists import Urgency, due_state
from domain.moment import Moment
from tests.fakes.desk import NOW, dossier
from tests.fakes.office_screens import LOST, PROVEN


def test_letters_typed_without_marks_are_found_and_marked() -> None:
    assert matches("Đăng ký khai sinh", "dang ky k") == [(0, 9)]
    assert matches("Đăng ký khai sinh", "sinh dang") == [(0, 4), (13, 17)]
    assert matches("Đăng ký", "ang") == []


@given(st.text(alphabet="aăâbcdđeêoôơuưỗẶÝ ", max_size=30))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.integers(1000, 10**9))
def test_money_is_read_as_it_is_written(amount: int) -> None:
    assert typed_amount(dong(amount)) == amount


def test_a_small_number_at_the_desk_is_thousands() -> None:
    assert typed_amount("50") == 50_000
    assert typed_amount("0") == 0


@given(st.dates())
def test_a_birth_date_is_typed_as_it_is_shown(day: object) -> None:
    iso = str(day)

    assert typed_birth(shown_birth(iso)) == iso


def test_a_year_alone_stays_a_year() -> None:
    assert typed_birth("1960") == "1960"
    assert typed_birth("14031988") == "1988-03-14"
    assert shown_birth("1960-05") == "05/1960"


def test_green_is_said_only_of_what_was_proved() -> None:
    proved = status_face(PROVEN, None, DeviceWord("x"), DeviceWord("y"), NOW)
    lost = status_face(LOST, None, DeviceWord("x"), DeviceWord("y"), NOW)

    assert proved.proof.text == "Đã khớp 09:41 · 1 phút trước"
    assert proved.proof.tone == "good"
    assert lost.link.tone == "soon"
    assert lost.proof.tone == "plain"


def test_a_promise_says_how_it_stands() -> None:
    line = dossier(1, "Ngô Bảo Trâm", "Đăng ký tạm trú", "Đang xử lý")

    def state(hours: float) -> tuple[str, Urgency]:
        at = Moment(NOW + round(hours * 3_600_000))
        found = due_state(replace(line, due=at), NOW, lambda a, b: (b - a) // 86_400_000)
        return found.text, found.urgency

    assert state(-30) == ("Trễ 1 ngày", Urgency.LATE)
    assert state(-2) == ("Trễ 2 giờ", Urgency.LATE)
    assert state(2) == ("Còn 2 giờ", Urgency.TODAY)
    assert state(50) == ("Còn 2 ngày", Urgency.CALM)


def test_ages_are_short() -> None:
    assert [lasting(ms) for ms in (500, 65_000, 7_200_000, 3 * 86_400_000)] == [
        "1 giây",
        "1 phút",
        "2 giờ",
        "3 ngày",
    ]
