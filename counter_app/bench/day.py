"""Closing the day in a full store, without people and network: R-17 asks for 5 s."""

from __future__ import annotations

import hashlib
import shutil
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, delete

from counter_app.bench.measure import Figure, beside, p99, timed
from counter_app.bench.population import KEY
from counter_app.bench.save import desk, reception
from counter_app.bench.search import bare_connection
from counter_app.bootstrap.station import moment_now
from counter_app.storage import identity as identities
from counter_app.storage import tables as t
from counter_app.storage.day_close import DayClosing
from counter_app.storage.engine import open_engine, transaction
from counter_app.storage.identity import Identity
from counter_app.usecases.receive_dossier import ReceiveDossier
from domain.moment import day
from sync.protocol.errors import LinkLost

RECEPTIONS: Final = 150
"""Of one day at a busy counter: three facts each."""

_TARGET_MS: Final = 5_000
_ROWS: Final = "SELECT id, envelope, salt, body FROM fact WHERE device = ? ORDER BY epoch, seq"


def measure(path: Path, size: int, rounds: int) -> list[Figure]:
    """A day's own facts hashed anew, counted, signed and kept; the driver alone reads and hashes
    the same rows."""
    copy = path.with_suffix(".ours")
    shutil.copyfile(path, copy)
    engine = open_engine(copy, KEY)
    identity = identities.load(engine)
    assert identity is not None  # noqa: S101 - every populated store has one
    receive = ReceiveDossier(begin=desk(engine).begin)
    for number in range(RECEPTIONS):
        receive(reception(number))
    bare = bare_connection(copy)
    ours: list[float] = []
    theirs: list[float] = []
    facts = 0
    for _ in range(rounds):
        theirs.append(timed(partial(_hashed_bare, bare, identity.device)))
        took, facts = _closed(engine, identity)
        ours.append(took)
    bare.close()
    engine.dispose()
    for left in copy.parent.glob(f"{copy.name}*"):
        left.unlink()
    return [
        beside(
            ours,
            theirs,
            what=f"đếm và ký ngày {facts} việc",
            size=size,
            target=f"< {_TARGET_MS // 1_000} s",
            met=p99(ours) < _TARGET_MS,
        )
    ]


def _closed(engine: Engine, identity: Identity) -> tuple[float, int]:
    """Milliseconds, and facts of the certificate; what was kept is let go of again."""
    today = day(moment_now())
    closing = DayClosing(
        engine=engine, who=lambda: identity, post=_nobody, exchange=_nobody, now=moment_now
    )
    closed = []
    took = timed(lambda: closed.append(closing.close(today)))
    with transaction(engine) as connection:
        connection.execute(delete(t.day_close))
        connection.commit()
    return took, closed[0].told.sums.facts


def _nobody(*_told: Any) -> Any:
    """No link: the day is counted, signed and kept all the same."""
    raise LinkLost


def _hashed_bare(bare: Any, device: bytes) -> None:
    """Both hashes of each row, as they are defined, and nothing else."""
    for id_, envelope, salt, body in bare.execute(_ROWS, (device,)):
        hashlib.sha256(salt + body).digest()
        if hashlib.sha256(envelope).digest() != id_:
            raise ValueError("a row of the benchmark's own does not hash")
