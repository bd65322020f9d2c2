"""Doing in a scope what the others have for it in the outbox: introductions, relays, ends.

Errands are taken out in the transaction that does them, under the lock of their target (I4).
What stands there already is passed over, so that an errand put in twice does no harm.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from domain.aside import BodiesErased, FactQuarantined, FactReleased
from domain.customer import CustomerChanged
from domain.dossier import ResultHandedOver
from domain.facts import body_of
from domain.history import Entry, in_order
from domain.identifiers import FactId, Scope, is_centre
from domain.introduction import (
    HAND_OVER,
    SubjectIntroduced,
    SubjectRelayed,
    kind_of,
    standing,
    travels,
)
from domain.moment import stamp_moment
from sync.central.account_numbers import follow_numbers
from sync.central.centre import Centre
from sync.central.errors import CentreError
from sync.central.introduction_end import end
from sync.central.orders import erase_here
from sync.central.store import circles, outbox, states
from sync.central.store.apply import add_work_item
from sync.central.store.circles import ACTIVE, ASKED, ENDED, Shown, brought, put_brought
from sync.central.store.engine import Transaction
from sync.central.store.feed import end_of
from sync.central.store.journal import Journal
from sync.central.store.outbox import Errand
from sync.central.store.recovery import recovering
from sync.central.store.stories import Story, office_name
from sync.protocol.cbor import encode
from sync.protocol.frame import MAX_BODY

MOST: Final = 200
"""Errands in one transaction: the lock of a busy office is not held for long."""

TIME: Final = "time"
DONE: Final = "done"
LOOK_EVERY_S: Final = 2.0
ENDS_EVERY: Final = 30
"""Looks between two searches for purposes whose time has come."""

_log = logging.getLogger("centre")


def deliver(centre: Centre, scope: Scope, most: int = MOST) -> int:
    """Do the next errands of a scope in one transaction; how many. Raises Busy.

    A restored centre waits with them until its counters have told what it did before.
    """
    with centre.store.writing() as transaction:
        if recovering(transaction):
            return 0
        journal = Journal(transaction, scope)
        errands = outbox.waiting(transaction, scope, most)
        for errand in errands:
            _DO[errand.kind](centre, journal, errand)
        outbox.take_out(transaction, errands)
        journal.close()
        reached = end_of(transaction, scope)
        transaction.commit()
    centre.marks.reach(scope, reached)
    return len(errands)


def deliver_all(centre: Centre) -> int:
    """Everything that waits, also what follows from it; how many errands that were."""
    done = 0
    while True:
        with centre.store.reading() as snapshot:
            scopes = () if recovering(snapshot) else outbox.targets(snapshot)
        if not scopes:
            return done
        done += sum(deliver_or_hold(centre, scope) for scope in scopes)


def deliver_or_hold(centre: Centre, scope: Scope) -> int:
    """The same; an errand that cannot be done is kept for a person and blocks no other (I8)."""
    try:
        return deliver(centre, scope)
    except CentreError:
        raise
    except Exception:  # noqa: BLE001 - told, and sorted below
        _log.exception("errands of %s", scope)
    try:
        return deliver(centre, scope, 1)
    except CentreError:
        raise
    except Exception:  # noqa: BLE001 - told above, and kept for a person
        return _hold_first(centre, scope)


def _hold_first(centre: Centre, scope: Scope) -> int:
    with centre.store.writing() as transaction:
        journal = Journal(transaction, scope)
        errands = outbox.waiting(transaction, scope, 1)
        for errand in errands:
            outbox.hold(transaction, errand)
            add_work_item(journal, "errand_held", errand.subject, centre.now())
        transaction.commit()
    return len(errands)


def end_what_is_over(centre: Centre) -> int:
    """End the relaying of what was shown until now; how many subjects that were."""
    with centre.store.reading() as snapshot:
        due = () if recovering(snapshot) else circles.over(snapshot, centre.now())
    for each in due:
        with centre.store.writing() as transaction:
            journal = Journal(transaction, each.scope)
            still = circles.shown(transaction, each.scope, each.subject)
            if still is not None and still.until <= centre.now():
                reason = _why_over(transaction, still)
                end(journal, centre.keys, each.subject, reason, centre.now())
            journal.close()
            transaction.commit()
    return len(due)


def _why_over(transaction: Transaction, shown: Shown) -> str:
    dossier = Story(transaction, shown.scope, shown.subject).dossier
    given = dossier is not None and dossier.handed_over is not None
    return DONE if given and shown.purpose == HAND_OVER else TIME


def run_errands(centre: Centre, stop: threading.Event) -> None:
    """What a worker does beside answering, until it is stopped."""
    looks = 0
    while not stop.is_set():
        try:
            if looks % ENDS_EVERY == 0:
                end_what_is_over(centre)
            deliver_all(centre)
        except CentreError as error:  # busy, or out of room: they wait where they are
            _log.warning("%s", error.sentence)
        looks += 1
        centre.errands.wait(LOOK_EVERY_S)
        centre.errands.clear()


def _introduce(centre: Centre, journal: Journal, errand: Errand) -> None:
    """Write the subject's present state, as its own office has it now."""
    transaction, scope, subject = journal.transaction, journal.scope, errand.subject
    shown = circles.shown(transaction, scope, subject)
    if shown is None or shown.state != ASKED:
        return
    story, here = Story(transaction, errand.origin, subject), Story(transaction, scope, subject)
    known = brought(transaction, scope, story.builds_on())
    fresh = [e for e in story.present() if e.scope != scope and not known.get(e.id)]
    ids = {each.id for each in fresh}
    past = sorted(
        e.id
        for e in in_order(story.entries)  # without what is set aside, and may be told yet
        if e.scope != scope and e.id not in ids and e.id not in known and _travels(e)
    )
    builds_on, stands = story.builds_on(), _stands(story, scope, known)
    state = tuple(
        story.told(each, standing(each.basis, builds_on, lambda id_: id_ in ids or stands(id_)))
        for each in fresh
    )
    words, device, officer = errand.why
    told = SubjectIntroduced(
        origin=errand.origin,
        office=office_name(transaction, errand.origin),
        purpose=shown.purpose,
        reason=words,
        device=device,
        officer=officer,
        until=shown.until,
        state=state,
        past=tuple(past),
    )
    unknown = story.customer is None and story.dossier is None
    if unknown or len(encode(body_of(told))) > MAX_BODY:
        circles.set_state(transaction, scope, subject, ENDED)
        if not unknown:
            add_work_item(journal, "too_long_to_show", subject, centre.now())
        return
    journal.witness(each.at for each in fresh)
    (written,) = journal.write(centre.keys, [(subject, told)], centre.now())
    put_brought(transaction, scope, ids, written.id)
    put_brought(transaction, scope, past, b"")
    circles.put_shown(transaction, replace(shown, state=ACTIVE, fact=written.id))
    if shown.back:
        _tell_own(journal, here, errand)


def _tell_own(journal: Journal, here: Story, errand: Errand) -> None:
    """What was written here since an earlier introduction ended."""
    own = [
        replace(errand, kind=outbox.RELAY, target=errand.origin, origin=journal.scope, fact=id_)
        for id_, each in here.rows.items()
        if _travels(each) and not is_centre(each.device)
    ]
    outbox.put_in(journal.transaction, own, stamp_moment(journal.stamp))


def _relay(centre: Centre, journal: Journal, errand: Errand) -> None:
    """A fact on a subject that is known here: the subject's own office, or one that is shown it."""
    inward = circles.shown(journal.transaction, errand.origin, errand.subject)
    outward = circles.shown(journal.transaction, journal.scope, errand.subject)
    home = inward is not None and inward.origin == journal.scope
    if not home and (outward is None or outward.state != ACTIVE):
        return
    story = Story(journal.transaction, errand.origin, errand.subject)
    written = story.rows.get(FactId(errand.fact))
    if written is None:  # lost since; what heals it puts it in again
        return
    _tell(centre, journal, story, _name_of(written))


def _tell(centre: Centre, journal: Journal, story: Story, name: FactId) -> None:
    entry = next((each for each in in_order(story.entries) if each.id == name), None)
    if entry is None or entry.scope == journal.scope or not story.holds(name):
        return
    known = brought(journal.transaction, journal.scope, story.builds_on())
    if name in known:
        return
    stands = _stands(story, journal.scope, known)
    told = SubjectRelayed(told=story.told(entry, standing(entry.basis, story.builds_on(), stands)))
    if len(encode(body_of(told))) > MAX_BODY:
        add_work_item(journal, "too_long_to_show", entry.subject, centre.now())
        return
    journal.witness([entry.at])
    (written,) = journal.write(centre.keys, [(entry.subject, told)], centre.now())
    put_brought(journal.transaction, journal.scope, [name], written.id)
    if isinstance(entry.fact, ResultHandedOver):
        states.follow(journal.transaction, journal.scope, [entry.subject])
    if isinstance(entry.fact, CustomerChanged):
        follow_numbers(journal, [(entry.subject, entry.fact)], centre.now())


def _set_aside(centre: Centre, journal: Journal, errand: Errand) -> None:
    """A fact that does not count, or counts again, in its own office."""
    story = Story(journal.transaction, errand.origin, errand.subject)
    written = story.rows.get(FactId(errand.fact))
    match written and written.fact:
        case FactQuarantined(fact=named) | FactReleased(fact=named) as told:
            known = brought(journal.transaction, journal.scope, [named])
            if known.get(named):
                journal.write(centre.keys, [(errand.subject, told)], centre.now())
            elif isinstance(told, FactReleased):
                _tell(centre, journal, story, FactId(named))


def _erase(centre: Centre, journal: Journal, errand: Errand) -> None:
    """By order of law, as in the office that was told of it first."""
    story = Story(journal.transaction, errand.origin, errand.subject)
    written = story.rows.get(FactId(errand.fact))
    if written is not None and isinstance(written.fact, BodiesErased):
        erase_here(centre, journal, errand.subject, written.fact.order, dossiers=False)


def _travels(entry: Entry) -> bool:
    return travels(kind_of(entry.fact), entry.device)


def _name_of(written: Entry) -> FactId:
    """The name of a fact in its own office."""
    told = written.fact
    return FactId(told.told[0]) if isinstance(told, SubjectRelayed) else written.id


def _stands(story: Story, scope: Scope, known: Mapping[bytes, bytes]) -> Callable[[FactId], bool]:
    """Whether a fact of this story is at hand in the scope: its own, or brought before."""
    own = {each.id for each in story.entries if each.scope == scope}
    return lambda id_: id_ in own or bool(known.get(id_))


_DO: Final[Mapping[str, Callable[[Centre, Journal, Errand], None]]] = {
    outbox.INTRODUCE: _introduce,
    outbox.RELAY: _relay,
    outbox.ASIDE: _set_aside,
    outbox.ERASE: _erase,
}
