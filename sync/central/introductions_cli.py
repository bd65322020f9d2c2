"""Commands of `counter-centre` on what offices are shown of each other."""

from __future__ import annotations

import argparse
import json

from domain.identifiers import Scope, SubjectId
from sync.central import introductions
from sync.central.orders_cli import Add, hex_bytes, open_asked


def add_commands(add: Add) -> None:
    """Add them to the program's own."""
    made = add("asked", _asked, "who asked for other offices' citizens and dossiers, and why")
    made.add_argument("--scope", required=True)
    made.add_argument("--days", type=float, default=30.0)
    made = add("introductions", _introductions, "what an office is shown of others, and until when")
    made.add_argument("--scope", required=True)
    made = add("end-introduction", _end, "a purpose is met: nothing more is relayed")
    for name in ("scope", "subject"):
        made.add_argument(f"--{name}", required=True)
    made = add("errands", _errands, "what is on its way between offices; 1 when some is held")
    made.add_argument("--again", action="store_true", help="try what is held once more")


def _asked(asked: argparse.Namespace) -> int:
    told = introductions.book(open_asked(asked), Scope(asked.scope), asked.days)
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _introductions(asked: argparse.Namespace) -> int:
    told = introductions.shown_in(open_asked(asked), Scope(asked.scope))
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _end(asked: argparse.Namespace) -> int:
    subject = SubjectId(hex_bytes(asked.subject, "Mã đối tượng phải là 32 chữ số hệ 16."))
    introductions.end_now(open_asked(asked), Scope(asked.scope), subject)
    print(f"Đã kết thúc việc cho {asked.scope} xem {asked.subject}.")
    return 0


def _errands(asked: argparse.Namespace) -> int:
    centre = open_asked(asked)
    if asked.again:
        introductions.try_again(centre)
    waiting, held = introductions.errands(centre)
    print(json.dumps({"waiting": waiting, "held": held}))
    return 1 if held else 0
