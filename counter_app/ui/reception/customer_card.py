"""Card 1, who: the customer's fields, account, last dossiers, and who hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import CustomerFace
from counter_app.ui.reception.person_parts import Account, LastDossiers, SubmitterBox
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.ask_line import AskLine
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.suggestions import Suggestion, Suggestions
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import shown_birth
from counter_app.usecases.case import CustomerKind, FieldName
from counter_app.usecases.lines import SUGGESTED, CustomerLine

_LABELS = {
    CustomerKind.INDIVIDUAL: {
        FieldName.IDENTITY_NUMBER: "&Số định danh",
        FieldName.NAME: "Họ và tê&n",
        FieldName.ADDRESS: "Nơi thường t&rú",
    },
    CustomerKind.ORGANISATION: {
        FieldName.IDENTITY_NUMBER: "Mã &số thuế",
        FieldName.NAME: "Tê&n tổ chức",
        FieldName.ADDRESS: "Địa chỉ t&rụ sở",
    },
}
_SHARED = {
    FieldName.BORN: "N&gày sinh",
    FieldName.SEX: "G&iới tính",
    FieldName.PHONE: "Điện th&oại",
    FieldName.EMAIL: "&Email",
    FieldName.REPRESENTATIVE: "Người đại &diện",
    FieldName.REPRESENTATIVE_NUMBER: "Số định danh",
}
_OF_PERSON = (FieldName.BORN, FieldName.SEX)
_OF_ORGANISATION = (FieldName.REPRESENTATIVE, FieldName.REPRESENTATIVE_NUMBER)


class CustomerCard(Card):
    """Shows a face; tells each keystroke."""

    kind_chosen = Signal(str)
    edited = Signal(str, str)
    left = Signal(str)
    entered = Signal(str)
    reasoned = Signal(str, str)
    known_taken = Signal(str)
    submitter = Signal(object)
    compare_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "1", "Khách hàng")
        self._face: CustomerFace | None = None
        self._chip = Chip(look)
        self.head.addWidget(self._chip)
        self.kind = Segmented(
            look, "Loại khách", [("individual", "&Cá nhân"), ("organisation", "&Tổ chức")]
        )
        self.kind.chosen.connect(self.kind_chosen)
        self.fields = {name: self._field(name) for name in FieldName if name != "old_number"}
        self._lists: dict[FieldName, Suggestions] = {}
        self._reason = _Reason(look)
        self._reason.told.connect(self.reasoned)
        self.account, self.last, self.ask = Account(look), LastDossiers(look), AskLine(look)
        self.hands_in = SubmitterBox(look)
        self.hands_in.changed.connect(self.submitter)
        self.body.addWidget(self.kind)
        self.body.addWidget(self._scroller(), 1)
        self.body.addWidget(self.hands_in)
        self._show_kind(CustomerKind.INDIVIDUAL)

    def _field(self, name: FieldName) -> Field:
        label = _SHARED.get(name) or _LABELS[CustomerKind.INDIVIDUAL][name]
        field = Field(self.look, label, lines=2 if name is FieldName.ADDRESS else 1)
        field.edited.connect(lambda text: self.edited.emit(name, text))
        field.left.connect(lambda: self.left.emit(name))
        field.entered.connect(lambda: self.entered.emit(name))
        return field

    def _scroller(self) -> QScrollArea:
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        of = self.fields
        column.addWidget(of[FieldName.IDENTITY_NUMBER])
        column.addWidget(self.ask)
        column.addWidget(of[FieldName.NAME])
        column.addLayout(_beside(of[FieldName.BORN], of[FieldName.SEX]))
        column.addWidget(self._reason)
        column.addWidget(of[FieldName.ADDRESS])
        column.addLayout(_beside(of[FieldName.REPRESENTATIVE], of[FieldName.REPRESENTATIVE_NUMBER]))
        column.addLayout(_beside(of[FieldName.PHONE], of[FieldName.EMAIL]))
        column.addSpacing(4)
        column.addWidget(self.account)
        column.addStretch(1)
        column.addWidget(self.last)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def show_face(self, face: CustomerFace) -> None:
        """Show who it is; does nothing where nothing differs."""
        if face == self._face:
            return
        if self._face is None or face.kind is not self._face.kind:
            self.kind.choose(face.kind.value)
            self._show_kind(face.kind)
        self._face = face
        for name, field in self.fields.items():
            one = face.fields.get(name)
            if one is not None:
                field.put(one.text, one.source)
                field.note(one.error, one.hint)
        asked = [n for n, one in face.fields.items() if one.reason is not None]
        label = self.fields[asked[0]].label.text().replace("&", "") if asked else ""
        self._reason.ask(asked[0] if asked else "", label)
        if face.look_alikes:
            self._chip.say(f"{face.look_alikes} khách giống", "shuffle", Tone.WAITING)
        else:
            self._chip.say(face.chip.text, face.chip.icon, face.chip.tone)
        ask = face.ask
        self.ask.say(ask.label.text, ask.label.icon, ask.label.tone, offered=ask.offered)
        self.account.show_account(face.account, face.account_note)
        self.last.show_lines(face.last)
        self.hands_in.show_face(face.submitter)

    def suggest(self, name: FieldName, rows: Sequence[CustomerLine], typed: str) -> None:
        """Known customers under the field; an empty list closes."""
        if name not in self._lists:
            if not rows:
                return
            found = Suggestions(self.look, self.fields[name].edit, "Khách đã có")
            found.taken.connect(self.known_taken)
            found.nothing.connect(partial(self.entered.emit, name))
            self._lists[name] = found
        many = f"Hơn {SUGGESTED}" if len(rows) > SUGGESTED else str(len(rows))
        head = f"{many} khách đã có khớp “{typed}”" if rows else ""
        self._lists[name].offer([_row(line) for line in rows], typed, head=head)

    def focus(self, spot: str) -> bool:
        """Go to a field of this card; False where the spot is not here."""
        if spot.startswith("reason:"):
            self._reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif spot.startswith("submitter"):
            self.hands_in.focus(phone=spot.endswith("phone"))
        elif spot in self.fields:
            self.fields[FieldName(spot)].focus()
        else:
            return False
        return True

    def _show_kind(self, kind: CustomerKind) -> None:
        for name, label in _LABELS[kind].items():
            self.fields[name].rename(label)
        person = kind is CustomerKind.INDIVIDUAL
        for name in _OF_PERSON:
            self.fields[name].setVisible(person)
        for name in _OF_ORGANISATION:
            self.fields[name].setVisible(not person)


class _Reason(QWidget):
    """Why a card's value was changed, asked in place."""

    told = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._name = ""
        self._label = Text("", "hint")
        self.edit = QLineEdit()
        self.edit.editingFinished.connect(lambda: self.told.emit(self._name, self.edit.text()))
        look.pin(self._label, least_height=20)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._label)
        column.addWidget(self.edit)
        self.hide()

    def ask(self, name: str, label: str) -> None:
        """Ask about a field; an empty name ends it."""
        if name != self._name:
            self.edit.clear()
            self._name = name
        self._label.say(f"Lý do sửa {label.lower()} so với thẻ", "soon")
        self.edit.setAccessibleName(self._label.text())
        self.setVisible(bool(name))


def _beside(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _row(line: CustomerLine) -> Suggestion:
    parts = [
        line.fields.get(FieldName.IDENTITY_NUMBER, ""),
        shown_birth(line.fields.get(FieldName.BORN, "")),
        line.fields.get(FieldName.ADDRESS, ""),
    ]
    detail = "  ·  ".join(part for part in parts if part)
    return Suggestion(line.id.hex(), line.fields.get(FieldName.NAME, ""), detail)
