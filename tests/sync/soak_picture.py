"""Samples of a soak as an SVG: one small chart for each figure, drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any, Final

WIDTH: Final = 420
HEIGHT: Final = 150
LEFT: Final = 52
COLUMNS: Final = 2
_STYLE: Final = (
    "text{font:12px sans-serif;fill:#333}path{fill:none;stroke:#14695a;stroke-width:1.5}"
)


def drawn(samples: Sequence[Any]) -> str:
    """The first field of a sample is the way along; each other one is a chart from zero up."""
    names = [each.name for each in fields(samples[0])]
    rows = -(-(len(names) - 1) // COLUMNS)
    size = f'width="{COLUMNS * WIDTH}" height="{rows * HEIGHT}"'
    charts = [
        _chart(name, [(astuple(s)[0], astuple(s)[no]) for s in samples], no - 1)
        for no, name in enumerate(names[1:], 1)
    ]
    body = "".join(charts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{_STYLE}</style>{body}</svg>\n'


def _chart(name: str, points: Sequence[tuple[float, float]], place: int) -> str:
    across, down = place % COLUMNS * WIDTH, place // COLUMNS * HEIGHT
    most = max(value for _, value in points) or 1.0
    far = max(along for along, _ in points)
    wide, high = WIDTH - LEFT - 16, HEIGHT - 44
    way = " L".join(
        f"{LEFT + along / far * wide:.1f} {24 + high - value / most * high:.1f}"
        for along, value in points
    )
    foot = 24 + high
    return (
        f'<g transform="translate({across} {down})"><text x="{LEFT}" y="16">{name}</text>'
        f'<text x="4" y="30">{most:.4g}</text><text x="4" y="{foot}">0</text>'
        f'<text x="{LEFT + wide}" y="{foot + 14}" text-anchor="end">{far}</text>'
        f'<path d="M{LEFT} 24 V{foot} H{LEFT + wide}" style="stroke:#999"/><path d="M{way}"/></g>'
    )
