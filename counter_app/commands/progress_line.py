"""One line of progress on the error output, where a person sees it."""

from __future__ import annotations

import sys
from typing import Final

_CLEAR: Final = "\r\x1b[K"


def show(line: str) -> None:
    """In place of the one before; an empty one wipes it."""
    if sys.stderr.isatty():
        sys.stderr.write(_CLEAR + line)
        sys.stderr.flush()
