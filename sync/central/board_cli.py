"""Command of `counter-centre` on the supervisor's board."""

from __future__ import annotations

import argparse
import json

from domain.identifiers import PROVINCE, Scope
from sync.central import board
from sync.central.board_rights import offices
from sync.central.centre import Centre
from sync.central.errors import SetUpWrong
from sync.central.orders_cli import Add, open_asked
from sync.central.store.board_rows import refill
from sync.central.store.journal import Journal
from sync.protocol.errors import PeerBrokeProtocol


def add_commands(add: Add) -> None:
    """Add it to the program's own."""
    made = add("board", _board, "what a supervisor sees, of an office or of the province")
    made.add_argument("--scope", default=PROVINCE, help="an office; without it all of them")
    made.add_argument("--day", default="", help="for example 2026-11-23; without it today")
    made.add_argument("--refill", action="store_true", help="count it anew from the facts first")


def _board(asked: argparse.Namespace) -> int:
    centre, scope = open_asked(asked), Scope(asked.scope)
    if asked.refill:
        refilled(centre, scope)
    print(json.dumps(board.for_administrator(centre, scope, asked.day), ensure_ascii=False))
    return 0


def refilled(centre: Centre, scope: Scope) -> int:
    """The board's tables anew, office by office; how many facts were read.

    Raises NotFound, SetUpWrong where a row is damaged.
    """
    with centre.store.reading() as snapshot:
        wanted = offices(snapshot, scope)
    count = 0
    for each in wanted:
        with centre.store.writing() as transaction:
            Journal(transaction, each)
            try:
                count += refill(transaction, each)
            except PeerBrokeProtocol as error:
                raise SetUpWrong(
                    "Có dòng dữ liệu hỏng; hãy chạy verify, đợi các quầy gửi bù rồi ra lệnh lại."
                ) from error
            transaction.commit()
    return count
