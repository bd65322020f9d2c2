"""What a hand writes wrongly into a journal: a number on two papers, a receipt left out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from counter_app.bootstrap.station import Station, moment_now
from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.journal import Journal
from domain.customer import CustomerRegistered
from domain.dossier import DossierReceived, FeeTaken, ScanAttached, SlipConfirmed, SlipSent
from domain.facts import Fact
from domain.identifiers import CustomerId, ReceiptNumber, SubjectId
from domain.moment import day
from tests.day.full_office import FEE


@dataclass(frozen=True)
class Paper:
    """A dossier of the day: its code, whose it is, and its receipt."""

    dossier: SubjectId
    code: str
    name: str
    customer: SubjectId
    receipt: ReceiptNumber


def papers_of_today(station: Station) -> Sequence[Paper]:
    """By code."""
    told = (
        select(t.dossier.c.id, t.dossier.c.code, t.customer, t.receipt.c.number)
        .join_from(t.dossier, t.customer, t.customer.c.id == t.dossier.c.customer)
        .join(t.receipt, t.receipt.c.id == t.dossier.c.id)
        .where(t.dossier.c.day == day(moment_now()))
        .order_by(t.dossier.c.code)
    )
    columns = (t.dossier.c.id, t.dossier.c.code, t.customer.c.name, t.customer.c.id)
    with reading(station.engine) as connection:
        rows = connection.execute(told.with_only_columns(*columns, t.receipt.c.number)).all()
    return [
        Paper(SubjectId(row[0]), row[1], row[2], SubjectId(row[3]), ReceiptNumber(row[4]))
        for row in rows
    ]


def receipt_again(station: Station, of: Paper, on: Paper) -> None:
    """A receipt's number written on another dossier too, and its money taken."""
    _take(station, on, of.receipt)


def receipt_left_out(station: Station, papers: Sequence[Paper]) -> ReceiptNumber:
    """The number after the last one is on no paper; the one after that is. Which was left out."""
    series, _, last = max(paper.receipt for paper in papers).rpartition("-")
    _take(station, papers[-1], ReceiptNumber(f"{series}-{int(last) + 2:06}"))
    return ReceiptNumber(f"{series}-{int(last) + 1:06}")


def code_again(station: Station, of: Paper, on: Paper) -> None:
    """Another dossier, of the customer of `on`, under the code of `of`; otherwise in order."""
    with reading(station.engine) as connection:
        entries = Journal(connection, secrets.token_bytes).about(of.dossier)
    whole = [entry.fact for entry in entries]
    [received] = [fact for fact in whole if isinstance(fact, DossierReceived)]
    other = replace(received, case=secrets.token_bytes(16), customer=CustomerId(on.customer))
    kept: list[Fact] = [
        fact for fact in whole if isinstance(fact, ScanAttached | SlipSent | SlipConfirmed)
    ]
    with station.desk.begin() as work:
        work.record(work.new_subject(), other, *kept)
        work.commit()


def _take(station: Station, on: Paper, receipt: ReceiptNumber) -> None:
    with station.desk.begin() as work:
        session = work.held_session()
        work.record(
            on.dossier, FeeTaken(receipt=receipt, amount=FEE, method="cash", session=session)
        )
        work.commit()


def record_of(facts: Sequence[tuple[SubjectId, Fact]], subject: SubjectId) -> str:
    """What a fact of this subject is about, in a word that a person knows it by."""
    for about, fact in facts:
        match fact:
            case DossierReceived(code=code) if about == subject:
                return code
            case CustomerRegistered(name=name) if about == subject:
                return name
    return "phiên Q3-1"  # the only other thing that a day of this counter is about
