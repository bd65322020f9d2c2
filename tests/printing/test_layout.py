from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.blocks import Column, Entry, FormLine, Paragraph, Part, Sheet, Span, Table
from printing.errors import NoGlyph
from printing.fonts import face, width_mm
from printing.layout import place
from printing.lines import broken, wide
from printing.marks import Text

SHEET = Sheet(
    width_mm=148,
    height_mm=210,
    left_mm=12,
    right_mm=8,
    top_mm=8,
    bottom_mm=8,
    media="iso_a5_148x210mm",
)
WORDS = st.lists(
    st.text(
        st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyỹộẶỄ0123456789"), min_size=1, max_size=40
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=50)
@given(WORDS, st.floats(min_value=20, max_value=120))
def test_breaking_keeps_every_letter_and_no_line_is_wider_than_its_room(
    words: list[str], room_mm: float
) -> None:
    lines = broken([Span(" ".join(words))], 10, room_mm, room_mm)

    said = "".join(run.text for line in lines for run in line)
    assert said.replace(" ", "") == "".join(words)
    assert all(wide(line) <= room_mm + 0.01 for line in lines)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 900), min_size=1, max_size=25))
def test_rows_of_any_length_stay_inside_the_page_and_the_head_is_repeated(
    lengths: list[int],
) -> None:
    rows = tuple((str(n), "giấy tờ " * (length // 8 + 1)) for n, length in enumerate(lengths))
    table = Table(columns=(Column("STT", 10, "center"), Column("Tên", 0)), rows=rows, size_pt=10)

    pages = place(Part(blocks=(table,), running=(Span("Mã"),)), SHEET)

    for page in pages:
        boxes = [mark.box for mark in page.marks]
        assert min(box[0] for box in boxes) >= 11.9
        assert max(box[2] for box in boxes) <= 140.1
        assert max(box[3] for box in boxes) <= 204
        assert [m.text for m in page.marks if isinstance(m, Text)][:2] == ["STT", "Tên"]


def test_a_line_stands_where_the_millimetres_say() -> None:
    part = Part(blocks=(Paragraph(spans=(Span("Kính gửi"),), size_pt=10, align="right"),))

    [page] = place(part, SHEET)

    [mark] = page.marks
    assert isinstance(mark, Text)
    assert mark.x_mm + mark.width_mm == pytest.approx(140, abs=0.01)
    assert mark.y_mm == pytest.approx(8 + 10 * 25.4 / 72 * 0.88, abs=0.01)
    assert mark.width_mm == pytest.approx(
        width_mm("Kính gửi", face(bold=False, italic=False), 10), abs=0.01
    )


def test_an_empty_value_leaves_dots_up_to_the_margin() -> None:
    part = Part(blocks=(FormLine(entries=(Entry("Email:", ""),), size_pt=10),))

    [page] = place(part, SHEET)

    dots = page.marks[-1]
    assert dots.box[2] == pytest.approx(140, abs=0.01)


def test_one_page_has_no_number_and_several_have() -> None:
    line = Paragraph(spans=(Span("dòng"),), size_pt=10)

    [alone] = place(Part(blocks=(line,), running=(Span("Mã"),)), SHEET)
    several = place(Part(blocks=(line,) * 80, running=(Span("Mã"),)), SHEET)

    assert len(alone.marks) == 1
    last = [mark.text for mark in several[1].marks if isinstance(mark, Text)][-1]
    assert last == f"Mã Trang 2/{len(several)}"


def test_a_character_without_glyph_is_refused_by_name() -> None:
    with pytest.raises(NoGlyph) as refused:
        broken([Span("漢")], 10, 50, 50)

    assert refused.value.character == "漢"
