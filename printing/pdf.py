"""Pages with marks → PDF: embedded fonts in subsets, named, vectors throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from printing.fonts import PT_MM, face
from printing.marks import CodeMark, Line, Page, Text

_MM: Final = 1 / PT_MM
_OVERLAP: Final = 1.02  # neighbouring rows of a code touch, whatever the renderer's rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the document says of itself; no personal data belongs here."""

    title: str
    author: str
    subject: str = ""
    creator: str = "Quầy Một Cửa"


def render(pages: Sequence[Page], facts: Facts) -> bytes:
    """The pages as a PDF 1.4 document."""
    out = BytesIO()
    plain = face(bold=False, italic=False)
    canvas = Canvas(
        out,
        pageCompression=1,
        pdfVersion=(1, 4),
        initialFontName=plain,  # type: ignore[arg-type]  # the stubs take the name for a size
        lang="vi-VN",
    )
    canvas.setTitle(facts.title)
    canvas.setAuthor(facts.author)
    canvas.setSubject(facts.subject)
    canvas.setCreator(facts.creator)
    forms: dict[CodeMark, str] = {}
    for page in pages:
        canvas.setPageSize((page.width_mm * _MM, page.height_mm * _MM))
        _texts(canvas, page)
        _lines(canvas, page)
        for mark in page.marks:
            if isinstance(mark, CodeMark):
                _code(canvas, mark, page.height_mm, forms)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _texts(canvas: Canvas, page: Page) -> None:
    text = canvas.beginText()
    style = ("", 0.0)
    for mark in page.marks:
        if not isinstance(mark, Text):
            continue
        if style != (mark.face, mark.size_pt):
            style = (mark.face, mark.size_pt)
            text.setFont(*style)
        text.setTextOrigin(mark.x_mm * _MM, (page.height_mm - mark.y_mm) * _MM)
        text.textOut(mark.text)
    canvas.drawText(text)


def _lines(canvas: Canvas, page: Page) -> None:
    for mark in page.marks:
        if not isinstance(mark, Line):
            continue
        canvas.setLineWidth((0.3 if mark.dotted else mark.weight_mm) * _MM)
        if mark.dotted:
            canvas.setLineCap(1)
            canvas.setDash(0, 1.15 * _MM)
        canvas.line(
            mark.x_mm * _MM,
            (page.height_mm - mark.y_mm) * _MM,
            mark.to_x_mm * _MM,
            (page.height_mm - mark.to_y_mm) * _MM,
        )
        if mark.dotted:
            canvas.setLineCap(0)
            canvas.setDash()


def _code(canvas: Canvas, mark: CodeMark, height_mm: float, forms: dict[CodeMark, str]) -> None:
    """Both copies of a slip carry the same symbols: drawn once, placed twice."""
    if mark not in forms:
        forms[mark] = f"code{len(forms)}"
        canvas.beginForm(forms[mark])
        left, top = mark.x_mm * _MM, (height_mm - mark.y_mm) * _MM
        canvas.transform(mark.module_mm * _MM, 0, 0, mark.module_height_mm * _MM, left, top)
        path = canvas.beginPath()
        for column, row, length in mark.runs:
            path.rect(column, -(row + 1), length, _OVERLAP)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.endForm()
    canvas.doForm(forms[mark])
