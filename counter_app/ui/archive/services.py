"""What the archive panel is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter_app.ui.ports import Tasks
from counter_app.usecases.archive_lines import Archived, ArchiveLine, ToArchive

GoOn = Callable[[int, int], bool]
"""Hears how far of how much it is, on any thread; says whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveServices:
    """`tasks` is a thread of its own: moving takes minutes, and the desk goes on saving."""

    tasks: Tasks
    allowed: Callable[[], bool]  # whether who sits here may move anything; answers at once
    listed: Callable[[], Sequence[ArchiveLine]]
    plan: Callable[[Callable[[], bool]], ToArchive]  # asks whether to go on
    move: Callable[[GoOn], Archived]  # what was planned last. Raises OfficeError, OSError
