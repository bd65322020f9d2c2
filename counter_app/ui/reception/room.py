"""What the parts of the reception presenter share: the case, the screen, the way to work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from counter_app.ui.ports import Answered, Tasks, Timer
from counter_app.ui.reception import telling
from counter_app.ui.reception.desk_case import DeskCase
from counter_app.ui.reception.draft import encode
from counter_app.ui.reception.faces import ReceptionScreen
from counter_app.ui.reception.services import ReceptionServices
from counter_app.ui.tokens import Tone
from domain.errors import OfficeError

DRAFT_QUIET_MS = 1_000

Later = Callable[[Callable[[], object]], object]
Quiet = Callable[[int, Callable[[], object]], Timer]


@dataclass(kw_only=True)
class Room:
    """One per presenter. An answer that comes late is for the case that asked, or for none."""

    services: ReceptionServices
    screen: ReceptionScreen
    tasks: Tasks  # the store's
    printer: Tasks
    asking: Tasks  # may wait for the centre
    later: Later  # onto the UI thread, from a device's
    report: Callable[[Exception], object]  # what is no OfficeError: a defect of ours
    quiet: Quiet
    on_changed: Callable[[], object] = lambda: None
    case: DeskCase = field(init=False)
    _draft: Timer = field(init=False)

    def __post_init__(self) -> None:
        self.case = DeskCase(case=self.services.new_case())
        self._draft = self.quiet(DRAFT_QUIET_MS, self.save_draft)

    def ask(self, work: Callable[[], object], then: Answered[object]) -> None:
        """Work on the store for the case in hand; the answer is dropped if the case changed."""
        asked_for = self.case

        def answered(answer: object) -> None:
            if self.case is asked_for:
                then(answer)

        self.tasks.run(work, then=answered, failed=self.failed)

    def failed(self, error: Exception) -> None:
        """An expected error becomes a sentence in place; anything else is reported."""
        if isinstance(error, OfficeError):
            self.screen.notice(error.sentence, Tone.LATE)
        else:
            self.report(error)

    def changed(self) -> None:
        """Something of the case changed: show what follows, and keep a draft when it is quiet."""
        self.show_all()
        self.on_changed()
        if self.case.saved is None and not self.case.untouched:
            self._draft.start()

    def show_all(self) -> None:
        """Show the whole case. Each card compares and repaints only what differs."""
        case, screen = self.case, self.screen
        screen.show_customer(telling.customer_face(case))
        screen.show_procedure(telling.procedure_face(case))
        screen.show_papers(telling.papers_face(case))
        screen.show_scan(telling.scan_face(case))
        screen.show_fee(telling.fee_face(case))
        screen.show_due(telling.due_face(case))
        screen.show_action(telling.action_face(case))

    def save_draft(self) -> None:
        """What a crash must not lose."""
        self._draft.stop()
        case = self.case
        if case.saved is not None or case.saving or case.untouched:
            return
        content = encode(case)
        save = self.services.save_draft
        self.tasks.run(
            lambda: save(case.case, case.name, content), then=_nothing, failed=self.failed
        )

    def forget_draft(self) -> None:
        """The wait for a draft is over: the case was saved or put away."""
        self._draft.stop()


def _nothing(_answer: object) -> None:
    """A draft that was kept needs no word."""
