"""Closing a counter's day: counted from its own stored bytes, sealed with the centre."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine

from counter_app.storage import day_closes
from counter_app.storage.day_closes import DISPUTED, PENDING, SEALED, Closing
from counter_app.storage.engine import reading, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.replica import TABLES, chains
from counter_app.storage.verification import note_damage
from counter_app.storage.verified import last_verified
from counter_app.usecases.day_figures import Step, Stepped, unwatched
from domain.identifiers import Day
from domain.moment import Moment
from sync.client.close_day import Post, close_day
from sync.client.close_days import Waiting, close_earlier, resume
from sync.protocol.cbor import encode
from sync.protocol.certificate import (
    Certificate,
    SealedDay,
    device_statement,
    sealed_to_bytes,
    to_document,
    verify_sealed,
)
from sync.protocol.close_day import Begin, Drafted, NotWhole, SealedAlready
from sync.protocol.close_messages import CloseDayRequest, Countersigned, Differs, differs_to_plain
from sync.protocol.errors import BytesLost, SyncError
from sync.protocol.intervals import Lineages, NotHeld
from sync.store.day_sides import Closer, drafted
from sync.store.day_sums import counts_for, words_in
from sync.store.signatures import signed_by
from sync.store.sql_chains import DamagedHere, SqlChains

_NO_SIGNATURE: Final = b""


class EarlierDayOpen(SyncError):
    """A day before this one is not sealed: certificates follow each other."""

    def __init__(self, day: Day) -> None:
        super().__init__(f"ngày {day} chưa chốt xong với trung tâm")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosing:
    """Closes days of this counter, in their order.

    `post`, `exchange`: the link; they raise SyncError. What was signed once waits durably, and
    `resume` asks for it until it is sealed or in dispute.
    """

    engine: Engine
    who: Callable[[], Identity]
    post: Post
    exchange: Callable[[], None]
    now: Callable[[], Moment]

    def close(self, day: Day, stepped: Stepped = unwatched) -> Closing:
        """Close a day, after those before it that wait. Raises SyncError where our own bytes are
        lost and cannot be had back; ClosingStopped, if `stepped` does."""

        def post(path: str, body: bytes) -> bytes:
            stepped(Step.ASK)
            return self.post(path, body)

        close_earlier(_Days(self), day, self.post)
        close_day(_DayStore(self, day, stepped), post)
        with reading(self.engine) as connection:
            found = day_closes.of_day(connection, self.who().device, day)
        assert found is not None  # noqa: S101 - a closing keeps what it came to
        return found

    def waits_since(self) -> Day | None:
        """The first day that `resume` asks for; None where no day waits, or one is in dispute."""
        with reading(self.engine) as connection:
            waiting = day_closes.open_closings(connection, self.who().device)
        return waiting[0].day if waiting and waiting[0].state != DISPUTED else None

    def resume(self) -> bool:
        """Ask again for what waits, up to a day in dispute, and show the centre what it has
        forgotten; whether anything was sealed."""
        return resume(_Days(self), self.post)

    def hear(self) -> None:
        """Take what the centre's facts say of our drafts."""
        identity = self.who()

        def genuine(sealed: SealedDay) -> bool:
            try:
                verify_sealed(sealed, identity.centre_key, signed_by)
            except SyncError:
                return False
            return True

        with transaction(self.engine) as connection:
            day_closes.hear(connection, identity.device, genuine)
            connection.commit()


@dataclass(frozen=True, slots=True)
class _Days:
    """Answers `sync.client.close_days.Days`."""

    closing: DayClosing

    def waiting(self) -> Sequence[Waiting]:
        """What is not sealed, after the centre's facts were heard."""
        self.closing.hear()
        with reading(self.closing.engine) as connection:
            found = day_closes.open_closings(connection, self.closing.who().device)
        return [Waiting(each.number, each.day, each.state == DISPUTED) for each in found]

    def untold(self) -> Sequence[CloseDayRequest]:
        """What was sealed and no fact of the centre's here tells of."""
        identity = self.closing.who()
        with reading(self.closing.engine) as connection:
            found = [each.sealed for each in day_closes.untold(connection, identity.device)]
        return [
            CloseDayRequest(
                scope=identity.scope,
                document=sealed.document,
                signature=sealed.signature,
                before=sealed_to_bytes(sealed),
            )
            for sealed in found
        ]

    def store(self, day: str) -> _DayStore:
        """One day."""
        return _DayStore(self.closing, Day(day))


@dataclass(frozen=True, slots=True)
class _DayStore:
    """Answers `sync.client.close_day.DayStore` for one day."""

    closing: DayClosing
    day: Day
    stepped: Stepped = unwatched

    def begin(self) -> Begin:
        """What was signed for this day and is not sealed."""
        self.closing.hear()
        with reading(self.closing.engine) as connection:
            found = self._unsealed(connection)
            return Begin(self._drafted(connection, found) if found else None)

    def exchange(self) -> None:
        """As the link does; a day is not asked for before the one before it is sealed."""
        self.stepped(Step.EXCHANGE)
        with suppress(
            BytesLost
        ):  # which ones, and whether this day needs them, shows when it counts
            self.closing.exchange()
        self.closing.hear()
        with reading(self.closing.engine) as connection:
            found = self._unsealed(connection)
            number = found.number if found else None
            before = day_closes.last(connection, self._who.device, number)
        if before is not None and before.state != SEALED:
            raise EarlierDayOpen(before.day)

    def draft(self) -> Drafted | SealedAlready | NotWhole:
        """Count the interval in one snapshot, so that the clerk's work goes on; then keep it."""
        self.stepped(Step.COUNT)
        identity = self._who
        with reading(self.closing.engine) as connection:
            found = self._unsealed(connection)
            before = day_closes.last(connection, identity.device, found.number if found else None)
            store = chains(connection, identity.scope)
            try:
                if found is None and self._sealed_already(connection, store, before):
                    return SealedAlready()
                told = self._counted(connection, store, before)
                if told is None:
                    return self._damaged(store, self._own_chains(store))
            except NotHeld as error:
                places = {(place.device, place.epoch) for place in error.places}
                return self._damaged(store, places)
            except DamagedHere as error:
                return self._damaged(store, {(error.branch.device, error.branch.epoch)})
        document = to_document(told)
        sealed = SealedDay(document, identity.sign(device_statement(document)), _NO_SIGNATURE)
        kept = Closing(number=told.number, day=self.day, state=PENDING, sealed=sealed)
        with transaction(self.closing.engine) as connection:
            day_closes.keep(connection, identity.device, kept, self.closing.now())
            connection.commit()
        with reading(self.closing.engine) as connection:
            return self._drafted(connection, kept)

    def keep_seal(self, draft: Drafted, seal: Countersigned) -> None:
        """Both sides signed. Raises PeerBrokeProtocol."""
        sealed = SealedDay(draft.document, draft.signature, seal.signature)
        told = verify_sealed(sealed, self._who.centre_key, signed_by)
        self._set(told.number, state=SEALED, countersignature=seal.signature, cause="", differs=b"")

    def keep_dispute(self, differs: Differs) -> None:
        """Both counted, and differently."""
        self._set_open(state=DISPUTED, differs=encode(differs_to_plain(differs)), cause="")

    def keep_cause(self, cause: str) -> None:
        """Why the day waits."""
        self._set_open(cause=cause)

    @property
    def _who(self) -> Identity:
        return self.closing.who()

    def _unsealed(self, connection: Connection) -> Closing | None:
        found = day_closes.of_day(connection, self._who.device, self.day)
        return found if found and found.state != SEALED else None

    def _drafted(self, connection: Connection, closing: Closing) -> Drafted:
        before = day_closes.last(connection, self._who.device, closing.number)
        shown = sealed_to_bytes(before.sealed) if before and before.state == SEALED else b""
        sealed = closing.sealed
        return Drafted(self._who.scope, sealed.document, sealed.signature, shown)

    def _sealed_already(
        self, connection: Connection, store: SqlChains, before: Closing | None
    ) -> bool:
        """Whether this day was sealed, and nothing of it was written since."""
        sealed = day_closes.of_day(connection, self._who.device, self.day)
        if before is None or sealed is None or sealed.state != SEALED:
            return False
        return not Lineages(store, self._who.device).beyond(before.told.cut, counts_for(self.day))

    def _counted(
        self, connection: Connection, store: SqlChains, before: Closing | None
    ) -> Certificate | None:
        identity = self._who
        closer = Closer(
            scope=identity.scope,
            device=identity.device,
            enrolment=identity.certificate,
            verified=last_verified(connection),
        )
        words = words_in(connection, TABLES.fact, identity.scope)
        return drafted(store, closer, self.day, before.sealed if before else None, words)

    def _damaged(self, store: SqlChains, places: set[tuple[bytes, int]]) -> NotWhole:
        """Re-hash those chains and remember the holes; the exchange heals them."""
        for device, epoch in sorted(places):
            for branch in store.of(device, epoch):
                note_damage(self.closing.engine, self._who.scope, branch, self.closing.now())
        return NotWhole()

    def _own_chains(self, store: SqlChains) -> set[tuple[bytes, int]]:
        own = self._who.device
        return {(each.device, each.epoch) for each in store.branches() if each.device == own}

    def _set_open(self, **changed: object) -> None:
        with reading(self.closing.engine) as connection:
            found = self._unsealed(connection)
        if found is not None:
            self._set(found.number, **changed)

    def _set(self, number: int, **changed: object) -> None:
        with transaction(self.closing.engine) as connection:
            day_closes.set_state(
                connection, self._who.device, number, at=self.closing.now(), **changed
            )
            connection.commit()
