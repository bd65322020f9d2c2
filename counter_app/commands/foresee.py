"""`counterctl sync --dry-run`: what the centre is expected to decide; nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter_app.bootstrap.station import Station, forms, moment_now
from counter_app.storage.engine import reading
from counter_app.storage.foreseen import hit_rate, verdicts
from counter_app.storage.unsent import entries_of, waiting_rows
from counter_app.usecases.queue_lines import Verdict
from domain.history import Entry
from domain.moment import Moment


def dry_run(station: Station) -> Mapping[str, Any]:
    """Each fact that waits, in the order in which it goes, with the clause that decides."""
    centres_now = Moment(moment_now() - station.clock_ahead_ms)
    with reading(station.engine) as connection:
        waits = waiting_rows(connection, station.enrolled.scope)
        told = verdicts(connection, entries_of(connection, waits, -1), forms(), centres_now)
        rate = hit_rate(connection)
    return {
        "waiting": len(told),
        "aside": sum(verdict.aside for _, verdict in told),
        "twice": sum(bool(verdict.twice) for _, verdict in told),
        "foreseen": [_one(entry, verdict) for entry, verdict in told],
        "compared": rate.told,
        "as_foreseen": rate.hit,
        "usernames": rate.names,
        "usernames_as_foreseen": rate.names_hit,
        "last_miss": rate.miss,
    }


def _one(entry: Entry, verdict: Verdict) -> Mapping[str, Any]:
    return {
        "fact": entry.id.hex()[:16],
        "kind": entry.fact.kind or getattr(entry.fact, "named", ""),
        "outcome": "aside" if verdict.aside else "accepted",
        "username": verdict.username,
        "clause": verdict.clause.value,
        "rule": verdict.rule.words,
        "source": verdict.rule.source,
        "field": verdict.field,
        "reason": verdict.reason,
        "twice": verdict.twice,
    }
