"""Opening and closing a counter session in a full store: R-17 asks for 3 s and 5 s."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from counter_app.bench.measure import Figure, beside, p99, timed
from counter_app.bench.population import KEY
from counter_app.bench.save import Writes, desk, listen, reception, replay
from counter_app.bench.search import bare_connection
from counter_app.bootstrap.station import moment_now
from counter_app.storage.accounts import SqlAccounts
from counter_app.storage.engine import open_engine
from counter_app.usecases.receive_dossier import ReceiveDossier
from counter_app.usecases.session_acts import SessionActs
from counter_app.usecases.sign_in import SignIn

FEES: Final = 150
"""Of one session: a busy day at one counter."""

_FLOAT: Final = ((100_000, 5),)
_COUNTED: Final = ((100_000, 5), (50_000, FEES))


def measure(path: Path, size: int, rounds: int) -> list[Figure]:
    """A session of a day with its fees, opened and closed; the driver replays the same writes."""
    ours_path, bare_path = path.with_suffix(".ours"), path.with_suffix(".bare")
    for copy in (ours_path, bare_path):
        shutil.copyfile(path, copy)
    engine = open_engine(ours_path, KEY)
    begin = desk(engine).begin
    receive = ReceiveDossier(begin=begin)
    sign_in = SignIn(accounts=SqlAccounts(engine, moment_now), now=moment_now)
    acts = SessionActs(begin=begin, sign_in=sign_in)
    writes, bare = listen(engine), bare_connection(bare_path)
    opened: list[tuple[float, float]] = []
    closed: list[tuple[float, float]] = []

    def both(act: Callable[[], object], into: list[tuple[float, float]]) -> None:
        writes.clear()
        took = timed(act)
        told: Writes = list(writes)
        into.append((took, timed(partial(replay, bare, told))))

    def close() -> None:
        acts.count(_COUNTED)
        acts.close()

    for number in range(rounds):
        both(partial(acts.open, _FLOAT), opened)
        for fee in range(FEES):
            receive(reception(number * FEES + fee))
        both(close, closed)
    bare.close()
    engine.dispose()
    for copy in (ours_path, bare_path):
        for left in copy.parent.glob(f"{copy.name}*"):
            left.unlink()
    return [
        _figure("mở phiên", size, opened, 3_000),
        _figure(f"đếm và đóng phiên {FEES} biên lai", size, closed, 5_000),
    ]


def _figure(what: str, size: int, took: list[tuple[float, float]], most_ms: int) -> Figure:
    ours, bare = [one for one, _ in took], [other for _, other in took]
    return beside(
        ours,
        bare,
        what=what,
        size=size,
        target=f"< {most_ms // 1_000} s",
        met=p99(ours) < most_ms,
    )
