"""`counterctl backup`, `counterctl restore` and `counterctl restore-key`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from counter_app.bootstrap.station import Station, moment_now
from counter_app.settings import load
from counter_app.storage.archives import files
from counter_app.storage.backups import copy_archives, copy_store, note_backup, restore_store
from counter_app.storage.engine import open_engine
from counter_app.storage.key_store import KEY_BYTES, put_key, store_key
from counter_app.usecases.errors import KeyUnavailable


def backup(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Copy the store into a file, encrypted as it is. Raises FileExistsError."""
    size = copy_store(station.engine, told.out)
    copies = copy_archives(station.engine, station.archives, told.out) if told.archives else ()
    note_backup(station.engine, moment_now())
    return {
        "file": str(told.out),
        "bytes": size,
        "archives": [str(station.archives.path(name)) for name in _archives(station)],
        "copied": [str(copy) for copy in copies],
    }


def _archives(station: Station) -> list[str]:
    return [each.name for each in files(station.engine, station.archives)]


def restore(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Go back to a copy; numbers are given again after the next exchange with the centre."""
    settings = station.settings
    station.close()
    key = store_key(settings.profile)
    restore_store(settings.database, key, told.copy, settings.archive)
    return {"restored": str(told.copy), "next": "counterctl sync"}


def restore_key(told: Namespace) -> Mapping[str, Any]:
    """Give a store its key again, as `counter-centre store-key` wrote it.

    Works on a profile that does not open. Raises KeyUnavailable for a key of another store.
    """
    database = load(told.profile).database
    if not database.exists():
        raise KeyUnavailable(f"không có kho dữ liệu ở {told.profile}; hãy chỉ đúng --profile")
    key = told.key.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyUnavailable(f"tệp {told.key.name} không phải khóa kho")
    open_engine(database, key).dispose()
    put_key(told.profile, key)
    return {"opened": str(database), "next": "counterctl status"}
