"""The reception screen's presenter: the cases of the desk, saving, paper. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from counter_app.ui.ports import Tasks
from counter_app.ui.reception.customer_part import CustomerPart
from counter_app.ui.reception.desk_case import DeskCase, Paper, matters, reception_of
from counter_app.ui.reception.desk_part import DeskPart
from counter_app.ui.reception.draft import decode, encode
from counter_app.ui.reception.faces import ReceptionScreen, TabFace
from counter_app.ui.reception.room import Later, Quiet, Room
from counter_app.ui.reception.scan_part import ScanPart
from counter_app.ui.reception.services import ReceptionServices
from counter_app.ui.tokens import Tone
from counter_app.ui.wording import lasting
from counter_app.usecases.case import Entered, FieldName, PrintedSlip, Received, Source
from counter_app.usecases.lines import DraftLine
from domain.errors import OfficeError
from domain.identifiers import DossierId


class ReceptionPresenter:
    """Drives the screen from hello to the printed slip. F9 is accepted once per case."""

    def __init__(
        self,
        *,
        screen: ReceptionScreen,
        services: ReceptionServices,
        tasks: Tasks,
        printer: Tasks,
        asking: Tasks,
        later: Later,
        quiet: Quiet,
        report: Callable[[Exception], object],
    ) -> None:
        self.room = Room(
            services=services,
            screen=screen,
            tasks=tasks,
            printer=printer,
            asking=asking,
            later=later,
            report=report,
            quiet=quiet,
        )
        self.customer = CustomerPart(self.room)
        self.desk = DeskPart(self.room)
        self.scan = ScanPart(self.room)
        self.desk.on_chosen = self.scan.settle
        self._held: tuple[DraftLine, ...] = ()
        self.room.on_changed = self.show_tabs

    def open(self) -> None:
        """Show an empty desk, and what was held or left open by a crash."""
        self.desk.learn_favourites()
        self.room.show_all()
        self.read_held()

    def card(self, payload: str) -> None:
        """A card was read, whatever had the focus. After a settled case it begins the next."""
        case = self.room.case
        if case.settled:
            self._begin(DeskCase(case=self.room.services.new_case()))
        elif case.saved is not None:
            self.room.screen.notice(
                "Giấy hẹn của khách trước chưa in xong; in lại bằng F9, hoặc F2 để sang khách mới.",
                Tone.SOON,
            )
            return
        elif self._other_card(payload):
            return
        self.customer.card(payload)

    def _other_card(self, payload: str) -> bool:
        """A second person's card: asked about, never mixed into the case."""
        case, room = self.room.case, self.room
        before = case.fields.get(FieldName.IDENTITY_NUMBER)
        if before is None or not before.text or case.submitter is not None:
            return False
        try:
            number = room.services.read_card(payload)[FieldName.IDENTITY_NUMBER]
        except OfficeError:
            return False  # the reading says its own sentence
        if number == before.text:
            return False
        room.screen.notice(
            "Đây là thẻ của người khác. Giữ hồ sơ đang làm và mở khách mới, hay thay khách?",
            Tone.SOON,
            [
                ("Mở khách mới", lambda: self._next_with(payload)),
                ("Thay khách của hồ sơ này", lambda: self._replace_by(payload)),
            ],
        )
        return True

    def _next_with(self, payload: str) -> None:
        self.next_citizen()
        self.customer.card(payload)

    def _replace_by(self, payload: str) -> None:
        case = self.room.case
        case.fields.clear()
        case.errors.clear()
        case.compared.clear()
        self.customer.card(payload)

    # saving

    def submit(self, *, with_paper: bool) -> None:
        """F9, Shift+F9. With matters open it goes to the first of them."""
        case = self.room.case
        if case.saving:
            return
        if case.saved is not None:
            if with_paper and case.paper is not Paper.PRINTING:
                self._print(case, case.saved.dossier)
            return
        if found := matters(case):
            self.room.changed()
            self.go_to(found[0].spot)
            return
        case.saving = True
        self.room.forget_draft()
        self.room.changed()
        session, services = self.scan.session(case.case), self.room.services
        has_pages = bool(case.pages)

        def save() -> Received:
            bundles = session.bundles() if has_pages else ()
            return services.receive(reception_of(case, bundles))

        self.room.tasks.run(
            save,
            then=lambda received: self._received(case, received, with_paper=with_paper),
            failed=lambda error: self._refused(case, error),
        )

    def _received(self, case: DeskCase, received: Received, *, with_paper: bool) -> None:
        case.saving, case.saved, case.saved_at = False, received, self.room.services.now()
        self.scan.forget(case.case)
        drop = self.room.services.drop
        self.room.tasks.run(
            lambda: drop(case.case), then=lambda _none: self.read_held(), failed=self.room.failed
        )
        if received.reserve_used:
            text = "Đã dùng số dự phòng của quầy; báo cán bộ tin học cấp thêm số cho ngày hôm nay."
            self.room.screen.notice(text, Tone.SOON)
        self.room.show_all()
        if with_paper:
            self._print(case, received.dossier)
        self.room.screen.focus("save")

    def _refused(self, case: DeskCase, error: Exception) -> None:
        case.saving = False
        self.room.changed()
        self.room.failed(error)

    def _print(self, case: DeskCase, dossier: DossierId) -> None:
        case.paper = Paper.PRINTING
        self._show_if_current(case)
        print_slip = self.room.services.print_slip
        self.room.printer.run(
            lambda: print_slip(dossier),
            then=lambda printed: self._printed(case, printed),
            failed=lambda error: self._unprinted(case, error),
        )

    def _printed(self, case: DeskCase, printed: PrintedSlip) -> None:
        case.paper = Paper.PRINTED
        case.paper_note = "Đã in giấy hẹn, 2 liên"
        if printed.copy > 1:
            case.paper_note = f"Đã in lại giấy hẹn, bản in lần {printed.copy}"
        self._show_if_current(case)
        code = case.saved.code if case.saved else ""
        self.room.screen.toast(f"{case.paper_note} · {code}")

    def _unprinted(self, case: DeskCase, error: Exception) -> None:
        case.paper = Paper.FAILED
        case.paper_note = error.sentence if isinstance(error, OfficeError) else ""
        self._show_if_current(case)
        if not isinstance(error, OfficeError):
            self.room.report(error)

    def _show_if_current(self, case: DeskCase) -> None:
        if self.room.case is case:
            self.room.show_all()

    # the desk's cases

    def next_citizen(self) -> None:
        """F2: an unfinished case is held, never lost; an empty one is used again."""
        case = self.room.case
        if case.saving:
            return
        if case.saved is None and not case.untouched:
            self._put_away(case)
        self._begin(DeskCase(case=self.room.services.new_case()))

    def same_citizen(self) -> None:
        """Shift+F2 after saving: one more dossier for the same customer."""
        case = self.room.case
        if case.saved is None:
            return
        fresh = DeskCase(case=self.room.services.new_case(), kind=case.kind)
        fresh.known, fresh.known_id = case.known, case.saved.customer
        fresh.seen, fresh.username = case.seen, case.username
        fresh.fields = {
            name: replace(value, before="", reason="", source=_kept(value))
            for name, value in case.fields.items()
        }
        self._begin(fresh)
        self.customer.read_known()
        self.room.screen.focus("procedure")

    def come_back(self) -> None:
        """In sight again: meanwhile somebody may have decided about the customer."""
        if self.room.case.saved is None and not self.room.case.saving:
            self.customer.read_known()

    def hold(self) -> None:
        """F8: put the case aside and clear the desk."""
        case = self.room.case
        if case.saved is None and not case.saving and not case.untouched:
            self._put_away(case)
            self._begin(DeskCase(case=self.room.services.new_case()))
            self.room.screen.toast("Đã giữ hồ sơ; mở lại ở đầu màn hình")

    def resume(self, case: str) -> None:
        """A held case back onto the desk; the one in hand is held in turn."""
        line = next((one for one in self._held if one.case == case), None)
        if line is None or self.room.case.case == case or self.room.case.saving:
            return
        try:
            desk, procedure = decode(line.case, line.content)
        except ValueError:
            text = "Bản nháp này của bản cũ, không mở lại được; hãy nhập lại hồ sơ."
            self.room.screen.notice(text, Tone.LATE)
            return
        if self.room.case.saved is None and not self.room.case.untouched:
            self._put_away(self.room.case)
        self._begin(desk)
        if procedure is not None:
            self.desk.load_again(procedure, desk)
        self.scan.refresh(desk)
        self.customer.read_known()

    def go_to(self, spot: str) -> None:
        """Where an open matter is mended."""
        if spot == "compare":
            self.customer.comparing.compare()
        else:
            self.room.screen.focus(spot)

    def open_matter(self, at: int) -> None:
        """A press on the open matter at this place."""
        found = matters(self.room.case)
        if at < len(found):
            self.go_to(found[at].spot)

    def _put_away(self, case: DeskCase) -> None:
        self.room.forget_draft()
        content, hold = encode(case), self.room.services.hold
        if case.scanning:
            self.scan.session(case.case).stop()
        self.room.tasks.run(
            lambda: hold(case.case, case.name, content),
            then=lambda _none: self.read_held(),
            failed=self.room.failed,
        )

    def _begin(self, case: DeskCase) -> None:
        self.room.forget_draft()
        self.room.case = case
        self.customer.reset()
        self.room.screen.notice("")
        self.room.screen.compare(None)
        self.room.show_all()
        self.show_tabs()
        self.room.screen.focus(FieldName.IDENTITY_NUMBER)

    def read_held(self) -> None:
        """Read the held cases and show them as tabs."""
        self.room.tasks.run(self.room.services.held, then=self._held_told, failed=self.room.failed)

    def _held_told(self, lines: Sequence[DraftLine]) -> None:
        self._held = tuple(lines)
        self.show_tabs()

    def show_tabs(self) -> None:
        """The case in hand, then the held ones with their age."""
        case, now = self.room.case, self.room.services.now()
        tabs = []
        if case.name:
            tabs.append(TabFace(case=case.case, name=case.name, current=True))
        for line in self._held:
            if line.case != case.case:
                age = lasting(max(0, now - line.held_at))
                note = f"giữ {age}" if line.held else "chưa lưu, mở lại"
                name = line.customer_name or "Hồ sơ chưa có tên"
                tabs.append(TabFace(case=line.case, name=name, note=note))
        self.room.screen.show_tabs(tabs)


def _kept(value: Entered) -> Source:
    return Source.RECORD if value.source is Source.EDITED else value.source
