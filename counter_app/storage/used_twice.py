"""Whether a code or a receipt number that waits is already another dossier's, as far as known here.

The centre takes both all the same, and asks a person; it is better known before the slip is far.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from counter_app.storage import tables as t
from counter_app.storage.story import names_of
from counter_app.usecases.queue_lines import Verdict
from domain.dossier import DossierReceived, FeeTaken
from domain.history import Entry
from domain.judging import Clause


def used_before(connection: Connection, entry: Entry) -> Verdict | None:
    """What is to be said of a fact that uses a number again; None of any other.

    Source: docs/sources.md S-76, S-77.
    """
    match entry.fact:
        case DossierReceived(code=code):
            other = select(t.dossier.c.device).where(
                t.dossier.c.code == code, t.dossier.c.id != entry.subject
            )
            said, clause, field = f"Mã hồ sơ {code}", Clause.CODE, "code"
        case FeeTaken(receipt=receipt):
            series, _, number = receipt.rpartition("-")
            other = select(t.receipt.c.device).where(
                t.receipt.c.series == series,
                t.receipt.c.no == (int(number) if number.isdecimal() else 0),
                t.receipt.c.number == receipt,
                t.receipt.c.id != entry.subject,
            )
            said, clause, field = f"Số biên lai {receipt}", Clause.RECEIPT, "receipt"
        case _:
            return None
    row = connection.execute(other.limit(1)).first()
    if row is None:
        return None
    return Verdict(clause, field=field, twice=f"{said} đã dùng ở {_place(connection, row, entry)}")


def _place(connection: Connection, row: Any, entry: Entry) -> str:
    if row.device == entry.device:
        return "một hồ sơ khác của quầy này"
    named = names_of(connection).get(row.device)
    return f"một hồ sơ của {named}" if named else "một hồ sơ của quầy khác"
