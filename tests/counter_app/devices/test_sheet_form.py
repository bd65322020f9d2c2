"""The X and Z sheet: every figure is on the paper, and a long day goes on to another page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.devices.sheet_form import compose_sheet
from counter_app.usecases.day_figures import Agreement, DayState, figures
from counter_app.usecases.day_sheet import DaySheet
from printing.errors import ReadBackFailed
from tests.counter_app.devices.sheets import REPORT, SHEET, TOTALS, X_SHEET


def _texts(sheet: DaySheet) -> tuple[str, ...]:
    composed = compose_sheet(sheet)
    return composed.read_back(composed.pdf()).texts


def words(pages: tuple[str, ...]) -> str:
    return " ".join(" ".join(page.split()) for page in pages)


def test_a_z_sheet_says_what_both_sides_signed() -> None:
    composed = compose_sheet(SHEET)
    read = composed.read_back(composed.pdf())
    told = words(read.texts)
    assert len(composed.pages) == 1
    assert {SHEET.qr, "Z-20261123-17"} <= set(read.codes)
    for said in (
        "GIẤY CHỨNG NHẬN KHỚP",
        "Chứng nhận số 17, dấu 7F3A 91C2",
        "1.835.000",
        "−65.000",
        "Người thứ hai xác nhận: Trịnh Thu Hà",
        "Q3-000419 đến Q3-000459: 41 số",
        "44-44",
    ):
        assert said in told


def test_an_x_sheet_promises_nothing() -> None:
    composed = compose_sheet(X_SHEET)
    read = composed.read_back(composed.pdf())
    assert read.codes == ()
    assert "trung tâm chưa đối soát" in words(read.texts)


def test_what_differs_stands_with_both_values() -> None:
    face = replace(
        SHEET.face,
        state=DayState.DISPUTED,
        figures=figures(TOTALS, Agreement.OPEN, {"blobs": 295}),
    )
    told = words(_texts(replace(SHEET, face=face, qr="")))
    assert "297 ≠ 295" in told


def test_a_session_that_another_counter_goes_on_with_is_looked_for_there() -> None:
    gone = replace(REPORT.line, where="Quầy 5", here=False)
    told = words(_texts(replace(SHEET, sessions=(), elsewhere=(gone,))))
    nothing = words(_texts(replace(SHEET, sessions=())))

    assert f"Phiên {gone.label} mở ở quầy này, Quầy 5 làm tiếp." in told
    assert "không có phiên quầy" not in told
    assert "Trong ngày không có phiên quầy nào." in nothing


def test_many_sessions_and_a_further_copy() -> None:
    many = replace(SHEET, sessions=(REPORT,) * 5, copy=3)
    composed = compose_sheet(many, sample=True)
    told = words(composed.read_back(composed.pdf()).texts)
    assert len(composed.pages) > 1
    assert "Bản in lần 3" in told
    assert f"Trang {len(composed.pages)}/{len(composed.pages)}" in told


def test_a_sheet_that_lost_a_figure_is_not_printed() -> None:
    composed = compose_sheet(SHEET)
    with pytest.raises(ReadBackFailed):
        replace(composed, expected=(*composed.expected, "9.999.999")).finished()
