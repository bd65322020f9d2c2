"""counter-app: the desktop program of one counter."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from counter_app.bootstrap.start import start
from counter_app.settings import default_profile
from domain.errors import OfficeError


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the counter of a profile; 0 when it was closed in order."""
    parser = argparse.ArgumentParser(prog="counter-app", description=__doc__)
    parser.add_argument("--profile", type=Path, default=default_profile(), metavar="DIR")
    parser.add_argument("--self-check", action="store_true", help="open, and close again")
    told = parser.parse_args(arguments)
    refusals: list[OfficeError] = []

    def opened(error: OfficeError | None) -> None:
        if error is not None:
            refusals.append(error)
            sys.stderr.write(error.sentence + "\n")
        if told.self_check:
            program.app.exit(1 if error else 0)

    program = start(told.profile, opened)
    try:
        return program.app.exec() or (1 if refusals else 0)
    finally:
        program.close()


if __name__ == "__main__":
    sys.exit(main())
