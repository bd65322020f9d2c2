"""`counterctl queue export` and `import`: facts that wait, carried by hand (P-53)."""

from __future__ import annotations

import secrets
import sys
from argparse import Namespace
from collections.abc import Mapping
from getpass import getpass
from typing import Any, Final

import zstandard
from argon2.low_level import Type, hash_secret_raw

from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.vault import KEY_BYTES, Vault
from counter_app.storage.queue_file import packed, take_in
from counter_app.usecases.device_errors import VaultBroken
from domain.errors import RuleBroken
from sync.protocol.errors import NotContinued, PeerBrokeProtocol

_SALT_BYTES: Final = 16
_LEAST: Final = 10
_MOST_BYTES: Final = 256 * 1024 * 1024
_NAME: Final = "counter queue"


class QueueFileRefused(RuleBroken):
    """A file that cannot be written or taken in, and why."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return str(self.args[0])


def queue(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Write what waits into an encrypted file, or take such a file in. Raises QueueFileRefused."""
    return _export(station, told) if told.act == "export" else _import(station, told)


def _export(station: Station, told: Namespace) -> Mapping[str, Any]:
    if told.file.exists():
        raise QueueFileRefused(f"{told.file} đã có; hãy đặt tên khác.")
    data, facts = packed(station.engine, station.enrolled)
    if not facts:
        raise QueueFileRefused("Không còn việc nào chờ gửi nên không cần xuất tệp.")
    salt = secrets.token_bytes(_SALT_BYTES)
    sealed = _vault(_password(told), salt).seal(zstandard.compress(data, 3), _NAME)
    told.file.write_bytes(salt + sealed)
    return {"file": str(told.file), "facts": facts}


def _import(station: Station, told: Namespace) -> Mapping[str, Any]:
    whole = told.file.read_bytes()
    salt, sealed = whole[:_SALT_BYTES], whole[_SALT_BYTES:]
    try:
        opened = _vault(_password(told), salt).open(sealed, _NAME)
        data = zstandard.ZstdDecompressor().decompress(opened, max_output_size=_MOST_BYTES)
        taken = take_in(station.engine, station.enrolled, data, moment_now())
    except (VaultBroken, zstandard.ZstdError, ValueError) as error:
        raise QueueFileRefused("Mật khẩu của tệp không đúng hoặc tệp đã hỏng.") from error
    except NotContinued as error:
        raise QueueFileRefused(
            "Máy này chưa có các việc trước đó của quầy kia; hãy chạy counterctl sync rồi nhập lại."
        ) from error
    except PeerBrokeProtocol as error:
        raise QueueFileRefused(f"Không nhận được tệp: {error}; hãy xuất lại ở quầy kia.") from error
    station.announce(taken.subjects)
    return {
        "counter": taken.counter,
        "facts": taken.facts,
        "new": taken.fresh,
        "next": "counterctl sync",
    }


def _password(told: Namespace) -> str:
    """Typed, or the first line of the input; ten characters at least."""
    text = sys.stdin.readline().rstrip("\r\n") if told.password_stdin else getpass("Mật khẩu tệp: ")
    if len(text) < _LEAST:
        raise QueueFileRefused(f"Mật khẩu của tệp phải có ít nhất {_LEAST} ký tự.")
    return text


def _vault(password: str, salt: bytes) -> Vault:
    key = hash_secret_raw(
        password.encode(),
        salt.ljust(_SALT_BYTES, b"\0"),
        time_cost=3,
        memory_cost=64 * 1024,
        parallelism=1,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return Vault(key)
