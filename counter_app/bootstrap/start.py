"""From nothing to a window that takes keys.

Whoever opens the desktop begins here, before Qt is imported.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from counter_app.bootstrap.program import Program
    from domain.errors import OfficeError

WITHOUT_QT: Final = (
    "importlib.readers",  # by which fonts and icons are found
    "counter_app.devices.wedge",
    "counter_app.settings",
    "counter_app.ui.ports",
    "counter_app.ui.sign_in.services",
    "counter_app.ui.tokens",
)
"""What the sign-in needs that knows no Qt. Imported before it: once the binding is there, it reads
the source of each further module through, to see whether that one uses it."""


def start(
    profile: Path, opened: Callable[[OfficeError | None], object] = lambda _: None
) -> Program:
    """The sign-in of a profile's counter, shown; run its `app` to go on.

    Nothing made on the way to the first paint is garbage, so nobody looks for any before it, and
    what stands then is not looked through again: a twentieth of the start, and shorter pauses.
    """
    gc.disable()
    for module in WITHOUT_QT:
        import_module(module)
    from counter_app.bootstrap.program import Program, application

    program = Program(application(), profile, opened)
    program.front.window.painted.connect(_collect_again)
    program.show()
    return program


def _collect_again() -> None:
    gc.freeze()
    gc.enable()
