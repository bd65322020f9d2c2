"""The read tables of counter sessions and of money."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, text

from counter_app.storage.read_tables import READ

session = Table(
    "session",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("series", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("device", LargeBinary, nullable=False),  # that goes on with it, or closed it
    Column("opened", BigInteger, nullable=False),
    Column("day", Text, nullable=False),
    Column("closed", BigInteger, nullable=False),
    Column("z_series", Text, nullable=False),
    Column("z", Integer, nullable=False),
    Column("disputed", Text, nullable=False),
    Index("session_number", "series", "number"),
    Index("session_z", "z_series", "z"),
    Index("session_open", "device", sqlite_where=text("state <> 'closed'")),
    Index("session_day", "day"),
    Index("session_disputed", "id", sqlite_where=text("disputed <> ''")),
    sqlite_with_rowid=False,
)

money = Table(  # what each fact moved: of dossiers and of sessions
    "money",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("fact", LargeBinary, primary_key=True),
    Column("session", LargeBinary, nullable=False),  # empty: it belongs to none
    Column("sort", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),  # stamp
    Column("wall", BigInteger, nullable=False),
    Column("day", Text, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("taking", Text, nullable=False),  # fee, refund; empty: float, or cash that was moved
    Column("receipt", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("money_session", "session", "device", "day"),
    sqlite_with_rowid=False,
)
