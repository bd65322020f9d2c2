"""The end of an introduction: its time came, its purpose was met, its contents were destroyed."""

from __future__ import annotations

from domain.identifiers import SubjectId
from domain.introduction import IntroductionEnded
from domain.moment import Moment
from sync.central.keys import CentreKeys
from sync.central.store import circles
from sync.central.store.journal import Journal


def end(journal: Journal, keys: CentreKeys, subject: SubjectId, reason: str, now: Moment) -> None:
    """Nothing more is relayed of this subject here, where anything was; a fact says so."""
    shown = circles.shown(journal.transaction, journal.scope, subject)
    if shown is None or shown.state == circles.ENDED:
        return
    circles.set_state(journal.transaction, journal.scope, subject, circles.ENDED)
    if shown.state == circles.ACTIVE:
        journal.write(keys, [(subject, IntroductionEnded(reason=reason))], now)
