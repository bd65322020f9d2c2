"""The columns that the centre's tables are made of."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Text

TABLES: Final = MetaData()


def text_column(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    """Text."""
    return Column(name, Text, primary_key=key, nullable=null)


def bytes_column(name: str, *, key: bool = False, null: bool = False) -> Column[bytes]:
    """Bytes."""
    return Column(name, LargeBinary, primary_key=key, nullable=null)


def whole_column(name: str, *, key: bool = False) -> Column[int]:
    """A whole number of 64 bits."""
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=False)
