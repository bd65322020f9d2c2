"""The command of `counter-centre` on counter sessions."""

from __future__ import annotations

import argparse
import json

from domain.identifiers import Scope
from sync.central.orders_cli import Add, open_asked
from sync.central.sessions import told_of


def add_commands(add: Add) -> None:
    """Add it to the program's own."""
    made = add("sessions", _sessions, "counter sessions; 1 when one does not agree with its close")
    made.add_argument("--scope", required=True)
    made.add_argument("--day", default="", metavar="ISO", help="also those opened on this day")


def _sessions(asked: argparse.Namespace) -> int:
    told = told_of(open_asked(asked), Scope(asked.scope), asked.day)
    print(json.dumps(told, ensure_ascii=False))
    return 0 if all(each.get("agrees", True) for each in told) else 1
