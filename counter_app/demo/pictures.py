"""Printed paper as PNG, so that a person can look at it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from printing.reading_back import opened

_DPI: Final = 110


def picture(pdf: Path) -> list[str]:
    """Every page of a PDF beside it as PNG; the names. Anything else has no picture."""
    if pdf.suffix != ".pdf":
        return []
    names = []
    with opened(pdf.read_bytes()) as document:
        for number in range(len(document)):
            bitmap = document[number].render(scale=_DPI / 72)
            path = pdf.with_name(f"{pdf.stem}-{number + 1}.png")
            bitmap.to_pil().save(path)
            names.append(path.name)
    return names
