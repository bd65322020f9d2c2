"""`counterctl queue export` and `import`: facts that wait, carried by hand (P-53)."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from getpass import getpass
from typing import Any

from counter_app.bootstrap.queue_carrier import export_queue, import_queue
from counter_app.bootstrap.station import Station


def queue(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Write what waits into an encrypted file, or take such a file in. Raises QueueFileRefused."""
    password = _password(told)
    if told.act == "export":
        carried = export_queue(station, told.file, password)
        return {"file": carried.file, "facts": carried.facts}
    carried = import_queue(station, told.file, password)
    return {
        "counter": carried.counter,
        "facts": carried.facts,
        "new": carried.fresh,
        "next": "counterctl sync",
    }


def _password(told: Namespace) -> str:
    """Typed, or the first line of the input."""
    return sys.stdin.readline().rstrip("\r\n") if told.password_stdin else getpass("Mật khẩu tệp: ")
