"""The cash of a day: what the sessions of an interval come to, as named integers.

Everything here adds up: whatever way facts are parted into intervals, of days or of devices, the
sums of the parts are the sums of the whole. `expected` and `outside` together are float, received
and moved in, less refunded and moved out.
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
        totals[f"expected.{method}"] += flow.expected
    for method, flow in found.outside.items():
        totals[f"outside.{method}"] += flow.expected
        totals[f"outside.fees.{method}"] += flow.fees
    for method, flow in together([*found.sessions.values(), found.outside]).items():
        totals[f"refunds.{method}"] += flow.refunds
        totals[f"refunded.{method}"] += flow.refunded
        totals[f"float.{method}"] += flow.opening
        totals[f"moved_in.{method}"] += flow.moved_in
        totals[f"moved_out.{method}"] += flow.moved_out
    for entry in told:
        if isinstance(entry.fact, SessionClosed):
            totals.update(_of_closed(entry.fact))
    return {name: value for name, value in totals.items() if value}


def _of_closed(closed: SessionClosed) -> Mapping[str, int]:
    """What the counter's book had, and what was counted, where a session was closed."""
    return {**_named("book", closed.expected), **_named("counted", closed.counted)}


def _named(name: str, amounts: Amounts) -> Mapping[str, int]:
    return {f"{name}.{method}": amount for method, amount in by_method(amounts).items()}
