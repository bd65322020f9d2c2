"""`counterctl backup` and `counterctl restore`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from counter_app.bootstrap.station import Station
from counter_app.storage.backups import copy_store, restore_store
from counter_app.storage.key_store import store_key


def backup(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Copy the store into a file, encrypted as it is. Raises FileExistsError."""
    size = copy_store(station.engine, told.out)
    return {"file": str(told.out), "bytes": size}


def restore(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Go back to a copy; numbers are given again after the next exchange with the centre."""
    settings = station.settings
    station.close()
    restore_store(settings.database, store_key(settings.profile), told.copy)
    return {"restored": str(told.copy), "next": "counterctl sync"}
