"""One paper of the procedure: tick, name, state · duty · pages, originals and copies."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import FIELD, HINT
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.component_face import PaperFace
from counter_app.ui.widgets.stepper import Stepper

_TICK, _LEFT = 19, 32
_TIGHT = 96  # percent


class _Tick(QCheckBox):
    """Box, name and state, painted as one; a click anywhere on it ticks."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._face: PaperFace | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # Qt's signature
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_face(self, face: PaperFace) -> None:
        self._face = face
        self.setChecked(face.ticked)
        self.setAccessibleName(face.sentence)
        self.setToolTip(face.name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(240), self.heightForWidth(max(self.width(), self._look.px(240))))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(200), self._look.px(48))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Another width may want one line or two."""
        super().resizeEvent(event)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        return self._look.px(66 if self._long(width) else 48)

    def hitButton(self, _at: object) -> bool:  # noqa: N802  # Qt's name
        return True

    def _long(self, width: int) -> bool:
        if self._face is None:
            return False
        room = width - self._look.px(_LEFT) - 4
        return paint.text_width(self._font(tight=True), self._name(self._face)) > room

    def _font(self, *, tight: bool) -> QFont:
        """A scroll bar that comes must not wrap a name that fitted without it."""
        font = self._look.font(FIELD, MEDIUM)
        if tight:
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _TIGHT)
        return font

    def _name(self, face: PaperFace) -> str:
        return f"{face.no}.  {face.name}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        if self._face is None:
            return
        painter = QPainter(self)
        self._box(painter)
        self._words(painter, self._face)
        painter.end()

    def _box(self, painter: QPainter) -> None:
        t, side = self._look.tokens, self._look.px(_TICK)
        rect = QRectF(1, (self.height() - side) / 2, side, side)
        if self.isChecked():
            paint.box(painter, rect, 5, fill=t.primary)
            self._look.draw_icon(painter, "check", rect.adjusted(2, 2, -2, -2), t.on_primary)
        else:
            paint.box(painter, rect, 5, fill=t.surface, line=t.outline, width=1.6)

    def _words(self, painter: QPainter, face: PaperFace) -> None:
        t, px = self._look.tokens, self._look.px
        left, width = px(_LEFT), self.width() - px(_LEFT)
        x: float
        low = px(22)
        name = QRectF(left, px(3), width, self.height() - low - px(4))
        text, font = self._name(face), self._font(tight=False)
        if paint.text_width(font, text) > width - 4:
            font = self._font(tight=True)
        wrap = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        if self._long(
            self.width()
        ):  # two lines hold; what is longer is cut in its middle, whole in the tip
            text = paint.elided(font, text, width * 1.85)
        paint.write(painter, name, text, font, t.ink, wrap)
        ink = t.tone(face.tone)[0]
        side, y = px(14), self.height() - low
        self._look.draw_icon(painter, face.icon, QRectF(left, y + px(2), side, side), ink)
        x = left + side + px(5)
        state_font, duty_font = self._look.font(HINT, SEMIBOLD), self._look.font(HINT)
        paint.write(painter, QRectF(x, y, width, px(18)), face.state, state_font, ink)
        x += paint.text_width(state_font, face.state)
        rest = f"  ·  {face.duty}" + (f"  ·  {face.pages} trang quét" if face.pages else "")
        paint.write(painter, QRectF(x, y, self.width() - x, px(18)), rest, duty_font, t.ink3)


class ComponentRow(QWidget):
    """Tick, originals and copies of one component."""

    ticked = Signal(int, bool)
    counted = Signal(int, int, int)  # no, originals, copies

    def __init__(self, look: Look, face: PaperFace) -> None:
        super().__init__()
        self.no = face.no
        self.tick = _Tick(look)
        self.originals = Stepper(look, f"Bản chính của giấy tờ {face.no}")
        self.copies = Stepper(look, f"Bản sao của giấy tờ {face.no}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(10)
        row.addWidget(self.tick, 1)
        row.addWidget(self.originals)
        row.addWidget(self.copies)
        self.tick.clicked.connect(lambda on: self.ticked.emit(self.no, on))
        self.originals.valueChanged.connect(self._count)
        self.copies.valueChanged.connect(self._count)
        self._quiet = False
        self.show_face(face)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What takes the focus, left to right."""
        return (self.tick, self.originals, self.copies)

    def show_face(self, face: PaperFace) -> None:
        """Show the paper's state, telling nobody."""
        self._quiet = True
        self.tick.show_face(face)
        self.originals.setValue(face.originals)
        self.copies.setValue(face.copies)
        self.originals.setVisible(not face.present_only)
        self.copies.setVisible(not face.present_only)
        self._quiet = False

    def _count(self) -> None:
        if not self._quiet:
            self.counted.emit(self.no, self.originals.value(), self.copies.value())
