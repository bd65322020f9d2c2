"""What an administrator asks and orders about what offices are shown of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.identifiers import Scope, SubjectId
from domain.moment import Moment, local
from sync.central.centre import Centre
from sync.central.errors import NotFound
from sync.central.introduction_end import end
from sync.central.relaying import deliver_all
from sync.central.store import asking, circles, outbox
from sync.central.store.journal import Journal

DONE: Final = "done"
_DAY_MS: Final = 24 * 3_600_000


def book(centre: Centre, scope: Scope, days: float) -> Sequence[dict[str, str]]:
    """What an office asked for, newest first; of numbers the last four signs."""
    since = Moment(round(centre.now() - days * _DAY_MS))
    with centre.store.reading() as snapshot:
        return [
            {
                "at": local(Moment(row.at)).isoformat(timespec="seconds"),
                "device": bytes(row.device).hex(),
                "officer": bytes(row.officer).hex(),
                "what": row.what,
                "ending": row.ending,
                "purpose": row.purpose,
                "reason": row.reason,
                "outcome": row.outcome,
            }
            for row in asking.asked_in(snapshot, scope, since)
        ]


def shown_in(centre: Centre, scope: Scope) -> Sequence[dict[str, str]]:
    """The subjects of other offices that this one is shown, the latest to end first."""
    with centre.store.reading() as snapshot:
        return [
            {
                "subject": each.subject.hex(),
                "origin": each.origin,
                "purpose": each.purpose,
                "until": local(each.until).isoformat(timespec="minutes"),
                "state": each.state,
            }
            for each in circles.shown_in(snapshot, scope)
        ]


def end_now(centre: Centre, scope: Scope, subject: SubjectId) -> None:
    """The purpose is met. Raises NotFound where nothing is relayed of this subject."""
    with centre.store.writing() as transaction:
        journal = Journal(transaction, scope)
        shown = circles.shown(transaction, scope, subject)
        if shown is None or shown.state != circles.ACTIVE:
            raise NotFound("Đơn vị này không đang được xem đối tượng đó; hãy xem introductions.")
        end(journal, centre.keys, subject, DONE, centre.now())
        journal.close()
        transaction.commit()


def errands(centre: Centre) -> tuple[int, int]:
    """How many wait, and how many are held for a person."""
    with centre.store.reading() as snapshot:
        return outbox.counted(snapshot)


def try_again(centre: Centre) -> None:
    """What was held waits again, and is done now where it can be."""
    with centre.store.writing() as transaction:
        outbox.release(transaction)
        transaction.commit()
    deliver_all(centre)
