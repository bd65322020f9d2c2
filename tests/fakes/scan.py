"""A case's pages without a scanner, for tests of screens and presenters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from counter_app.usecases.case import Bundle
from counter_app.usecases.scan_session import PageThumb
from tests.fakes.pictures import page_png


@dataclass
class FakeScan:
    """Seven pages in three papers, the moment F7 is pressed."""

    here: list[PageThumb] = field(default_factory=list)
    gone: list[PageThumb] = field(default_factory=list)
    error: str | None = None
    feeder: tuple[int, ...] = (1, 1, 1, 2, 2, 3, 3)
    finishes: bool = True

    def start(self, on_page: Callable[[], object], on_end: Callable[[str | None], object]) -> None:
        for component in self.feeder:
            name = f"p{len(self.here) + len(self.gone) + 1}"
            png = page_png(len(self.here), component)
            self.here.append(PageThumb(name=name, component=component, png=png))
            on_page()
        if self.finishes:
            on_end(self.error)

    def stop(self) -> None:
        self.finishes = True

    def pages(self) -> Sequence[PageThumb]:
        return tuple(self.here)

    def rotate(self, page: str) -> None:
        self._find(page)

    def delete(self, page: str) -> None:
        one = self._find(page)
        self.here.remove(one)
        self.gone.append(one)

    def undo(self) -> None:
        if self.gone:
            self.here.append(self.gone.pop())

    def move(self, page: str, index: int) -> None:
        one = self._find(page)
        self.here.remove(one)
        self.here.insert(index, one)

    def assign(self, page: str, component: int) -> None:
        at = self.here.index(self._find(page))
        one = self.here[at]
        self.here[at] = PageThumb(name=one.name, component=component, png=one.png)

    def add_files(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self.here.append(PageThumb(name=path.name, component=0, png=page_png(0, 1)))

    def image(self, page: str, max_px: int) -> bytes:
        self._find(page)
        return page_png(0, 1, large=True)

    def bundles(self) -> tuple[Bundle, ...]:
        numbers = sorted({one.component for one in self.here if one.component})
        return tuple(Bundle(component=n, sha256=b"\7" * 32, size=1, pages=1) for n in numbers)

    def _find(self, page: str) -> PageThumb:
        return next(one for one in self.here if one.name == page)
