"""Our own serif face: bundled, embedded, measured. Nothing of the system's is used.

Liberation Serif 2.1 (SIL OFL) has the metrics of Times New Roman, which official papers ask
for, and all Vietnamese letters. Version 1 has none of the letters U+1EA0 to U+1EF9.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from printing.errors import NoGlyph

PT_MM = 25.4 / 72
LINE = 1.17  # line height over size: the face's own (1.149) with a little air for ỗ and Ặ
ASCENT = 0.88  # of the size, from the top of the line to the baseline

_FACES = {
    (False, False): "LiberationSerif-Regular",
    (True, False): "LiberationSerif-Bold",
    (False, True): "LiberationSerif-Italic",
    (True, True): "LiberationSerif-BoldItalic",
}


def face(*, bold: bool, italic: bool) -> str:
    """The name under which the style's font is registered."""
    name = _FACES[bold, italic]
    _loaded(name)
    return name


@lru_cache(maxsize=8192)
def width_mm(text: str, name: str, size_pt: float) -> float:
    """Width of the text in mm. Raises NoGlyph where the font cannot draw a character."""
    glyphs = _loaded(name).face.charToGlyph
    for character in text:
        if ord(character) not in glyphs:
            raise NoGlyph(character)
    return float(pdfmetrics.stringWidth(text, name, size_pt)) * PT_MM


def line_mm(size_pt: float) -> float:
    """Height of one line in mm."""
    return size_pt * PT_MM * LINE


@cache
def _loaded(name: str) -> TTFont:
    data = files("resources").joinpath("fonts", f"{name}.ttf").read_bytes()
    font = TTFont(name, BytesIO(data))
    pdfmetrics.registerFont(font)
    return font
