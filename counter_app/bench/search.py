"""A keystroke's answer against the bare full-text query, and an exact number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from counter_app.bench.invented_people import name_of, number_of
from counter_app.bench.measure import Figure, p50, p99, timed
from counter_app.bench.population import KEY
from counter_app.storage.engine import CACHE_KIB, open_engine
from counter_app.storage.queries import Queries
from domain.identifiers import DeviceId
from domain.vietnamese import search_key

SHOWN: Final = 8
"""Rows that a list under a field shows."""

_BARE: Final = (
    "SELECT rowid FROM customer_name WHERE customer_name MATCH ? ORDER BY rowid DESC LIMIT ?"
)


def keystrokes(size: int, names: int) -> Iterator[str]:
    """Every beginning of some names, as typed without accents."""
    chance = random.Random(20261123)  # noqa: S311 - the same sample every time
    for _ in range(names):
        typed = search_key(name_of(chance.randrange(size)))
        yield from (typed[:end] for end in range(1, len(typed) + 1) if typed[end - 1] != " ")


def measure(path: Path, size: int, rounds: int) -> list[Figure]:
    """p50 and p99 of both, in turns over the same keystrokes."""
    engine = open_engine(path, KEY)
    queries = Queries(engine, DeviceId(bytes(16)))
    bare = bare_connection(path)
    ours: list[float] = []
    theirs: list[float] = []
    for typed in keystrokes(size, max(5, rounds // 8)):
        query = " ".join(f'"{word}"' for word in typed.split()) + "*"
        theirs.append(timed(partial(_fetch, bare, _BARE, (query, SHOWN))))
        ours.append(timed(partial(queries.find_customers, typed, SHOWN)))
    chance = random.Random(7)  # noqa: S311 - the same sample every time
    numbers = [number_of(chance.randrange(size)) for _ in range(rounds)]
    one = "SELECT id FROM customer WHERE identity_number = ?"
    exact = [timed(partial(queries.customer_by_number, n)) for n in numbers]
    bare_exact = [timed(partial(_fetch, bare, one, (n,))) for n in numbers]
    bare.close()
    engine.dispose()
    return [
        _figure("tìm tên, một lần gõ", size, ours, theirs, limit_ms=16.0, ratio=1.5),
        _figure("tìm đúng số định danh", size, exact, bare_exact, limit_ms=1.0, ratio=None),
    ]


def _figure(
    what: str,
    size: int,
    ours: list[float],
    bare: list[float],
    *,
    limit_ms: float,
    ratio: float | None,
) -> Figure:
    found = p99(ours) / p99(bare)
    target = f"p99 ≤ {limit_ms:g} ms" + (f", ≤ {ratio:g}× (p99)" if ratio else "")
    return Figure(
        what=what,
        size=size,
        ours_p50=p50(ours),
        ours_p99=p99(ours),
        bare_p50=p50(bare),
        bare_p99=p99(bare),
        ratio=found,
        target=target,
        met=p99(ours) <= limit_ms and (ratio is None or found <= ratio),
    )


def _fetch(bare: Any, statement: str, values: tuple[Any, ...]) -> Any:
    return bare.execute(statement, values).fetchall()


def bare_connection(path: Path) -> Any:
    """The driver alone on the same file with the same key and settings."""
    bare = sqlcipher.connect(str(path), isolation_level=None)
    bare.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return bare
