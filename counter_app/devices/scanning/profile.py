"""How to scan, and the words that pass between the program and the scanning process."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from counter_app.devices.vault import Vault

LEAST_DPI: Final = 200  # Nghị định 30/2020/NĐ-CP, phụ lục I, phần II, mục I: colour, 200 dpi
PAGE_SUFFIX: Final = ".page"


class Source(StrEnum):
    """Where the paper lies. AUTO is the feeder where there is one."""

    AUTO = "auto"
    FEEDER = "feeder"
    FLATBED = "flatbed"


@dataclass(frozen=True, slots=True)
class Scanner:
    """A device as the scanner system names it; `title` is for the clerk."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanProfile:
    """What to ask of a device: A4 in colour unless said otherwise.

    `options` are the driver's own, set last and as text, for a device that needs them.
    """

    device: str
    source: Source = Source.AUTO
    dpi: int = LEAST_DPI
    width_mm: float = 210.0
    height_mm: float = 297.0
    quality: int = 75
    most_pages: int = 500
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PageSink:
    """Where pages go: sealed files in `folder`, numbered from `first`."""

    folder: Path
    vault: Vault
    first: int


class DeviceFailed(Exception):
    """`name` is one of no_paper, jammed, cover_open, busy, cancelled, io, missing."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def page_name(number: int) -> str:
    """The file name of a page."""
    return f"{number:05d}{PAGE_SUFFIX}"


def page_number(path: Path) -> int:
    """The number in a page's file name."""
    return int(path.name.removesuffix(PAGE_SUFFIX))
