"""The office's names; in a module of its own because the sign-in shows them before all else."""

from __future__ import annotations

from typing import NamedTuple


class OfficeCard(NamedTuple):
    """The office as screens and slips name it. A named tuple: the first paint waits for it."""

    name: str
    unit: str
    place: str
    address: str
    hotline: str
    counter: str  # "Quầy 3"
    lookup_host: str
    demonstration: bool = False
