"""A keystroke's answer against the bare full-text query, and an exact number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from counter_app.bench.invented_people import ROUND, name_of, number_of
from counter_app.bench.measure import Figure, beside, in_turns, p99
from counter_app.bench.population import KEY
from counter_app.storage.engine import CACHE_KIB, open_engine
from counter_app.storage.queries import Queries
from counter_app.usecases.lines import SUGGESTED
from domain.identifiers import DeviceId
from domain.vietnamese import search_key

ASKED: Final = SUGGESTED + 1
"""Rows that a field asks for at every key: those it shows, and whether there are more."""

_BARE: Final = (
    "SELECT rowid FROM customer_name WHERE customer_name MATCH ? ORDER BY rowid DESC LIMIT ?"
)
_BARE_ROWS: Final = (
    "SELECT customer.* FROM customer_name "
    "CROSS JOIN customer ON customer.rank = customer_name.rowid "
    "WHERE customer_name MATCH ? ORDER BY customer_name.rowid DESC LIMIT ?"
)
_BARE_NUMBER: Final = "SELECT id FROM customer WHERE identity_number = ?"
_NUMBERS: Final = 10
"""Numbers looked up for each round: p99 of fewer is one look's luck."""


def keystrokes(size: int, names: int) -> Iterator[str]:
    """Every beginning of some names, as typed without accents."""
    chance = random.Random(20261123)  # noqa: S311 - the same sample every time
    for _ in range(names):
        typed = search_key(name_of(chance.randrange(size)))
        yield from (typed[:end] for end in range(1, len(typed) + 1) if typed[end - 1] != " ")


def measure(path: Path, size: int, rounds: int) -> list[Figure]:
    """p50 and p99 of each, in turns with its baseline over the same keystrokes or numbers."""
    engine = open_engine(path, KEY)
    queries = Queries(engine, DeviceId(bytes(16)))
    bare = bare_connection(path)
    typed = list(keystrokes(size, 2 * rounds))
    warm = sum(1 for _ in keystrokes(size, rounds))  # both caches as after some hours of work
    find = [partial(queries.find_customers, text, ASKED) for text in typed]
    words = [(" ".join(f'"{word}"' for word in text.split()) + "*", ASKED) for text in typed]
    numbers = list(_some_numbers(size, 2 * rounds * _NUMBERS))
    look = [partial(queries.customer_by_number, number) for number in numbers]
    ids = [partial(_fetch, bare, _BARE, values) for values in words]
    rows = [partial(_fetch, bare, _BARE_ROWS, values) for values in words]
    only = [partial(_fetch, bare, _BARE_NUMBER, (number,)) for number in numbers]
    by_name, with_rows = in_turns(find, ids, warm=warm), in_turns(find, rows, warm=warm)
    by_number = in_turns(look, only, warm=rounds * _NUMBERS)
    figures = [
        _figure("tìm tên, một lần gõ", size, *by_name, limit_ms=16.0, ratio=1.5),
        _figure("tìm tên, so với đọc cả dòng", size, *with_rows, limit_ms=16.0),
        _figure("tìm đúng số định danh", size, *by_number, limit_ms=1.0),
    ]
    bare.close()
    engine.dispose()
    return figures


def _some_numbers(size: int, count: int) -> Iterator[str]:
    """Of customers at random, and in turn with these of those who came most."""
    chance = random.Random(7)  # noqa: S311 - the same sample every time
    for place in range(count):
        number = chance.randrange(size)
        yield number_of(number if place % 2 else number - number % ROUND)


def _figure(
    what: str,
    size: int,
    ours: list[float],
    bare: list[float],
    *,
    limit_ms: float,
    ratio: float | None = None,
) -> Figure:
    found = p99(ours) / p99(bare)
    target = f"p99 ≤ {limit_ms:g} ms" + (f", ≤ {ratio:g}× (p99)" if ratio else "")
    met = p99(ours) <= limit_ms and (ratio is None or found <= ratio)
    told = beside(ours, bare, what=what, size=size, target=target, met=met)
    return replace(told, ratio=found)  # its target speaks of the slowest, not of the median


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
