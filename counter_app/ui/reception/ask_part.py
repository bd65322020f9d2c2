"""The presenter's question to the centre for a customer whom this office never met. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.ui.reception.desk_case import Asking, DeskCase
from counter_app.ui.reception.room import Room
from counter_app.ui.tokens import Tone
from counter_app.usecases.case import CustomerKind, FieldName
from counter_app.usecases.introduce import AT_THE_DESK, Introduced, Question, Sought
from counter_app.usecases.lines import CustomerLine
from domain.errors import OfficeError


class AskPart:
    """Offers to ask where a number is unknown here; asks once, and lets the work go on."""

    def __init__(self, room: Room, take: Callable[[CustomerLine], None]) -> None:
        self._room, self._take = room, take

    def offer(self) -> None:
        """The number of the case was looked for here, and nobody has it."""
        case = self._room.case
        number = case.text(FieldName.IDENTITY_NUMBER)
        if number and number != case.asked_for:
            case.asking = Asking.OFFERED
            self._room.changed()

    def withdraw(self) -> None:
        """Another number, or somebody known: there is nothing to ask."""
        case = self._room.case
        if case.asking is not Asking.NO:
            case.asking, case.asked_for = Asking.NO, ""

    def ask(self) -> None:
        """Ctrl+H. A second press while the centre is asked does nothing."""
        room, case = self._room, self._room.case
        number = case.text(FieldName.IDENTITY_NUMBER)
        may = case.known_id is None and case.saved is None and not case.saving
        if not number or not may or case.asking is Asking.NOW:
            return
        person = case.kind is CustomerKind.INDIVIDUAL
        question = Question(
            what=Sought.IDENTITY if person else Sought.TAX,
            number=number,
            purpose="receive",
            reason=AT_THE_DESK,
        )
        case.asking, case.asked_for = Asking.NOW, number
        room.changed()
        introduce = room.services.introduce
        room.asking.run(
            lambda: introduce(question),
            then=lambda found: self._told(case, number, found),
            failed=lambda error: self._failed(case, number, error),
        )

    def _told(self, case: DeskCase, number: str, found: Introduced) -> None:
        if not self._still(case, number):
            return
        case.asking = Asking.NO if found.customer else Asking.NOBODY
        if found.customer is not None:
            self._take(found.customer)
        else:
            self._room.changed()

    def _failed(self, case: DeskCase, number: str, error: Exception) -> None:
        if not isinstance(error, OfficeError):
            self._room.report(error)
        if self._still(case, number):
            case.asking = Asking.AWAY
            self._room.changed()
            if isinstance(error, OfficeError):
                self._room.screen.notice(error.sentence, Tone.SOON)

    def _still(self, case: DeskCase, number: str) -> bool:
        """Whether the answer is for what lies on the desk: it may be another case by now."""
        here = self._room.case is case and case.asked_for == number
        return here and case.known_id is None and case.saved is None and not case.saving
