"""The pages of one case: on the disk and sealed from the moment they arrive.

A page's file never changes. Order, turning, component and removal stand in one small sealed
list beside the pages, so that every step can be taken back until the case is saved, and
nothing is lost when the program dies: a page that the list does not know is put at its end.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from counter_app.devices import pictures
from counter_app.devices.scanning.profile import PAGE_SUFFIX, PageSink, page_name, page_number
from counter_app.devices.vault import Vault
from counter_app.usecases.device_errors import PageNotSaved, VaultBroken

_LIST: Final = "pages.list"
NO_COMPONENT: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """A page of the case. `degrees` clockwise; `component` counts from 1, 0 is none yet."""

    number: int
    degrees: int = 0
    component: int = NO_COMPONENT
    dropped: bool = False


class PageStore:
    """The pages in one folder. Safe to use from several threads."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._vault = vault
        self._lock = threading.RLock()
        self._pages: tuple[ScannedPage, ...] = self._recovered()

    def sink(self) -> PageSink:
        """Where the next scan puts its pages."""
        with self._lock:
            return PageSink(self.folder, self._vault, self._next())

    def pages(self) -> tuple[ScannedPage, ...]:
        """In the clerk's order, without those dropped."""
        return tuple(page for page in self._pages if not page.dropped)

    def dropped(self) -> tuple[ScannedPage, ...]:
        """What can still be brought back."""
        return tuple(page for page in self._pages if page.dropped)

    def arrived(self, path: Path, component: int = NO_COMPONENT) -> ScannedPage:
        """Take up a page that lies in the folder, at the end."""
        page = ScannedPage(number=page_number(path), component=component)
        with self._lock:
            if all(known.number != page.number for known in self._pages):
                self._keep((*self._pages, page))
        return page

    def take_file(self, path: Path, component: int = NO_COMPONENT) -> tuple[ScannedPage, ...]:
        """All pages of a PDF, JPEG, PNG or TIFF file, at the end; all or none.

        Raises FileUnreadable, PageNotSaved.
        """
        written: list[Path] = []
        with self._lock:
            try:
                for number, jpeg in enumerate(pictures.pages_of(path), start=self._next()):
                    target = self.folder / page_name(number)
                    self._vault.write(target, jpeg)
                    written.append(target)
            except BaseException as error:
                for target in written:
                    target.unlink(missing_ok=True)
                if isinstance(error, OSError):
                    raise PageNotSaved(str(error.strerror)) from error
                raise
            return tuple(self.arrived(target, component) for target in written)

    def turn(self, number: int, degrees: int) -> None:
        """Turn clockwise by a multiple of 90 degrees."""
        self._change(number, lambda page: replace(page, degrees=(page.degrees + degrees) % 360))

    def drop(self, number: int) -> None:
        """Take out; `bring_back` undoes it until the case is saved."""
        self._change(number, lambda page: replace(page, dropped=True))

    def bring_back(self, number: int) -> None:
        """Undo `drop`; the page stands where it stood."""
        self._change(number, lambda page: replace(page, dropped=False))

    def assign(self, numbers: Sequence[int], component: int) -> None:
        """Give pages to a component; 0 takes them from any."""
        for number in numbers:
            self._change(number, lambda page: replace(page, component=component))

    def move(self, number: int, position: int) -> None:
        """Put a page at a position among the shown ones, counted from 0."""
        with self._lock:
            moving = self._page(number)
            shown = [page for page in self.pages() if page.number != number]
            shown.insert(max(0, min(position, len(shown))), moving)
            self._keep((*shown, *self.dropped()))

    def jpeg(self, number: int) -> bytes:
        """The page as stored, marked with its turning. Raises VaultBroken, KeyError."""
        page = self._page(number)
        return pictures.turned(self._read(number), page.degrees)

    def thumbnail(self, number: int, longest_px: int = 160) -> bytes:
        """A small JPEG of the page, upright. Raises VaultBroken, KeyError."""
        page = self._page(number)
        return pictures.thumbnail(self._read(number), page.degrees, longest_px)

    def of_component(self, component: int) -> tuple[bytes, ...]:
        """The component's pages in order, as they go into its file."""
        numbers = [page.number for page in self.pages() if page.component == component]
        return tuple(self.jpeg(number) for number in numbers)

    def clear(self) -> None:
        """The case is saved or thrown away: nothing of it stays here."""
        with self._lock:
            # a page that was cut short by a crash lies beside the whole ones
            for path in (*self._files(), *self.folder.glob(".*.part")):
                path.unlink(missing_ok=True)
            (self.folder / _LIST).unlink(missing_ok=True)
            self._pages = ()

    def _read(self, number: int) -> bytes:
        return self._vault.read(self.folder / page_name(number))

    def _page(self, number: int) -> ScannedPage:
        for page in self._pages:
            if page.number == number:
                return page
        raise KeyError(number)

    def _next(self) -> int:
        return max((page_number(path) for path in self._files()), default=0) + 1

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{PAGE_SUFFIX}"))

    def _change(self, number: int, change: Callable[[ScannedPage], ScannedPage]) -> None:
        with self._lock:
            self._page(number)
            self._keep(tuple(change(p) if p.number == number else p for p in self._pages))

    def _keep(self, pages: tuple[ScannedPage, ...]) -> None:
        told = json.dumps([asdict(page) for page in pages]).encode()
        try:
            self._vault.write(self.folder / _LIST, told)
        except OSError as error:
            raise PageNotSaved(str(error.strerror)) from error
        self._pages = pages

    def _recovered(self) -> tuple[ScannedPage, ...]:
        on_disk = {page_number(path) for path in self._files()}
        try:
            told = json.loads(self._vault.read(self.folder / _LIST))
        except (FileNotFoundError, VaultBroken):
            told = []  # the pages count; a list that was lost only costs their order
        known = [ScannedPage(**page) for page in told if page["number"] in on_disk]
        new = sorted(on_disk - {page.number for page in known})
        return (*known, *(ScannedPage(number=number) for number in new))
