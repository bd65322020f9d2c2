"""Open matters that the store itself tells of: slips, papers, numbers, lost scans, days.

Each looks at this counter's own work since the last sealed day, found by an index: the cost
follows the day, never the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, func, or_, select

from counter_app.storage import day_closes
from counter_app.storage import tables as t
from counter_app.storage.day_closes import DISPUTED
from counter_app.storage.day_recount import Count, last_sealed
from counter_app.storage.engine import reading
from counter_app.storage.file_queue import HELD, THERE, WAITS
from counter_app.storage.identity import Identity
from counter_app.storage.shared_numbers import shared_numbers
from counter_app.storage.story import names_of
from counter_app.storage.work import read_procedure
from counter_app.usecases.open_matters import (
    Deferred,
    Mend,
    NumberAsked,
    OpenMatter,
    PaperToScan,
    Told,
    bounded,
)
from domain.day_totals import Line
from domain.identifiers import Day, DossierCode, DossierId, SubjectId
from domain.moment import Moment, beginning
from domain.number_ranges import size

REMEMBERED_DAYS: Final = 31
"""So long a paper that was left for later is asked for again."""

READ_AT_MOST: Final = 200
"""Rows of one list; nobody mends more in one evening."""

_PAPER: Final = "paper:"


@dataclass(frozen=True, slots=True)
class DayScan:
    """A scan of the day: of which paper, and how it stands (see `blob.done`)."""

    dossier: DossierId
    code: str
    component: int
    sha256: bytes
    done: int

    @property
    def words(self) -> str:
        """ "giấy tờ 2 của H32.16-261123-0004"."""
        return f"giấy tờ {self.component} của {self.code}"


@dataclass(frozen=True, slots=True)
class StoreMatters:
    """This counter's own matters, each method a capability."""

    engine: Engine
    who: Identity
    today: Day

    def deferred(self) -> Sequence[Deferred]:
        """What was left for later today, the newest word on each matter last."""
        own = select(t.deferred).where(
            t.deferred.c.device == self.who.device, t.deferred.c.day == self.today
        )
        with reading(self.engine) as connection:
            names = names_of(connection)
            return [
                Deferred(
                    matter=row.matter,
                    title=row.title,
                    reason=row.reason,
                    officer=names.get(bytes(row.actor), ""),
                    at=Moment(row.at),
                )
                for row in connection.execute(own.order_by(t.deferred.c.at))
            ]

    def slips(self) -> Told:
        """Slips of which no paper is known to exist."""
        unproved = _LINES.where(
            t.dossier.c.slip.in_(("none", "sent", "failed")),
            t.dossier.c.device == self.who.device,
            t.dossier.c.scope == self.who.scope,
        ).order_by(t.dossier.c.received)
        with reading(self.engine) as connection:
            rows = connection.execute(unproved.limit(READ_AT_MOST)).all()
            done = connection.execute(self._received_since(connection)).scalar_one()
        lines = [
            OpenMatter(
                key=f"slip:{row.code}",
                icon="printer",
                title=f"Giấy hẹn {row.code} {_SLIP[row.slip]}",
                note=row.customer_name or "",
                mend=Mend.PRINT,
                verb="In lại",
                target=DossierCode(row.code),
            )
            for row in rows
        ]
        return bounded(lines, "Giấy hẹn đều đã in", f"{done} hồ sơ" if done else "")

    def papers(self) -> Told:
        """Mandatory papers without an electronic copy (docs/sources.md S-15)."""
        with reading(self.engine) as connection:
            rows = [*self._since(connection), *self._remembered(connection)]
            lines = {m.key: m for row in rows for m in _unscanned(connection, row)}
        return bounded(
            list(lines.values()), "Giấy tờ bắt buộc đã số hóa", f"{len(rows)} hồ sơ" if rows else ""
        )

    def lost_scans(self) -> Sequence[OpenMatter]:
        """Scans unreadable here that the centre does not have: the paper is scanned again."""
        lost = (
            select(t.scan.c.id, t.scan.c.component, t.dossier.c.code)
            .join(t.blob, t.blob.c.sha256 == t.scan.c.sha256)
            .join(t.dossier, t.dossier.c.id == t.scan.c.id)
            .where(t.blob.c.done == HELD)
            .limit(READ_AT_MOST)
        )
        with reading(self.engine) as connection:
            rows = [row for row in connection.execute(lost) if not _scanned_again(connection, row)]
        return [
            OpenMatter(
                key=f"scan:{row.id.hex()}:{row.component}",
                icon="scanner",
                title=f"Bản quét giấy tờ {row.component} của {row.code} không đọc được",
                note="Trung tâm cũng chưa có; hãy quét lại tờ giấy.",
                mend=Mend.SCAN,
                verb="Quét lại",
                target=PaperToScan(dossier=DossierId(SubjectId(row.id)), component=row.component),
            )
            for row in rows
        ]

    def day_scans(self, done: int | None = None) -> Sequence[DayScan]:
        """Every scan of the dossiers received since the last sealed day; those that stand so."""
        named = (
            select(
                t.dossier.c.id, t.dossier.c.code, t.scan.c.component, t.scan.c.sha256, t.blob.c.done
            )
            .join_from(t.dossier, t.scan, t.scan.c.id == t.dossier.c.id)
            .join(t.blob, t.blob.c.sha256 == t.scan.c.sha256)
            .order_by(t.dossier.c.code, t.scan.c.component)
        )
        with reading(self.engine) as connection:
            since = named.where(t.dossier.c.received >= self._start(connection), self._own())
            return [
                DayScan(DossierId(SubjectId(row.id)), row.code, row.component, row.sha256, row.done)
                for row in connection.execute(since)
                if done in (None, row.done)
            ]

    def numbers(self, count: Count) -> Told:
        """Numbers of ranges and receipts that nothing explains, of what is not sealed yet."""
        counted = count()
        if counted is None:
            return Told()  # what is lost is told as such, and counted once it is back
        asked = [each for line in counted.ledger for each in _unexplained(line)]
        with reading(self.engine) as connection:
            lines = [_asked(each, _papers_of(connection, each)) for each in asked]
        return bounded(lines, "Số hồ sơ, biên lai liền mạch", _figure(counted.ledger))

    def shared(self) -> Told:
        """Numbers that another counter has used too."""
        with reading(self.engine) as connection:
            start = self._start(connection)
            return bounded(shared_numbers(connection, self.who.device, start), "")

    def days(self) -> Told:
        """Earlier days of this counter that are closed and not sealed."""
        with reading(self.engine) as connection:
            open_ = day_closes.open_closings(connection, self.who.device)
        return Told(
            open=[
                OpenMatter(
                    key=f"day:{each.day}:{each.number}",
                    icon="circle-check",
                    title=f"Ngày {_short(each.day)} "
                    + ("chưa khớp" if each.state == DISPUTED else "chờ đối soát"),
                    note=each.cause,
                    mend=Mend.DAY,
                    verb="Đối soát lại",
                    target=each.day,
                    needs_link=True,
                )
                for each in open_
                if each.day < self.today
            ]
        )

    def aside(self) -> Told:
        """Facts of this counter that the centre set aside."""
        own = (
            select(func.count())
            .select_from(t.aside.join(t.fact, t.fact.c.id == t.aside.c.fact))
            .where(t.fact.c.device == self.who.device)
        )
        with reading(self.engine) as connection:
            count = connection.execute(own).scalar_one()
        if not count:
            return Told(done="Không có việc bị giữ lại", figure="0")
        held = OpenMatter(
            key=f"aside:{count}",
            icon="ban",
            title=f"{count} việc bị trung tâm giữ lại",
            note="Mở để xem ô sai và cách sửa.",
            mend=Mend.QUEUE,
            verb="Mở",
        )
        return Told(open=(held,))

    def _received_since(self, connection: Connection) -> Any:
        return (
            select(func.count())
            .select_from(t.dossier)
            .where(t.dossier.c.received >= self._start(connection), self._own())
        )

    def _own(self) -> Any:
        return and_(t.dossier.c.device == self.who.device, t.dossier.c.scope == self.who.scope)

    def _start(self, connection: Connection) -> Moment:
        """The morning of the last sealed day, today's where none is."""
        sealed = last_sealed(connection, self.who.device)
        first = date.fromisoformat(sealed.day if sealed else self.today)
        return beginning(min(first, date.fromisoformat(self.today)))

    def _since(self, connection: Connection) -> Sequence[Any]:
        since = _LINES.where(t.dossier.c.received >= self._start(connection), self._own())
        return connection.execute(since).all()

    def _remembered(self, connection: Connection) -> Sequence[Any]:
        """Dossiers of which a paper was left for later."""
        first = date.fromisoformat(self.today) - timedelta(days=REMEMBERED_DAYS)
        left = select(t.deferred.c.matter).where(
            t.deferred.c.device == self.who.device,
            t.deferred.c.day >= first.isoformat(),
            t.deferred.c.matter.startswith(_PAPER),
        )
        named = {bytes.fromhex(row.matter.split(":")[1]) for row in connection.execute(left)}
        if not named:
            return []
        return connection.execute(_LINES.where(t.dossier.c.id.in_(named))).all()


_SLIP: Final = {"none": "chưa in", "sent": "chưa xác nhận đã in", "failed": "in không được"}
_LINES: Final = (
    select(
        t.dossier.c.id,
        t.dossier.c.code,
        t.dossier.c.slip,
        t.customer.c.name.label("customer_name"),
        t.procedure.c.document,
    )
    .select_from(t.dossier)
    .outerjoin(t.customer, t.customer.c.id == t.dossier.c.customer)
    .outerjoin(t.procedure, t.procedure.c.code == t.dossier.c.procedure)
)


_WITH_RECEIPT: Final = _LINES.join(t.receipt, t.receipt.c.id == t.dossier.c.id)


def _unscanned(connection: Connection, row: Any) -> Iterator[OpenMatter]:
    if row.document is None:
        return
    there = select(t.scan.c.component).where(t.scan.c.id == row.id)
    scanned = {each[0] for each in connection.execute(there)}
    for component in read_procedure(row.document).components:
        kept = component.required and not component.present_only
        if kept and component.no not in scanned:
            yield OpenMatter(
                key=f"{_PAPER}{row.id.hex()}:{component.no}",
                icon="scanner",
                title=f"{row.code}: chưa quét {component.name}",
                note=row.customer_name or "",
                mend=Mend.SCAN,
                verb="Quét",
                target=PaperToScan(dossier=DossierId(SubjectId(row.id)), component=component.no),
            )


def _scanned_again(connection: Connection, row: Any) -> bool:
    """Whether the same paper has another scan that is whole."""
    others = (
        select(t.blob.c.done)
        .join(t.scan, t.scan.c.sha256 == t.blob.c.sha256)
        .where(
            t.scan.c.id == row.id,
            t.scan.c.component == row.component,
            or_(t.blob.c.done == WAITS, t.blob.c.done == THERE),
        )
        .limit(1)
    )
    return connection.execute(others).first() is not None


def _unexplained(line: Line) -> Iterator[NumberAsked]:
    for ranges, twice in ((line.missing, False), (line.twice, True)):
        for first, last in ranges:
            yield NumberAsked(sort=line.sort, series=line.name, first=first, last=last, twice=twice)


_SORTS: Final = {
    "numbers": "Số hồ sơ",
    "receipts": "Biên lai",
    "sessions": "Phiên quầy",
    "z": "Báo cáo Z",
}


def _papers_of(connection: Connection, number: NumberAsked) -> str:
    """Of a number on two papers, which these are."""
    if not number.twice or number.last > number.first:
        return ""
    of = (
        _WITH_RECEIPT.where(t.receipt.c.series == number.series, t.receipt.c.no == number.first)
        if number.sort == "receipts"
        else _LINES.where(t.dossier.c.code == _code_of(number))
    )
    return " và ".join(
        f"{row.code} ({row.customer_name or 'chưa có tên khách'})"
        for row in connection.execute(of.order_by(t.dossier.c.received).limit(READ_AT_MOST))
    )


def _code_of(number: NumberAsked) -> str:
    """ "H32.16-261123-0004" of the series "H32.16-261123.4"."""
    series, _, width = number.series.rpartition(".")
    return f"{series}-{number.first:0{int(width)}}" if width.isdecimal() else ""


def _asked(number: NumberAsked, papers: str) -> OpenMatter:
    return OpenMatter(
        key=f"number:{number.sort}:{number.series}:{number.first}-{number.last}",
        icon="hash",
        title=f"{_SORTS.get(number.sort, 'Số')} {number.words} "
        + ("có trên hai giấy" if number.twice else "không thấy"),
        note=papers or (number.series if number.sort == "numbers" else "Hãy nói số này đã ra sao."),
        mend=Mend.NUMBER,
        verb="Giải trình",
        target=number,
    )


def _figure(ledger: Sequence[Line]) -> str:
    """ "86 số, 41 biên lai, giải trình 1"."""
    told = []
    for sort, word in (("numbers", "số"), ("receipts", "biên lai")):
        count = sum(line.count for line in ledger if line.sort == sort)
        told += [f"{count} {word}"] if count else []
    said = sum(size(line.explained) for line in ledger)
    return ", ".join([*told, *([f"giải trình {said}"] if said else [])])


def _short(day: str) -> str:
    told = date.fromisoformat(day)
    return f"{told:%d/%m}"
