"""The read tables: computed from the journal, in the same transaction, and again at any time.

Live and rebuilt are one function. A row comes from one subject's facts alone; the one exception
is a customer's search rank, which looks at the dossier table (see search_index).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, Table, bindparam, delete, insert

from counter_app.storage import search_index
from counter_app.storage import tables as t
from counter_app.storage.journal import Journal
from counter_app.storage.rows import rows_of
from domain.facts import Unread
from domain.history import Entry
from domain.identifiers import SubjectId

_DOSSIER: Final = (t.dossier, t.receipt, t.scan, t.dossier_pair, t.money)
_SESSION: Final = (t.session, t.money)
_CUSTOMER: Final = (t.customer, t.compared)
_OTHERS: Final = (
    t.procedure,
    t.calendar,
    t.office,
    t.counter,
    t.number_grant,
    t.officer,
    t.day_sealed,
    t.office_day,
    t.deferred,
    t.number_explained,
    t.checked,
    t.sheet_print,
    t.report,
)
_ASIDE: Final = (t.aside, t.erasure)
_SHOWN: Final = (t.introduced,)
_DELETE: Final = {
    table: delete(table).where(table.c.id == bindparam("key"))
    for table in (*_DOSSIER, t.session, *_CUSTOMER, *_OTHERS, *_ASIDE, *_SHOWN)
}
_INSERT: Final = {table: insert(table) for table in _DELETE}


def project(
    connection: Connection, subject: SubjectId, entries: Sequence[Entry], *, fresh: bool = False
) -> None:
    """Put this subject's rows right. `fresh`: nothing of it can stand in a table yet."""
    if not fresh:
        search_index.forget(connection, subject)
        for table in _families(entries):
            connection.execute(_DELETE[table], {"key": subject})
    for table, rows in rows_of(subject, entries):
        for row in rows:
            if table is t.customer:
                search_index.place_customer(connection, row)
            else:
                connection.execute(_INSERT[table], row)
            if table is t.dossier:
                search_index.serve(connection, row["customer"], row["received"])


def rebuild(
    connection: Connection,
    journal: Journal,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Compute every read table anew from the journal alone; the number of subjects."""
    search_index.clear(connection)
    for table in _DELETE:
        connection.execute(delete(table))
    subjects = journal.subjects()
    for done, subject in enumerate(subjects, start=1):
        project(connection, subject, journal.about(subject), fresh=True)
        if progress is not None and (done % 1_000 == 0 or done == len(subjects)):
            progress(done, len(subjects))
    return len(subjects)


def _families(entries: Sequence[Entry]) -> tuple[Table, ...]:
    """The tables in which a subject of these facts may stand."""
    families = {entry.fact.kind.partition(".")[0] for entry in entries}
    families |= {
        entry.fact.named.partition(".")[0] for entry in entries if isinstance(entry.fact, Unread)
    }
    aside = _ASIDE if families & {"fact", "bodies"} else ()
    if "subject" in families:  # of another office: either sort, also once its contents are gone
        return (*_SHOWN, *_DOSSIER, *_CUSTOMER, *aside)
    if families & {"dossier", "dossiers", "fee", "scan", "slip"}:
        return (*_DOSSIER, *aside)
    if "session" in families:
        return (*_SESSION, *aside)
    return (*(_CUSTOMER if families & {"customer", "customers"} else _OTHERS), *aside)
