"""The tables of the journal itself: facts, the ends of their chains, and what was lost of them.

Migrated between releases, never rebuilt; everything else is told by `tables`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

JOURNAL: Final = MetaData()

fact = Table(
    "fact",
    JOURNAL,
    Column("pos", Integer, primary_key=True),  # order of arrival here
    Column("scope", Text, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("branch", Integer, nullable=False, default=0),  # see sync.protocol.chains
    Column("id", LargeBinary, nullable=False),
    Column("subject", LargeBinary, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("device", "epoch", "seq", "scope", "id"),
    Index("fact_subject", "subject"),
)

head = Table(
    "head",
    JOURNAL,
    Column("scope", Text, primary_key=True),
    Column("device", LargeBinary, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("branch", Integer, primary_key=True, default=0),
    Column("parent", Integer, nullable=False, default=0),
    Column("since", Integer, nullable=False, default=1),
    Column("seq", Integer, nullable=False),
    Column("id", LargeBinary, nullable=False),
    Column("shared_seq", Integer, nullable=False),  # acknowledged by, or received from, the centre
    Column("shared_id", LargeBinary, nullable=False),
    Column("vouched_seq", Integer, nullable=False),  # what `signature` covers
    Column("vouched_id", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

hole = Table(
    "hole",
    JOURNAL,
    Column("scope", Text, primary_key=True),
    Column("device", LargeBinary, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("branch", Integer, primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("id", LargeBinary, nullable=False),  # of the fact at `last`, as what follows names it
    sqlite_with_rowid=False,
)

damaged = Table(  # rows that did not hash any more, for a person to look at
    "damaged",
    JOURNAL,
    Column("no", Integer, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("id", LargeBinary, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
