"""What the supervisor's board is read from: its read tables, and each counter's last word.

`board_dossier`, `board_fee` and `board_day` follow from the facts and can be filled anew;
`counter_state` is what a counter tells of itself, and is written over each time.
"""

from __future__ import annotations

from sqlalchemy import Index, Table

from sync.central.store.columns import TABLES
from sync.central.store.columns import bytes_column as _bytes
from sync.central.store.columns import text_column as _text
from sync.central.store.columns import whole_column as _whole

board_dossier = Table(
    "board_dossier",
    TABLES,
    _text("scope", key=True),
    _bytes("subject", key=True),
    _text("code"),
    _text("procedure"),
    _text("status"),
    _text("day"),  # of the reception
    _whole("hour"),  # of the reception, on the office's clock
    _whole("at"),
    _whole("due"),
    Index("board_dossier_day", "scope", "day", "hour"),
    Index("board_dossier_due", "scope", "status", "due", "procedure"),
)

board_fee = Table(
    "board_fee",
    TABLES,
    _text("scope", key=True),
    _bytes("id", key=True),
    _text("day"),
    _text("method"),  # cash, transfer, card, other
    _whole("amount"),  # đồng, below 0 for money given back; 0 where it is not believed
    Index("board_fee_day", "scope", "day", "method", "amount"),
)

board_day = Table(  # days on which a counter wrote anything
    "board_day",
    TABLES,
    _text("scope", key=True),
    _bytes("device", key=True),
    _text("day", key=True),
    _whole("told"),  # when the last fact of that day came here
    Index("board_day_of", "scope", "day"),
)

counter_state = Table(
    "counter_state",
    TABLES,
    _bytes("device", key=True),
    _bytes("told"),  # CBOR, as `sync.central.counter_states` reads it
    _whole("at"),
)
