"""How much room the exchange screen has, and what gives way. Sizes are logical pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

SIDE = 352
"""Width of the cards beside the queue."""


@dataclass(frozen=True, slots=True)
class Room:
    """The screen's own size (without rail, head and foot), divided by the clerk's text setting."""

    width: int
    height: int

    @property
    def narrow(self) -> bool:
        """The cards go below the queue, and the whole scrolls."""
        return self.width < 1000 or self.height < 500

    @property
    def slim(self) -> bool:
        """The queue loses its columns of figures, the proof its notes."""
        return self.width < 900

    @property
    def low(self) -> bool:
        """A maximised window at 1366×768 has 602 px for a screen: the proof is drawn smaller."""
        return self.height < 660

    @property
    def short(self) -> bool:
        """Full screen at 1366×768 has 682 px: the marks go without their legend."""
        return self.height < 700

    @property
    def gap(self) -> int:
        """Between cards."""
        return 8 if self.low else 11

    @property
    def least_queue(self) -> int:
        """Three rows and their head at least; four where they are scrolled to anyway."""
        return 236 if self.narrow else 180


class FirmColumn(QVBoxLayout):
    """From the top down, as high as its parts' least heights ask for.

    Wrapped labels state theirs; told of a height for a width besides, the pane would scroll for
    what they would like.
    """

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Told by nobody here."""
        return False
