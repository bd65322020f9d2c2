"""The tables of the first release. Never changed: what changes later is a revision of its own.

Until that release is made, this file follows `sync.central.store.tables`; a test compares them.
"""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
)

_THEN: Final = MetaData()


def _text(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=null)


def _bytes(name: str, *, key: bool = False, null: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, primary_key=key, nullable=null)


def _whole(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=False)


Table("setting", _THEN, _text("name", key=True), _bytes("value"))

Table(
    "fact",
    _THEN,
    _text("scope", key=True),
    _whole("position", key=True),
    _bytes("device"),
    _whole("epoch"),
    _whole("seq"),
    _whole("branch"),
    _bytes("id"),
    _bytes("subject"),
    _text("kind"),
    _bytes("envelope"),
    _bytes("salt"),
    _bytes("body"),
    UniqueConstraint("scope", "device", "epoch", "seq", "id"),
    Index("fact_subject", "scope", "subject"),
    sqlite_with_rowid=False,
    postgresql_partition_by="HASH (scope)",
)

Table(
    "scope_head",
    _THEN,
    _text("scope", key=True),
    _whole("position"),
    _bytes("incarnation"),
    _whole("stamp"),
    _whole("accounts"),
    _whole("epoch"),
    sqlite_with_rowid=False,
)

Table("province_lock", _THEN, _text("name", key=True))

Table(
    "chain_head",
    _THEN,
    _text("scope", key=True),
    _bytes("device", key=True),
    _whole("epoch", key=True),
    _whole("branch", key=True),
    _whole("parent"),
    _whole("since"),
    _whole("seq"),
    _bytes("id"),
    _bytes("signature"),
    _whole("vouched_seq"),
    _bytes("vouched_id"),
    sqlite_with_rowid=False,
)

Table(
    "hole",
    _THEN,
    _text("scope", key=True),
    _bytes("device", key=True),
    _whole("epoch", key=True),
    _whole("branch", key=True),
    _whole("first", key=True),
    _whole("last"),
    _bytes("id"),
    sqlite_with_rowid=False,
)

Table(
    "damaged",
    _THEN,
    Column("no", Integer, primary_key=True),
    _text("scope"),
    _whole("position"),
    _bytes("device"),
    _whole("epoch"),
    _whole("seq"),
    _bytes("id"),
    _bytes("envelope"),
    _bytes("salt"),
    _bytes("body"),
    Index("damaged_of", "scope", "position"),
)

Table(
    "vacant",
    _THEN,
    _text("scope", key=True),
    _whole("position", key=True),
    sqlite_with_rowid=False,
)

Table(
    "device",
    _THEN,
    _bytes("id", key=True),
    _text("scope"),
    _text("name"),
    _text("receipts"),
    _bytes("public_key"),
    _bytes("certificate"),
    _whole("epoch"),
    _bytes("continues"),
    _bytes("mark"),
    _text("state"),
    _whole("enrolled"),
    UniqueConstraint("scope", "receipts"),
)

Table(
    "enrolment",
    _THEN,
    _bytes("code_hash", key=True),
    _text("scope"),
    _text("counter"),
    _text("receipts"),
    _whole("expires"),
    _bytes("used_by", null=True),
)

Table(
    "enrolment_try",
    _THEN,
    Column("no", Integer, primary_key=True),
    _text("address"),
    _whole("at"),
    Index("enrolment_try_of", "address", "at"),
)

Table("agency", _THEN, _text("scope", key=True), _text("agency", key=True))

Table(
    "number_block",
    _THEN,
    _text("agency", key=True),
    _whole("block", key=True),
    _text("scope"),
    _bytes("device"),
)

Table(
    "account",
    _THEN,
    _bytes("id", key=True),
    _text("scope"),
    Column("username", Text, nullable=False, unique=True),
    _text("password"),
    Column("must_change", Boolean, nullable=False),
    _whole("version"),
    Index("account_of", "scope", "version"),
)

Table(
    "username",
    _THEN,
    _text("username", key=True),
    _text("base"),
    _whole("ordinal"),
    _text("scope"),
    _bytes("subject"),
    _whole("at"),
)

Table("username_base", _THEN, _text("base", key=True), _whole("next_ordinal"))

Table(
    "identity",
    _THEN,
    _text("sort", key=True),
    _text("number", key=True),
    _text("username"),
)

Table(
    "customer_account",
    _THEN,
    _text("scope", key=True),
    _bytes("subject", key=True),
    _text("username", null=True),
    _text("state"),
    _whole("at"),
)

Table(
    "work_item",
    _THEN,
    _text("scope", key=True),
    _text("kind", key=True),
    _bytes("subject", key=True),
    _whole("at"),
    _text("state"),
)

Table(
    "quarantine",
    _THEN,
    _text("scope", key=True),
    _bytes("id", key=True),
    _bytes("device"),
    _whole("epoch"),
    _whole("seq"),
    _text("reason"),
    _whole("at"),
    Index("quarantine_of", "scope", "device", "epoch", "seq"),
)

Table(
    "blob",
    _THEN,
    _text("scope", key=True),
    _bytes("sha256", key=True),
    _whole("size"),
    _whole("offset"),
    Column("done", Boolean, nullable=False),
    _whole("at"),
)

_scan_named = Table(
    "scan_named",
    _THEN,
    _text("scope", key=True),
    _bytes("sha256", key=True),
    _whole("size"),
    Column("wanted", Boolean, nullable=False, default=True),
)
Index(
    "scan_wanted",
    _scan_named.c.scope,
    _scan_named.c.sha256,
    sqlite_where=_scan_named.c.wanted.is_(True),
    postgresql_where=_scan_named.c.wanted.is_(True),
)

Table(
    "dossier_state",
    _THEN,
    _text("code", key=True),
    _text("scope"),
    _bytes("subject"),
    _text("status"),
    _whole("at"),
)

Table(
    "request_seen",
    _THEN,
    _bytes("device", key=True),
    _text("request", key=True),
    _whole("at"),
    Index("request_seen_at", "at"),
)

Table(
    "published",
    _THEN,
    _text("scope", key=True),
    _text("name", key=True),
    _bytes("subject"),
    _bytes("hash"),
)

Table(
    "unheard",
    _THEN,
    _bytes("device", key=True),
    _text("scope"),
)


Table(
    "outbox",
    _THEN,
    Column("no", Integer, primary_key=True),
    _text("scope"),
    _text("kind"),
    _bytes("payload"),
    _whole("at"),
    _text("state"),
)

Table(
    "certificate",
    _THEN,
    _text("scope", key=True),
    _bytes("device", key=True),
    _text("day", key=True),
    _bytes("document"),
    _bytes("counter_signature"),
    _bytes("centre_signature"),
    _whole("at"),
)

_PARTITIONS: Final = 8
_SIZES: Final = (
    ("fact", "sqlite_autoindex_fact_1", "1000000 50000 1"),
    ("fact", "sqlite_autoindex_fact_2", "1000000 50000 10000 9000 1 1"),
    ("fact", "fact_subject", "1000000 50000 4"),
    ("customer_account", "sqlite_autoindex_customer_account_1", "160000 10000 1"),
    ("identity", "sqlite_autoindex_identity_1", "160000 80000 1"),
)
"""Of indexes that begin with an office or a sort: rows, and rows for each beginning."""

revision: Final = "0001"
down_revision: Final = None


def upgrade() -> None:
    """Make everything."""
    connection = op.get_bind()
    _THEN.create_all(connection)
    if connection.dialect.name == "sqlite":
        _tell_sizes(connection)
    else:
        _partition(connection)
    connection.execute(insert(_THEN.tables["province_lock"]), {"name": "usernames"})


def _tell_sizes(connection: Connection) -> None:
    """What SQLite would find by counting a grown office: it plans by that from the first day.

    Without, it takes a hundred keys for more than the whole table, and reads that instead:
    at 2·10⁵ facts 80 ms for each batch instead of 1.
    """
    connection.exec_driver_sql("ANALYZE")  # makes the table of these numbers
    told = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)"
    connection.exec_driver_sql(told, list(_SIZES))
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # reads them


def _partition(connection: Connection) -> None:
    """The journal spread by scope, so that an office's facts lie together."""
    for part in range(_PARTITIONS):
        connection.exec_driver_sql(
            f"CREATE TABLE fact_{part} PARTITION OF fact "
            f"FOR VALUES WITH (MODULUS {_PARTITIONS}, REMAINDER {part})"
        )
