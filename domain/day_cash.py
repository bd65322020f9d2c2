"""The cash of a day: what the sessions of an interval come to, as named integers.

`expected` and `outside` together are float, received and moved in, less refunded and moved out; so
they add up over certificates too, whatever way facts are parted into days and devices. A fee that
joined a session later than its own certificate stands outside there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from domain.books import books
from domain.cash import Amounts, by_method, together
from domain.history import Entry
from domain.session import SessionClosed


def cash_totals(entries: Iterable[Entry]) -> Mapping[str, int]:
    """By name, in đồng or how many; what is 0 is left out.

    `entries`: those of the interval that count.

    Source: docs/sources.md S-55.
    """
    told = list(entries)
    found = books(told)
    totals: Counter[str] = Counter()
    for method, flow in together(found.sessions.values()).items():
        totals[f"money.expected.{method}"] += flow.expected
    for method, flow in found.outside.items():
        totals[f"money.outside.{method}"] += flow.expected
        totals[f"fees.outside.{method}"] += flow.fees
    for method, flow in together([*found.sessions.values(), found.outside]).items():
        totals[f"refunds.{method}"] += flow.refunds
        totals[f"money.refunded.{method}"] += flow.refunded
        totals[f"money.float.{method}"] += flow.opening
        totals[f"money.moved_in.{method}"] += flow.moved_in
        totals[f"money.moved_out.{method}"] += flow.moved_out
    for entry in told:
        if isinstance(entry.fact, SessionClosed):
            totals.update(_of_closed(entry.fact))
    return {name: value for name, value in totals.items() if value}


def _of_closed(closed: SessionClosed) -> Mapping[str, int]:
    """What the counter's book had, and what was counted, where a session was closed."""
    return {**_named("book", closed.expected), **_named("counted", closed.counted)}


def _named(name: str, amounts: Amounts) -> Mapping[str, int]:
    return {f"money.{name}.{method}": amount for method, amount in by_method(amounts).items()}
