"""Scans on their way to the centre: after the facts, in parts, an unreadable one set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Final, Protocol

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.engine import reading, transaction
from counter_app.storage.tables import blob as blobs
from counter_app.storage.tables import scan as scans
from counter_app.storage.tables import setting as settings
from counter_app.usecases.lines import FilesWaiting, Sending
from domain.errors import OfficeError
from domain.identifiers import DossierId, SubjectId
from domain.moment import Moment
from sync.client.files import FileSender, Pressing
from sync.client.http_link import ASKED_AT_ONCE, HttpLink, Refusal
from sync.protocol.errors import LinkLost

ASK_WANTED_MS: Final = 5 * 60_000
"""How often the centre is asked what it lacks, and how soon a file set aside is tried again."""

FRESH_MS: Final = 15_000
"""Longer without an answer, and nothing is on its way."""

WAITS, THERE, HELD, CONDEMNED = 0, 1, 2, 3
"""What `blob.done` says: see tables.py."""

SPEED: Final = "speed of scans"  # bytes/s and the moment, 8 bytes each
_AT_ONCE: Final = 500
_NO_FILE: Final = (b"", b"")
_NOT_THIS_ONE: Final = (404, 413, 422)
"""Refusals that speak of one file; any other stops them all."""


class BlobSource(Protocol):
    """Where scanned files lie, opened."""

    def get(self, sha256: bytes) -> bytes:
        """The bytes of a file. Raises OSError or an OfficeError when it is gone."""

    def destroy(self, sha256: bytes) -> None:
        """Destroy a file, by order of law; harmless where there is none. Raises OSError."""


@dataclass(slots=True, kw_only=True)
class FileQueue:
    """Sends what waits, the oldest first, as long as no facts are pressing."""

    engine: Engine
    link: HttpLink
    files: BlobSource
    sender: FileSender
    now: Callable[[], Moment]
    announce: Callable[[frozenset[SubjectId]], None]
    part_sent: Callable[[], None] = lambda: None
    _aside: set[bytes] = field(default_factory=set)  # refused: not now
    _mark: bytes = b""  # of what the centre wanted when last asked, while nothing went since
    _asked_at: int = -ASK_WANTED_MS
    _open: tuple[bytes, bytes] = _NO_FILE  # the one under way: facts interrupt it often

    def __call__(self, pressing: Pressing) -> bool:
        """Whether there is more to send: facts were pressing, or the link was lost on the way.

        Raises SyncError where nothing went.
        """
        self._destroy_condemned()
        self._ask_wanted()
        went = 0

        def sent(sha256: bytes, offset: int) -> None:
            nonlocal went
            went += 1
            self._keep_offset(sha256, offset)
            self.part_sent()

        try:
            while (sha256 := self._next()) is not None:
                if not self._send(sha256, pressing, partial(sent, sha256)) or pressing(0):
                    return self._next() is not None
        except LinkLost:
            self._open = _NO_FILE
            if not went:
                raise
            return True  # the facts say whether the link is there again
        return False

    def _destroy_condemned(self) -> None:
        """Scans whose contents were ordered to be destroyed; one that cannot be is tried again."""
        for sha256 in condemned(self.engine):
            try:
                self.files.destroy(sha256)
            except OSError:
                continue
            with transaction(self.engine) as connection:
                connection.execute(delete(blobs).where(blobs.c.sha256 == sha256))
                connection.commit()

    def lost_there(
        self, scans: Iterable[bytes], told: Callable[[int, int], None] = lambda _done, _of: None
    ) -> Collection[bytes]:
        """Which of these the centre had and has no more: they wait to be sent again.

        `told` before each question: so many asked for, of so many; it may raise to end there.
        Raises SyncError.
        """
        asked, lost = list(dict.fromkeys(scans)), set[bytes]()
        for at in range(0, len(asked), ASKED_AT_ONCE):
            told(at, len(asked))
            some = self.link.lost_blobs(asked[at : at + ASKED_AT_ONCE])
            if some:
                self._send_again(some)
            lost.update(some)
        return lost

    def ask_again(self) -> None:
        """The centre was set back, or has lost something: ask at once what it lacks."""
        self._asked_at = -ASK_WANTED_MS

    def _send(self, sha256: bytes, pressing: Pressing, sent: Callable[[int], None]) -> bool:
        """False when facts are pressing."""
        data = self._read(sha256)
        try:
            if data is None:
                if self.link.blob_offset(sha256) is not None:
                    self._keep(sha256, done=HELD)
                    return True
            elif not self.sender.send(sha256, data, pressing, sent):
                return False
        except Refusal as error:
            if error.status not in _NOT_THIS_ONE:
                raise
            self._aside.add(sha256)
            return True
        self._keep(sha256, done=THERE)
        return True

    def _read(self, sha256: bytes) -> bytes | None:
        """The file's bytes; None where it is gone or damaged here."""
        if self._open[0] != sha256:
            try:
                data = self.files.get(sha256)
            except (OSError, OfficeError):
                return None
            if hashlib.sha256(data).digest() != sha256:
                return None
            self._open = (sha256, data)
        return self._open[1]

    def _next(self) -> bytes | None:
        oldest = (
            select(blobs.c.sha256)
            .where(blobs.c.done == WAITS, blobs.c.sha256.not_in(self._aside))
            .order_by(blobs.c.at)
            .limit(1)
        )
        with reading(self.engine) as connection:
            return connection.execute(oldest).scalar()

    def _ask_wanted(self) -> None:
        """Now and then: what the centre has lost, or never had, and this counter has."""
        now = self.now()
        if 0 <= now - self._asked_at < ASK_WANTED_MS:
            return
        told = self.link.wanted_blobs(self._mark)
        self._asked_at = now
        self._aside.clear()
        if told is None:
            return
        self._mark, wanted = told
        for some in _by(_AT_ONCE, wanted):
            self._send_again(some)

    def _send_again(self, some: Sequence[bytes]) -> None:
        """What the centre lacks waits from its first byte; what is condemned stays so."""
        with transaction(self.engine) as connection:
            again = update(blobs).where(blobs.c.sha256.in_(some), blobs.c.done.in_((THERE, HELD)))
            if connection.execute(again.values(done=WAITS, sent=0)).rowcount:
                connection.commit()

    def _keep_offset(self, sha256: bytes, offset: int) -> None:
        speed = round(self.sender.pace.bytes_per_s)
        with transaction(self.engine) as connection:
            this = update(blobs).where(blobs.c.sha256 == sha256)
            connection.execute(this.values(sent=offset))
            _keep_speed(connection, speed, self.now())
            connection.commit()

    def _keep(self, sha256: bytes, done: int) -> None:
        self._open = _NO_FILE
        self._mark = b""  # the same list later would mean that it was lost again
        with transaction(self.engine) as connection:
            this = update(blobs).where(blobs.c.sha256 == sha256)
            if done == THERE:
                this = this.values(sent=blobs.c.size)
            connection.execute(this.values(done=done))
            connection.commit()
        self.announce(frozenset())


def files_waiting(engine: Engine, now: Moment) -> FilesWaiting:
    """What has still to go, and what is on its way: the cost follows what waits."""
    waits = blobs.c.done == WAITS
    unreadable = select(func.count()).where(blobs.c.done == HELD)
    left = func.coalesce(func.sum(blobs.c.size - blobs.c.sent), 0)
    going = select(blobs).where(waits).order_by(blobs.c.sent == 0, blobs.c.at).limit(1)
    with reading(engine) as connection:
        files, bytes_left = connection.execute(select(func.count(), left).where(waits)).one()
        row = connection.execute(going).first()
        held = connection.execute(unreadable).scalar_one()
        told = connection.execute(select(settings.c.value).where(settings.c.name == SPEED)).scalar()
    speed, at = _speed(told)
    if row is None or not 0 <= now - at < FRESH_MS:
        return FilesWaiting(files=files, bytes=bytes_left, held=held)
    ends_at = Moment(now + bytes_left * 1000 // speed) if speed else None
    sending = Sending(sent=row.sent, size=row.size, bytes_per_s=speed, ends_at=ends_at)
    return FilesWaiting(files=files, bytes=bytes_left, held=held, sending=sending)


def condemn(connection: Connection, ordered: Iterable[bytes]) -> None:
    """These scans are to be destroyed; the link does it once this is committed."""
    if named := sorted(ordered):
        connection.execute(update(blobs).where(blobs.c.sha256.in_(named)).values(done=CONDEMNED))


def condemned(engine: Engine) -> Sequence[bytes]:
    """What still has to be destroyed here."""
    with reading(engine) as connection:
        named = select(blobs.c.sha256).where(blobs.c.done == CONDEMNED)
        return [row[0] for row in connection.execute(named)]


def scans_of(engine: Engine, dossier: DossierId) -> list[tuple[int, bytes, int, int]]:
    """Component, hash, bytes and pages of each scan that the dossier's facts name."""
    named = (
        select(scans.c.component, scans.c.sha256, scans.c.size, scans.c.pages)
        .where(scans.c.id == dossier)
        .order_by(scans.c.component, scans.c.sha256)
    )
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(named)]


def keep_fetched(engine: Engine, sha256: bytes, size: int, now: Moment) -> None:
    """A file that came from the centre: counted as there, given back should it be lost there."""
    put = upsert(blobs).values(sha256=sha256, size=size, sent=size, done=THERE, at=now)
    there = {"sent": size, "done": THERE}
    with transaction(engine) as connection:
        connection.execute(put.on_conflict_do_update(index_elements=["sha256"], set_=there))
        connection.commit()


def keep_lost(engine: Engine, sha256: bytes) -> None:
    """A file that is neither here nor at the centre: the paper is scanned again."""
    with transaction(engine) as connection:
        connection.execute(update(blobs).where(blobs.c.sha256 == sha256).values(done=HELD))
        connection.commit()


def _keep_speed(connection: Connection, speed: int, now: Moment) -> None:
    put = upsert(settings).values(
        name=SPEED, value=speed.to_bytes(8, "big") + now.to_bytes(8, "big")
    )
    connection.execute(
        put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value})
    )


def _speed(told: bytes | None) -> tuple[int, int]:
    """Bytes per second, and when that was, in ms."""
    told = told or bytes(16)
    return int.from_bytes(told[:8], "big"), int.from_bytes(told[8:], "big")


def _by(size: int, all_: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    rest = iter(all_)
    while some := list(islice(rest, size)):
        yield some
