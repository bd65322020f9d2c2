"""The tables of the first release: it follows `sync.central.store.tables` until that is made."""

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


setting = Table("setting", _THEN, _text("name", key=True), _bytes("value"))

fact = Table(
    "fact",
    _THEN,
    _text("scope", key=True),
    _whole("position", key=True),  # 1, 2, 3 … in commit order (I4)
    _bytes("device"),
    _whole("epoch"),
    _whole("seq"),
    _whole("branch"),  # see sync.protocol.chains
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

scope_head = Table(
    "scope_head",
    _THEN,
    _text("scope", key=True),
    _whole("position"),
    _bytes("incarnation"),
    _whole("stamp"),  # newest stamp within the clock bound
    _whole("accounts"),  # newest version of the officers' list
    _whole("epoch"),  # under which the centre itself writes here
    sqlite_with_rowid=False,
)

province_lock = Table("province_lock", _THEN, _text("name", key=True))

chain_head = Table(
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
    _whole("vouched_seq"),  # what `signature` covers
    _bytes("vouched_id"),
    sqlite_with_rowid=False,
)

hole = Table(
    "hole",
    _THEN,
    _text("scope", key=True),
    _bytes("device", key=True),
    _whole("epoch", key=True),
    _whole("branch", key=True),
    _whole("first", key=True),
    _whole("last"),
    _bytes("id"),  # of the fact at `last`, as what follows names it
    sqlite_with_rowid=False,
)

damaged = Table(  # rows that did not hash any more, for a person to look at
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

erasure = Table(  # facts whose contents were destroyed by order of law
    "erasure",
    _THEN,
    _text("scope", key=True),
    _bytes("fact", key=True),
)

vacant = Table(  # places of the feed whose facts were lost; damaged rows left theirs as well
    "vacant",
    _THEN,
    _text("scope", key=True),
    _whole("position", key=True),
    sqlite_with_rowid=False,
)

device = Table(
    "device",
    _THEN,
    _bytes("id", key=True),
    _text("scope"),
    _text("name"),
    _text("receipts"),  # prefix of its receipt series, unique in the office
    _bytes("public_key"),
    _bytes("certificate"),
    _whole("epoch"),
    _bytes("continues"),  # what the epoch's first fact names as the one before it
    _bytes("mark"),  # the copy of the store that has the epoch
    _text("state"),  # active, revoked
    _whole("enrolled"),
    _whole("seen"),  # its last request
    _whole("proven"),  # when both sides last held the same
    UniqueConstraint("scope", "receipts"),
)

enrolment = Table(
    "enrolment",
    _THEN,
    _bytes("code_hash", key=True),
    _text("scope"),
    _text("counter"),
    _text("receipts"),
    _whole("expires"),
    _bytes("used_by", null=True),
)

enrolment_try = Table(
    "enrolment_try",
    _THEN,
    Column("no", Integer, primary_key=True),
    _text("address"),
    _whole("at"),
    Index("enrolment_try_of", "address", "at"),
)

agency = Table("agency", _THEN, _text("scope", key=True), _text("agency", key=True))

number_block = Table(
    "number_block",
    _THEN,
    _text("agency", key=True),
    _whole("block", key=True),
    _text("scope"),
    _bytes("device"),
)

account = Table(
    "account",
    _THEN,
    _bytes("id", key=True),
    _text("scope"),
    Column("username", Text, nullable=False, unique=True),
    _text("password"),  # argon2id
    Column("must_change", Boolean, nullable=False),
    _whole("version"),
    Index("account_of", "scope", "version"),
)

username = Table(
    "username",
    _THEN,
    _text("username", key=True),  # province-wide, never deleted
    _text("base"),
    _whole("ordinal"),
    _text("scope"),
    _bytes("subject"),
    _whole("at"),
)

username_base = Table("username_base", _THEN, _text("base", key=True), _whole("next_ordinal"))

identity = Table(
    "identity",
    _THEN,
    _text("sort", key=True),
    _text("number", key=True),
    _text("username"),
)

customer_account = Table(
    "customer_account",
    _THEN,
    _text("scope", key=True),
    _bytes("subject", key=True),
    _text("username", null=True),
    _text("state"),  # given, waits (for a person), undecided (while restored)
    _whole("at"),
)

work_item = Table(
    "work_item",
    _THEN,
    _text("scope", key=True),
    _text("kind", key=True),  # name_not_latin, fork, code_twice, name_twice, day_disputed
    _bytes("subject", key=True),
    _whole("at"),
    _text("state"),  # open, done
)

quarantine = Table(
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

blob = Table(
    "blob",
    _THEN,
    _text("scope", key=True),
    _bytes("sha256", key=True),
    _whole("size"),
    _whole("offset"),
    Column("done", Boolean, nullable=False),
    _whole("at"),  # of the last part
)

scan_named = Table(
    "scan_named",
    _THEN,
    _text("scope", key=True),
    _bytes("sha256", key=True),
    _whole("size"),
    Column("wanted", Boolean, nullable=False, default=True),  # not whole here, or lost since
)
Index(  # of what is wanted alone, so that asking for it costs nothing when all is here
    "scan_wanted",
    scan_named.c.scope,
    scan_named.c.sha256,
    sqlite_where=scan_named.c.wanted.is_(True),
    postgresql_where=scan_named.c.wanted.is_(True),
)

dossier_state = Table(
    "dossier_state",
    _THEN,
    _text("code", key=True),  # province-wide: the lookup page knows no scope
    _text("scope"),
    _bytes("subject"),
    _text("status"),
    _whole("at"),
)

request_seen = Table(
    "request_seen",
    _THEN,
    _bytes("device", key=True),
    _text("request", key=True),
    _whole("at"),
    Index("request_seen_at", "at"),
)

published = Table(
    "published",
    _THEN,
    _text("scope", key=True),
    _text("name", key=True),
    _bytes("subject"),
    _bytes("hash"),  # of the body last published under this name
)

unheard = Table(  # while restored: devices that have not yet told what they hold
    "unheard",
    _THEN,
    _bytes("device", key=True),
    _text("scope"),
)

certificate = Table(  # days that counter and centre sealed, one after the other
    "certificate",
    _THEN,
    _text("scope", key=True),
    _bytes("device", key=True),
    _whole("number", key=True),
    _text("day"),
    _bytes("hash"),
    _bytes("document"),
    _bytes("counter_signature"),
    _bytes("centre_signature"),
    _whole("at"),
    Index("certificate_day", "scope", "day"),
)

day_dispute = Table(  # asked for and not sealed: both counted, and differently
    "day_dispute",
    _THEN,
    _text("scope", key=True),
    _bytes("device", key=True),
    _text("day"),
    _bytes("document"),
    _bytes("differs"),
    _whole("at"),
)

office_day = Table(
    "office_day",
    _THEN,
    _text("scope", key=True),
    _text("day", key=True),
    _bytes("certificates"),  # their hashes, sorted, one after the other
)

# For the next release: made now so that stores of this one need no migration. Nothing reads them.

outbox = Table(
    "outbox",
    _THEN,
    Column("no", Integer, primary_key=True),
    _text("scope"),
    _text("kind"),
    _bytes("payload"),
    _whole("at"),
    _text("state"),
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
    """What a grown office would count: without it SQLite reads the whole table (80 ms for 1)."""
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
