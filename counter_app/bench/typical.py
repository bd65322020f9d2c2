"""Typical facts: receptions as a counter writes them, one behind the other, sealed and signed.

A reception is somebody new registered, the dossier taken, the fee, the slip sent and confirmed,
and one scan: six facts. Keys, salts and hashes are random, as they are at a counter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bench.invented_people import registered
from domain.dossier import DossierReceived, FeeTaken, ScanAttached, SlipConfirmed, SlipSent
from domain.facts import Fact, body_of
from domain.identifiers import (
    CustomerId,
    DeviceId,
    DossierCode,
    FactId,
    ReceiptNumber,
    Scope,
    SubjectId,
    uuid7,
)
from domain.moment import Moment, Stamp, day, local, tick
from sync.protocol.cbor import encode
from sync.protocol.frame import NO_PREVIOUS, SALT_BYTES, Frame, Run, Sealed, seal
from sync.protocol.heads import Head, statement

RECEPTION: Final = 6
"""Facts of one reception."""

OFFICERS: Final = 3
_NO_STAMP: Final = Stamp(0)
_MINUTE_MS: Final = 60_000
_STEPS_MS: Final = (0, 40, 41, 900, 4_200, 15_000)
_PROCEDURE: Final = FactId(hashlib.sha256(b"the catalogue's fact").digest())


@dataclass(slots=True, kw_only=True)
class TypicalChain:
    """The chain of one counter; `number` makes its people and codes its own."""

    scope: Scope
    device: DeviceId
    number: int
    sign: Callable[[bytes], bytes]
    begins: Moment
    epoch: int = 1
    seq: int = 0
    prev: bytes = NO_PREVIOUS
    _stamp: Stamp = _NO_STAMP
    _served: int = 0
    _chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = Random(self.number)  # noqa: S311 - the same facts in every run

    def receptions(self, facts: int) -> list[Sealed]:
        """The next facts, at least so many, in whole receptions."""
        made: list[Sealed] = []
        while len(made) < facts:
            made += self._reception()
        return made

    def run(self, facts: Sequence[Sealed]) -> Run:
        """Facts as they are sent, signed at their end."""
        last = facts[-1]
        place = (last.frame.seq, last.id)
        told = statement(self.scope, Head(self.device, self.epoch, *place))
        return Run(
            scope=self.scope,
            device=self.device,
            epoch=self.epoch,
            facts=tuple(facts),
            signature=self.sign(told),
            vouched=place,
        )

    def _reception(self) -> Iterator[Sealed]:
        at = Moment(self.begins + self._served * _MINUTE_MS + self._chance.randrange(20_000))
        who = self.number * 1_000_000 + self._served
        self._served += 1
        customer = uuid7(at, self._chance.randbytes(10))
        dossier = uuid7(at + _STEPS_MS[1], self._chance.randbytes(10))
        officer = uuid7(1_700_000_000_000, bytes([self._served // 100 % OFFICERS]) * 10)
        before: tuple[bytes, ...] = ()
        for step, fact in enumerate(self._told(who, at, CustomerId(customer))):
            subject = dossier if step else customer
            basis = before if step > 1 else ()
            sealed = self._seal(fact, subject, officer, Moment(at + _STEPS_MS[step]), basis)
            before = (sealed.id,)
            yield sealed

    def _told(self, who: int, at: Moment, customer: CustomerId) -> Iterator[Fact]:
        serial = self._served % 499 + 1
        yield registered(who)
        yield DossierReceived(
            case=self._chance.randbytes(16),
            code=DossierCode(f"{self.scope}-{local(at):%y%m%d}-{who:07}"),
            procedure=HOUSEHOLD_BUSINESS,
            procedure_fact=_PROCEDURE,
            customer=customer,
            due=Moment(at + 3 * 86_400_000),
            limit=0,
            calendar="2026.4",
            papers=((1, 1, 0), (2, 0, 1)),
            channel="counter",
        )
        yield FeeTaken(
            receipt=ReceiptNumber(f"Q{self.number}-{self._served:06}"),
            amount=50_000 + 10_000 * (serial % 5),
            method="cash",
            tendered=100_000,
        )
        yield SlipSent(copy=1)
        yield SlipConfirmed(copy=1, where="Máy in quầy")
        yield ScanAttached(
            component=1,
            sha256=self._chance.randbytes(32),
            size=150_000 + self._chance.randrange(400_000),
            pages=3,
        )

    def _seal(
        self,
        fact: Fact,
        subject: SubjectId,
        officer: SubjectId,
        at: Moment,
        basis: tuple[bytes, ...],
    ) -> Sealed:
        self._stamp = tick(self._stamp, at)
        self.seq += 1
        sealed = seal(
            Frame(
                scope=self.scope,
                device=self.device,
                epoch=self.epoch,
                seq=self.seq,
                prev=self.prev,
                at=self._stamp,
                wall=at,
                uncertainty=0,
                day=day(at),
                actor=officer,
                subject=subject,
                basis=basis,
                kind=fact.kind,
                version=fact.version,
                salt=self._chance.randbytes(SALT_BYTES),
                body=encode(body_of(fact)),
            )
        )
        self.prev = sealed.id
        return sealed
