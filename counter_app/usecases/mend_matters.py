"""The mends that are facts of their own: left for later, a number explained, a paper scanned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counter_app.usecases.case import Bundle
from counter_app.usecases.errors import CannotDefer, OfOtherOffice
from counter_app.usecases.open_matters import NumberAsked, OpenMatter
from counter_app.usecases.ports import Begin
from counter_app.usecases.reasons import reason_of
from domain.day_matters import Account, MatterDeferred, NumberExplained
from domain.dossier import ScanAttached
from domain.identifiers import DossierId
from domain.moment import day


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferMatter:
    """An open matter is left for another day, with a reason and the name of who says so."""

    begin: Begin

    def __call__(self, matter: OpenMatter, reason: str) -> None:
        """Raises CannotDefer, ReasonMissing."""
        if not matter.deferrable:
            raise CannotDefer(matter.title)
        said = reason_of(reason)
        with self.begin() as work:
            later = MatterDeferred(
                device=work.device,
                day=day(work.now),
                matter=matter.key,
                title=matter.title,
                reason=said,
            )
            work.record(work.new_subject(), later)
            work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainNumber:
    """What became of numbers that are on no paper, or on two."""

    begin: Begin

    def __call__(self, asked: NumberAsked, account: Account, reason: str) -> None:
        """Raises ReasonMissing."""
        said = reason_of(reason)
        with self.begin() as work:
            told = NumberExplained(
                sort=asked.sort,
                series=asked.series,
                first=asked.first,
                last=asked.last,
                account=account.value,
                reason=said,
            )
            work.record(work.new_subject(), told)
            work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachScans:
    """Papers of a dossier that was received already, scanned afterwards."""

    begin: Begin

    def __call__(self, dossier: DossierId, bundles: Sequence[Bundle]) -> None:
        """What is attached already changes nothing. Raises NoSuchDossier, OfOtherOffice."""
        with self.begin() as work:
            known = work.dossier(dossier)
            if known.scope != work.scope:
                raise OfOtherOffice
            there = {(scan.component, scan.sha256) for scan in known.scans}
            fresh = [
                ScanAttached(
                    component=each.component, sha256=each.sha256, size=each.size, pages=each.pages
                )
                for each in bundles
                if (each.component, each.sha256) not in there
            ]
            if fresh:
                work.record(dossier, *fresh)
                work.commit()
