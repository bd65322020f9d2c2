"""The pages of one case, as the desk handles them: scanned, dropped in, turned, put in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from counter_app.usecases.case import Bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class PageThumb:
    """One page in the strip."""

    name: str  # the page's key in its case
    component: int  # 0: not yet assigned
    png: bytes  # the thumbnail, PNG or JPEG
    flaw: str = ""  # "mờ", "lệch"; empty where the page is good


class ScanSession(Protocol):
    """Pages of one case. Each is durable before it is announced.

    Callbacks come on any thread. All but `start` and `stop` may touch the disk, so the
    screens call them off the UI thread. Each method raises OfficeError where the clerk can
    put it right.
    """

    def start(self, on_page: Callable[[], object], on_end: Callable[[str | None], object]) -> None:
        """Scan what lies in the feeder. `on_end` gets the sentence of an error, or None."""

    def stop(self) -> None:
        """End after the page in hand."""

    def pages(self) -> Sequence[PageThumb]:
        """In their order; deleted ones left out."""

    def rotate(self, page: str) -> None:
        """A quarter turn clockwise."""

    def delete(self, page: str) -> None:
        """Out of the case; `undo` brings it back until the case is saved."""

    def undo(self) -> None:
        """Bring back the page deleted last; nothing where there is none."""

    def move(self, page: str, index: int) -> None:
        """To another place in the order, from 0."""

    def assign(self, page: str, component: int) -> None:
        """To the component with this number, 0 for none."""

    def add_files(self, paths: Sequence[Path]) -> None:
        """Pages from files (PDF, JPEG, PNG, TIFF)."""

    def image(self, page: str, max_px: int) -> bytes:
        """The page as PNG or JPEG, its longer side at most `max_px`."""

    def bundles(self) -> tuple[Bundle, ...]:
        """One PDF per component that has pages, in the blob store."""
