"""Ctrl+K: customers, dossiers, procedures and commands in one list, marks or no marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.matching import matches
from counter_app.ui.ports import Tasks
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.suggestions import Suggestion, Suggestions
from counter_app.ui.widgets.text import Icon, Text
from counter_app.usecases.case import FieldName
from counter_app.usecases.lines import CustomerLine, DossierLine, ProcedureLine

SHOWN_EACH = 3
"""Rows of each sort; of customers no more need be found."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something the clerk can ask for by name."""

    name: str
    key: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteServices:
    """The finders run through `Tasks`; the openers are the window's."""

    customers: Callable[[str], Sequence[CustomerLine]]
    dossiers: Callable[[str], Sequence[DossierLine]]  # by code, or by the customer's name
    procedures: Callable[[str], Sequence[ProcedureLine]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Openers:
    """What taking a row does."""

    customer: Callable[[CustomerLine], object]
    dossier: Callable[[DossierLine], object]
    procedure: Callable[[ProcedureLine], object]


_Found = tuple[Sequence[CustomerLine], Sequence[DossierLine], Sequence[ProcedureLine]]


class Palette(QFrame):
    """Opens over the middle of the window; Esc closes it and gives the focus back."""

    def __init__(
        self,
        look: Look,
        window: QWidget,
        *,
        services: PaletteServices,
        openers: Openers,
        commands: Sequence[Command],
        tasks: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self._look, self._services, self._openers = look, services, openers
        self._commands, self._tasks, self._report = commands, tasks, report
        self._asked, self._acts = 0, dict[str, Callable[[], object]]()
        self._back: QWidget | None = None
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Tìm khách, hồ sơ, thủ tục hoặc ra lệnh")
        self.edit.textEdited.connect(self._seek)
        self.edit.installEventFilter(self)
        self._note = Text("", "hint", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Icon(look, "search", Tone.PLAIN, 18))
        head.addWidget(self.edit, 1)
        head.addWidget(KeyCap(look, "Esc"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._note)
        self.setAccessibleName("Tìm hoặc ra lệnh")
        self.hide()
        self._list = Suggestions(look, self.edit, "Kết quả tìm", under=self)
        self._list.taken.connect(self._take)

    def open(self, text: str = "") -> None:
        """Show the palette; `text` as if it were typed."""
        window = self.parentWidget()
        if window is None:
            return
        if not self.isVisible():
            self._back = window.window().focusWidget()
        width = min(self._look.px(640), window.width() - 80)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((window.width() - width) // 2, self._look.px(84))
        self.show()
        self.raise_()
        self.edit.setText(text)
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._seek(text)

    def scanned(self, code: str) -> None:
        """A code was scanned: what it names opens at once, where there is exactly one."""
        mine = self._begin()
        find = self._services.dossiers

        def answered(found: Sequence[DossierLine]) -> None:
            if mine != self._asked:
                return
            exact = [one for one in found if any(own in code for own in one.codes)]
            if len(exact) == 1:
                self._openers.dossier(exact[0])
            else:
                self.open(code)

        wanted = code.rpartition("ma=")[2] or code
        self._tasks.run(lambda: find(wanted), then=answered, failed=self._report)

    def close_palette(self) -> None:
        """Away, and the focus back where it was."""
        self._begin()
        self.hide()
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Esc, once the list has had its own, closes."""
        pressed = event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]  # narrowed above
            self.close_palette()
            return True
        if event.type() is QEvent.Type.FocusOut:
            self._begin()
            self.hide()
        return super().eventFilter(watched, event)

    def _begin(self) -> int:
        self._asked += 1
        return self._asked

    def _seek(self, text: str) -> None:
        mine, text, services = self._begin(), text.strip(), self._services
        if not text:
            self._show(((), (), ()), "")
            return

        def find() -> _Found:
            return services.customers(text), services.dossiers(text), services.procedures(text)

        def answered(found: _Found) -> None:
            if mine != self._asked:
                return
            exact = [one for one in found[1] if text.upper() in one.codes]
            if len(exact) == 1:
                self._finish(lambda: self._openers.dossier(exact[0]))
            else:
                self._show(found, text)

        self._tasks.run(find, then=answered, failed=self._report)

    def _show(self, found: _Found, text: str) -> None:
        customers, dossiers, procedures = found
        rows: list[Suggestion] = []
        self._acts.clear()
        wanted = [one for one in self._commands if not text or matches(one.name, text)]
        for person in customers[:SHOWN_EACH]:
            number = person.fields.get(FieldName.IDENTITY_NUMBER, "")
            came = "" if person.dossiers is None else f"  ·  {person.dossiers} hồ sơ"
            detail = f"Khách hàng  ·  …{number[-4:]}{came}"
            name = person.fields.get(FieldName.NAME, "")
            self._add(rows, name, detail, partial(self._openers.customer, person))
        for dossier in dossiers[:SHOWN_EACH]:
            detail = f"Hồ sơ {dossier.code}  ·  {dossier.procedure_name}  ·  {dossier.status}"
            self._add(rows, dossier.customer_name, detail, partial(self._openers.dossier, dossier))
        for procedure in procedures[:SHOWN_EACH]:
            detail = f"Thủ tục {procedure.code}  ·  {procedure.limit}  ·  {procedure.fee}"
            self._add(rows, procedure.name, detail, partial(self._openers.procedure, procedure))
        for command in wanted:
            self._add(rows, command.name, f"Lệnh  ·  {command.key}", command.act)
        none = f"Không thấy gì khớp “{text}”. Thử tên, mã hồ sơ, số định danh hoặc tên lệnh."
        self._note.say(none if text and not rows else "Tên, mã hồ sơ, số định danh, thủ tục, lệnh")
        self._list.offer(rows, text)

    def _add(
        self, rows: list[Suggestion], title: str, detail: str, act: Callable[[], object]
    ) -> None:
        key = str(len(rows))
        self._acts[key] = act
        rows.append(Suggestion(key, title, detail))

    def _take(self, key: str) -> None:
        self._finish(self._acts[key])

    def _finish(self, act: Callable[[], object]) -> None:
        self._begin()
        self.hide()
        act()
