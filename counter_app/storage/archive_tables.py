"""What a store knows of its archives, and the tables inside of one.

An archive is an encrypted file beside the store that holds facts as they were, numbered `no` in
the order in which they came into it. Only the store says which of them count: those up to `moved`
that are not in `archive_gone`. So a move, and a way back, is one transaction of one file.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    exists,
    select,
)

from counter_app.storage.journal_tables import JOURNAL, fact

archive_file = Table(
    "archive_file",
    JOURNAL,
    Column("no", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),  # without folder and ending
    Column("mark", LargeBinary, nullable=False),  # stands in the file too: no other is taken for it
    Column("moved", Integer, nullable=False),  # rows up to here are there and nowhere else
    Column("absent", Integer, nullable=False),  # see OPENS, AWAY, NAMED
    Column("verified", BigInteger, nullable=False),  # when all of it was hashed anew
)

archive_month = Table(  # what went into which file; a month may go in several parts
    "archive_month",
    JOURNAL,
    Column("no", Integer, primary_key=True),
    Column("file", Integer, nullable=False),
    Column("month", Text, nullable=False),  # "2026-05"
    Column("first", Integer, nullable=False),  # in the file
    Column("last", Integer, nullable=False),
    Column("facts", Integer, nullable=False),
    Column("dossiers", Integer, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),  # of envelopes, salts and bodies
    Column("scans", Integer, nullable=False),  # files that went along
    Column("scan_bytes", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("scans_done", Integer, nullable=False),  # 0: some may still lie among the others
    Index("archive_month_place", "file", "last"),
)

archive_gone = Table(  # rows that came back into the store: changed, damaged, or given back
    "archive_gone",
    JOURNAL,
    Column("file", Integer, primary_key=True),
    Column("no", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

archive_holds = Table(  # so that the count at each start reads no archive
    "archive_holds",
    JOURNAL,
    Column("file", Integer, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("device", LargeBinary, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("branch", Integer, primary_key=True),
    Column("facts", Integer, nullable=False),
    sqlite_with_rowid=False,
)

live: Final = fact.to_metadata(MetaData(), schema="main")
"""The facts of the store itself: what is written. `fact` reads the archives as well."""

COLUMNS: Final = tuple(column.name for column in fact.columns)


def schema_of(no: int) -> str:
    """The name under which an archive is attached."""
    return f"archive{no}"


OPENS, AWAY, NAMED = 0, 1, 2
"""Whether an archive is read: it opens; it did not, so nobody looks into it; and what it held is
named as missing, for the centre to give back."""


@cache
def archived(no: int) -> Table:
    """The facts of an archive that is attached."""
    return in_file(schema_of(no))


@cache
def in_file(schema: str | None = None) -> Table:
    """The facts of an archive."""
    named = [column for column in fact.columns if not column.primary_key]
    columns = [Column(each.name, each.type, nullable=False) for each in named]
    return Table(
        "fact",
        MetaData(schema=schema),
        Column("no", Integer, primary_key=True),
        Column("pos", Integer, nullable=False),  # order of arrival in the store
        *columns,
        Index("fact_place", "device", "epoch", "seq"),
        Index("fact_subject", "subject"),
        Index("fact_id", "id"),
    )


about = Table(  # one row: which archive this is
    "about",
    MetaData(),
    Column("mark", LargeBinary, primary_key=True),
)


def counts(no: int) -> ColumnElement[bool]:
    """Whether a row of an attached archive counts, in the words of the store's own snapshot."""
    there = archived(no)
    moved = select(archive_file.c.moved).where(archive_file.c.no == no).scalar_subquery()
    gone = exists().where(archive_gone.c.file == no, archive_gone.c.no == there.c.no)
    return (there.c.no <= moved) & ~gone
