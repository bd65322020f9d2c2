"""Reading a finished PDF as a stranger would: its text, and its codes from the picture.

pdfium extracts and renders, zxing-cpp reads the codes with its formats restricted. pdfium is
not safe in threads, so whoever uses it in this program takes `PDFIUM` first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image

from printing.errors import ReadBackFailed

PDFIUM: Final = RLock()
_DPI: Final = 200  # what an office scanner gives at the least
_FORMATS: Final = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What was read: each page's text as extracted, and all codes found."""

    texts: tuple[str, ...]
    codes: tuple[str, ...]


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, with pdfium to oneself. Raises pypdfium2.PdfiumError if it is none."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def read(pdf: bytes) -> ReadBack:
    """Every page's text and codes."""
    texts: list[str] = []
    codes: list[str] = []
    with opened(pdf) as document:
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            picture = page.render(scale=_DPI / 72, grayscale=True, may_draw_forms=False).to_pil()
            codes.extend(codes_in(picture))
            page.close()
    return ReadBack(tuple(texts), tuple(codes))


def codes_in(picture: Image.Image) -> list[str]:
    """The QR codes and Code 128 in a picture."""
    formats = zxingcpp.BarcodeFormats(_FORMATS)  # held for good, it would complain at the end
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=formats)]


def read_back(
    pdf: bytes,
    expected_text: Sequence[str],
    codes: Sequence[str],
    *,
    furniture: Sequence[str] = (),
) -> ReadBack:
    """Make sure that the document says all this, as often as it is listed.

    Blanks do not count, since lines are broken anew; `furniture` (page numbers and the like)
    is taken out first, so that a sentence may run over the end of a page.

    Raises:
        ReadBackFailed: with what is missing; a code is shown in brackets.
    """
    found = read(pdf)
    whole = "".join(_bare(page) for page in found.texts)
    joined = whole
    for words in furniture:
        joined = joined.replace(_bare(words), "")
    missing = [
        words
        for words, times in Counter(expected_text).items()
        # `joined` lacks words of the text that look like furniture; `whole` has them
        if max(whole.count(_bare(words)), joined.count(_bare(words))) < times
    ]
    seen = Counter(found.codes)
    missing += [f"[{code}]" for code, times in Counter(codes).items() if seen[code] < times]
    if missing:
        raise ReadBackFailed(tuple(missing))
    return found


def _bare(text: str) -> str:
    # pdfium writes U+FFFE where it takes a hyphen at a line's end for a division
    return "".join(text.replace("\ufffe", "-").split())
