"""What stands before the work while nobody sits here: whose counter it is, and the panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.sign_in.panel import SignInPanel
from counter_app.ui.sign_in.services import SignInServices
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.text import Icon, Text
from counter_app.usecases.office_card import OfficeCard


class Cover(QWidget):
    """What stands before the work: sign-in first, the lock later. The case stays as it is."""

    def __init__(self, look: Look, services: SignInServices, panel: SignInPanel) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Đăng nhập")
        aside = QVBoxLayout()
        aside.setSpacing(6)
        aside.addStretch(1)
        aside.addWidget(Icon(look, "counter-desk", Tone.PRIMARY, 56))
        aside.addSpacing(6)
        brand = Text("Quầy Một Cửa", "money")
        aside.addWidget(brand)
        self._unit, self._name = Text("", "section", wrap=True), Text("", "label", wrap=True)
        aside.addWidget(self._unit)
        aside.addWidget(self._name)
        self._link = Text("", "label", wrap=True)
        self._clock = Text("", "due")
        aside.addSpacing(18)
        aside.addWidget(self._clock)
        aside.addWidget(self._link)
        aside.addSpacing(10)
        self._training = Text("", "strong", wrap=True)
        aside.addWidget(self._training)
        aside.addStretch(1)
        left = QWidget()
        left.setLayout(aside)
        look.pin(left, width=380)
        row = QHBoxLayout(self)
        row.setSpacing(56)
        row.addStretch(1)
        row.addWidget(left)
        row.addWidget(panel, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)

        self.introduce(services.office)

    def introduce(self, office: OfficeCard) -> None:
        """Whose counter this is; a card without a name is that of a counter never opened."""
        self._unit.say(office.unit)
        self._name.say(f"{office.name} · {office.counter}" if office.name else "")
        training = "Bản trình diễn: người và hồ sơ đều do bịa ra." if office.demonstration else ""
        self._training.say(training, "soon")

    def tell(self, clock: str, link: str) -> None:
        """The hour, and whether the link is there."""
        self._clock.say(clock)
        self._link.say(link)
