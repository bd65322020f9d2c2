"""The key of the local store: machine-level, so that it serves every user and `counterctl`.

On Windows the system protects it (DPAPI, machine scope). Elsewhere no system key store serves
all users and services alike, so it is a file that only its owner may read; docs/adr says so.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Final

from counter_app.usecases.errors import KeyUnavailable

KEY_FILE: Final = "store.key"
KEY_BYTES: Final = 32
_MACHINE: Final = 0x4  # CRYPTPROTECT_LOCAL_MACHINE


if sys.platform == "win32":  # not tried: no Windows machine was at hand
    import ctypes
    from ctypes import wintypes

    class _Blob(ctypes.Structure):
        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    def _dpapi(function: str, data: bytes, flags: int) -> bytes:
        given = _Blob(len(data), ctypes.create_string_buffer(data, len(data)))
        taken = _Blob()
        call = getattr(ctypes.windll.crypt32, function)
        if not call(ctypes.byref(given), None, None, None, None, flags, ctypes.byref(taken)):
            raise KeyUnavailable("Windows không mở được khóa")
        try:
            return ctypes.string_at(taken.data, taken.size)
        finally:
            ctypes.windll.kernel32.LocalFree(taken.data)

else:

    def _dpapi(function: str, data: bytes, flags: int) -> bytes:  # noqa: ARG001 - Windows alone
        raise KeyUnavailable(f"{function} chỉ có trên Windows")


def store_key(profile: Path, *, made: bool = False) -> bytes:
    """The profile's key; `made`: a new one where there is none, since there is no store yet either.

    Raises KeyUnavailable when it is missing, cannot be read, or when others may read it.
    """
    path = profile / KEY_FILE
    try:
        if path.exists():
            return _read(path)
        if not made:
            raise KeyUnavailable(
                f"không có tệp {path.name}; trung tâm có thể còn giữ (counterctl restore-key)"
            )
        key = secrets.token_bytes(KEY_BYTES)
        _write(path, key)
    except OSError as error:
        raise KeyUnavailable(error.strerror or "lỗi đọc tệp") from error
    return key


def put_key(profile: Path, key: bytes) -> None:
    """The profile's key from now on; one that lies there is kept beside it. Raises KeyUnavailable.

    Whether it opens the store is for the caller to see first.
    """
    path = profile / KEY_FILE
    try:
        if path.exists():
            path.replace(path.with_name(f"{KEY_FILE}.before"))
        _write(path, key)
    except OSError as error:
        raise KeyUnavailable(error.strerror or "lỗi ghi tệp") from error


def _write(path: Path, key: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(_protect(key))
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyUnavailable(f"tệp {path.name} đang mở cho người khác đọc")
    key = _reveal(path.read_bytes())
    if len(key) != KEY_BYTES:
        raise KeyUnavailable(f"tệp {path.name} hỏng")
    return key


def _protect(key: bytes) -> bytes:
    return _dpapi("CryptProtectData", key, _MACHINE) if sys.platform == "win32" else key


def _reveal(kept: bytes) -> bytes:
    return _dpapi("CryptUnprotectData", kept, 0) if sys.platform == "win32" else kept
