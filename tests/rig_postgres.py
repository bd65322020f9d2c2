"""A PostgreSQL server of the test's own, in a temporary folder, without a network port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = max(
    Path("/usr/lib/postgresql").glob("*/bin"),
    key=lambda found: int(found.parent.name),
    default=Path("/usr/lib/postgresql/bin"),
)
"""Debian 12 has version 15, Debian 13 has 17: the newest that is installed."""


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a database made for this block; its server ends with the block."""
    if not (PROGRAMS / "initdb").exists():
        pytest.skip("PostgreSQL is not installed (installer/debian-packages.txt)")
    folder = Path(tempfile.mkdtemp(prefix="centre-pg-"))
    data = folder / "data"
    if os.geteuid() == 0:  # its programs refuse to run as root
        shutil.chown(folder, "postgres", "postgres")
    options = f"-k {folder} -c listen_addresses='' -c max_connections=120"
    try:
        _run("initdb", "-D", str(data), "-U", "centre", "-A", "trust", "-E", "UTF8")
        _run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://centre@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(url: str, mode: str) -> None:
    """End the server of this URL as `mode` says (`fast`, `immediate`) and start it again."""
    data = Path(url.partition("host=")[2]) / "data"
    _run("pg_ctl", "-D", str(data), "-w", "-m", mode, "-l", f"{data.parent}/log", "restart")


def _run(program: str, *arguments: str) -> None:
    command = [str(PROGRAMS / program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
