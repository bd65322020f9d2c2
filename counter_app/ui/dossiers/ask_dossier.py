"""A whole code that no dossier here bears: the centre may be asked for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from counter_app.ui.dossiers.services import DossiersServices
from counter_app.ui.ports import Tasks
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.ask_line import AskLine
from counter_app.usecases.introduce import ABOUT_A_DOSSIER, Introduced, Question, Sought
from domain.codes import NotADossierCode, parse_code
from domain.errors import OfficeError


class AskDossier(QObject):
    """Drives the line under an empty list. One question at a time."""

    found = Signal(str)  # the code, which now is in the store

    def __init__(
        self,
        line: AskLine,
        services: DossiersServices,
        tasks: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self._line, self._services, self._tasks, self._report = line, services, tasks, report
        self._code, self._asking = "", False
        line.asked.connect(self.ask)

    def offer(self, sought: str) -> None:
        """Nothing was found by these words; anything but a whole code is not asked for."""
        try:
            code = str(parse_code(sought.upper())) if sought else ""
        except NotADossierCode:
            code = ""
        if code == self._code and code:
            return
        self._code = code
        self._line.say("Mã này chưa có ở cơ quan này" if code else "", "info", offered=bool(code))

    def ask(self) -> None:
        """Ctrl+H. A second press while the centre is asked does nothing."""
        code = self._code
        if not code or self._asking:
            return
        self._asking = True
        self._line.say("Đang hỏi trung tâm…", "hourglass", Tone.WAITING)
        question = Question(
            what=Sought.DOSSIER, number=code, purpose="answer", reason=ABOUT_A_DOSSIER
        )
        introduce = self._services.introduce
        self._tasks.run(
            lambda: introduce(question),
            then=lambda answer: self._told(code, answer),
            failed=lambda error: self._failed(code, error),
        )

    def _told(self, code: str, answer: Introduced) -> None:
        self._asking = False
        if code != self._code:
            return
        if answer.dossier is None:
            self._line.say("Trung tâm cũng không có mã này; hãy kiểm tra lại mã.", "info")
        else:
            self.found.emit(code)

    def _failed(self, code: str, error: Exception) -> None:
        self._asking = False
        if not isinstance(error, OfficeError):
            self._report(error)
            self._line.say("")
        elif code == self._code:
            self._line.say(_AWAY, "wifi-off", offered=True)


_AWAY = "Chưa hỏi được trung tâm; hãy thử lại khi có mạng"
