"""Counter sessions, and where their money is told of."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Index, LargeBinary, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Tables that hold nothing yet: no fact of an earlier release tells of a session."""
    op.create_table(
        "session_state",
        Column("scope", Text, primary_key=True),
        Column("subject", LargeBinary, primary_key=True),
        Column("state", Text, nullable=False),
        Column("day", Text, nullable=False),
        Column("opened", BigInteger, nullable=False),
        Index("session_state_of", "scope", "state", "day"),
    )
    op.create_table(
        "session_money",
        Column("scope", Text, primary_key=True),
        Column("session", LargeBinary, primary_key=True),
        Column("subject", LargeBinary, primary_key=True),
    )
