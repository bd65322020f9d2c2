"""A counter's chain without a store: facts made in memory, sent as one run."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from counter_app.storage.identity import Identity
from domain.customer import CustomerRegistered
from domain.facts import Fact, body_of
from domain.identifiers import SubjectId, uuid7
from domain.moment import Moment, Stamp, day, tick
from sync.central.admin import system_clock
from sync.protocol.cbor import encode
from sync.protocol.frame import NO_PREVIOUS, Frame, Run, Sealed, seal
from sync.protocol.heads import Head, statement
from sync.protocol.messages import Cursor, SyncRequest

NO_STAMP = Stamp(0)


@dataclass
class Writer:
    """Appends to the chain of one identity."""

    identity: Identity
    facts: list[Sealed] = field(default_factory=list)
    stamp: Stamp = NO_STAMP

    def write(self, fact: Fact, *, ahead_ms: int = 0, subject: SubjectId | None = None) -> Sealed:
        body = encode(body_of(fact))
        return self.write_body(fact.kind, fact.version, body, ahead_ms=ahead_ms, subject=subject)

    def write_body(
        self,
        kind: str,
        version: int,
        body: bytes,
        *,
        ahead_ms: int = 0,
        subject: SubjectId | None = None,
    ) -> Sealed:
        now = system_clock()
        self.stamp = tick(self.stamp, now)
        last = self.facts[-1] if self.facts else None
        sealed = seal(
            Frame(
                scope=self.identity.scope,
                device=self.identity.device,
                epoch=self.identity.epoch,
                seq=last.frame.seq + 1 if last else 1,
                prev=last.id if last else NO_PREVIOUS,
                at=tick(self.stamp, Moment(now + ahead_ms)),
                wall=now,
                uncertainty=0,
                day=day(now),
                actor=SubjectId(b"officer no 00001"),
                subject=subject or uuid7(now, secrets.token_bytes(10)),
                basis=(),
                kind=kind,
                version=version,
                salt=secrets.token_bytes(16),
                body=body,
            )
        )
        self.facts.append(sealed)
        return sealed

    def customers(self, number: int, name: str = "Nguyễn Thị Mẫu") -> None:
        for _ in range(number):
            self.write(CustomerRegistered(sort="individual", name=name, phone="0905000118"))

    def run(self, start: int = 0, end: int | None = None) -> Run:
        """Facts from place `start` (counted from 0) to `end`, signed at their end."""
        facts = tuple(self.facts[start:end])
        last = facts[-1]
        head = Head(self.identity.device, self.identity.epoch, last.frame.seq, last.id)
        return Run(
            scope=self.identity.scope,
            device=self.identity.device,
            epoch=self.identity.epoch,
            facts=facts,
            signature=self.identity.sign(statement(self.identity.scope, head)),
            vouched=(last.frame.seq, last.id),
        )

    def push(
        self, start: int = 0, end: int | None = None, cursor: Cursor | None = None
    ) -> SyncRequest:
        return SyncRequest(
            scope=self.identity.scope,
            cursor=cursor or Cursor(),
            runs=(self.run(start, end),),
            digest=b"",
        )
