"""The customer folded to one line, in the narrow layout, when all is known of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import CustomerFace
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.text import Icon, Text
from counter_app.usecases.case import FieldName


class CustomerBar(QFrame):
    """56 high: name, number, state, and the way back to the fields."""

    opened = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("card")
        look.pin(self, height=56)
        self._name, self._number = Text("", "name"), Text("", "label")
        self._chip = Chip(look)
        edit = Button(look, "Xem, sửa khách hàng", Kind.PLAIN, key="F6")
        edit.clicked.connect(lambda: self.opened.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(12)
        row.addWidget(Icon(look, "user", Tone.PRIMARY, 18))
        row.addWidget(self._name)
        row.addWidget(self._number)
        row.addStretch(1)
        row.addWidget(self._chip)
        row.addWidget(edit)
        self.hide()

    def show_face(self, face: CustomerFace) -> None:
        """Show who it is."""
        for label, name in (
            (self._name, FieldName.NAME),
            (self._number, FieldName.IDENTITY_NUMBER),
        ):
            one = face.fields.get(name)
            label.say(one.text if one else "")
        self._chip.say(face.chip.text, face.chip.icon, face.chip.tone)
