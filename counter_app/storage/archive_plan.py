"""What may leave the store for an archive: what is sealed, and no longer needed at the desk.

Archives follow certificates, never clocks: a fact may go when both sides have signed for it. A
dossier or a session goes whole, so that its story is read in one place; what the centre says of
it stays, as do customers, catalogue, officers and certificates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Engine, func, select

from counter_app.storage import tables as t
from counter_app.storage.archive_tables import live
from counter_app.storage.day_recount import last_sealed
from counter_app.storage.engine import reading
from counter_app.storage.file_queue import THERE
from counter_app.storage.replica import chains
from domain.identifiers import DeviceId, Scope, is_centre
from domain.moment import Moment
from domain.retention import Stay, dossier_stays, session_stays
from sync.protocol.cbor import decode_own
from sync.protocol.certificate import verify_sealed
from sync.protocol.errors import SyncError
from sync.protocol.intervals import Cut, Lineages, NotHeld
from sync.store.signatures import signed_by

PAGE: Final = 300
"""Subjects in one snapshot: some thirty milliseconds."""

_DAY: Final = 9  # where the envelope names the office's day
_MONTH: Final = len("2026-05")

Covered: TypeAlias = Callable[[int, int, int], bool]
"""Whether epoch, branch and seq lie within what was sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A dossier or session that may go, with all that the counters wrote about it."""

    subject: bytes
    is_dossier: bool
    month: str  # of the last fact about it: "2026-05"
    rows: tuple[int, ...]  # positions, ascending
    bytes: int


@dataclass(slots=True)
class Plan:
    """What goes, ordered by month and arrival, and how much stays for which reason."""

    leaving: list[Leaving] = field(default_factory=list)
    staying: Counter[Stay] = field(default_factory=Counter)

    @property
    def facts(self) -> int:
        """How many rows go."""
        return sum(len(each.rows) for each in self.leaving)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is asked for. `cut_of`: the last cut of a device that both sides signed."""

    scope: Scope
    month: str  # the last one that goes
    long_past: Moment  # dossiers due before need not have come to their end
    cut_of: Callable[[Connection, DeviceId], Cut]


def sealed_cuts(centre_key: bytes) -> Callable[[Connection, DeviceId], Cut]:
    """By the certificates that this store holds; one that is not genuine seals nothing."""

    def cut_of(connection: Connection, device: DeviceId) -> Cut:
        found = last_sealed(connection, device)
        if found is None:
            return ()
        try:
            return verify_sealed(found.sealed, centre_key, signed_by).cut
        except SyncError:
            return ()

    return cut_of


def plan(engine: Engine, rule: Rule, go_on: Callable[[int], bool] = lambda _: True) -> Plan:
    """Look through the store in short snapshots; what it costs follows the store, not its archives.

    `go_on` hears how many subjects were looked at; when it says no, the plan is what was found.
    """
    found, after, looked = Plan(), b"", 0
    with reading(engine) as connection:
        top = connection.execute(select(func.max(live.c.pos))).scalar() or 0
    while True:
        with reading(engine) as connection:
            subjects = _subjects(connection, after)
            _Page(connection, rule, top).look(subjects, found)
        looked += len(subjects)
        if len(subjects) < PAGE or not go_on(looked):
            break
        after = subjects[-1]
    found.leaving.sort(key=lambda each: (each.month, each.rows[0]))
    return found


def scans_going(engine: Engine, leaving: Sequence[Leaving]) -> tuple[int, int]:
    """How many scans, and bytes, go along with these: those that the centre has too."""
    files = size = 0
    for start in range(0, len(leaving), PAGE):
        subjects = [each.subject for each in leaving[start : start + PAGE] if each.is_dossier]
        named = (
            select(t.scan.c.sha256, t.scan.c.size)
            .distinct()
            .join(t.blob, t.blob.c.sha256 == t.scan.c.sha256)
            .where(t.scan.c.id.in_(subjects), t.blob.c.done == THERE)
        )
        with reading(engine) as connection:
            sizes = [row[1] for row in connection.execute(named)]
        files, size = files + len(sizes), size + sum(sizes)
    return files, size


def _subjects(connection: Connection, after: bytes) -> Sequence[bytes]:
    subject = live.c.subject
    next_ = select(subject).distinct().where(subject > after).order_by(subject).limit(PAGE)
    return [bytes(row[0]) for row in connection.execute(next_)]


class _Page:
    """Some subjects in one snapshot."""

    def __init__(self, connection: Connection, rule: Rule, top: int) -> None:
        self._connection = connection
        self._rule = rule
        self._top = top
        self._store = chains(connection, rule.scope)
        self._covered: dict[bytes, Covered] = {}

    def look(self, subjects: Sequence[bytes], plan: Plan) -> None:
        """Put them into the plan, as going or staying; other sorts of subject are not spoken of."""
        sorts = {**self._dossiers(subjects), **self._sessions(subjects)}
        rows = self._rows(list(sorts))
        for subject, (is_dossier, reason) in sorts.items():
            if subject in rows:  # else all of it is archived but for the centre's words
                self._judge(subject, rows[subject], plan, is_dossier=is_dossier, reason=reason)

    def _judge(
        self,
        subject: bytes,
        rows: Sequence[Any],
        plan: Plan,
        *,
        is_dossier: bool,
        reason: Stay | None,
    ) -> None:
        month = max(decode_own(row.envelope)[_DAY] for row in rows)[:_MONTH]
        reason = reason or self._held_back(rows, month)
        if reason is not None:
            plan.staying[reason] += 1
            return
        leaving = Leaving(
            subject=subject,
            is_dossier=is_dossier,
            month=month,
            rows=tuple(row.pos for row in rows),
            bytes=sum(row.bytes for row in rows),
        )
        plan.leaving.append(leaving)

    def _dossiers(self, subjects: Sequence[bytes]) -> dict[bytes, tuple[bool, Stay | None]]:
        """Those that are dossiers, and why each is needed."""
        c, past = t.dossier.c, self._rule.long_past
        told = select(c.id, c.status, c.due, c.disputed).where(c.id.in_(subjects))
        return {
            bytes(id_): (True, dossier_stays(status, Moment(due), past, disputed=bool(disputed)))
            for id_, status, due, disputed in self._connection.execute(told)
        }

    def _sessions(self, subjects: Sequence[bytes]) -> dict[bytes, tuple[bool, Stay | None]]:
        c = t.session.c
        told = select(c.id, c.state, c.disputed).where(c.id.in_(subjects))
        return {
            bytes(id_): (False, session_stays(state, disputed=bool(disputed)))
            for id_, state, disputed in self._connection.execute(told)
        }

    def _held_back(self, rows: Sequence[Any], month: str) -> Stay | None:
        if month > self._rule.month:
            return Stay.LATER
        if not all(map(self._is_sealed, rows)):
            return Stay.UNSEALED
        return Stay.NEWEST if rows[-1].pos >= self._top else None

    def _is_sealed(self, row: Any) -> bool:
        covered = self._sealed(bytes(row.device))
        return bool(row.scope == self._rule.scope and covered(row.epoch, row.branch, row.seq))

    def _sealed(self, device: bytes) -> Covered:
        if device not in self._covered:
            cut = self._rule.cut_of(self._connection, DeviceId(device))
            try:
                self._covered[device] = Lineages(self._store, device).named_by(cut)
            except NotHeld:  # what was lost here comes back first
                self._covered[device] = lambda *_place: False
        return self._covered[device]

    def _rows(self, subjects: Sequence[bytes]) -> Mapping[bytes, Sequence[Any]]:
        """What counters wrote about each, in the order of arrival."""
        c = live.c
        size = func.length(c.envelope) + func.length(c.salt) + func.length(c.body)
        place = (c.subject, c.pos, c.scope, c.device, c.epoch, c.branch, c.seq, c.envelope)
        told = select(*place, size.label("bytes")).where(c.subject.in_(subjects)).order_by(c.pos)
        found: dict[bytes, list[Any]] = defaultdict(list)
        for row in self._connection.execute(told):
            if not is_centre(row.device):
                found[bytes(row.subject)].append(row)
        return found
