"""The read tables of counter sessions: how each stands, and where its money is told of.

What a session comes to is computed from the facts themselves whenever it is asked for, so a fact
that comes late, is released, or is destroyed by order of law needs no second bookkeeping.
"""

from __future__ import annotations

from sqlalchemy import Index, Table

from sync.central.store.columns import TABLES
from sync.central.store.columns import bytes_column as _bytes
from sync.central.store.columns import text_column as _text
from sync.central.store.columns import whole_column as _whole

session_state = Table(
    "session_state",
    TABLES,
    _text("scope", key=True),
    _bytes("subject", key=True),
    _text("state"),  # open, suspended, closed
    _text("day"),  # on which it was opened
    _whole("opened"),
    Index("session_state_of", "scope", "state", "day"),
)

session_money = Table(  # subjects with a fact that names a session; looked at again when asked
    "session_money",
    TABLES,
    _text("scope", key=True),
    _bytes("session", key=True),
    _bytes("subject", key=True),
)
