"""Who bears an account, found by the account."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Asked for every customer with the number of a paper, and for every erasure."""
    op.create_index("customer_account_username", "customer_account", ["username"])
