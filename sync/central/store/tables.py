"""The tables of the centre. Keys begin with the scope, except the province-wide indexes.

`fact` and `chain_head` are the journal; `scope_head` is the row that is locked while a scope is
written. What cannot be computed from facts (devices, codes, accounts, usernames given) stands
beside them; `dossier_state`, `scan_named` and those of sessions and the board are read tables.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from sync.central.store.board_tables import board_day as board_day
from sync.central.store.board_tables import board_dossier as board_dossier
from sync.central.store.board_tables import board_fee as board_fee
from sync.central.store.board_tables import counter_state as counter_state
from sync.central.store.circle_tables import asked as asked
from sync.central.store.circle_tables import introduced as introduced
from sync.central.store.circle_tables import outbox as outbox
from sync.central.store.circle_tables import phone_told as phone_told
from sync.central.store.circle_tables import relayed as relayed
from sync.central.store.columns import TABLES as TABLES
from sync.central.store.columns import bytes_column as _bytes
from sync.central.store.columns import text_column as _text
from sync.central.store.columns import whole_column as _whole
from sync.central.store.session_tables import session_money as session_money
from sync.central.store.session_tables import session_state as session_state

setting = Table("setting", TABLES, _text("name", key=True), _bytes("value"))

fact = Table(
    "fact",
    TABLES,
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
    TABLES,
    _text("scope", key=True),
    _whole("position"),
    _bytes("incarnation"),
    _whole("stamp"),  # newest stamp within the clock bound
    _whole("accounts"),  # newest version of the officers' list
    _whole("epoch"),  # under which the centre itself writes here
    sqlite_with_rowid=False,
)

province_lock = Table("province_lock", TABLES, _text("name", key=True))

chain_head = Table(
    "chain_head",
    TABLES,
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
    TABLES,
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
    TABLES,
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
    TABLES,
    _text("scope", key=True),
    _bytes("fact", key=True),
)

vacant = Table(  # places of the feed whose facts were lost; damaged rows left theirs as well
    "vacant",
    TABLES,
    _text("scope", key=True),
    _whole("position", key=True),
    sqlite_with_rowid=False,
)

device = Table(
    "device",
    TABLES,
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
    TABLES,
    _bytes("code_hash", key=True),
    _text("scope"),
    _text("counter"),
    _text("receipts"),
    _whole("expires"),
    _bytes("used_by", null=True),
)

enrolment_try = Table(
    "enrolment_try",
    TABLES,
    Column("no", Integer, primary_key=True),
    _text("address"),
    _whole("at"),
    Index("enrolment_try_of", "address", "at"),
)

agency = Table("agency", TABLES, _text("scope", key=True), _text("agency", key=True))

number_block = Table(
    "number_block",
    TABLES,
    _text("agency", key=True),
    _whole("block", key=True),
    _text("scope"),
    _bytes("device"),
)

account = Table(
    "account",
    TABLES,
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
    TABLES,
    _text("username", key=True),  # province-wide, never deleted
    _text("base"),
    _whole("ordinal"),
    _text("scope"),
    _bytes("subject"),
    _whole("at"),
)

username_base = Table("username_base", TABLES, _text("base", key=True), _whole("next_ordinal"))

identity = Table(
    "identity",
    TABLES,
    _text("sort", key=True),
    _text("number", key=True),
    _text("username"),
)

customer_account = Table(
    "customer_account",
    TABLES,
    _text("scope", key=True),
    _bytes("subject", key=True),
    _text("username", null=True),
    _text("state"),  # given, waits (for a person), undecided (while restored)
    _whole("at"),
    Index("customer_account_username", "username"),
)

work_item = Table(
    "work_item",
    TABLES,
    _text("scope", key=True),
    _text("kind", key=True),  # name_not_latin, fork, code_twice, name_twice, day_disputed …
    _bytes("subject", key=True),
    _whole("at"),
    _text("state"),  # open, done
)

quarantine = Table(
    "quarantine",
    TABLES,
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
    TABLES,
    _text("scope", key=True),
    _bytes("sha256", key=True),
    _whole("size"),
    _whole("offset"),
    Column("done", Boolean, nullable=False),
    _whole("at"),  # of the last part
)

scan_named = Table(
    "scan_named",
    TABLES,
    _text("scope", key=True),
    _bytes("sha256", key=True),
    _whole("size"),
    Column("wanted", Boolean, nullable=False),  # not whole here, or lost since
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
    TABLES,
    _text("code", key=True),  # province-wide: the lookup page knows no scope
    _text("scope"),
    _bytes("subject"),
    _text("status"),
    _whole("at"),
)

request_seen = Table(
    "request_seen",
    TABLES,
    _bytes("device", key=True),
    _text("request", key=True),
    _whole("at"),
    Index("request_seen_at", "at"),
)

published = Table(
    "published",
    TABLES,
    _text("scope", key=True),
    _text("name", key=True),
    _bytes("subject"),
    _bytes("hash"),  # of the body last published under this name
)

unheard = Table(  # while restored: devices that have not yet told what they hold
    "unheard",
    TABLES,
    _bytes("device", key=True),
    _text("scope"),
)

certificate = Table(  # days that counter and centre sealed, one after the other
    "certificate",
    TABLES,
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
    TABLES,
    _text("scope", key=True),
    _bytes("device", key=True),
    _text("day"),
    _bytes("document"),
    _bytes("differs"),
    _whole("at"),
)

office_day = Table(
    "office_day",
    TABLES,
    _text("scope", key=True),
    _text("day", key=True),
    _bytes("certificates"),  # their hashes, sorted, one after the other
)

escrow = Table(  # keys of counters' stores; only the recovery key opens them
    "escrow",
    TABLES,
    _bytes("device", key=True),
    _bytes("recovery"),  # the public half they were sealed for
    _bytes("sealed"),
    _whole("at"),
)
