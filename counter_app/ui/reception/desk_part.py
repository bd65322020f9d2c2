"""The presenter's middle: procedure, papers, fee, due day. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from counter_app.ui.reception.desk_case import DeskCase
from counter_app.ui.reception.room import Room
from counter_app.ui.tokens import Tone
from counter_app.ui.wording import typed_amount
from counter_app.usecases.case import (
    FieldName,
    PaperTaken,
    PaymentMethod,
    ResultChannel,
)
from counter_app.usecases.lines import ProcedureLine
from counter_app.usecases.procedure_detail import ComponentDetail, DueDetail, ProcedureDetail
from domain.identifiers import ProcedureCode


class DeskPart:
    """What is asked for, what lies on the desk, what it costs and when it is ready."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._asked = 0
        self._favourites: dict[int, ProcedureCode] = {}
        self.on_chosen: Callable[[DeskCase], object] = lambda _case: None

    def learn_favourites(self) -> None:
        """Alt+1…9 must answer without asking."""
        find = self._room.services.find_procedures
        room = self._room
        room.tasks.run(lambda: find(""), then=self._learned, failed=room.failed)

    def _learned(self, lines: Sequence[ProcedureLine]) -> None:
        self._favourites = {one.favourite: one.code for one in lines if one.favourite}

    def search(self, text: str) -> None:
        """A keystroke in the procedure's field; a late answer of an older one is dropped."""
        room = self._room
        self._asked += 1
        mine, find = self._asked, room.services.find_procedures

        def answered(answer: object) -> None:
            if mine == self._asked and isinstance(answer, Sequence):
                room.screen.suggest_procedures(answer, text)

        room.ask(lambda: find(text.strip()), answered)

    def favourite(self, number: int) -> None:
        """Alt+number."""
        if code := self._favourites.get(number):
            self.choose(code)
        else:
            self._room.screen.notice(f"Chưa đặt thủ tục nào vào phím Alt+{number}.", Tone.PLAIN)

    def choose(self, code: ProcedureCode) -> None:
        """A procedure was taken: papers, fee and day follow."""
        self._asked += 1
        room = self._room
        if room.case.saved is not None or room.case.saving:
            return
        services = room.services

        def load() -> tuple[ProcedureDetail, DueDetail]:
            return services.procedure(code), services.due(code, 0)

        room.ask(load, self._chosen)

    def load_again(self, code: ProcedureCode, kept: DeskCase) -> None:
        """The procedure of a resumed case; its papers and payment stay as they were."""
        services = self._room.services

        def load() -> tuple[ProcedureDetail, DueDetail]:
            return services.procedure(code), services.due(code, kept.limit)

        def loaded(answer: object) -> None:
            if isinstance(answer, tuple):
                kept.procedure, kept.due = answer
                self._weigh()

        self._room.ask(load, loaded)

    def _chosen(self, answer: object) -> None:
        if not isinstance(answer, tuple):
            return
        room, case = self._room, self._room.case
        detail, due = answer
        if case.procedure is not None and case.procedure.code != detail.code:
            case.paid, case.tendered, case.quantity = False, 0, 1
        case.procedure, case.due, case.limit = detail, due, 0
        case.papers = {}
        case.fee = room.services.fee(detail.code, case.quantity)
        room.screen.notice("")
        room.screen.suggest_procedures((), "")
        self._weigh()
        if case.pages:
            self.on_chosen(case)
        room.screen.focus("papers")

    def choose_limit(self, index: int) -> None:
        """Another of the procedure's times."""
        room, case = self._room, self._room.case
        if case.procedure is None:
            return
        case.limit = index
        due, code = room.services.due, case.procedure.code
        room.ask(lambda: due(code, index), self._due_told)

    def _due_told(self, answer: object) -> None:
        if isinstance(answer, DueDetail):
            self._room.case.due = answer
            self._room.changed()

    def tick(self, no: int, *, on: bool) -> None:
        """A paper lies on the desk, or not; ticking counts what is asked for."""
        component = self._component(no)
        if component is not None:
            self._room.case.papers[no] = _taken(component) if on else _none_of(no)
            self._weigh()

    def count(self, no: int, originals: int, copies: int) -> None:
        """So many of a paper."""
        ticked = bool(originals or copies)
        self._room.case.papers[no] = PaperTaken(
            no=no, ticked=ticked, originals=originals, copies=copies
        )
        self._weigh()

    def take_all(self) -> None:
        """All that is required lies here (Alt+H)."""
        case = self._room.case
        if case.procedure is None:
            self._room.screen.focus("procedure")
            return
        for component in case.procedure.components:
            have = case.papers.get(component.no)
            if component.required and not (have and have.ticked):
                case.papers[component.no] = _taken(component)
        self._weigh()

    # fee

    def quantity(self, count: int) -> None:
        """Pages or copies that the fee is counted by."""
        room, case = self._room, self._room.case
        if case.procedure is None:
            return
        case.quantity = count
        self._cost(room.services.fee(case.procedure.code, count))

    def amount(self, text: str) -> None:
        """The clerk types the fee, where the schedule leaves it open."""
        self._cost(typed_amount(text) if text.strip() else None)

    def _cost(self, fee: int | None) -> None:
        case = self._room.case
        if fee != case.fee:
            case.fee, case.paid = fee, False
            self._weigh()

    def method(self, method: PaymentMethod) -> None:
        """Cash, transfer, card; what was taken before must be taken anew."""
        case = self._room.case
        if case.method is not method:
            case.method, case.paid, case.tendered = method, False, 0
            self._room.changed()
            self._room.screen.focus("tendered")

    def tender(self, text: str) -> None:
        """Cash on the desk; enough of it is taken at once, Enter on nothing is exact cash."""
        case = self._room.case
        case.tendered = typed_amount(text) or 0
        case.paid = case.fee is not None and case.tendered >= case.fee > 0
        self._room.changed()

    def take_fee(self) -> None:
        """Enter in the fee's field: exact cash, or the transfer arrived."""
        case = self._room.case
        if case.fee is None:
            self._room.screen.focus("amount")
            return
        if case.tendered and case.tendered < case.fee:
            self._room.changed()
            return
        case.paid = True
        self._room.changed()
        self._room.screen.focus("save")

    # the way back

    def channel(self, channel: ResultChannel) -> None:
        """Where the result goes; by post the customer's address is offered."""
        case = self._room.case
        case.channel = channel
        if channel is ResultChannel.POST and not case.post_address:
            case.post_address = case.text(FieldName.ADDRESS)
        self._room.changed()

    def post_address(self, text: str) -> None:
        """Where the post goes."""
        self._room.case.post_address = text.strip()
        self._room.changed()

    # small

    def _weigh(self) -> None:
        room, case = self._room, self._room.case
        if case.procedure is not None:
            papers = [case.papers[no] for no in sorted(case.papers)]
            case.missing = tuple(room.services.missing(case.procedure.code, papers))
        room.changed()

    def _component(self, no: int) -> ComponentDetail | None:
        detail = self._room.case.procedure
        return next((one for one in detail.components if one.no == no), None) if detail else None


def _taken(component: ComponentDetail) -> PaperTaken:
    asked = PaperTaken(no=component.no, originals=component.originals, copies=component.copies)
    if component.present_only or component.originals or component.copies:
        return asked
    return replace(asked, originals=1)


def _none_of(no: int) -> PaperTaken:
    return PaperTaken(no=no, ticked=False)
