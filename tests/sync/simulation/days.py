"""Days of a simulated counter: what its store keeps of closings, and how it closes one.

The order of days, the table of states, the counting and the certificate are the shipped ones; what
stands here is the store around them, as `counter_app.storage.day_close` is over SQLite.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from sync.client.close_day import Post, close_day
from sync.client.close_days import Waiting, close_earlier, resume
from sync.protocol.certificate import (
    Certificate,
    SealedDay,
    device_statement,
    from_document,
    sealed_from_bytes,
    sealed_to_bytes,
    to_document,
    verify_sealed,
)
from sync.protocol.close_day import Begin, Drafted, NotWhole, SealedAlready
from sync.protocol.close_messages import CloseDayRequest, Countersigned, Differs
from sync.protocol.errors import BytesLost, SyncError
from sync.protocol.frame import Sealed
from sync.protocol.intervals import Lineages, NotHeld
from sync.store.day_sides import Closer, drafted
from sync.store.day_sums import counts_for
from tests.sync.simulation.facts import (
    CENTRE_KEY,
    SCOPE,
    body_in,
    enrolment,
    signed_by,
    words_among,
)

if TYPE_CHECKING:
    from tests.sync.simulation.counter import Counter


class EarlierDayOpen(SyncError):
    """Certificates follow each other."""


@dataclass(frozen=True)
class Closing:
    """One closing; its countersignature is empty until the day is sealed."""

    sealed: SealedDay
    disputed: bool = False
    cause: str = ""

    @property
    def done(self) -> bool:
        return bool(self.sealed.countersignature)

    @property
    def told(self) -> Certificate:
        return told_in(self.sealed.document)


@lru_cache(1_000)
def told_in(document: bytes) -> Certificate:
    """Read once: a store has its numbers and days in columns."""
    return from_document(document)


@dataclass
class DayBook:
    """Closings of one device, by number: this store's own, and the centre's word on them."""

    own: dict[int, Closing] = field(default_factory=dict)
    heard: dict[int, SealedDay] = field(default_factory=dict)

    def copied(self) -> DayBook:
        return DayBook(dict(self.own), dict(self.heard))

    def last(self, below: int | None = None) -> Closing | None:
        numbers = [n for n in self.own.keys() | self.heard.keys() if below is None or n < below]
        return self.numbered(max(numbers)) if numbers else None

    def numbered(self, number: int) -> Closing:
        return Closing(self.heard[number]) if number in self.heard else self.own[number]

    def of_day(self, day: str) -> Closing | None:
        for number in sorted(self.own.keys() | self.heard.keys(), reverse=True):
            closing = self.numbered(number)
            if closing.told.day == day:
                return closing
        return None

    def open(self) -> list[tuple[int, Closing]]:
        return [
            (number, self.own[number]) for number in sorted(self.own) if not self.own[number].done
        ]

    def hear(self) -> None:
        """Sealed though the answer was lost; or another copy of this store was sealed instead."""
        for number, closing in self.open():
            sealed = self.heard.get(number)
            if sealed is None:
                continue
            if sealed.id == closing.sealed.id:
                self.own[number] = Closing(sealed)
            else:
                del self.own[number]


def certificate_in(fact: Sealed) -> SealedDay:
    """What a fact `day.sealed` tells."""
    return sealed_from_bytes(body_in(fact)["certificate"])


@dataclass
class CounterDays:
    """Closes days of a counter over a link. Answers `sync.client.close_days.Days`."""

    counter: Counter
    exchange: Callable[[], None]
    damage: Callable[[], None]

    def close(self, day: str, post: Post) -> None:
        close_earlier(self, day, post)
        close_day(self.store(day), post)

    def resume(self, post: Post) -> bool:
        return resume(self, post)

    def waiting(self) -> Sequence[Waiting]:
        self.counter.change_days(lambda book: book.hear())
        book = self.counter.days
        return [Waiting(no, each.told.day, each.disputed) for no, each in book.open()]

    def untold(self) -> Sequence[CloseDayRequest]:
        book = self.counter.days
        return [
            CloseDayRequest(
                scope=SCOPE,
                document=closing.sealed.document,
                signature=closing.sealed.signature,
                before=sealed_to_bytes(closing.sealed),
            )
            for number, closing in sorted(book.own.items())
            if closing.done and number not in book.heard
        ]

    def store(self, day: str) -> OneDay:
        return OneDay(self, day)


@dataclass
class OneDay:
    """Answers `sync.client.close_day.DayStore`."""

    days: CounterDays
    day: str

    @property
    def counter(self) -> Counter:
        return self.days.counter

    def begin(self) -> Begin:
        self.counter.change_days(lambda book: book.hear())
        found = self._unsealed()
        return Begin(self._drafted(found) if found else None)

    def exchange(self) -> None:
        with suppress(BytesLost):
            self.days.exchange()
        self.counter.change_days(lambda book: book.hear())
        found = self._unsealed()
        before = self.counter.days.last(found.told.number if found else None)
        if before is not None and not before.done:
            raise EarlierDayOpen(before.told.day)

    def draft(self) -> Drafted | SealedAlready | NotWhole:
        self.days.damage()
        state, found = self.counter.state, self._unsealed()
        before = self.counter.days.last(found.told.number if found else None)
        try:
            if found is None and self._sealed_already(before):
                return SealedAlready()
            known = self.counter.certificate
            closer = Closer(
                scope=SCOPE,
                device=state.device,
                enrolment=enrolment(state.device, known.epoch, known.continues, known.mark),
                verified=0,
            )
            sealed = before.sealed if before else None
            told = drafted(state.chains, closer, self.day, sealed, words_among(state.chains))
        except NotHeld:
            told = None
        if told is None:
            self.counter.note()
            return NotWhole()
        document = to_document(told)
        signed = Closing(SealedDay(document, self.counter.sign(device_statement(document)), b""))
        self.counter.change_days(lambda book: _keep(book, told.number, signed))
        return self._drafted(signed)

    def keep_seal(self, draft: Drafted, seal: Countersigned) -> None:
        sealed = SealedDay(draft.document, draft.signature, seal.signature)
        told = verify_sealed(sealed, CENTRE_KEY, signed_by)
        self.counter.change_days(lambda book: _set(book, told.number, Closing(sealed)))

    def keep_dispute(self, differs: Differs) -> None:
        self._set_open(disputed=True, cause=str(differs))

    def keep_cause(self, cause: str) -> None:
        self._set_open(cause=cause)

    def _set_open(self, **changed: object) -> None:
        found = self._unsealed()
        if found is not None:
            self.counter.change_days(
                lambda book: _set(book, found.told.number, replace(found, **changed))  # type: ignore[arg-type] # fields by name
            )

    def _unsealed(self) -> Closing | None:
        found = self.counter.days.of_day(self.day)
        return found if found and not found.done else None

    def _sealed_already(self, before: Closing | None) -> bool:
        found = self.counter.days.of_day(self.day)
        if before is None or found is None or not found.done:
            return False
        lineages = Lineages(self.counter.state.chains, self.counter.state.device)
        return not lineages.beyond(before.told.cut, counts_for(self.day))

    def _drafted(self, closing: Closing) -> Drafted:
        before = self.counter.days.last(closing.told.number)
        shown = sealed_to_bytes(before.sealed) if before and before.done else b""
        return Drafted(SCOPE, closing.sealed.document, closing.sealed.signature, shown)


def _keep(book: DayBook, number: int, closing: Closing) -> None:
    """Under its number; what stands there and is not sealed is replaced."""
    if number not in book.own or not book.own[number].done:
        book.own[number] = closing


def _set(book: DayBook, number: int, closing: Closing) -> None:
    """What became of a closing; what is sealed stays so."""
    if number in book.own and not book.own[number].done:
        book.own[number] = closing
