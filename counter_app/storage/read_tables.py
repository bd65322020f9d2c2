"""What every read table belongs to: dropped and computed again from the journal at any time."""

from __future__ import annotations

from typing import Final

from sqlalchemy import MetaData

READ: Final = MetaData()
