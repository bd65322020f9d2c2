"""One TOML file per machine becomes one frozen value, passed in."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from domain.errors import Unavailable

FILE: Final = "counter.toml"


class SettingsBroken(Unavailable):
    """The settings file cannot be read."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Tệp cấu hình không đọc được: {self.args[0]}. Hãy sửa tệp hoặc gọi cán bộ CNTT."


class Settings(NamedTuple):
    """What may differ from PC to PC. Every value has a default that works.

    A named tuple, because the first paint waits for it.
    """

    profile: Path
    trusted_certificates: str = ""  # file; empty for the system's
    printer: str = ""  # queue name or ipp:// address; empty: slips are saved as files
    print_server: str = ""  # CUPS server other than the system's
    slip_paper: str = "A5"  # A5 or A4
    scan_kbit_per_s: int = 0  # most that scans may take of the line to the centre; 0: no limit
    archive_folder: str = ""  # of sealed months, on a disk of this PC; empty: in the profile
    archive_after_months: int = 12  # a dossier due so long ago may be archived unfinished
    scanner: str = ""  # SANE name; empty: the first one found
    idle_lock_minutes: int = 6
    dark: bool = False
    text_percent: int = 100  # 100, 115, 130

    @property
    def database(self) -> Path:
        """The encrypted store."""
        return self.profile / "counter.db"

    @property
    def archive(self) -> Path:
        """Archives of sealed months, and the scans that went along."""
        return self.profile / (self.archive_folder or "archive")

    @property
    def blobs(self) -> Path:
        """Scanned files, sealed, by hash."""
        return self.profile / "blobs"

    @property
    def scans(self) -> Path:
        """Pages of open cases, sealed."""
        return self.profile / "scans"

    @property
    def reports(self) -> Path:
        """Reports of a period, each with its hash in its name."""
        return self.profile / "reports"

    @property
    def slips(self) -> Path:
        """Slips saved as files."""
        return self.profile / "slips"


def default_profile() -> Path:
    """Where the machine's counter lives: one store per PC, whoever is logged in."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "QuayMotCua"
    system = Path("/var/lib/quay-mot-cua")
    if os.access(system.parent, os.W_OK):
        return system
    home = os.environ.get("XDG_DATA_HOME", "")
    return (Path(home) if home else Path.home() / ".local" / "share") / "quay-mot-cua"


def load(profile: Path) -> Settings:
    """The settings of a profile. Raises SettingsBroken, naming the line or the value."""
    path = profile / FILE
    if not path.exists():
        return Settings(profile=profile)
    import tomllib  # most counters have no such file, and start without it

    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise SettingsBroken(str(error)) from error
    return Settings(profile=profile, **_checked(told))


def _checked(told: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {name: type(default) for name, default in Settings._field_defaults.items()}
    for name, value in told.items():
        if name not in kinds:
            raise SettingsBroken(f"không có mục {name}")
        if type(value) is not kinds[name]:
            raise SettingsBroken(f"mục {name} sai kiểu")
    for name in ("scan_kbit_per_s", "archive_after_months"):
        if told.get(name, 0) < 0:
            raise SettingsBroken(f"mục {name} phải từ 0 trở lên")
    return dict(told)
