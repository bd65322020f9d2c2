"""What waits for a person's word: conflicts of customers, dossiers and sessions, look-alikes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Engine, Text, and_, literal, literal_column, or_, select, text

from counter_app.storage import one_person, twins
from counter_app.storage import tables as t
from counter_app.storage.customers import with_history
from counter_app.storage.engine import Driver, driver_of, reading
from counter_app.storage.journal import Journal
from counter_app.storage.seats import seat_of
from counter_app.storage.shown import CUSTOMER
from counter_app.storage.story import names_of
from counter_app.usecases.case import FieldName
from counter_app.usecases.decisions import (
    FIELD_WORDS,
    NUMBERS_DIFFER,
    SORTS_DIFFER,
    Alike,
    Dispute,
    Version,
)
from counter_app.usecases.lines import CustomerLine
from domain import dossier as dossiers
from domain.cash import notes_sum
from domain.customer import DIFFERENT, OF_TWO, CustomerChanged, CustomersMerged, CustomersSeparated
from domain.deciders import hands_on, hands_on_two
from domain.deciding import ConflictDecided, holds
from domain.dossier import DossiersCompared, ResultHandedOver
from domain.facts import Fact
from domain.history import Entry, conflicts, in_order
from domain.identifiers import CustomerId, DeviceId, FactId, SubjectId, is_centre
from domain.moment import Moment
from domain.money import dong
from domain.session import COURSE, SessionClosed, SessionOpened, SessionTakenOver

LOOKED_AT: Final = 2_000
"""Customers served last, among whom look-alikes are sought: the list never costs the archive."""

MOST: Final = 100
_FIELD: Final = "customer."


@dataclass(frozen=True, slots=True)
class Decisions:
    """Read when somebody opens the list; each its own short snapshot."""

    engine: Engine
    device: DeviceId
    now: Callable[[], Moment]
    actor: Callable[[], SubjectId]  # who sits here now

    def disputes(self) -> Sequence[Dispute]:
        """Every conflict of a session, a dossier, then a customer, those written last first."""
        disputed = (
            select(t.customer.c.rank, t.customer.c.id).where(one_person.DISPUTED).limit(MOST)
        )  # not in an order of the store's: it would walk all customers to have it
        with reading(self.engine) as connection:
            found = sorted(connection.execute(disputed).all(), reverse=True)
            sessions = connection.execute(_SESSIONS_DISPUTED).all()
            dossiers_ = connection.execute(_DOSSIERS_DISPUTED).all()
            subjects = [SubjectId(row.id) for row in (*sessions, *dossiers_, *found)]
            told = [each for subject in subjects for each in self._of(connection, subject)]
            names = names_of(connection)
            found_twice = twins.lately(connection, self.now(), names, self.device)
            return [*told, *self._twins(connection, found_twice)]

    def disputes_of(self, subject: SubjectId) -> Sequence[Dispute]:
        """Those of one customer or dossier."""
        with reading(self.engine) as connection:
            told = self._of(connection, subject)
            names = names_of(connection)
            found_twice = twins.of_dossier(connection, subject, names, self.device)
            return [*told, *self._twins(connection, found_twice)]

    def alike(self) -> Sequence[Alike]:
        """Customers served lately who may be one person, and whom nobody has told apart."""
        with reading(self.engine) as connection:
            driver = driver_of(connection)
            rows = [tuple(row) for query in _ALIKE for row in connection.execute(query)]
            told = [_pair(driver, *row) for row in rows]
            once = {frozenset((a.one.id, a.other.id)): a for a in told if a}
            return self._pairs(connection, list(once.values())[:MOST])

    def merged(self) -> Sequence[Alike]:
        """Those who were taken for one person, so that a mistake can be undone."""
        some = select(*CUSTOMER).where(one_person.MERGED).limit(MOST)
        found: dict[frozenset[bytes], Alike] = {}
        with reading(self.engine) as connection:
            driver = driver_of(connection)
            for row in connection.execute(some).all():
                first, *rest = one_person.group(driver, row)
                for each in rest:
                    told = Alike(
                        one=with_history(driver, first),
                        other=with_history(driver, each),
                        why="đã gộp",
                        merged=True,
                    )
                    found[frozenset((first[0], each[0]))] = told
            return self._pairs(connection, list(found.values()))

    def pair(self, one: CustomerId, other: CustomerId) -> Alike | None:
        """Two customers whom a person chose to compare; None where one of them is not here."""
        with reading(self.engine) as connection:
            driver = driver_of(connection)
            rows = [one_person.rows_of(driver, key) for key in (one, other)]
            if not all(rows):
                return None
            first, second = (one_person.group(driver, each[0])[0] for each in rows)
            merged = first[0] == second[0]
            if merged:  # since they were found
                second = next(each[0] for each in rows if each[0][0] != first[0])
            lines = [with_history(driver, row) for row in (first, second)]
            told = Alike(
                one=lines[0],
                other=lines[1],
                why=_spoken(connection, lines[0].id, lines[1].id),
                merged=merged,
                forbidden="" if merged else _forbidden(*lines),
                sought=True,
            )
            return self._pairs(connection, [told])[0]

    def _pairs(self, connection: Connection, told: Sequence[Alike]) -> list[Alike]:
        """With the reason where it is not who sits here that decides."""
        seat = seat_of(connection, self.actor())
        if seat.decides_all:
            return list(told)
        return [
            replace(each, withheld=seat.refusal(_hands(connection, each.one.id, each.other.id)))
            for each in told
        ]

    def _twins(self, connection: Connection, told: Sequence[Dispute]) -> Sequence[Dispute]:
        seat = seat_of(connection, self.actor())
        if seat.decides_all:
            return told
        return [
            replace(each, withheld=seat.refusal(_hands(connection, *_both(each)))) for each in told
        ]

    def _of(self, connection: Connection, subject: SubjectId) -> Sequence[Dispute]:
        entries = in_order(Journal(connection, secrets.token_bytes).about(subject))
        words = {entry.id: entry.fact for entry in entries}
        names = names_of(connection)
        name = _name(connection, subject)
        told = []
        seat = seat_of(connection, self.actor())
        for matter, versions in sorted(conflicts(entries).items()):
            shown = tuple(_version(entry, words, names, self.device) for entry in versions)
            if matter.startswith(dossiers.OF_TWO):
                shown = tuple(twins.with_code(connection, words, each) for each in shown)
            dispute = Dispute(
                subject=subject,
                name=name,
                matter=matter,
                words=_matter_words(matter),
                versions=shown,
            )
            hands = hands_on(versions)
            if matter.startswith((OF_TWO, dossiers.OF_TWO)):
                hands |= _hands(connection, *_both(dispute))
            told.append(replace(dispute, withheld=seat.refusal(hands)))
        return told


def _both(dispute: Dispute) -> tuple[SubjectId, SubjectId]:
    """The two customers or dossiers of a matter of two."""
    return dispute.subject, SubjectId(bytes.fromhex(dispute.matter.rpartition(".")[2]))


def _hands(connection: Connection, one: SubjectId, other: SubjectId) -> frozenset[SubjectId]:
    journal = Journal(connection, secrets.token_bytes)
    return hands_on_two(one, other, [e for each in (one, other) for e in journal.about(each)])


_SESSIONS_DISPUTED: Final = (
    select(t.session.c.id)
    .where(text("session.disputed <> ''"))
    .order_by(t.session.c.id.desc())
    .limit(MOST)
)

DOSSIER_DISPUTED: Final = t.dossier.c.disputed != literal_column("''", Text)
"""Written out, so that the small index of these serves."""

_DOSSIERS_DISPUTED: Final = (
    select(t.dossier.c.id).where(DOSSIER_DISPUTED).order_by(t.dossier.c.id.desc()).limit(MOST)
)


def _name(connection: Connection, subject: SubjectId) -> str:
    """Of a customer, of a dossier's customer, or of a session."""
    whose = select(t.dossier.c.customer).where(t.dossier.c.id == subject).scalar_subquery()
    customer = select(t.customer.c.name).where(t.customer.c.id.in_((subject, whose)))
    session = select(t.session.c.series, t.session.c.number).where(t.session.c.id == subject)
    if row := connection.execute(session).first():
        return f"Phiên {row.series}-{row.number}"
    return connection.execute(customer).scalar() or ""


def _version(
    entry: Entry, words: Mapping[FactId, Fact], names: Mapping[bytes, str], device: DeviceId
) -> Version:
    fact = entry.fact
    told = holds(words, fact) if isinstance(fact, ConflictDecided) else fact
    return Version(
        fact=entry.id,
        words=_said(told, names),
        before=fact.before if isinstance(fact, CustomerChanged) else "",
        reason=getattr(fact, "reason", ""),
        who=names.get(entry.actor, ""),
        where=names.get(entry.device) or _far(entry.device),
        at=entry.wall,
        here=entry.device == device,
    )


def _far(device: DeviceId) -> str:
    return "Trung tâm" if is_centre(device) else "quầy khác"


def _said(fact: Fact | None, names: Mapping[bytes, str]) -> str:
    match fact:
        case CustomerChanged(value=value):
            return value or "(bỏ trống)"
        case CustomersMerged():
            return "cùng một người"
        case CustomersSeparated():
            return "hai người khác nhau"
        case DossiersCompared() | ResultHandedOver():
            return _said_of_dossier(fact)
        case SessionTakenOver(officer=officer, device=device):
            return (
                f"{names.get(officer, 'cán bộ khác')} làm tiếp ở {names.get(device, 'quầy khác')}"
            )
        case SessionClosed(series=series, z=z):
            return f"đã đóng, báo cáo Z {series}-{z}"
        case SessionOpened(notes=notes):
            return f"mở với {dong(notes_sum(notes))}"
        case _:
            return "việc của bản phần mềm mới hơn"


def _said_of_dossier(fact: DossiersCompared | ResultHandedOver) -> str:
    match fact:
        case DossiersCompared(keeps=keeps):
            return "cùng một hồ sơ" if keeps else "hai hồ sơ khác nhau"
        case ResultHandedOver(name=name, paper=paper):
            return f"đã trả {paper} cho {name}"


def _matter_words(matter: str) -> str:
    if matter.startswith(dossiers.OF_TWO):
        return "Hồ sơ có thể nhận hai lần"
    if matter.startswith(OF_TWO):
        return "Có phải cùng một người"
    if matter == dossiers.OF_THE_RESULT:
        return "Kết quả đã trả cho ai"
    if matter == COURSE:
        return "Ai làm tiếp phiên, hay phiên đã đóng"
    name = matter.removeprefix(_FIELD)
    return FIELD_WORDS.get(FieldName(name), name) if name in set(FieldName) else name


def _pair(driver: Driver, one: bytes, other: bytes, why: str) -> Alike | None:
    """None where they are one already, or who stands for them is."""
    rows = [one_person.row_of(driver, key) for key in (one, other)]
    first, second = (one_person.group(driver, row)[0] for row in rows)
    if first[0] == second[0] or second[0] in one_person.others(first):
        return None
    lines = [with_history(driver, row) for row in (first, second)]
    lines.sort(key=lambda line: line.username is None)
    return Alike(one=lines[0], other=lines[1], why=why, forbidden=_forbidden(*lines))


def _spoken(connection: Connection, one: CustomerId, other: CustomerId) -> str:
    """What was said of the two before."""
    told = select(t.compared.c.id).where(
        t.compared.c.id.in_([one, other]),
        t.compared.c.other.in_([one, other]),
        t.compared.c.outcome == DIFFERENT,
    )
    return "đã ghi là hai người khác nhau" if connection.execute(told).first() else ""


def _forbidden(one: CustomerLine, other: CustomerLine) -> str:
    if one.kind is not other.kind:
        return SORTS_DIFFER
    numbers = [
        {line.fields[FieldName.IDENTITY_NUMBER], line.fields[FieldName.OLD_NUMBER]} - {""}
        for line in (one, other)
    ]
    if all(numbers) and not numbers[0] & numbers[1]:
        return NUMBERS_DIFFER
    return ""


_LATELY: Final = (
    select(
        t.customer.c.id,
        t.customer.c.sort,
        t.customer.c.name_key,
        t.customer.c.born,
        t.customer.c.identity_number,
        t.customer.c.username,
    )
    .order_by(t.customer.c.rank.desc())
    .limit(LOOKED_AT)
    .subquery("lately")
)
_OTHER: Final = t.customer.alias("other")
_APART: Final = (
    select(t.compared.c.id)
    .where(
        t.compared.c.outcome == DIFFERENT,
        or_(
            and_(t.compared.c.id == _LATELY.c.id, t.compared.c.other == _OTHER.c.id),
            and_(t.compared.c.id == _OTHER.c.id, t.compared.c.other == _LATELY.c.id),
        ),
    )
    .exists()
)


def _joined(why: str, *conditions: Any) -> Any:
    return (
        select(_LATELY.c.id, _OTHER.c.id.label("other"), literal(why).label("why"))
        .join_from(_LATELY, _OTHER, and_(_OTHER.c.id != _LATELY.c.id, *conditions))
        .where(_OTHER.c.sort == _LATELY.c.sort, ~_APART)
        .limit(MOST)
    )


_ALIKE: Final = (
    _joined(
        "cùng số định danh",
        _LATELY.c.identity_number != "",
        _OTHER.c.identity_number == _LATELY.c.identity_number,
    ),
    _joined(
        "số định danh này là số cũ của khách kia",
        _LATELY.c.identity_number != "",
        _OTHER.c.old_number == _LATELY.c.identity_number,
    ),
    _joined(
        "cùng họ tên và ngày sinh",
        _LATELY.c.born != "",
        _OTHER.c.name_key == _LATELY.c.name_key,
        _OTHER.c.born == _LATELY.c.born,
        or_(_OTHER.c.identity_number == "", _LATELY.c.identity_number == ""),
    ),
)
