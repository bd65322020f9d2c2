"""Keys of counters' stores, kept sealed."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """A table that holds nothing yet: the counters fill it with their next exchanges."""
    op.create_table(
        "escrow",
        Column("device", LargeBinary, primary_key=True),
        Column("recovery", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        Column("at", BigInteger, nullable=False),
    )
