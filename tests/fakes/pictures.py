"""Pictures of pages, drawn: no real paper is needed to show a strip."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw


def page_png(seed: int, component: int, *, large: bool = False) -> bytes:
    """A sheet with lines of writing, or an identity card's two sides for component 2."""
    scale = 8 if large else 2
    image = Image.new("RGB", (105 * scale, 148 * scale), "white")
    draw = ImageDraw.Draw(image)
    if component == 2:
        for top, colour in ((20, "#d5e6f7"), (80, "#f5e3cf")):
            draw.rounded_rectangle(_scaled(18, top, 88, top + 42, scale), 4 * scale, fill=colour)
    for row in range(12 if component != 2 else 0):
        width = 60 + (row * 37 + seed * 13) % 30
        y = 26 + row * 9
        draw.rectangle(_scaled(12, y, width, y + 2, scale), fill="#b9c6da")
    draw.rectangle(_scaled(30, 12, 78, 15, scale), fill="#7f93b5")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _scaled(left: int, top: int, right: int, bottom: int, scale: int) -> list[int]:
    return [left * scale, top * scale, right * scale, bottom * scale]
