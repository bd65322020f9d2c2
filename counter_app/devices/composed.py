"""A document placed on its pages, and what a stranger must be able to read from it."""

from __future__ import annotations

from dataclasses import dataclass

from printing.marks import Page
from printing.pdf import Facts, render
from printing.reading_back import ReadBack, read_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """Pages, the words and codes that must be found on them, and the paper's PWG 5101.1 name."""

    pages: tuple[Page, ...]
    facts: Facts
    expected: tuple[str, ...]
    codes: tuple[str, ...]
    furniture: tuple[str, ...]
    media: str

    def pdf(self) -> bytes:
        """The document, not yet read back."""
        return render(self.pages, self.facts)

    def read_back(self, pdf: bytes) -> ReadBack:
        """Raises ReadBackFailed where the document does not say what it should."""
        return read_back(pdf, self.expected, self.codes, furniture=self.furniture)

    def finished(self) -> bytes:
        """The document, read back: it may count. Raises ReadBackFailed."""
        pdf = self.pdf()
        self.read_back(pdf)
        return pdf
