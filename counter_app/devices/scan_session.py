"""The pages of one case: scanned in a process of their own, kept sealed, bundled at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from counter_app.devices.bundle import BlobStore, bundle
from counter_app.devices.pages import PageStore
from counter_app.devices.scanning.profile import ScanProfile
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.devices.vault import Vault
from counter_app.usecases.case import Bundle
from counter_app.usecases.device_errors import NoScanner
from counter_app.usecases.scan_session import PageThumb
from domain.errors import OfficeError

THUMB_PX = 160


class DeskScan:
    """Answers `usecases.scan_session.ScanSession` for one case.

    `scanner` is the name of the settings; empty takes the first one found.
    """

    def __init__(
        self, folder: Path, vault: Vault, blobs: BlobStore, device: ScanDevice, scanner: str
    ) -> None:
        self._store = PageStore(folder, vault)
        self._blobs = blobs
        self._device = device
        self._scanner = scanner
        self._stop = threading.Event()
        self._deleted: list[int] = []
        self._thumbs: dict[tuple[int, int], bytes] = {}

    def start(self, on_page: Callable[[], object], on_end: Callable[[str | None], object]) -> None:
        """Scan what lies in the feeder, on a thread of its own."""
        self._stop.clear()

        def run() -> None:
            try:
                self.scan_now(on_page)
            except OfficeError as error:
                on_end(error.sentence)
            else:
                on_end(None)

        threading.Thread(target=run, name="scanner", daemon=True).start()

    def scan_now(self, on_page: Callable[[], object] = lambda: None) -> None:
        """Scan what lies in the feeder, on this thread. Raises ScanFailed; pages are kept."""

        def arrived(path: Path) -> None:
            self._store.arrived(path)
            on_page()

        name = self._scanner or self._first_scanner()
        self._device.scan(ScanProfile(device=name), self._store.sink(), self._stop, arrived)

    def _first_scanner(self) -> str:
        found = self._device.list()
        if not found:
            raise NoScanner
        return found[0].name

    def stop(self) -> None:
        """End after the page in hand."""
        self._stop.set()

    def pages(self) -> Sequence[PageThumb]:
        """In their order; deleted ones left out."""
        return [
            PageThumb(
                name=str(page.number),
                component=page.component,
                png=self._thumb(page.number, page.degrees),
            )
            for page in self._store.pages()
        ]

    def _thumb(self, number: int, degrees: int) -> bytes:
        """Made once for each way up: a page's file never changes."""
        key = (number, degrees)
        if key not in self._thumbs:
            self._thumbs[key] = self._store.thumbnail(number, THUMB_PX)
        return self._thumbs[key]

    def rotate(self, page: str) -> None:
        """A quarter turn clockwise."""
        self._store.turn(int(page), 90)

    def delete(self, page: str) -> None:
        """Out of the case; `undo` brings it back until the case is saved."""
        self._store.drop(int(page))
        self._deleted.append(int(page))

    def undo(self) -> None:
        """Bring back the page deleted last; nothing where there is none."""
        if self._deleted:
            self._store.bring_back(self._deleted.pop())

    def move(self, page: str, index: int) -> None:
        """To another place in the order, from 0."""
        self._store.move(int(page), index)

    def assign(self, page: str, component: int) -> None:
        """To the component with this number, 0 for none."""
        self._store.assign([int(page)], component)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Pages from files (PDF, JPEG, PNG, TIFF)."""
        for path in paths:
            self._store.take_file(path)

    def image(self, page: str, max_px: int) -> bytes:
        """The page as a picture, its longer side at most `max_px`."""
        return self._store.thumbnail(int(page), max_px)

    def bundles(self) -> tuple[Bundle, ...]:
        """One PDF per component that has pages, in the blob store.

        Pages that nobody assigned make one of their own (component 0): what lies in the citizen's
        dossier is not thrown away because the clerk was in a hurry.
        """
        components = {page.component for page in self._store.pages()}
        return tuple(self._bundle(component) for component in sorted(components))

    def _bundle(self, component: int) -> Bundle:
        made = bundle(self._store.of_component(component))
        sha256 = self._blobs.put(made.pdf)
        return Bundle(component=component, sha256=sha256, size=len(made.pdf), pages=made.pages)
