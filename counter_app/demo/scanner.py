"""SANE's own test devices, for demonstration and tests: a feeder of ten pages, and a player.

`test:0` draws a pattern and knows every fault (`read-return-value`); `pnm:0` plays a picture
file (`filename`). Both are real drivers behind the real library.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import environ
from pathlib import Path
from typing import Final

FEEDER: Final = "test:0"
PLAYER: Final = "pnm:0"

_TEST_CONF: Final = """\
number_of_devices 1
mode Color
depth 8
resolution 200
geometry_max 297
test-picture "Color pattern"
"""


def scanner_environment(folder: Path) -> Mapping[str, str]:
    """Our environment with a SANE configuration of these two devices alone, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dll.conf").write_text("test\npnm\n", encoding="ascii")
    (folder / "test.conf").write_text(_TEST_CONF, encoding="ascii")
    return {**environ, "SANE_CONFIG_DIR": str(folder.resolve())}
