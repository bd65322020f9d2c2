from __future__ import annotations

import pytest
from PIL import ImageFilter

from printing.blocks import Codes, Paragraph, Part, Sheet, Span
from printing.errors import ReadBackFailed
from printing.layout import place
from printing.marks import CodeMark
from printing.pdf import Facts, render
from printing.reading_back import codes_in, opened, read_back

SHEET = Sheet(
    width_mm=148,
    height_mm=210,
    left_mm=12,
    right_mm=8,
    top_mm=8,
    bottom_mm=8,
    media="iso_a5_148x210mm",
)
ADDRESS = "https://tracuu.quaymotcua.example/tra-cuu?ma=H32.16-260203-0001"
CODE = "H32.16-260203-0001"


def document(text: str, code: str = CODE) -> bytes:
    codes = Codes(
        qr=ADDRESS,
        bar=code,
        above=(Span("Mã hồ sơ: "), Span(code, bold=True)),
        below=(),
        above_pt=12,
        below_pt=9,
    )
    words = Paragraph(spans=(Span(text),), size_pt=11)
    pages = place(Part(blocks=(codes, words)), SHEET)
    return render(pages, Facts(title="Giấy hẹn", author="Phường Hòa Thuận"))


def test_what_was_written_is_read() -> None:
    text = "Đỗ Thị Ngọc Ánh, ấp Phước Thuận, Nguyễn Ễ Ặ " * 6

    found = read_back(document(text), [text.strip(), f"Mã hồ sơ: {CODE}"], [ADDRESS, CODE])

    assert sorted(found.codes) == sorted([ADDRESS, CODE])


def test_a_word_and_a_code_that_are_missing_are_named() -> None:
    with pytest.raises(ReadBackFailed) as failed:
        read_back(document("Nguyễn Văn An"), ["Nguyễn Văn Ân"], [ADDRESS, "H32.16-260203-0002"])

    assert failed.value.missing == ("Nguyễn Văn Ân", "[H32.16-260203-0002]")


def test_a_word_that_must_stand_twice_is_missed_when_it_stands_once() -> None:
    with pytest.raises(ReadBackFailed):
        read_back(document("Liên"), ["Liên", "Liên"], [])


def test_the_file_names_itself_and_embeds_all_its_fonts() -> None:
    pdf = document("Nguyễn Văn An")

    with opened(pdf) as found:
        told = found.get_metadata_dict()
    assert (told["Title"], told["Author"]) == ("Giấy hẹn", "Phường Hòa Thuận")
    assert pdf.startswith(b"%PDF-1.4")
    assert b"Helvetica" not in pdf
    assert pdf.count(b"/FontFile2") == 2  # regular and bold


@pytest.mark.parametrize("code", [CODE, "H15.50.05.13-261008-0975", "000.00.16.H32-201231-0001"])
@pytest.mark.parametrize("degrees", [0, 3, 90, 180])
def test_both_codes_are_read_from_a_slanted_blurred_scan_at_200_dpi(
    code: str, degrees: int
) -> None:
    with opened(document("chữ", code)) as pdf:
        image = pdf[0].render(scale=200 / 72, grayscale=True).to_pil()

    scan = image.rotate(degrees, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(0.5))

    assert set(codes_in(scan)) == {ADDRESS, code}


def test_the_codes_have_the_size_and_the_white_around_them_that_readers_need() -> None:
    codes = Codes(
        qr=ADDRESS, bar=CODE, above=(Span(CODE),), below=(), above_pt=12, below_pt=9, qr_mm=22
    )

    [page] = place(Part(blocks=(codes,)), SHEET)

    qr, bar = [mark for mark in page.marks if isinstance(mark, CodeMark)]
    assert qr.box[2] - qr.box[0] >= 22
    assert bar.module_mm >= 0.42
    assert bar.box[0] - qr.box[2] >= max(qr.quiet_mm, bar.quiet_mm) - 0.9  # both quiet zones
    assert min(qr.box[0], page.width_mm - bar.box[2]) >= max(qr.quiet_mm, bar.quiet_mm)
