"""The presenter's hand on the scanner and its pages. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from counter_app.ui.reception.desk_case import DeskCase, home
from counter_app.ui.reception.room import Room
from counter_app.usecases.scan_session import PageThumb, ScanSession

VIEW_PX = 1600


class ScanPart:
    """Pages of the case in hand; each is safe before it is seen."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._sessions: dict[str, ScanSession] = {}
        self._reading: set[str] = set()
        self._again: set[str] = set()

    def session(self, case: str) -> ScanSession:
        """The pages of a case; opened when first asked for."""
        if case not in self._sessions:
            self._sessions[case] = self._room.services.scan_session(case)
        return self._sessions[case]

    def forget(self, case: str) -> None:
        """The case is saved: its pages are no longer the desk's."""
        self._sessions.pop(case, None)

    def start(self) -> None:
        """F7: scan what lies in the feeder; pressed again it stops after the page in hand."""
        room, case = self._room, self._room.case
        if case.saved is not None or case.saving:
            return
        session = self.session(case.case)
        if case.scanning:
            session.stop()
            return
        case.scanning, case.scan_error = True, ""
        room.changed()
        session.start(
            lambda: room.later(lambda: self.refresh(case)),
            lambda error: room.later(lambda: self._ended(case, error)),
        )

    def _ended(self, case: DeskCase, error: str | None) -> None:
        case.scanning, case.scan_error = False, error or ""
        self.settle(case)
        if self._room.case is case and not error:
            fee_open = bool(case.fee) and not case.paid
            self._room.screen.focus("tendered" if fee_open else "save")

    def settle(self, case: DeskCase) -> None:
        """Give fresh pages to a paper, so that none is left out unseen; keys change it."""
        session, paper = self.session(case.case), home(case)
        papers = {one.no for one in case.procedure.components} if case.procedure else set()

        def give() -> None:
            for page in session.pages():
                if page.component not in papers:
                    session.assign(page.name, paper)

        if paper:
            self._do(case, give)
        else:
            self.refresh(case)

    def refresh(self, case: DeskCase) -> None:
        """Read the pages again; what is asked while a reading is under way is read once more."""
        session, name = self.session(case.case), case.case
        if name in self._reading:
            self._again.add(name)
            return
        self._reading.add(name)

        def done() -> None:
            self._reading.discard(name)
            if name in self._again:
                self._again.discard(name)
                self.refresh(case)

        def told(pages: Sequence[PageThumb]) -> None:
            case.pages = tuple(pages)
            if self._room.case is case:
                self._room.changed()
            done()

        def failed(error: Exception) -> None:
            done()
            self._room.failed(error)

        if case.saved is None:
            self._room.tasks.run(session.pages, then=told, failed=failed)
        else:
            self._reading.discard(name)

    def command(self, verb: str, page: str) -> None:
        """A key of the page strip."""
        case = self._room.case
        session = self.session(case.case)
        if verb == "view":
            self.view(page)
            return
        names = [one.name for one in case.pages]
        at = names.index(page) if page in names else 0
        acts: dict[str, Callable[[], None]] = {
            "rotate": lambda: session.rotate(page),
            "delete": lambda: session.delete(page),
            "undo": session.undo,
            "left": lambda: session.move(page, max(0, at - 1)),
            "right": lambda: session.move(page, at + 1),
        }
        self._do(case, acts[verb])

    def assign(self, page: str, component: int) -> None:
        """A page belongs to this paper, 0 for none."""
        case = self._room.case
        count = len(case.procedure.components) if case.procedure else 0
        if component <= count:
            session = self.session(case.case)
            self._do(case, lambda: session.assign(page, component))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Pages dropped onto the card."""
        case = self._room.case
        if case.saved is None and not case.saving:
            session, room = self.session(case.case), self._room
            room.tasks.run(
                lambda: session.add_files(paths),
                then=lambda _none: self.settle(case),
                failed=room.failed,
            )

    def view(self, page: str, *, covering: bool = True) -> None:
        """Show a page large, over the desk only where that was asked for.

        Pages of a saved case lie in its dossier, no longer here.
        """
        case = self._room.case
        if case.saved is not None or case.saving:
            return
        session = self.session(case.case)
        number = next((one for one in case.pages if one.name == page), None)
        if number is None:
            return
        title = self._title(case, number)
        self._room.ask(
            lambda: session.image(page, VIEW_PX),
            lambda image: (
                self._room.screen.show_page(title, image, covering=covering)
                if isinstance(image, bytes)
                else None
            ),
        )

    def _title(self, case: DeskCase, page: PageThumb) -> str:
        same = [one.name for one in case.pages if one.component == page.component]
        number = f"{page.component or '–'}.{same.index(page.name) + 1}"
        components = case.procedure.components if case.procedure else ()
        name = next((one.name for one in components if one.no == page.component), "")
        return f"Trang {number}" + (f" · {name}" if name else "")

    def _do(self, case: DeskCase, act: Callable[[], None]) -> None:
        self._room.tasks.run(act, then=lambda _none: self.refresh(case), failed=self._room.failed)
