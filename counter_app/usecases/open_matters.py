"""Close until zero: what stands between a counter and the end of its day, each with its mend.

Every capability tells its own matters; the list knows none of them. What cannot be mended today
is left for later with a reason and a name, and is open again tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from counter_app.usecases.reports import Period, ReportSort
from domain.errors import OfficeError
from domain.identifiers import Day, DossierCode, DossierId
from domain.moment import Moment


class Mend(StrEnum):
    """What the button of a matter does."""

    SEND = "send"  # exchange now
    QUEUE = "queue"  # open the exchange screen: something is held there
    DOSSIER = "dossier"  # open it
    PRINT = "print"  # print its slip again
    SCAN = "scan"  # scan this paper now
    FETCH = "fetch"  # bring its scan back from the centre
    CASE = "case"  # back to the case at the desk
    DECIDE = "decide"  # open the conflicts
    NUMBER = "number"  # say what became of a number
    DAY = "day"  # ask for the seal of a day again
    SESSION = "session"  # open the counter's session
    REPORT = "report"  # make a report of a period
    READ = "read"  # look once more


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperToScan:
    """A paper of a dossier whose electronic copy is not here."""

    dossier: DossierId
    component: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAsked:
    """Numbers of a series that nothing explains."""

    sort: str  # numbers, receipts, sessions, z
    series: str
    first: int
    last: int
    twice: bool = False  # on two papers; else on none

    @property
    def words(self) -> str:
        """ "Q3-000437", "0003–0005" or "Q3-7"."""
        width = {"receipts": 6, "numbers": 4}.get(self.sort, 1)
        start = "" if self.sort == "numbers" else f"{self.series}-"
        last = f"–{self.last:0{width}}" if self.last > self.first else ""
        return f"{start}{self.first:0{width}}{last}"


Target: TypeAlias = (
    DossierCode | PaperToScan | NumberAsked | tuple[ReportSort, Period] | Day | str | None
)
"""What the mend is about, as its `Mend` says; text for a case at the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatter:
    """One line of the list."""

    key: str  # the same matter has the same key whenever it is looked at
    icon: str
    title: str
    note: str = ""
    mend: Mend
    verb: str  # on its button
    target: Target = None
    needs_link: bool = False  # without a link it waits for one, and the day is closed all the same
    deferrable: bool = True
    blocks: bool = True  # else the day is closed with it open


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a capability says: its open matters, or that there are none and how much was done."""

    open: Sequence[OpenMatter] = ()
    done: str = ""  # a short sentence for the list of what is done; empty where nothing was to do
    figure: str = ""


MOST_LINES: Final = 20
"""Lines of one capability."""

Capability: TypeAlias = Callable[[], Told]
"""Raises OfficeError where it cannot be looked at now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """A matter left for later, by whom and why."""

    matter: str
    title: str
    reason: str
    officer: str
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """The list."""

    open: Sequence[OpenMatter] = ()
    deferred: Sequence[Deferred] = ()  # of those that are still open
    done: Sequence[tuple[str, str]] = ()  # sentence, figure

    def blocking(self, *, linked: bool) -> Sequence[OpenMatter]:
        """What must be mended or left for later before the day is closed."""
        return [each for each in self.open if each.blocks and (linked or not each.needs_link)]


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """Asks every capability, in the order of the screen."""

    capabilities: Mapping[str, Capability]  # by what it is called where it cannot be looked at
    deferred: Callable[[], Iterable[Deferred]]

    def __call__(self) -> Matters:
        """The list now. A capability that fails is an open matter itself: none is passed over."""
        left = {each.matter: each for each in self.deferred()}
        open_: list[OpenMatter] = []
        done: list[tuple[str, str]] = []
        later: list[Deferred] = []
        for name, capability in self.capabilities.items():
            told = _asked(name, capability)
            later += [left[each.key] for each in told.open if each.key in left and each.deferrable]
            open_ += [each for each in told.open if not (each.key in left and each.deferrable)]
            if told.done and not told.open:
                done.append((told.done, told.figure))
        return Matters(open=open_, deferred=later, done=done)


def _asked(name: str, capability: Capability) -> Told:
    try:
        return capability()
    except OfficeError as error:
        unseen = OpenMatter(
            key=f"unseen:{name}",
            icon="circle-alert",
            title=f"Chưa xem được: {name}",
            note=error.sentence,
            mend=Mend.READ,
            verb="Xem lại",
            deferrable=False,
        )
        return Told(open=(unseen,))


def bounded(lines: Sequence[OpenMatter], done: str, figure: str = "") -> Told:
    """At most so many lines of one capability; what is over is one more, mended after these."""
    shown = list(lines[:MOST_LINES])
    if over := len(lines) - len(shown):
        more = OpenMatter(
            key=f"more:{shown[0].key.partition(':')[0]}",
            icon=shown[0].icon,
            title=f"Còn {over} việc như trên",
            note="Hiện ra khi các việc trên đã xong.",
            mend=Mend.READ,
            verb="Xem lại",
            deferrable=False,
        )
        shown.append(more)
    return Told(open=shown, done=done, figure=figure)
