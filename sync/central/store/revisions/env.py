"""What Alembic runs: the revisions, inside the transaction of whoever asks (see `migrating`)."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
