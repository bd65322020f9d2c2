"""Invented facts of sessions and their money, with a place in history each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.dossier import FeeRefunded, FeeTaken
from domain.facts import Fact
from domain.history import Entry
from domain.identifiers import (
    NO_SESSION,
    Day,
    DeviceId,
    FactId,
    OfficerId,
    ReceiptNumber,
    Scope,
    SessionId,
    SubjectId,
)
from domain.moment import Moment, Stamp
from domain.session import CashMoved, SessionOpened

CHAU = OfficerId(SubjectId(b"officer Chau 001"))
HA = OfficerId(SubjectId(b"officer Ha    02"))


def device(number: int) -> DeviceId:
    return DeviceId(bytes([1] * 15 + [number]))


def session(number: int) -> SessionId:
    return SessionId(SubjectId(bytes([2] * 15 + [number])))


def dossier(number: int) -> SubjectId:
    return SubjectId(bytes([3] * 14) + number.to_bytes(2, "big"))


@dataclass
class Story:
    """What several devices wrote; each knows what it was told to know."""

    told: list[Entry] = field(default_factory=list)

    def say(
        self,
        subject: SubjectId,
        fact: Fact,
        by: int = 3,
        *,
        knows: Iterable[Entry] | None = None,
        day: str = "2026-11-23",
    ) -> Entry:
        """`knows`: what the writer builds on; without it all that was told of the subject."""
        no = len(self.told) + 1
        basis = [e for e in self.told if e.subject == subject] if knows is None else knows
        entry = Entry(
            id=FactId(hashlib.sha256(str(no).encode()).digest()),
            fact=fact,
            scope=Scope("H32.16"),
            at=Stamp(no << 16),
            wall=Moment(no),
            day=Day(day),
            device=device(by),
            epoch=1,
            seq=no,
            actor=CHAU,
            subject=subject,
            basis=frozenset(each.id for each in basis),
        )
        self.told.append(entry)
        return entry


def opened(number: int = 1, notes: tuple[tuple[int, int], ...] = ((100_000, 5),)) -> SessionOpened:
    return SessionOpened(series="Q3", number=number, notes=notes, officer=CHAU)


def fee(
    no: int, amount: int = 50_000, method: str = "cash", of: SessionId = NO_SESSION
) -> FeeTaken:
    return FeeTaken(receipt=ReceiptNumber(f"Q3-{no:06}"), amount=amount, method=method, session=of)


def refund(
    no: int, amount: int = 50_000, method: str = "cash", of: SessionId = NO_SESSION
) -> FeeRefunded:
    return FeeRefunded(
        receipt=ReceiptNumber(f"Q3-{no:06}"),
        amount=amount,
        method=method,
        reason="Cơ quan không thực hiện được",
        session=of,
    )


def moved(way: str, amount: int) -> CashMoved:
    return CashMoved(way=way, amount=amount, receiver="Trịnh Thu Hà", document="PC 01")
