"""What waits, carried by hand as an encrypted file (P-53): for the screen and the command line."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

import zstandard
from argon2.low_level import Type, hash_secret_raw

from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.vault import KEY_BYTES, Vault
from counter_app.storage.queue_file import packed, take_in
from counter_app.usecases.device_errors import VaultBroken
from counter_app.usecases.queue_lines import Carried
from domain.errors import RuleBroken
from sync.protocol.errors import NotContinued, PeerBrokeProtocol

LEAST: Final = 10
"""Characters of a file's password."""

_SALT_BYTES: Final = 16
_MOST_BYTES: Final = 256 * 1024 * 1024
_NAME: Final = "counter queue"

Step = Callable[[str], object]
"""Told how far it is, in words, on whatever thread the work runs."""


class QueueFileRefused(RuleBroken):
    """A file that cannot be written or taken in, and why."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return str(self.args[0])


def export_queue(
    station: Station, file: Path, password: str, step: Step = lambda _: None
) -> Carried:
    """Write what waits into a new encrypted file. Raises QueueFileRefused."""
    _strong_enough(password)
    if file.exists():
        raise QueueFileRefused(f"{file} đã có; hãy đặt tên khác.")
    step("Đang gom các việc chờ gửi…")
    data, facts = packed(station.engine, station.enrolled)
    if not facts:
        raise QueueFileRefused("Không còn việc nào chờ gửi nên không cần xuất tệp.")
    step(f"Đang mã hóa {facts} việc…")
    salt = secrets.token_bytes(_SALT_BYTES)
    sealed = _vault(password, salt).seal(zstandard.compress(data, 3), _NAME)
    step("Đang ghi tệp…")
    try:
        file.write_bytes(salt + sealed)
    except OSError as error:
        raise _unreachable(file, error) from error
    return Carried(facts=facts, file=str(file))


def import_queue(
    station: Station, file: Path, password: str, step: Step = lambda _: None
) -> Carried:
    """Take such a file in; the next exchange brings it to the centre. Raises QueueFileRefused."""
    _strong_enough(password)
    step("Đang đọc tệp…")
    try:
        whole = file.read_bytes()
    except OSError as error:
        raise _unreachable(file, error) from error
    salt, sealed = whole[:_SALT_BYTES], whole[_SALT_BYTES:]
    step("Đang giải mã và kiểm chữ ký…")
    try:
        opened = _vault(password, salt).open(sealed, _NAME)
        data = zstandard.ZstdDecompressor().decompress(opened, max_output_size=_MOST_BYTES)
        taken = take_in(station.engine, station.enrolled, data, moment_now())
    except (VaultBroken, zstandard.ZstdError, ValueError) as error:
        raise QueueFileRefused("Mật khẩu của tệp không đúng hoặc tệp đã hỏng.") from error
    except NotContinued as error:
        raise QueueFileRefused(
            "Máy này chưa có các việc trước đó của quầy kia; hãy gửi trung tâm (F5 ở Đồng bộ, "
            "hoặc counterctl sync) rồi nhập lại."
        ) from error
    except PeerBrokeProtocol as error:
        raise QueueFileRefused(f"Không nhận được tệp: {error}; hãy xuất lại ở quầy kia.") from error
    station.announce(taken.subjects)
    return Carried(facts=taken.facts, fresh=taken.fresh, file=str(file), counter=taken.counter)


def _unreachable(file: Path, error: OSError) -> QueueFileRefused:
    why = error.strerror or type(error).__name__
    return QueueFileRefused(f"Không đọc hoặc ghi được {file} ({why}); hãy chọn nơi khác.")


def _strong_enough(password: str) -> None:
    if len(password) < LEAST:
        raise QueueFileRefused(f"Mật khẩu của tệp phải có ít nhất {LEAST} ký tự.")


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
