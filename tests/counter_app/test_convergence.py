"""The property that carries the design: any order of arrival, the same tables; rebuilt too."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from counter_app.bench.invented_office import device, granted, published
from counter_app.storage.engine import reading, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import project, rebuild
from counter_app.storage.session_queries import SessionQueries
from counter_app.storage.tables import fact as facts
from counter_app.usecases.case import CustomerForm, Entered, FieldName
from counter_app.usecases.decide import DecideConflict
from counter_app.usecases.session import JoinStrays, MoveCash, OpenSession, TakeOver
from counter_app.usecases.session_count import CloseSession, CountCash
from domain.customer import CustomersMerged, CustomersSeparated
from domain.dossier import SlipSent
from domain.errors import OfficeError
from domain.identifiers import SubjectId
from domain.moment import moment
from domain.session import TO_SAFE
from sync.protocol.frame import Sealed, opened
from tests.office import MONDAY, Clock, Counter, decisions, open_counter, person, reception, tables

SEEDED = len([*published(), *granted(1)]) + 1  # and an officer
"""Facts that every store of these tests begins with; they are not passed on."""

ACTS = st.tuples(
    st.integers(1, 3),
    st.sampled_from(["receive", "phone", "slip", "meet", "decide", "same", "two", "till"]),
)
HISTORIES = st.lists(ACTS, min_size=3, max_size=9)


def happened(folder: Path, acts: Sequence[tuple[int, str]]) -> list[Sealed]:
    """What three counters wrote, one a day ahead and one a year behind, meeting now and then."""
    wrong = {1: timedelta(0), 2: timedelta(days=1), 3: timedelta(days=-365)}
    counters = {n: open_counter(folder / f"{n}.db", n, Clock(MONDAY + wrong[n])) for n in (1, 2, 3)}
    for turn, (number, act) in enumerate(acts):
        do(counters, number, act, turn)
    everything = {s.id: s for c in counters.values() for s in written(c)}
    for counter in counters.values():
        counter.engine.dispose()
    return list(everything.values())


def do(counters: dict[int, Counter], number: int, act: str, turn: int) -> None:
    counter = counters[number]
    known = counter.queries.find_customers("nguyen")
    dossiers = counter.queries.dossiers()
    match act:
        case "receive":
            counter.receive(reception(person(f"Nguyễn Thị {turn}", f"0561880042{turn:02}")))
        case "phone" if known:
            fields = {**known[0].fields, FieldName.PHONE: f"09050001{number}{turn}"}
            form = CustomerForm(
                fields={name: Entered(text=text) for name, text in fields.items()},
                known=known[0].id,
                seen=known[0].newest,
            )
            counter.receive(reception(form))
        case "slip" if dossiers:
            with counter.desk.begin() as work:
                work.record(dossiers[0].id, SlipSent(copy=work.dossier(dossiers[0].id).sent + 1))
                work.commit()
        case "meet":
            for other in counters.values():
                arrive(counter, written(other), 3)
        case "till":
            turn_of_till(counter, turn)
        case _:
            say(counter, act, turn)


def turn_of_till(counter: Counter, turn: int) -> None:
    """What a clerk may do with the drawer now, by turns."""
    with counter.desk.begin() as work:
        here = work.sessions.held()
    found = SessionQueries(counter.engine, counter.author.device).lines()
    if found and here is None and turn % 2:
        with suppress(OfficeError):  # closed or disputed meanwhile
            TakeOver(begin=counter.desk.begin)(found[0].id, "Bạn ấy về sớm")
    elif here is None:
        OpenSession(begin=counter.desk.begin)(((100_000, turn),))
        JoinStrays(begin=counter.desk.begin)()
    elif turn % 3:
        MoveCash(begin=counter.desk.begin)(TO_SAFE, 1_000, "Trịnh Thu Hà", f"PC {turn}")
    else:
        with suppress(OfficeError):
            CountCash(begin=counter.desk.begin)(((100_000, turn),))
            CloseSession(begin=counter.desk.begin)()


def say(counter: Counter, act: str, turn: int) -> None:
    """A clerk's word on what the counter knows: any version, any two customers."""
    if act == "decide":
        here = decisions(counter)
        for each in here.disputes()[:2]:
            chosen = each.versions[turn % len(each.versions)].fact
            decide = DecideConflict(begin=counter.desk.begin)
            decide(each.subject, each.matter, chosen, each.seen)
        return
    known = [line.id for line in counter.queries.find_customers("nguyen")][:2]
    word = CustomersMerged if act == "same" else CustomersSeparated
    with counter.desk.begin() as work:
        for one, other in permutations(known, 2):
            work.record(SubjectId(one), word(other=other))
        work.commit()


def written(counter: Counter) -> list[Sealed]:
    rows = select(facts.c.envelope, facts.c.salt, facts.c.body).order_by(facts.c.pos)
    with reading(counter.engine) as connection:
        return [
            sealed
            for row in connection.execute(rows.offset(SEEDED))
            if (sealed := opened(*row)).frame.device in {device(n) for n in (1, 2, 3)}
        ]


def arrive(counter: Counter, told: Sequence[Sealed], batch: int) -> None:
    with transaction(counter.engine) as connection:
        known = {row[0] for row in connection.execute(select(facts.c.id))}
        fresh = [sealed for sealed in told if sealed.id not in known]
        for start in range(0, len(fresh), batch):
            journal = Journal(connection, secrets.token_bytes)
            some = fresh[start : start + batch]
            journal.keep(some)
            journal.witness((each.frame.at for each in some), moment(counter.clock()))
            for subject in journal.touched:
                project(connection, subject, journal.about(subject))
        connection.commit()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(HISTORIES, st.integers(1, 5), st.data())
def test_any_order_of_arrival_ends_in_the_same_tables_and_so_does_a_rebuild(
    acts: list[tuple[int, str]], batch: int, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name:
        told = happened(Path(name), acts)
        here = open_counter(Path(name) / "here.db", 9, Clock(MONDAY))
        there = open_counter(Path(name) / "there.db", 9, Clock(MONDAY))
        arrive(here, told, batch)
        arrive(there, data.draw(st.permutations(told)), 1)

        live = tables(here.engine)
        assert of_counters(live) == of_counters(tables(there.engine))
        with transaction(here.engine) as connection:
            rebuild(connection, Journal(connection, secrets.token_bytes))
            connection.commit()
        assert tables(here.engine) == live
        here.engine.dispose()
        there.engine.dispose()


def of_counters(found: Mapping[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """What came from the counters; each store was seeded by a centre of its own."""
    names = ("customer", "customer_name", "dossier", "receipt", "scan", "compared")
    return {name: found[name] for name in (*names, "session", "money")}
