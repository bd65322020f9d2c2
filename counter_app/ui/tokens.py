"""Colours and measures of the screens, and the contrast that follows from them. Knows no Qt."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

TEXT_SETTINGS: Final = (100, 115, 130)
"""The clerk's own text setting, percent."""

HINT, LABEL, FIELD, SECTION, SCREEN, DUE, MONEY = 13, 14, 15, 16, 20, 22, 28
"""Text sizes in px at 100 %; HINT is the floor."""

CONTROL: Final = 36
"""Height of a control, px at 100 %."""

RADIUS: Final = 7
CARD_RADIUS: Final = 10
GAP: Final = 12


class Tone(StrEnum):
    """What a colour says. It is never said by colour alone: icon and word go with it."""

    PLAIN = "plain"
    PRIMARY = "primary"
    GOOD = "good"
    SOON = "soon"
    LATE = "late"
    WAITING = "waiting"


class Tokens(NamedTuple):
    """One theme: colours as #RRGGBB. A named tuple, because the first paint waits for it."""

    ground: str
    surface: str
    sunken: str
    ink: str
    ink2: str
    ink3: str
    outline: str
    line: str
    primary: str
    on_primary: str
    primary_text: str
    primary_soft: str
    good: str
    good_soft: str
    soon: str
    soon_soft: str
    late: str
    late_soft: str
    waiting: str
    waiting_soft: str
    rail: str
    rail_ink: str
    rail_on: str
    badge: str
    badge_ink: str
    chart1: str
    chart2: str
    chart3: str  # only hatched or as a line: blue against orange, told apart without colour

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Text colour and soft ground of a tone."""
        return {
            Tone.PLAIN: (self.ink2, self.sunken),
            Tone.PRIMARY: (self.primary_text, self.primary_soft),
            Tone.GOOD: (self.good, self.good_soft),
            Tone.SOON: (self.soon, self.soon_soft),
            Tone.LATE: (self.late, self.late_soft),
            Tone.WAITING: (self.waiting, self.waiting_soft),
        }[tone]


LIGHT: Final = Tokens(
    ground="#EEF2F7",
    surface="#FFFFFF",
    sunken="#F6F8FB",
    ink="#14202F",
    ink2="#3D4B5F",
    ink3="#56647A",
    outline="#75849A",
    line="#D9E0EA",
    primary="#1A4FBA",
    on_primary="#FFFFFF",
    primary_text="#1A4FBA",
    primary_soft="#E6EEFC",
    good="#0A6846",
    good_soft="#E0F3E9",
    soon="#7D4A00",
    soon_soft="#FDF0D0",
    late="#A8231A",
    late_soft="#FCE7E4",
    waiting="#56358F",
    waiting_soft="#EFE8FA",
    rail="#12264A",
    rail_ink="#C6D4EC",
    rail_on="#24457F",
    badge="#F7C85C",
    badge_ink="#3A2600",
    chart1="#1A4FBA",
    chart2="#7492D9",
    chart3="#C25E00",
)

DARK: Final = Tokens(
    ground="#0F151E",
    surface="#18212D",
    sunken="#131B26",
    ink="#EBF0F7",
    ink2="#BFCAD8",
    ink3="#9AA8BA",
    outline="#74869D",
    line="#2C3948",
    primary="#2E66D6",
    on_primary="#FFFFFF",
    primary_text="#8DB6FF",
    primary_soft="#1D3157",
    good="#66D6A4",
    good_soft="#143327",
    soon="#F2BF62",
    soon_soft="#3A2C10",
    late="#FF9E94",
    late_soft="#45201D",
    waiting="#C7AFFF",
    waiting_soft="#2E2548",
    rail="#0B1420",
    rail_ink="#AFC0D8",
    rail_on="#1D3157",
    badge="#F2BF62",
    badge_ink="#2B1D00",
    chart1="#6FA2FF",
    chart2="#4A6CAE",
    chart3="#F0A04B",
)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, relative luminance."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)
