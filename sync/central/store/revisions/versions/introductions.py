"""Subjects of one office shown in another, and what is on its way between them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Tables that hold nothing yet, and the order in which a scope's errands are looked at."""
    op.create_table(
        "phone_told",
        Column("number", Text, primary_key=True),
        Column("scope", Text, primary_key=True),
        Column("subject", LargeBinary, primary_key=True),
        Index("phone_told_of", "subject"),
    )
    op.create_table(
        "asked",
        Column("no", Integer, primary_key=True),
        Column("scope", Text, nullable=False),
        Column("device", LargeBinary, nullable=False),
        Column("officer", LargeBinary, nullable=False),
        Column("what", Text, nullable=False),
        Column("ending", Text, nullable=False),
        Column("purpose", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("outcome", Text, nullable=False),
        Index("asked_by", "device", "at"),
    )
    op.create_table(
        "introduced",
        Column("scope", Text, primary_key=True),
        Column("subject", LargeBinary, primary_key=True),
        Column("origin", Text, nullable=False),
        Column("purpose", Text, nullable=False),
        Column("back", Boolean, nullable=False),
        Column("until", BigInteger, nullable=False),
        Column("state", Text, nullable=False),
        Column("fact", LargeBinary, nullable=False),
        Index("introduced_of", "origin", "subject"),
        Index("introduced_until", "state", "until"),
    )
    op.create_table(
        "relayed",
        Column("scope", Text, primary_key=True),
        Column("fact", LargeBinary, primary_key=True),
        Column("brought", LargeBinary, nullable=False),
    )
    op.create_index("outbox_scope", "outbox", ["scope", "no"])
