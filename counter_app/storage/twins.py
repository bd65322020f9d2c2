"""Dossiers that may be one paper, received at two counters that did not hear of each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select

from counter_app.storage import one_person
from counter_app.storage import tables as t
from counter_app.storage.engine import driver_of
from counter_app.usecases.decisions import Dispute, Version
from counter_app.usecases.lines import TwinDossier
from domain.deciding import what_holds
from domain.dossier import OF_TWO, DossiersCompared
from domain.facts import Fact
from domain.identifiers import DeviceId, DossierCode, DossierId, FactId, SubjectId
from domain.moment import Moment
from domain.money import dong

LOOKED_BACK_MS: Final = 14 * 86_400_000
"""They come to light with the next exchange; older ones show with the dossier itself."""

MOST: Final = 100
_A: Final = t.dossier.alias("one")
_B: Final = t.dossier.alias("other")
_SAID: Final = (
    select(t.dossier_pair.c.id)
    .where(
        t.dossier_pair.c.id == func.min(_A.c.id, _B.c.id),
        t.dossier_pair.c.other == func.max(_A.c.id, _B.c.id),
    )
    .correlate(_A, _B)
)
_TWICE: Final = (
    select(_A.c.id, _B.c.id.label("other"))
    .join_from(
        _A,
        _B,
        and_(_B.c.day == _A.c.day, _B.c.procedure == _A.c.procedure, _B.c.id != _A.c.id),
    )
    .where(_B.c.device != _A.c.device, ~_SAID.exists())
)


def lately(
    connection: Connection, now: Moment, names: Mapping[bytes, str], device: DeviceId
) -> Sequence[Dispute]:
    """Pairs of the last fortnight that nobody decided on."""
    same = _TWICE.where(_A.c.received >= now - LOOKED_BACK_MS, _B.c.customer == _A.c.customer)
    found = {_key(row) for row in connection.execute(same.limit(2 * MOST))}
    merged = select(t.customer.c.id).where(one_person.MERGED).limit(MOST)
    for (customer,) in connection.execute(merged).all():
        found |= _of_person(connection, customer, now - LOOKED_BACK_MS)
    return [_dispute(connection, pair, names, device) for pair in sorted(found)[:MOST]]


def of_dossier(
    connection: Connection, dossier: SubjectId, names: Mapping[bytes, str], device: DeviceId
) -> Sequence[Dispute]:
    """Those that a dossier leads to."""
    row = connection.execute(select(t.dossier.c.customer).where(t.dossier.c.id == dossier)).first()
    if row is None:
        return []
    found = {pair for pair in _of_person(connection, row.customer, 0) if dossier in pair}
    return [_dispute(connection, pair, names, device) for pair in sorted(found)]


def standing(connection: Connection, dossiers: Iterable[bytes]) -> Mapping[bytes, bytes]:
    """Of those that are not gone on with, the dossier that is."""
    kept = _goes_on(connection)
    found = {}
    for one in dossiers:
        if (stands := _end_of(kept, one)) != one:
            found[one] = stands
    return found


def beside(
    connection: Connection, dossiers: Collection[bytes]
) -> Mapping[bytes, tuple[TwinDossier, ...]]:
    """The dossiers that each of these stands for, by code."""
    kept = _goes_on(connection)
    of_each: dict[bytes, list[bytes]] = {}
    for given_up in kept:
        of_each.setdefault(_end_of(kept, given_up), []).append(given_up)
    wanted = {one: of_each[one] for one in dossiers if one in of_each}
    ids = [twin for twins in wanted.values() for twin in twins]
    rows = select(t.dossier.c.id, t.dossier.c.code).where(t.dossier.c.id.in_(ids))
    codes = {row.id: row.code for row in connection.execute(rows)} if ids else {}
    return {
        one: tuple(
            TwinDossier(id=DossierId(SubjectId(twin)), code=DossierCode(codes[twin]))
            for twin in sorted(twins, key=lambda each: codes.get(each, ""))
            if twin in codes
        )
        for one, twins in wanted.items()
    }


def _goes_on(connection: Connection) -> Mapping[bytes, bytes]:
    """Which dossier is gone on with in place of each: a few in a year."""
    pairs = select(t.dossier_pair).where(t.dossier_pair.c.given_up != b"")
    return {
        row.given_up: row.other if row.given_up == row.id else row.id
        for row in connection.execute(pairs.order_by(t.dossier_pair.c.id, t.dossier_pair.c.other))
    }


def _end_of(kept: Mapping[bytes, bytes], dossier: bytes) -> bytes:
    """Where giving up leads to; where it leads round, the least of those that it passed."""
    passed = [dossier]
    while (following := kept.get(passed[-1])) is not None:
        if following in passed:
            return min(passed[passed.index(following) :])
        passed.append(following)
    return passed[-1]


def with_code(connection: Connection, words: Mapping[FactId, Fact], version: Version) -> Version:
    """Somebody's word on a pair, with the code of the dossier that it goes on with."""
    fact = words.get(version.fact)
    told = what_holds(words, fact) if fact else None
    if not isinstance(told, DossiersCompared) or not told.keeps:
        return version
    code = connection.execute(select(t.dossier.c.code).where(t.dossier.c.id == told.keeps)).scalar()
    return replace(version, words=f"{version.words}, làm tiếp {code}") if code else version


def _of_person(connection: Connection, customer: bytes, since: int) -> set[tuple[bytes, bytes]]:
    """Among the dossiers of all who are this person."""
    driver = driver_of(connection)
    rows = one_person.rows_of(driver, customer)
    people = [row[0] for row in (one_person.group(driver, rows[0]) if rows else ())]
    people = people or [customer]
    pairs = _TWICE.where(
        _A.c.customer.in_(people), _B.c.customer.in_(people), _A.c.received >= since
    )
    return {_key(row) for row in connection.execute(pairs.limit(MOST))}


def _key(row: Any) -> tuple[bytes, bytes]:
    return (min(row.id, row.other), max(row.id, row.other))


def _dispute(
    connection: Connection,
    pair: tuple[bytes, bytes],
    names: Mapping[bytes, str],
    device: DeviceId,
) -> Dispute:
    rows = [
        connection.execute(select(t.dossier).where(t.dossier.c.id == each)).one() for each in pair
    ]
    name = connection.execute(
        select(t.customer.c.name).where(t.customer.c.id == rows[0].customer)
    ).scalar()
    two = Version(
        fact=FactId(b""),
        words="Hai hồ sơ khác nhau",
        before="",
        reason="",
        who="",
        where="",
        at=Moment(max(row.received for row in rows)),
        here=False,
    )
    return Dispute(
        subject=SubjectId(pair[0]),
        name=name or "",
        matter=f"{OF_TWO}{pair[1].hex()}",
        words="Hồ sơ có thể nhận hai lần",
        versions=(*(_kept(row, names, device) for row in rows), two),
    )


def _kept(row: Any, names: Mapping[bytes, str], device: DeviceId) -> Version:
    fee = f", lệ phí {dong(row.fee)}" if row.fee else ""
    return Version(
        fact=FactId(DossierId(SubjectId(row.id))),
        words=f"Cùng một hồ sơ, làm tiếp {row.code}{fee}",
        before="",
        reason="",
        who=names.get(row.actor, ""),
        where=names.get(row.device, "quầy khác"),
        at=Moment(row.received),
        here=row.device == device,
    )
