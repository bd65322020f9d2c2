"""What the supervisor's board is read from."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Index, LargeBinary, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Empty tables: `counter-centre board --refill` fills them from facts of before."""
    op.create_table(
        "board_dossier",
        Column("scope", Text, primary_key=True),
        Column("subject", LargeBinary, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("code", "procedure", "status", "day")),
        *(Column(name, BigInteger, nullable=False) for name in ("hour", "at", "due")),
        Index("board_dossier_day", "scope", "day", "hour"),
        Index("board_dossier_due", "scope", "status", "due", "procedure"),
    )
    op.create_table(
        "board_fee",
        Column("scope", Text, primary_key=True),
        Column("id", LargeBinary, primary_key=True),
        Column("day", Text, nullable=False),
        Column("method", Text, nullable=False),
        Column("amount", BigInteger, nullable=False),
        Index("board_fee_day", "scope", "day", "method", "amount"),
    )
    op.create_table(
        "board_day",
        Column("scope", Text, primary_key=True),
        Column("device", LargeBinary, primary_key=True),
        Column("day", Text, primary_key=True),
        Column("told", BigInteger, nullable=False),
        Index("board_day_of", "scope", "day"),
    )
    op.create_table(
        "counter_state",
        Column("device", LargeBinary, primary_key=True),
        Column("told", LargeBinary, nullable=False),
        Column("at", BigInteger, nullable=False),
    )
