"""Re-hashing what is stored: heads say what was written, this says that it is still there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.journal import verified
from domain.moment import Moment, day
from sync.protocol.errors import SyncError
from sync.protocol.frame import NO_PREVIOUS


@dataclass(slots=True, kw_only=True)
class Findings:
    """What a verification saw; `problems` are sentences, empty when all is whole."""

    facts: int = 0
    chains: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def verify(
    engine: Engine,
    file: Callable[[bytes], bytes],
    progress: Callable[[int, int], None] | None = None,
) -> Findings:
    """Re-hash every fact, link and file of the store."""
    found = Findings()
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(t.fact)).scalar() or 0
        for chain in connection.execute(select(t.head)).all():
            found.chains += 1
            _chain(connection, chain, found)
            if progress is not None:
                progress(found.facts, total)
        if found.facts < total:
            found.problems.append(f"{total - found.facts} việc không thuộc chuỗi nào")
        blobs: Sequence[Any] = connection.execute(select(t.blob.c.sha256)).all()
    for (sha256,) in blobs:
        _file(sha256, file, found)
    return found


def _chain(connection: Connection, chain: Any, found: Findings) -> None:
    rows = connection.execute(
        select(t.fact.c.seq, t.fact.c.id, t.fact.c.envelope, t.fact.c.salt, t.fact.c.body)
        .where(
            t.fact.c.device == chain.device,
            t.fact.c.epoch == chain.epoch,
            t.fact.c.scope == chain.scope,
        )
        .order_by(t.fact.c.seq)
    )
    expected, prev = 1, NO_PREVIOUS
    name = f"chuỗi {chain.scope} {chain.device.hex()[:8]}"
    for row in rows:
        found.facts += 1
        if row.seq != expected:
            found.problems.append(f"{name}: thiếu việc {expected} đến {row.seq - 1}")
        elif problem := _damage(row, prev):
            found.problems.append(f"{name}: việc {row.seq} {problem}")
        expected, prev = row.seq + 1, row.id
    if (expected - 1, prev) != (chain.seq, chain.id):
        found.problems.append(f"{name}: phải kết thúc ở việc {chain.seq}, thấy {expected - 1}")


def _damage(row: Any, prev: bytes) -> str:
    try:
        sealed = verified(row.envelope, row.salt, row.body)
    except SyncError:
        return "không còn đọc được"
    if sealed.id != row.id:
        return "không khớp dấu"
    if sealed.frame.prev != prev and sealed.frame.seq > 0:
        return f"không nối với việc trước, ghi ngày {day(Moment(sealed.frame.wall))}"
    return ""


def _file(sha256: bytes, file: Callable[[bytes], bytes], found: Findings) -> None:
    found.files += 1
    try:
        file(sha256)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file is a finding
        found.problems.append(f"tệp {sha256.hex()[:8]}: {type(error).__name__}")
