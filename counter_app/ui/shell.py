"""Furnishes the window behind the sign-in: one screen after the other, and what joins them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QTimer

from counter_app.ui.front import Front
from counter_app.ui.idle import IdleWatch
from counter_app.ui.look import Look
from counter_app.ui.main_window import MainWindow
from counter_app.ui.ports import Tasks
from counter_app.ui.shell_services import ShellServices
from counter_app.ui.sign_in.cover import Cover
from counter_app.ui.sign_in.panel import SignInPanel
from counter_app.ui.status_words import link_word, status_face
from counter_app.ui.tasks import Calls, after_quiet
from counter_app.ui.tokens import TEXT_SETTINGS
from counter_app.ui.wedge_filter import WedgeFilter
from counter_app.ui.widgets.case_tabs import CaseTab
from counter_app.ui.widgets.rail import Place
from counter_app.ui.wording import clock
from counter_app.usecases.lines import CustomerLine, NumbersLeft, Officer
from counter_app.usecases.queue_lines import QueueRecord

if TYPE_CHECKING:  # the screens are loaded when they are built, after the first paint
    from counter_app.ui.board.view import BoardView
    from counter_app.ui.closing.view import ClosingView
    from counter_app.ui.customers.view import CustomersView
    from counter_app.ui.dossiers.view import DossiersView
    from counter_app.ui.keys import KeySheet
    from counter_app.ui.morning.view import MorningView
    from counter_app.ui.palette import Palette
    from counter_app.ui.reception.faces import TabFace
    from counter_app.ui.reception.presenter import ReceptionPresenter
    from counter_app.ui.reception.view import ReceptionView
    from counter_app.ui.sync_status.view import SyncView
    from counter_app.usecases.decisions import Dispute

PLACES: Final = (
    Place("reception", "Tiếp nhận", "inbox", "Ctrl+1"),
    Place("dossiers", "Hồ sơ", "folder", "Ctrl+2"),
    Place("customers", "Khách hàng", "users", "Ctrl+3"),
    Place("closing", "Đối soát", "list-checks", "Ctrl+4"),
    Place("sync", "Đồng bộ", "arrow-left-right", "Ctrl+5"),
    Place("morning", "Đầu ngày", "sun", "Ctrl+6"),
    Place("board", "Điều hành", "chart-column", "Ctrl+7"),
)
_BEAT_MS: Final = 5_000


@dataclass(kw_only=True)
class Shell:
    """Keeps what Qt holds weakly. `changed` is what a commit anywhere announces."""

    front: Front
    services: ShellServices
    tasks: Tasks
    printer: Tasks
    asking: Tasks  # may wait for the centre
    report: Callable[[Exception], object]
    look: Look = field(init=False)
    window: MainWindow = field(init=False)
    panel: SignInPanel = field(init=False)
    cover: Cover = field(init=False)
    wedge: WedgeFilter = field(init=False)
    idle: IdleWatch = field(init=False)
    calls: Calls = field(init=False)
    officer: Officer | None = None
    view: ReceptionView | None = None
    presenter: ReceptionPresenter | None = None
    dossiers: DossiersView | None = None
    customers: CustomersView | None = None
    closing: ClosingView | None = None
    sync: SyncView | None = None
    morning: MorningView | None = None
    board: BoardView | None = None
    palette: Palette | None = None
    keys: KeySheet | None = None
    _numbers: NumbersLeft | None = None
    _last_tabs: list[CaseTab] = field(default_factory=list)
    _building: list[Callable[[], None]] = field(init=False)
    _beat: QTimer = field(init=False)

    def __post_init__(self) -> None:
        front, services = self.front, self.services
        self.look, self.window = front.look, front.window
        self.panel, self.cover, self.wedge = front.panel, front.cover, front.wedge
        self.window.furnish(PLACES)
        self.cover.introduce(services.office)
        self.panel.entered.connect(self.seat)
        self.calls, self.idle = Calls(), IdleWatch(services.idle_minutes, self.window)
        self.wedge.code.connect(self.scanned)
        self.idle.idle.connect(self.lock)
        self._building = [
            self._reception,
            self._dossiers,
            self._customers,
            self._closing,
            self._sync,
            self._morning,
            self._board,
            self._rest,
        ]
        self._beat = QTimer(self.window)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self.beat)
        self._beat.start()
        self.beat()

    # building, one screen per idle slice, so that sign-in answers keys meanwhile

    def build_slowly(self) -> None:
        """One screen now, the next when the keys typed meanwhile have been taken."""
        if self._building:
            self._building.pop(0)()
            QTimer.singleShot(0, self.build_slowly)

    def build_all(self) -> None:
        """The rest at once: whoever signs in faster than the slices waits for it."""
        while self._building:
            self._building.pop(0)()

    def _reception(self) -> None:
        from counter_app.ui.reception.assemble import assemble_reception

        self.view, self.presenter = assemble_reception(
            self.look,
            self.services.reception,
            tasks=self.tasks,
            printer=self.printer,
            asking=self.asking,
            later=self.calls.later,
            quiet=partial(after_quiet, self.window),
            report=self.report,
        )
        self.view.toasted.connect(self.window.toast.say)
        self.view.tabs_changed.connect(self._tabs)
        self.view.dispute_asked.connect(self.open_dispute)
        self.window.top.resumed.connect(self.presenter.resume)
        self.window.closing.connect(self.presenter.room.save_draft)
        self.window.add_screen("reception", self.view)

    def _dossiers(self) -> None:
        from counter_app.ui.dossiers.view import DossiersView

        self.dossiers = DossiersView(
            self.look,
            self.services.dossiers,
            tasks=self.tasks,
            printer=self.printer,
            asking=self.asking,
            report=self.report,
        )
        self.dossiers.toasted.connect(self.window.toast.say)
        self.dossiers.counted.connect(lambda count: self.window.rail.count("dossiers", count))
        self.dossiers.dispute_asked.connect(self.open_dispute)
        self.window.add_screen("dossiers", self.dossiers)

    def _customers(self) -> None:
        from counter_app.ui.customers.view import CustomersView

        self.customers = CustomersView(
            self.look, self.services.customers, tasks=self.tasks, report=self.report
        )
        self.customers.toasted.connect(self.window.toast.say)
        self.customers.counted.connect(lambda count: self.window.rail.count("customers", count))
        self.window.add_screen("customers", self.customers)

    def _closing(self) -> None:
        from counter_app.ui.closing.view import ClosingView

        self.closing = ClosingView(
            self.look,
            self.services.closing,
            tasks=self.tasks,
            device=self.printer,
            asking=self.asking,
            later=self.calls.later,
            report=self.report,
        )
        self.closing.toasted.connect(self.window.toast.say)
        self.closing.counted.connect(lambda count: self.window.rail.count("closing", count))
        self.closing.place_asked.connect(self.go)
        self.closing.case_asked.connect(lambda case: self.use(lambda p: p.resume(case)))
        self.window.add_screen("closing", self.closing)

    def _sync(self) -> None:
        from counter_app.ui.sync_status.view import SyncView

        self.sync = SyncView(self.look, self.services.sync, tasks=self.tasks, report=self.report)
        self.sync.opened.connect(self._open_held)
        self.sync.counted.connect(lambda count: self.window.rail.count("sync", count))
        self.window.add_screen("sync", self.sync)

    def _morning(self) -> None:
        from counter_app.ui.morning.view import MorningView

        services = self.services.morning
        self.morning = MorningView(
            self.look, services, tasks=self.tasks, device=self.printer, report=self.report
        )
        self.morning.toasted.connect(self.window.toast.say)
        self.window.add_screen("morning", self.morning)

    def _board(self) -> None:
        from counter_app.ui.board.view import BoardView

        services = self.services.board
        self.board = BoardView(self.look, services, asking=self.asking, report=self.report)
        self.board.dossier_asked.connect(self.open_dossier)
        self.window.add_screen("board", self.board)

    def _rest(self) -> None:
        from counter_app.ui.keys import KeySheet
        from counter_app.ui.palette import Openers, Palette
        from counter_app.ui.window_commands import commands

        window = self.window
        self.palette = Palette(
            self.look,
            window,
            services=self.services.palette,
            openers=Openers(
                customer=lambda one: self.use(lambda p: p.customer.begin_with(one)),
                dossier=lambda one: self.open_dossier(one.code),
                procedure=lambda one: self.use(lambda p: p.desk.choose(one.code)),
            ),
            commands=commands(self),
            tasks=self.tasks,
            report=self.report,
        )
        self.keys = KeySheet(self.look, window)
        window.top.asked.connect(self.palette.open)
        window.rail.locked.connect(self.lock)
        window.rail.chosen.connect(self.go)
        for number, place in enumerate(PLACES, 1):
            window.bind(f"Ctrl+{number}", partial(self.go, place.key))
        for key, act in (
            ("Ctrl+K", self.palette.open),
            ("F1", self.show_keys),
            ("F12", self.lock),
            ("F11", self.full_screen),
            ("Ctrl+D", self.other_theme),
            ("Ctrl++", self.next_text_setting),
        ):
            window.bind(key, act)

    # acts of the window

    def seat(self, officer: Officer) -> None:
        """Somebody signed in: the work is theirs from here, the case stays as it was."""
        self.build_all()
        first = self.officer is None
        self.officer = officer
        self.services.seated(officer)
        self.window.top.seat(officer.name, self.services.office.counter)
        self.window.uncover()
        self.idle.start()
        if first and self.presenter is not None:
            self.window.go("reception")
            self.presenter.open()
            self.presenter.room.screen.focus("identity_number")
        self.changed()

    def lock(self) -> None:
        """F12, or nobody there: covered with name and hour."""
        if self.officer is not None and not self.window.covered:
            self.idle.stop()
            self.window.cover(self.cover)
            self.panel.ask(self.officer)

    def go(self, key: str) -> None:
        """Show a screen, freshly read."""
        back = key == "reception" != self.window.current
        self.window.go(key)
        if back and self.presenter is not None:
            self.presenter.come_back()
        self._read_again(key)
        self._tabs_for(key)

    def scanned(self, code: str) -> None:
        """A whole code: a card goes to reception, anything else is looked up."""
        if self.window.covered or self.presenter is None or self.palette is None:
            return
        if self.morning is not None and self.morning.takes(code):
            self.go("morning")
            self.morning.scanned(code)
        elif "|" in code or not any(mark in code for mark in ("-", ".")):
            self.go("reception")
            self.presenter.card(code)
        else:
            self.palette.scanned(code)

    def open_dossier(self, code: str, held: str = "") -> None:
        """Show a dossier by its code, and why something of it is held."""
        self.go("dossiers")
        if self.dossiers is not None:
            self.dossiers.open_dossier(code, held)

    def _open_held(self, record: QueueRecord, customer: CustomerLine | None) -> None:
        """What the centre holds, opened at the very field that is wrong."""
        if record.sort == "dossier":
            self.open_dossier(record.code, record.note)
        else:
            who = record.customer_name
            self.use(lambda p: p.customer.mend(customer, who, record.field, record.note))

    def open_dispute(self, dispute: Dispute) -> None:
        """Show a conflict where it is decided."""
        self.go("customers")
        if self.customers is not None:
            self.customers.open_dispute(dispute)

    def changed(self) -> None:
        """Something was committed, here or by the link: read again what is in sight."""
        self.tasks.run(self.services.numbers, then=self._numbers_told, failed=self.report)
        if not self.window.covered:
            self._read_again(self.window.current)

    def _read_again(self, key: str) -> None:
        shown = {
            "dossiers": self.dossiers,
            "customers": self.customers,
            "closing": self.closing,
            "sync": self.sync,
            "morning": self.morning,
            "board": self.board,
        }.get(key)
        if shown is not None:
            shown.refresh()

    def _numbers_told(self, numbers: NumbersLeft) -> None:
        self._numbers = numbers
        self.beat()

    def beat(self) -> None:
        """The clock, the link, the devices."""
        services, now = self.services, self.services.now()
        link = services.link()
        face = status_face(link, self._numbers, services.printer(), services.scanner(), now)
        self.window.status.show_face(face)
        lost = link.lost_since is not None
        self.window.top.warn("Làm việc không mạng, vẫn tiếp nhận đủ" if lost else "")
        self.cover.tell(clock(now), link_word(link, now).text)

    def other_theme(self) -> None:
        """Light, dark."""
        self.look.set(dark=not self.look.dark, scale=self.look.scale)

    def next_text_setting(self) -> None:
        """100, 115, 130 %, and round again."""
        at = TEXT_SETTINGS.index(self.look.scale)
        self.look.set(dark=self.look.dark, scale=TEXT_SETTINGS[(at + 1) % len(TEXT_SETTINGS)])

    def show_keys(self) -> None:
        """F1."""
        if self.keys is not None:
            self.keys.open(self.window.current)

    def full_screen(self) -> None:
        """F11."""
        self.window.setWindowState(
            self.window.windowState() ^ self.window.windowState().WindowFullScreen
        )

    def listen(self) -> None:
        """Take the reader's bursts and watch for quiet, in the whole application."""
        self.front.listen()
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self.idle)

    def use(self, act: Callable[[ReceptionPresenter], object]) -> None:
        """Do something at the desk, in sight of it."""
        self.go("reception")
        if self.presenter is not None:
            act(self.presenter)

    def send(self) -> None:
        """Exchange now, in sight of it."""
        self.go("sync")
        if self.sync is not None:
            self.sync.send_now()

    def _tabs(self, tabs: list[TabFace]) -> None:
        self._last_tabs = [CaseTab(t.case, t.name, t.note, t.current) for t in tabs]
        self._tabs_for(self.window.current)

    def _tabs_for(self, key: str) -> None:
        shown = self._last_tabs if key == "reception" else []
        self.window.top.show_tabs(shown)
