"""What an administrator reads: what is stored, by office, and which counters were long silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.identifiers import Scope
from domain.moment import Moment, local
from sync.central.centre import Centre
from sync.central.sessions import open_in
from sync.central.store import devices, recovery
from sync.central.store.inspection import counts, scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A counter that has not been proven equal for long."""

    scope: Scope
    name: str
    seen: Moment
    proven: Moment

    @property
    def sentence(self) -> str:
        """One line for whoever watches."""
        since = _minute(self.proven) or "chưa lần nào"
        return f"{self.scope} {self.name}: khớp lần cuối {since}, hỏi lần cuối {_minute(self.seen)}"


def silent(centre: Centre, hours: float) -> Sequence[Silent]:
    """Active counters whose last proof is older than this, oldest first."""
    bound = centre.now() - hours * 3_600_000
    with centre.store.reading() as snapshot:
        told = [
            Silent(scope=scope, name=each.name, seen=each.seen, proven=each.proven)
            for scope in scopes(snapshot)
            for each in devices.of_scope(snapshot, scope)
            if each.state == "active" and each.proven < bound
        ]
    return sorted(told, key=lambda each: each.proven)


def _minute(at: Moment) -> str:
    return local(at).isoformat(timespec="minutes") if at else ""


def status(centre: Centre) -> dict[str, dict[str, object]]:
    """Counts by scope, its devices, and the counter sessions that are not closed."""
    with centre.store.reading() as snapshot:
        told, waiting = counts(snapshot), recovery.waits_for(snapshot)
        open_ones = {scope: open_in(snapshot, scope) for scope in scopes(snapshot)}
        return {
            scope: {
                **told[scope],
                "sessions": open_ones[scope],
                "unheard": [by.hex() for where, by in waiting if where == scope],
                "counters": [
                    {
                        "device": each.id.hex(),
                        "name": each.name,
                        "state": each.state,
                        "seen": _minute(each.seen),
                        "proven": _minute(each.proven),
                    }
                    for each in devices.of_scope(snapshot, scope)
                ],
            }
            for scope in scopes(snapshot)
        }
