"""Commands of `counter-centre` on single facts, and after a restore."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from domain.identifiers import Scope, SubjectId
from sync.central import backups, orders, restoring
from sync.central.admin import open_centre
from sync.central.centre import Centre
from sync.central.errors import SetUpWrong
from sync.central.reports import silent

Command: TypeAlias = Callable[[argparse.Namespace], int]
Add: TypeAlias = Callable[[str, Command, str], argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Add them to the program's own."""
    made = add("backup", _backup, "copy the database while the centre works")
    made.add_argument("--out", type=Path, required=True)
    made = add("restore", _restore, "go back to a copy, and wait for the counters")
    made.add_argument("--from", dest="copy", type=Path, required=True)
    made = add("watch", _watch, "counters not proven equal for long; 1 when there is one")
    made.add_argument("--hours", type=float, default=24.0)
    add("restored", _restored, "the database comes from a backup: wait for the counters")
    add("release", _release, "after a restore: no other counter will report")
    add("held", _held, "facts set aside in an office").add_argument("--scope", required=True)
    made = add("release-fact", _release_fact, "let a fact that was set aside count after all")
    for name in ("scope", "fact", "reason"):
        made.add_argument(f"--{name}", required=True)
    made = add("erase", _erase, "destroy what was told of a person, by order of law")
    for name in ("scope", "subject", "order"):
        made.add_argument(f"--{name}", required=True)
    made.add_argument("--with-dossiers", action="store_true", help="a customer's dossiers too")


def open_asked(asked: argparse.Namespace) -> Centre:
    """The centre that the command line names. Raises SetUpWrong."""
    return open_centre(asked.database, asked.blobs, asked.keys)


def hex_bytes(text: str, sentence: str) -> bytes:
    """Bytes written in hex. Raises SetUpWrong with the sentence."""
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise SetUpWrong(sentence) from error


def _watch(asked: argparse.Namespace) -> int:
    told = silent(open_asked(asked), asked.hours)
    for each in told:
        print(each.sentence)
    return 1 if told else 0


def _backup(asked: argparse.Namespace) -> int:
    size = backups.backup(asked.database, asked.out)
    print(f"Đã sao lưu vào {asked.out} ({size} byte) và đã đọc lại được bản sao.")
    return 0


def _restore(asked: argparse.Namespace) -> int:
    backups.restore(asked.database, asked.copy)
    print(f"Đã phục hồi từ {asked.copy}.")
    return _restored(asked)


def _restored(asked: argparse.Namespace) -> int:
    waiting = restoring.restored(open_asked(asked))
    print(f"Đã mở đời mới của dữ liệu; chờ {waiting} quầy báo lại rồi mới cấp số và tài khoản.")
    return 0


def _held(asked: argparse.Namespace) -> int:
    told = orders.held(open_asked(asked), Scope(asked.scope))
    print(json.dumps([{"fact": fact, "reason": why} for fact, why in told], ensure_ascii=False))
    return 0


def _release_fact(asked: argparse.Namespace) -> int:
    id_ = hex_bytes(asked.fact, "Mã của việc phải là 64 chữ số hệ 16, như lệnh held in ra.")
    orders.release(open_asked(asked), Scope(asked.scope), id_, asked.reason)
    print(f"Đã cho việc {asked.fact} có hiệu lực trở lại.")
    return 0


def _erase(asked: argparse.Namespace) -> int:
    subject = SubjectId(hex_bytes(asked.subject, "Mã đối tượng phải là 32 chữ số hệ 16."))
    erased = orders.erase(
        open_asked(asked), Scope(asked.scope), subject, asked.order, dossiers=asked.with_dossiers
    )
    print(
        f"Đã hủy nội dung {erased.facts} việc và {erased.scans} bản quét theo {asked.order};"
        " chuỗi và chứng nhận vẫn kiểm được."
    )
    return 0


def _release(asked: argparse.Namespace) -> int:
    silent = restoring.release(open_asked(asked))
    print(f"Trung tâm cấp số và tài khoản trở lại; {silent} quầy chưa báo.")
    return 0
