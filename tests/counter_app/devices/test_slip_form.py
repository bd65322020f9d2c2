from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.devices.slip_form import boxes, compose, slip_pdf
from counter_app.devices.slip_paper import Paper
from counter_app.devices.slip_words import day_words, moment_words
from domain.slip import AppointmentSlip
from printing.errors import ReadBackFailed
from printing.marks import CodeMark, Text
from printing.reading_back import read
from tests.rig.slips import LONG, SHORT

SLIPS = [
    (slip, paper, sample) for slip in (SHORT, LONG) for paper in Paper for sample in (False, True)
]


@pytest.mark.parametrize(("slip", "paper", "sample"), SLIPS)
def test_nothing_is_clipped_and_everything_can_be_read(
    slip: AppointmentSlip, paper: Paper, sample: bool
) -> None:
    composed = compose(slip, paper, sample=sample)
    found = composed.read_back(composed.pdf())

    for page in composed.pages:
        for words, (left, top, right, bottom) in boxes(page):
            inside = left >= 7.9 and right <= page.width_mm - 7.4
            assert inside, words
            assert top >= 3.9, words
            assert bottom <= page.height_mm - 4, words
    assert len(found.codes) == 4  # two on each copy


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("sample", [False, True])
def test_a_common_slip_takes_one_page_for_each_copy(paper: Paper, sample: bool) -> None:
    assert len(compose(SHORT, paper, sample=sample).pages) == 2


def test_the_text_read_is_the_text_set_line_by_line() -> None:
    composed = compose(SHORT)

    found = read(composed.pdf())

    for page, text in zip(composed.pages, found.texts, strict=True):
        told = " ".join(text.split())
        for mark in page.marks:
            if isinstance(mark, Text):
                assert " ".join(mark.text.split()) in told


def test_texts_of_a_page_do_not_overlap() -> None:
    for page in compose(LONG).pages:
        lines = [(m.text, m.x_mm, m.y_mm, m.width_mm) for m in page.marks if isinstance(m, Text)]
        for number, (text, x, y, width) in enumerate(lines):
            for other, other_x, other_y, other_width in lines[number + 1 :]:
                beside = x + width <= other_x + 0.05 or other_x + other_width <= x + 0.05
                assert beside or abs(y - other_y) > 2.5, (text, other)


def test_a_long_slip_flows_on_with_its_code_and_page_numbers() -> None:
    composed = compose(LONG)

    texts = read(composed.pdf()).texts

    assert len(texts) == 4
    for number, text in enumerate(texts[:2], start=1):
        assert f"Mã hồ sơ: {LONG.code} · Liên 1: Lưu · Trang {number}/2" in " ".join(text.split())


def test_a_reprint_says_which_it_is_and_an_original_says_nothing() -> None:
    original = "".join(read(slip_pdf(SHORT)).texts)
    reprint = "".join(read(slip_pdf(replace(SHORT, copy=2))).texts)

    assert "Bản in lại" not in original
    assert reprint.count("Bản in lại lần 1") == 2


def test_a_sample_is_marked_on_every_page() -> None:
    for page in compose(LONG, sample=True).pages:
        [mark] = [m for m in page.marks if isinstance(m, Text) and m.text == "MẪU"]
        assert mark.size_pt == 16
        assert mark.face.endswith("Bold")


def test_a_name_that_holds_the_sample_word_is_still_read_back() -> None:
    slip_pdf(replace(SHORT, applicant="LÊ MẪU ĐƠN"), sample=True)


def test_the_qr_holds_the_lookup_address_and_nothing_personal() -> None:
    payloads = {m.payload for m in compose(SHORT).pages[0].marks if isinstance(m, CodeMark)}

    assert payloads == {
        "https://tracuu.quaymotcua.example/tra-cuu?ma=H32.16-260203-0001",
        "H32.16-260203-0001",
    }


def test_a_document_that_says_something_else_does_not_count() -> None:
    composed = compose(SHORT)
    other = compose(replace(SHORT, due_at="2026-02-10T16:30")).pdf()

    with pytest.raises(ReadBackFailed) as failed:
        composed.read_back(other)

    assert failed.value.missing == (" ".join(moment_words(SHORT.due_at).split()),)


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2026-02-03", "ngày 03 tháng 02 năm 2026"),
        ("2026-01-10", "ngày 10 tháng 01 năm 2026"),
        ("2026-03-09", "ngày 09 tháng 3 năm 2026"),
        ("2026-12-31", "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_are_written_as_the_decree_says(iso: str, words: str) -> None:
    assert " ".join(day_words(date.fromisoformat(iso)).split()) == words
