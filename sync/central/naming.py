"""Usernames: one account for each new customer, in order of arrival, once and for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.customer import CustomerRegistered, UsernameGiven
from domain.facts import Fact
from domain.identifiers import SubjectId, Username
from domain.judging import decide, stem_of
from domain.moment import Moment
from domain.usernames import NotLatin
from sync.central.account_numbers import follow_numbers
from sync.central.centre import Centre
from sync.central.joining import ask_again, join_bearers
from sync.central.store.apply import add_work_item
from sync.central.store.journal import Journal
from sync.central.store.names import (
    SqlNames,
    changes_of,
    given_before,
    registered,
    unanswered,
    wait_for_all,
)
from sync.central.store.recovery import recovering


def give_usernames(
    centre: Centre,
    journal: Journal,
    told: Iterable[tuple[SubjectId, CustomerRegistered]],
    now: Moment,
) -> None:
    """The first registration of a customer counts.

    A restored centre decides nothing yet; what it had decided comes back and stands.
    """
    first: dict[SubjectId, CustomerRegistered] = {}
    for subject, fact in told:
        first.setdefault(subject, fact)
    waiting = unanswered(journal.transaction, journal.scope, list(first)) if first else set()
    if not waiting:
        return
    asked = {subject: fact for subject, fact in first.items() if subject in waiting}
    if recovering(journal.transaction):
        wait_for_all(journal.transaction, journal.scope, list(asked), now)
        return
    _decide(centre, journal, asked, now)


def decide_what_waited(centre: Centre, journal: Journal, now: Moment) -> None:
    """All counters have reported: decide on whoever came meanwhile."""
    waiting = registered(journal.transaction, journal.scope)
    if waiting:
        _decide(centre, journal, waiting, now)
        follow_numbers(journal, changes_of(journal.transaction, journal.scope, waiting), now)


def _decide(
    centre: Centre, journal: Journal, told: Mapping[SubjectId, CustomerRegistered], now: Moment
) -> None:
    stems: dict[SubjectId, str | None] = {}
    for subject, fact in told.items():
        try:
            stems[subject] = stem_of(fact, centre.forms)
        except NotLatin:
            stems[subject] = None
    names = SqlNames(journal.transaction, journal.scope, now)
    names.prepare(told.values(), filter(None, stems.values()))
    before = given_before(journal.transaction, journal.scope, list(told))
    for subject in before.keys() & stems.keys():  # first, so that nobody else gets these names
        known = stems.pop(subject) or before[subject]
        if not names.stands_again(subject, told[subject], known, before[subject]):
            add_work_item(journal, "name_twice", subject, now)
        names.answered(subject, before[subject])
    given: list[tuple[SubjectId, Fact]] = []
    shared: dict[SubjectId, Username] = {}
    for subject, stem in stems.items():
        if stem is None:  # a person asks for the Latin name of the passport
            names.answered(subject, None)
            add_work_item(journal, "name_not_latin", subject, now)
            continue
        name = decide(subject, told[subject], stem, names)
        names.answered(subject, name)
        given.append((subject, UsernameGiven(username=name)))
        shared[subject] = name
    names.flush()
    journal.write(centre.keys, given, now)
    join_bearers(journal, centre.keys, told, shared, now)
    ask_again(journal, told, before, now)
