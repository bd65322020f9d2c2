"""The tables of what the link and the desk remember: migrated between releases, never rebuilt."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

LINK: Final = MetaData()

link = Table(
    "link",
    LINK,
    Column("scope", Text, primary_key=True),
    Column("incarnation", LargeBinary, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("proven_at", BigInteger),
    Column("proven_digest", LargeBinary),
    sqlite_with_rowid=False,
)

verified = Table(  # when each branch was last hashed anew, and how far
    "verified",
    LINK,
    Column("scope", Text, primary_key=True),
    Column("device", LargeBinary, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("branch", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

setting = Table(
    "setting",
    LINK,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

exchange_log = Table(
    "exchange_log",
    LINK,
    Column("no", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),  # proven, repaired, lost
    Column("note", Text, nullable=False),  # of a lost one: why; of a repaired: which records
    Column("up", Integer, nullable=False, default=0),  # facts that the centre acknowledged
    Column("down", Integer, nullable=False, default=0),  # facts that came
)

foreseen = Table(  # what the centre was expected to decide, and what it did; the last ones only
    "foreseen",
    LINK,
    Column("no", Integer, primary_key=True),
    Column("fact", LargeBinary, nullable=False, unique=True),
    Column("subject", LargeBinary, nullable=False),
    Column("clause", Text, nullable=False),
    Column("aside", Integer, nullable=False),  # expected: 1, it is set aside
    Column("username", Text, nullable=False),  # expected; empty where none is given for it
    Column("at", BigInteger, nullable=False),
    Column("came_aside", Integer),  # null while it is open
    Column("came_username", Text, nullable=False, default=""),
    Index("foreseen_open", "came_aside"),
)

blob = Table(
    "blob",
    LINK,
    Column("sha256", LargeBinary, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("sent", Integer, nullable=False),  # bytes the centre has; size when verified there
    Column(
        "done", Integer, nullable=False
    ),  # 0 waits, 1 there, 2 unreadable here and not there, 3 to be destroyed
    Column("at", BigInteger, nullable=False),
    Index("blob_waiting", "done", "at"),
    sqlite_with_rowid=False,
)

account = Table(
    "account",
    LINK,
    Column("id", LargeBinary, primary_key=True),
    Column("username", Text, nullable=False, unique=True),
    Column("password", Text, nullable=False),  # argon2id
    Column("must_change", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_until", BigInteger, nullable=False, default=0),
    Column("last_seen", BigInteger, nullable=False, default=0),
    Column("pending_password", Text),  # changed here, not yet known to the centre
    sqlite_with_rowid=False,
)

day_close = Table(  # this store's own closings; the same as facts is `day_sealed`
    "day_close",
    LINK,
    Column("device", LargeBinary, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("day", Text, nullable=False),
    Column("state", Text, nullable=False),  # pending, sealed, disputed
    Column("document", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("countersignature", LargeBinary, nullable=False),  # empty until it is sealed
    Column("differs", LargeBinary, nullable=False),  # of a dispute, in its wire form
    Column("cause", Text, nullable=False),  # why it waits
    Column("at", BigInteger, nullable=False),
    Index("day_close_day", "device", "day"),
    sqlite_with_rowid=False,
)

draft = Table(
    "draft",
    LINK,
    Column("case", Text, primary_key=True),
    Column("officer", LargeBinary, nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("held_at", BigInteger, nullable=False),
    Column("held", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
