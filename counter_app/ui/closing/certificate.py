"""The certificate as it fills: this counter, = or what differs, the centre."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.big_action import BigAction
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.text import Icon, Text, line
from counter_app.ui.wording import short_moment
from counter_app.usecases.day_figures import Agreement, DayFace, DayState, Step
from domain.moment import Moment

_SIGNS: Final = {
    Agreement.OPEN: ("hourglass", Tone.WAITING, "chưa so với trung tâm"),
    Agreement.EQUAL: ("equal", Tone.GOOD, "bằng trung tâm"),
    Agreement.DIFFERS: ("triangle-alert", Tone.SOON, "khác trung tâm"),
}
_CHIPS: Final = {
    DayState.OPEN: ("Chưa đóng", "hourglass", Tone.PLAIN),
    DayState.PENDING: ("Chờ đối soát", "hourglass", Tone.WAITING),
    DayState.SEALED: ("Đã khớp", "circle-check", Tone.GOOD),
    DayState.DISPUTED: ("Chưa khớp", "triangle-alert", Tone.LATE),
}
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CertificateCard(Card):
    """Figures, why they can be believed, and the one big action."""

    def __init__(self, look: Look, counter: str) -> None:
        super().__init__(look, "", "Giấy chứng nhận khớp")
        self._counter, self._face = counter, DayFace(day="", state=DayState.OPEN)  # type: ignore[arg-type]  # replaced by the first reading
        self._chip = Chip(look)
        self.head.addWidget(self._chip)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(9)
        self._grid.setHorizontalSpacing(10)
        self._grid.setColumnStretch(0, 1)
        self._table = QWidget()
        self._table.setLayout(self._grid)
        self.notice = InlineNotice(look)
        self._why, self._steps = Text("", "hint", wrap=True), Text("", "label", wrap=True)
        self._verified = Text("", "hint", wrap=True)
        self.stop = Button(look, "Dừng", Kind.OUTLINE, icon="x", key="Esc")
        self.act = BigAction(look, "Đóng ngày và ký", "circle-check", "F9")
        self.x_sheet = Button(
            look, "In phiế&u X, tạm tính", Kind.OUTLINE, icon="printer", key="Alt+U"
        )
        self.z_sheet = Button(look, "&In phiếu Z", Kind.SOFT, icon="printer", key="Alt+I")
        self._going = QWidget()
        going = QHBoxLayout(self._going)
        going.setContentsMargins(0, 0, 0, 0)
        going.addWidget(self._steps, 1)
        going.addWidget(self.stop)
        self.body.addWidget(line())
        self.body.addWidget(self._table)
        self.body.addWidget(line())
        self.body.addWidget(self._why)
        self.body.addWidget(self._verified)
        self.body.addStretch(1)
        self.body.addWidget(self.notice)
        sheets = QHBoxLayout()
        sheets.addStretch(1)
        sheets.addWidget(self.x_sheet)
        sheets.addWidget(self.z_sheet)
        self.body.addWidget(self._going)
        self.body.addLayout(sheets)
        self.body.addWidget(self.act)
        self._going.hide()

    def show_face(self, face: DayFace, now: Moment) -> None:
        """The day as it stands."""
        if face == self._face:
            return
        self._face = face
        self._chip.say(*_CHIPS[face.state])
        self.z_sheet.setVisible(face.state is not DayState.OPEN)
        self.x_sheet.setVisible(face.state is DayState.OPEN)
        empty(self._grid)
        for at, (text, role) in enumerate(
            (("", "hint"), (self._counter, "hint"), ("", "hint"), ("Trung tâm", "hint"))
        ):
            head = Text(text, role)
            head.setAlignment(_RIGHT if at == 1 else Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(head, 0, at)
        spoken = []
        for row, figure in enumerate(face.figures, 1):
            icon, tone, words = _SIGNS[figure.agreement]
            here, there = Text(figure.counter, "strong"), Text(figure.centre or "–", "strong")
            here.setAlignment(_RIGHT)
            there.say(figure.centre or "–", "soon" if figure.agreement is Agreement.DIFFERS else "")
            self._grid.addWidget(Text(figure.name, "label"), row, 0)
            self._grid.addWidget(here, row, 1)
            self._grid.addWidget(Icon(self.look, icon, tone, 16), row, 2)
            self._grid.addWidget(there, row, 3)
            spoken.append(f"{figure.name} {figure.counter}, {words} {figure.centre}".strip())
        self._table.setAccessibleName("Số liệu của ngày")
        self._table.setAccessibleDescription("; ".join(spoken))
        self._why.say(_why(face))
        looked = short_moment(face.verified, now) if face.verified else ""
        self._verified.say(
            f"Toàn kho đã kiểm lại từng dòng: {looked}."
            if looked
            else "Toàn kho chưa kiểm lại xong lần nào; quầy tự làm lúc rảnh."
        )

    def print_busy(self, *, busy: bool) -> None:
        """A sheet is on its way: another press prints no second one."""
        for button in (self.x_sheet, self.z_sheet):
            button.setEnabled(not busy)

    def show_step(self, step: Step | None, done: int = 0, of: int = 0) -> None:
        """What the closing does now, and how far that is; None when it has ended."""
        self._going.setVisible(step is not None)
        if step is not None:
            at, parts = list(Step).index(step) + 1, f" {done}/{of}" if of else ""
            self._steps.say(f"Bước {at}/{len(Step)}: {step}{parts}…", "primary")
            self._steps.setAccessibleName(f"Bước {at} trong {len(Step)}: {step}{parts}")


def _why(face: DayFace) -> str:
    match face.state:
        case DayState.SEALED:
            return (
                f"Chứng nhận số {face.number}, dấu {face.seal}. Hai bên tự tính từ dữ liệu gốc, "
                "bằng nhau và cùng ký."
            )
        case DayState.PENDING:
            return (
                f"Quầy đã đếm và ký số {face.number}, dấu {face.seal}; ngày tự niêm phong khi "
                "trung tâm trả lời."
            )
        case DayState.DISPUTED:
            return "Hai bên giữ cùng các việc mà đếm khác nhau; các dòng khác nhau có dấu cảnh báo."
        case _:
            return (
                "Mỗi bên tự tính lại từ dữ liệu gốc rồi cùng ký. Hai dấu tổng bằng nhau thì hai "
                "bên giữ đúng một nội dung."
            )
