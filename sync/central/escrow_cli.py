"""Commands of `counter-centre` for the recovery key."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from sync.central import escrow
from sync.central.orders_cli import Add, hex_bytes, open_asked


def add_commands(add: Add) -> None:
    """Add them to the program's own."""
    made = add("recovery-key", _recovery_key, "make the key that opens counters' stores")
    made.add_argument("--out", type=Path, required=True, metavar="FILE")
    made.add_argument("--replace", action="store_true", help="counters seal their keys anew")
    made.add_argument("--password-stdin", action="store_true")
    made = add("store-key", _store_key, "open the kept key of a counter whose PC is dead")
    made.add_argument("--device", required=True)
    made.add_argument("--recovery-key", type=Path, required=True, metavar="FILE")
    made.add_argument("--out", type=Path, required=True, metavar="FILE")
    made.add_argument("--password-stdin", action="store_true")


def _recovery_key(asked: argparse.Namespace) -> int:
    password = _password(asked)
    public = escrow.make_recovery_key(open_asked(asked), asked.out, password, replace=asked.replace)
    print(
        f"Đã ghi khóa phục hồi vào {asked.out} (dấu {public.hex()[:8]}); hãy cất tệp và mật khẩu"
        " ở hai nơi khác nhau, ngoài máy chủ. Các quầy sẽ tự gửi khóa kho đã niêm phong."
    )
    return 0


def _store_key(asked: argparse.Namespace) -> int:
    device = hex_bytes(asked.device, "Mã thiết bị phải là 32 chữ số hệ 16, như lệnh status in ra.")
    key = escrow.store_key_of(open_asked(asked), device, asked.recovery_key, _password(asked))
    escrow.write_secret(asked.out, key)
    print(f"Đã ghi khóa kho vào {asked.out}; dùng xong hãy xóa tệp này.")
    return 0


def _password(asked: argparse.Namespace) -> str:
    if asked.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("Mật khẩu của khóa phục hồi: ")
