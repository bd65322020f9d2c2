from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from counter_app.devices.wedge import FIRST_GAP_MS, GAP_MS, Wedge, clean
from counter_app.usecases.wedge import Code, Held, Released

CARD = "000190000123|000000123|Nguyễn Thị Ánh Tuyết|03021990|Nữ|Tổ 5, Hòa Thuận|01012022"
LETTERS = st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1, max_size=1)
KEYS = st.lists(st.tuples(st.one_of(LETTERS, st.just("\r")), st.integers(0, 400)), max_size=80)


def burst(wedge: Wedge, text: str, at_ms: int, step_ms: int = 10) -> list[object]:
    return [wedge.feed(letter, at_ms + n * step_ms) for n, letter in enumerate(text)]


def test_a_burst_ended_by_enter_is_a_code_and_types_nothing() -> None:
    *during, last = burst(Wedge(), CARD + "\r", 1000)

    assert set(map(type, during)) == {Held}
    assert last == Code(unicodedata.normalize("NFC", CARD))


def test_a_person_gets_every_key_back_in_order() -> None:
    wedge = Wedge()
    typed = ""

    for number, letter in enumerate("Nguyễn"):
        answer = wedge.feed(letter, number * 150)
        typed += answer.text if isinstance(answer, Released) else ""
        typed += wedge.expire(number * 150 + GAP_MS).text

    assert typed == "Nguyễn"
    assert wedge.feed("\r", 2000) == Released("\r")


def test_a_burst_without_enter_is_ordinary_typing_after_the_gap() -> None:
    wedge = Wedge()
    burst(wedge, "123456789", 0)

    assert wedge.holding
    assert wedge.expire(80 + GAP_MS - 1) == Released("")
    assert wedge.expire(80 + GAP_MS) == Released("123456789")
    assert not wedge.holding


def test_a_key_typed_just_before_the_card_is_not_part_of_it() -> None:
    wedge = Wedge()
    wedge.feed("x", 0)

    first = wedge.feed("0", 100)
    last = burst(wedge, "00190000123\r", 110)[-1]

    assert first == Released("x")
    assert last == Code("000190000123")


def test_a_few_quick_letters_and_enter_are_a_person() -> None:
    assert burst(Wedge(), "ab\r", 0)[-1] == Released("ab\r")


def test_prefixes_and_separators_of_readers_are_stripped() -> None:
    assert clean("\x02\x1d]Q1H32.16-260203-0001\x03\t") == "]Q1H32.16-260203-0001"


@given(KEYS)
def test_nothing_is_lost_doubled_or_reordered(keys: list[tuple[str, int]]) -> None:
    wedge = Wedge()
    now = 0
    out = ""
    for letter, pause in keys:
        now += pause
        match wedge.feed(letter, now):
            case Released(text):
                out += text
            case Code(text, before):
                out += before + f"<{text}>"
    out += wedge.expire(now + GAP_MS).text

    fed = "".join(letter for letter, _ in keys)
    kept = out.replace("<", "").replace(">", "")
    assert squeezed(kept) == squeezed(fed.replace("<", "").replace(">", ""))


@given(st.lists(LETTERS, min_size=6, max_size=300).map("".join), st.integers(1, FIRST_GAP_MS - 1))
def test_every_burst_of_a_reader_is_one_code(text: str, step_ms: int) -> None:
    answers = burst(Wedge(), text + "\r", 5, step_ms)

    code = clean(text)
    if len(code) >= 6:
        assert answers[-1] == Code(code)
        assert all(answer == Held() for answer in answers[:-1])


@given(KEYS.map(lambda keys: [(letter, GAP_MS + pause) for letter, pause in keys]))
def test_slow_typing_is_never_a_code(keys: list[tuple[str, int]]) -> None:
    wedge = Wedge()
    now = 0
    for letter, pause in keys:
        now += pause
        assert not isinstance(wedge.feed(letter, now), Code)


def squeezed(text: str) -> str:
    """Without Enter, blanks and composition, which a code leaves out."""
    return "".join(unicodedata.normalize("NFD", text).split())
