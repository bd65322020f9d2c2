"""`counterctl matters`, `defer` and `explain-number`: the end of the day without its screen."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.open_matters import open_matters
from counter_app.bootstrap.station import Station, moment_now
from counter_app.commands.officers import act_as
from counter_app.storage.day_recount import counting
from counter_app.usecases.mend_matters import DeferMatter, ExplainNumber
from counter_app.usecases.open_matters import Matters, NumberAsked
from domain.day_matters import Account
from domain.errors import Unknown
from domain.moment import day


class NoSuchMatter(Unknown):
    """Nothing of that key is open."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Không có việc còn mở nào tên {self.args[0]}; hãy xem lại bằng counterctl matters."


def matters(station: Station, _told: Namespace) -> Mapping[str, Any]:
    """What stands between this counter and the end of its day."""
    told = _look(station)
    return {
        "open": [
            {
                "key": each.key,
                "title": each.title,
                "note": each.note,
                "mend": each.mend.value,
                "waits_for_link": each.needs_link,
                "can_be_left": each.deferrable,
            }
            for each in told.open
        ],
        "left": [
            {"key": each.matter, "reason": each.reason, "officer": each.officer}
            for each in told.deferred
        ],
        "done": [" ".join(each).strip() for each in told.done],
    }


def defer(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Leave an open matter for another day. Raises NoSuchMatter, CannotDefer, ReasonMissing."""
    act_as(station, told.officer)
    found = [each for each in _look(station).open if each.key == told.key]
    if not found:
        raise NoSuchMatter(told.key)
    DeferMatter(begin=station.desk.begin)(found[0], told.reason)
    return {"left": found[0].key, "title": found[0].title, "reason": told.reason}


def explain_number(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Say what became of a number that the ledger asks about.

    Raises NoSuchMatter, ReasonMissing.
    """
    act_as(station, told.officer)
    for asked in _asked(_look(station)):
        if asked.words == told.number:
            account = Account.TWICE if asked.twice else Account(told.account)
            ExplainNumber(begin=station.desk.begin)(asked, account, told.reason)
            return {"number": asked.words, "account": account.value, "reason": told.reason}
    raise NoSuchMatter(told.number)


def _asked(told: Matters) -> Sequence[NumberAsked]:
    return [each.target for each in told.open if isinstance(each.target, NumberAsked)]


def _look(station: Station) -> Matters:
    link = LinkWatch(station, lambda: None)
    link.count()
    today = day(moment_now())
    count = counting(station.engine, station.enrolled, today)
    return open_matters(station, lambda: link.status, today, count)()
