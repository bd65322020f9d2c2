"""The closing screen of a real counter, driven as a supervisor would: keys in, sentences out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.bootstrap.closing_screen import closing_screen
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.reception import DeskServices
from counter_app.bootstrap.station import Station
from counter_app.ui.closing.view import ClosingView
from counter_app.ui.look import Look
from counter_app.usecases.day_figures import DayFace, DayState
from counter_app.usecases.open_matters import Mend, OpenMatter
from tests.counter_app.ui import gallery
from tests.fakes.tasks import ImmediateTasks

Key = Qt.Key
REASON = "da hoi nguoi thu, ghi bien ban"
PATIENCE_S = 60.0
STEP_S = 0.05
MOST_ACTS = 30
"""Of a supervisor in one evening: who needs more goes round in a circle."""


class Supervisor:
    """Whoever sits before the screen. `seen` keeps every sentence that it showed, in order."""

    def __init__(self, look: Look, station: Station, link: LinkWatch) -> None:
        self.seen: dict[str, None] = {}
        self._view = ClosingView(
            look,
            closing_screen(station, link, DeskServices(station).print_slip),
            tasks=ImmediateTasks(),
            device=ImmediateTasks(),
            asking=ImmediateTasks(),
            later=_at_once,
            report=gallery.defect,
        )
        self._view.toasted.connect(self._note)
        gallery.shown(self._view, 1366, 768)
        self._view.setFocus()  # as the window does when somebody goes there
        self._look()

    @property
    def open(self) -> list[OpenMatter]:
        """The open matters as the list has them."""
        return [row.open for row in self._view.list.rows.rows if row.open]

    @property
    def face(self) -> DayFace:
        """The day as the certificate's card shows it."""
        return self._view.certificate._face

    def close_until_sealed(self) -> None:
        """Enter on the first matter until there is none, then F9, until the day is sealed."""
        for _ in range(MOST_ACTS):
            if self.face.state is DayState.SEALED:
                return
            if self.open:
                self._mend(self.open[0])
            else:
                self._press(Key.Key_F9)
            self._look()
        raise AssertionError("not sealed; the screen said:\n" + "\n".join(self.seen))

    def saw(self, *words: str) -> bool:
        """Whether one sentence had all of these words."""
        return any(all(word in sentence for word in words) for sentence in self.seen)

    def leave(self) -> None:
        """Go away from the screen."""
        self._view.hide()
        self._view.deleteLater()
        gallery.settle()

    def _mend(self, matter: OpenMatter) -> None:
        self._press(Key.Key_Home, Key.Key_Return)
        if matter.mend is Mend.NUMBER:
            panel = self._view.panel
            assert panel.isVisible()
            self._note(panel.accessibleName())
            QTest.keyClicks(self._view.window().focusWidget(), REASON)
            self._press(Key.Key_Return)
        elif matter.mend is Mend.SEND:
            self._wait_until_gone(matter)

    def _wait_until_gone(self, matter: OpenMatter) -> None:
        """It goes by itself now: the link does it on its own thread."""
        deadline = time.monotonic() + PATIENCE_S
        while matter.key in {each.key for each in self.open}:
            assert time.monotonic() < deadline, f"never done: {matter.title}"
            time.sleep(STEP_S)
            self._look()

    def _look(self) -> None:
        """F5, and read all that stands there."""
        self._press(Key.Key_F5)
        for row in self._view.list.rows.rows:
            self._note(row.words)
        for notice in (self._view.notice, self._view.certificate.notice):
            self._note(notice.accessibleName())

    def _press(self, *keys: Qt.Key) -> None:
        for key in keys:
            window = self._view.window()
            QTest.keyClick(window.focusWidget() or window, key)
            gallery.settle()
            self._note(self._view.notice.accessibleName())

    def _note(self, sentence: str) -> None:
        if sentence:
            self.seen.setdefault(sentence)


def _at_once(call: Callable[[], object]) -> None:
    call()


@contextmanager
def supervisor(look: Look, station: Station) -> Iterator[Supervisor]:
    """At a counter whose link runs, as it does in the program."""
    link = LinkWatch(station, lambda: None)
    link.start()
    at_screen = Supervisor(look, station, link)
    try:
        yield at_screen
    finally:
        at_screen.leave()
        link.stop()
