"""The queue by the clerk's records: what is held, what waits, what was just acknowledged.

Bounded: so many records are read, however many wait; the rest are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.foreseen import verdicts
from counter_app.storage.replica import chains
from counter_app.storage.titles import title_of
from counter_app.storage.unsent import entries_of, shared_to, waiting_rows
from counter_app.usecases.queue_lines import QueuePage, QueueRecord, RecordState, Verdict
from domain.customer import CustomerChanged, CustomerRegistered
from domain.dossier import DossierReceived, FeeTaken
from domain.facts import Fact
from domain.history import Entry
from domain.identifiers import DeviceId, Scope, SubjectId
from domain.judging import Clause
from domain.moment import Moment
from domain.usernames import LegalForms

LISTED: Final = 60
READ_AT_MOST: Final = 1_500
"""Facts read for the records listed; one record alone may have thousands."""

TAKEN: Final = 12
_TAKEN_FACTS: Final = 120
_STATES: Final = {"pending": RecordState.WAITING, "disputed": RecordState.HELD}


def queue_page(
    engine: Engine, scope: Scope, device: DeviceId, forms: LegalForms, now: Moment
) -> QueuePage:
    """Held first, then waiting from the oldest on, then what the centre took last.

    Args:
        now: the centre's clock, as far as it is known.
    """
    with reading(engine) as connection:
        waits = waiting_rows(connection, scope)
        groups = select(t.fact.c.subject, func.count().label("facts")).where(waits)
        grouped = groups.group_by(t.fact.c.subject).order_by(func.min(t.fact.c.pos))
        rows = connection.execute(grouped.limit(LISTED)).all()
        counted = {SubjectId(row.subject): row.facts for row in rows}
        all_ = connection.execute(
            select(func.count(func.distinct(t.fact.c.subject))).where(waits)
        ).scalar_one()
        held = _held(connection, scope, device)
        waiting = _waiting(connection, waits, counted, forms, now)
        days = _days(connection, device)
        shown = {record.subject for record in (*held, *waiting)}
        taken = _taken(connection, scope, device, shown)
    records = sorted((*held, *days, *waiting, *taken), key=lambda one: _ORDER[one.state])
    disputed = sum(day.state is RecordState.HELD for day in days)
    return QueuePage(records=records, more=all_ - len(counted), held=len(held) + disputed)


_ORDER: Final = {
    RecordState.HELD: 0,
    RecordState.WAITING: 1,
    RecordState.SENDING: 1,
    RecordState.ACKNOWLEDGED: 2,
}


def _waiting(
    connection: Connection,
    waits: ColumnElement[bool],
    counted: Mapping[SubjectId, int],
    forms: LegalForms,
    now: Moment,
) -> list[QueueRecord]:
    if not counted:
        return []
    which = and_(waits, t.fact.c.subject.in_(counted))
    judged = verdicts(connection, entries_of(connection, which, READ_AT_MOST), forms, now)
    of_record: dict[SubjectId, list[tuple[Entry, Verdict]]] = {each: [] for each in counted}
    for entry, verdict in judged:
        of_record[entry.subject].append((entry, verdict))
    named = _Named(connection, counted)
    return [
        named.record(
            [entry for entry, _ in told],
            RecordState.WAITING,
            facts=counted[subject],
            verdict=_telling([verdict for _, verdict in told]),
        )
        for subject, told in of_record.items()
        if told
    ]


def _telling(told: Sequence[Verdict]) -> Verdict:
    """The verdict that matters most of a record's: an objection, else a name, else the last."""
    ranked = sorted(told, key=lambda each: (not each.aside, each.clause is Clause.COUNTS))
    return ranked[0]


def _held(connection: Connection, scope: Scope, device: DeviceId) -> list[QueueRecord]:
    """One line for each fact of this counter that the centre set aside."""
    c = t.fact.c
    aside = (
        select(c.id, c.envelope, c.body, t.aside.c.reason, t.aside.c.clause, t.aside.c.field)
        .join(t.aside, (t.aside.c.id == c.subject) & (t.aside.c.fact == c.id))
        .where(c.scope == scope, c.device == device)
        .order_by(c.pos)
        .limit(LISTED)
    )
    rows = {row.id: row for row in connection.execute(aside)}
    if not rows:
        return []
    subjects = [row.subject for row in connection.execute(_subjects_of_aside)]
    which = and_(c.subject.in_(subjects), c.id.in_(rows))
    entries = [entry for entry, _ in entries_of(connection, which, LISTED)]
    named = _Named(connection, {entry.subject for entry in entries})
    return [
        named.record(
            [entry],
            RecordState.HELD,
            note=rows[entry.id].reason,
            field=_spot(entry.fact, rows[entry.id].field),
            clause=rows[entry.id].clause,
        )
        for entry in entries
    ]


_subjects_of_aside: Final = select(t.aside.c.id.label("subject")).distinct()


def _taken(
    connection: Connection, scope: Scope, device: DeviceId, shown: Iterable[SubjectId]
) -> list[QueueRecord]:
    own = [b for b in chains(connection, scope).branches() if b.device == device]
    found: dict[SubjectId, list[Entry]] = {}
    besides = set(shown)
    for branch in sorted(own, key=lambda b: (b.epoch, b.seq), reverse=True)[:2]:
        c, reached = t.fact.c, shared_to(branch)
        which = and_(
            c.scope == scope,
            c.device == device,
            c.epoch == branch.epoch,
            c.branch == branch.no,
            c.seq <= reached,
            c.seq > reached - _TAKEN_FACTS,
        )
        for entry, _ in reversed(entries_of(connection, which, _TAKEN_FACTS)):
            if entry.subject not in besides:
                found.setdefault(entry.subject, []).append(entry)
    last = dict(list(found.items())[:TAKEN])
    named = _Named(connection, last)
    return [
        named.record(told[::-1], RecordState.ACKNOWLEDGED, note=f"dấu {_seal(told[0])} đúng")
        for told in last.values()
    ]


def _seal(entry: Entry) -> str:
    text = entry.id[:4].hex().upper()
    return f"{text[:4]} {text[4:]}"


def _days(connection: Connection, device: DeviceId) -> list[QueueRecord]:
    """Closings that are not sealed."""
    open_ = select(t.day_close).where(
        t.day_close.c.device == device, t.day_close.c.state.in_(_STATES)
    )
    return [
        QueueRecord(
            subject=SubjectId(device),
            sort="day",
            title="Chốt ngày",
            code=_shown_day(row.day),
            since=Moment(row.at),
            state=_STATES[row.state],
            note=row.cause or "hai bên ghi khác nhau; hãy đồng bộ rồi chốt lại ngày",
            known=False,
        )
        for row in connection.execute(open_.order_by(t.day_close.c.number).limit(LISTED))
    ]


def _spot(fact: Fact, field: str) -> str:
    """The field of the record: a correction names the one that it corrects."""
    return fact.field if isinstance(fact, CustomerChanged) and field == "value" else field


def _shown_day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


class _Named:
    """Records as the clerk knows them: by the dossier's code and the customer's name."""

    def __init__(self, connection: Connection, subjects: Iterable[SubjectId]) -> None:
        some = list(subjects)
        d, c = t.dossier.c, t.customer.c
        dossiers = select(d.id, d.code, c.name).outerjoin(c.id.table, c.id == d.customer)
        self._connection = connection
        self._dossiers: dict[bytes, Any] = {
            row.id: row for row in connection.execute(dossiers.where(d.id.in_(some)))
        }
        names = connection.execute(select(c.id, c.name).where(c.id.in_(some)))
        self._customers: dict[bytes, str] = {row.id: row.name for row in names}

    def record(self, entries: Sequence[Entry], state: RecordState, **told: Any) -> QueueRecord:
        """The record that these facts of one subject make up, the oldest first."""
        subject = entries[0].subject
        sort, code, name = self._told(subject, entries)
        told.setdefault("facts", len(entries))
        return QueueRecord(
            subject=subject,
            sort=sort,
            title=_title(entries),
            code=code,
            customer_name=name,
            money=sum(e.fact.amount for e in entries if isinstance(e.fact, FeeTaken)),
            since=entries[0].wall,
            state=state,
            known=subject in self._dossiers or subject in self._customers,
            **told,
        )

    def _told(self, subject: SubjectId, entries: Sequence[Entry]) -> tuple[str, str, str]:
        """Sort, code and name. What is held may stand in no table: then its own words."""
        if subject in self._dossiers:
            row = self._dossiers[subject]
            return "dossier", row.code, row.name or ""
        if subject in self._customers:
            return "customer", "", self._customers[subject]
        for entry in entries:
            match entry.fact:
                case CustomerRegistered(name=name):
                    return "customer", "", name
                case DossierReceived(code=code, customer=customer):
                    whose = select(t.customer.c.name).where(t.customer.c.id == customer)
                    return "dossier", code, self._connection.execute(whose).scalar() or ""
        return "other", "", ""


def _title(entries: Sequence[Entry]) -> str:
    """ "Tiếp nhận hồ sơ, Thu lệ phí, 2 bản quét": each kind once, at most three."""
    counts: dict[str, int] = {}
    for entry in entries:
        title = title_of(entry.fact)
        counts[title] = counts.get(title, 0) + 1
    words = [f"{title} ×{count}" if count > 1 else title for title, count in counts.items()]
    first = ", ".join([words[0], *(word[:1].lower() + word[1:] for word in words[1:3])])
    return f"{first}…" if len(words) > 3 else first
