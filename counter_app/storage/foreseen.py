"""What will happen when it is sent: the centre's rules on the local copy, and how often it came so.

The rules are `domain.judging`, to the letter those of the centre; the names are those of this
office alone, so a username is expected, not promised. A number that is used again is told too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Engine,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from counter_app.storage import tables as t
from counter_app.storage.engine import reading, transaction
from counter_app.storage.replica import chains
from counter_app.storage.unsent import entries_of, shared_to, waiting_rows
from counter_app.storage.used_twice import used_before
from counter_app.usecases.queue_lines import HitRate, Verdict
from domain.customer import CustomerRegistered
from domain.facts import Unread
from domain.history import Entry
from domain.identifiers import Scope, SubjectId, Username
from domain.judging import Clause, decide, objection, stem_of
from domain.moment import Moment
from domain.usernames import LegalForms, NotLatin
from sync.protocol.cbor import decode_own

KEPT: Final = 400
FORETOLD: Final = 500
"""Facts looked at before one exchange; those beyond are told before the next."""

_CAME = t.foreseen.c.came_aside
_NAMED = t.foreseen.c.clause == Clause.USERNAME.value


@dataclass(slots=True)
class KnownNames:
    """The office's usernames as this store knows them. Answers `judging.Names`."""

    connection: Connection
    _given: set[str] = field(default_factory=set)
    _ordinals: dict[str, int] = field(default_factory=dict)
    _papers: dict[tuple[str, str], Username] = field(default_factory=dict)

    def of_identity(self, sort: str, number: str) -> Username | None:
        """The account that already stands for this paper."""
        if (sort, number) in self._papers:
            return self._papers[sort, number]
        held = select(t.customer.c.username).where(
            t.customer.c.identity_number == number,
            t.customer.c.sort == sort,
            t.customer.c.username.is_not(None),
        )
        found = self.connection.execute(held.limit(1)).scalar()
        return Username(found) if found else None

    def taken(self, name: str) -> bool:
        """Whether any account known here bears the name."""
        held = select(t.customer.c.rank).where(t.customer.c.username == name).limit(1)
        return name in self._given or self.connection.execute(held).first() is not None

    def next_ordinal(self, stem: str) -> int:
        """One beyond the highest that is known here."""
        if stem not in self._ordinals:
            name = t.customer.c.username  # after the stem digits alone, so a stretch of the index
            held = select(name).where(or_(name == stem, and_(name > stem + "/", name < stem + ":")))
            rests = (row[0].removeprefix(stem) for row in self.connection.execute(held))
            used = [int(rest or 0) for rest in rests if not rest or rest.isdecimal()]
            self._ordinals[stem] = max(used, default=-1) + 1
        return self._ordinals[stem]

    def give(
        self,
        subject: SubjectId,
        told: CustomerRegistered,
        stem: str,
        name: Username,
        following: int,
    ) -> None:
        """Remember it for those that follow in this run."""
        del subject
        self._given.add(name)
        self._ordinals[stem] = following
        if number := told.identity_number.strip():
            self._papers[told.sort, number] = name


def verdicts(
    connection: Connection, told: Iterable[tuple[Entry, Any]], forms: LegalForms, now: Moment
) -> list[tuple[Entry, Verdict]]:
    """What the centre would decide on each of these, in their order.

    Args:
        told: as given by `unsent.entries_of`.
        now: the centre's clock, as far as it is known.
    """
    names = KnownNames(connection)
    return [(entry, _verdict(entry, row, names, forms, now)) for entry, row in told]


def _verdict(entry: Entry, row: Any, names: KnownNames, forms: LegalForms, now: Moment) -> Verdict:
    fields = decode_own(row.envelope)
    body = decode_own(row.body) if row.body else None
    if body is None:
        return Verdict(Clause.COUNTS)
    against = objection(fields[13], fields[14], entry.at, body, entry.fact, now)
    if against is not None:
        return Verdict(against.clause, field=against.field, reason=against.reason)
    if isinstance(entry.fact, Unread):
        return Verdict(Clause.NEWER)
    if isinstance(entry.fact, CustomerRegistered):
        return _account(entry.subject, entry.fact, names, forms)
    return used_before(names.connection, entry) or Verdict(Clause.COUNTS)


def _account(
    subject: SubjectId, told: CustomerRegistered, names: KnownNames, forms: LegalForms
) -> Verdict:
    row = select(t.customer.c.username).where(t.customer.c.id == subject)
    if names.connection.execute(row).scalar():
        return Verdict(Clause.COUNTS)  # told twice: the first registration has its account
    try:
        stem = stem_of(told, forms)
    except NotLatin:
        return Verdict(Clause.NAME)
    return Verdict(Clause.USERNAME, decide(subject, told, stem, names))


def foretell(engine: Engine, scope: Scope, forms: LegalForms, now: Moment) -> None:
    """Keep what is expected of what is about to be sent.

    Judged on a snapshot and written shortly, and once: the link asks at every attempt, and nobody's
    saving waits for it.
    """
    table = t.foreseen
    with reading(engine) as connection:
        waiting = entries_of(connection, waiting_rows(connection, scope), FORETOLD)
        ids = [entry.id for entry, _ in waiting]
        told = select(table.c.fact).where(table.c.fact.in_(ids))
        known = set(connection.execute(told).scalars())
        if len(known) == len(ids):
            return
        judged = verdicts(connection, waiting, forms, now)
    rows = [
        {
            "fact": entry.id,
            "subject": entry.subject,
            "clause": verdict.clause.value,
            "aside": int(verdict.aside),
            "username": verdict.username,
            "at": now,
        }
        for entry, verdict in judged
        if entry.id not in known
    ]
    with transaction(engine) as connection:
        connection.execute(insert(table).prefix_with("OR IGNORE"), rows)
        beyond = select(func.max(table.c.no) - KEPT).scalar_subquery()
        connection.execute(delete(table).where(table.c.no <= beyond))
        connection.commit()


def settle(engine: Engine, scope: Scope) -> None:
    """After an exchange: compare with what the centre decided."""
    with reading(engine) as connection:
        came = _came(connection, scope)
    if came:
        with transaction(engine) as connection:
            connection.execute(
                update(t.foreseen).where(t.foreseen.c.no == bindparam("which")), came
            )
            connection.commit()


def _came(connection: Connection, scope: Scope) -> list[dict[str, Any]]:
    table = t.foreseen
    still = connection.execute(select(table).where(_CAME.is_(None))).all()
    if not still:
        return []
    ids = [row.fact for row in still]
    aside = set(connection.execute(select(t.aside.c.fact).where(t.aside.c.fact.in_(ids))).scalars())
    shared = _shared(connection, scope, [row.subject for row in still], set(ids))
    subjects = [row.subject for row in still if row.clause in _ACCOUNTS]
    given = select(t.customer.c.id, t.customer.c.username).where(t.customer.c.id.in_(subjects))
    names: dict[bytes, str | None] = {row.id: row.username for row in connection.execute(given)}
    told = []
    for row in still:
        name = (names.get(row.subject) or "") if row.clause in _ACCOUNTS else ""
        if row.fact not in shared or (row.username and not name and row.fact not in aside):
            continue  # not there yet, or a restored centre still waits before it gives names
        is_aside = int(row.fact in aside)
        told.append({"which": row.no, "came_aside": is_aside, "came_username": name})
    return told


_ACCOUNTS: Final = (Clause.USERNAME.value, Clause.NAME.value)


def _shared(
    connection: Connection, scope: Scope, subjects: Sequence[bytes], wanted: set[bytes]
) -> set[bytes]:
    reached = {
        (branch.device, branch.epoch, branch.no): shared_to(branch)
        for branch in chains(connection, scope).branches()
    }
    c = t.fact.c
    rows = select(c.id, c.device, c.epoch, c.branch, c.seq).where(
        c.subject.in_(set(subjects)), c.scope == scope
    )
    return {
        row.id
        for row in connection.execute(rows)
        if row.id in wanted and row.seq <= reached.get((row.device, row.epoch, row.branch), 0)
    }


def hit_rate(connection: Connection) -> HitRate:
    """How often it came as expected, among the last ones kept."""
    table = t.foreseen
    right = and_(table.c.aside == _CAME, table.c.username == table.c.came_username)
    counts = select(
        func.count(),
        func.count().filter(right),
        func.count().filter(_NAMED),
        func.count().filter(and_(_NAMED, right)),
    ).where(_CAME.is_not(None))
    told, hit, names, names_hit = connection.execute(counts).one()
    wrong = select(table).where(_CAME.is_not(None), ~right).order_by(table.c.no.desc()).limit(1)
    row = connection.execute(wrong).first()
    return HitRate(
        told=told, hit=hit, names=names, names_hit=names_hit, miss=_miss(row) if row else ""
    )


def _miss(row: Any) -> str:
    if row.aside != row.came_aside:
        return "dự kiến giữ lại, trung tâm nhận" if row.aside else "dự kiến nhận, bị giữ lại"
    came = row.came_username or "không cấp tài khoản"
    return f"dự kiến {row.username or 'không cấp tài khoản'}, trung tâm cho {came}"
