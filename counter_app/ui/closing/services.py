"""What the closing screen is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter_app.ui.closing.cash_services import CashServices
from counter_app.usecases.case import PrintedSlip
from counter_app.usecases.day_figures import DayFace, Stepped
from counter_app.usecases.day_sheet import DaySheet, SheetSort
from counter_app.usecases.lines import LinkStatus
from counter_app.usecases.office_card import OfficeCard
from counter_app.usecases.open_matters import Matters, NumberAsked, OpenMatter, PaperToScan
from counter_app.usecases.reports import Period, Reading, ReportForm, ReportSort
from domain.day_matters import Account
from domain.identifiers import Day, DossierCode
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingServices:
    """`now`, `status` and `send_now` answer at once. `close`, `again` and `fetch` wait for the
    centre, `print_slip`, `print_sheet` and `scan` for a device: through Tasks of their own. The
    others run through Tasks. All may raise OfficeError."""

    now: Callable[[], Moment]
    office: OfficeCard
    status: Callable[[], LinkStatus]
    send_now: Callable[[], None]
    look: Callable[[], tuple[Matters, DayFace]]
    defer: Callable[[OpenMatter, str], None]
    explain: Callable[[NumberAsked, Account, str], None]
    print_slip: Callable[[DossierCode], PrintedSlip]
    scan: Callable[[PaperToScan], int]  # pages
    fetch: Callable[[PaperToScan], int]  # files
    close: Callable[[Stepped], DayFace]
    again: Callable[[Day], None]
    cash: CashServices
    print_sheet: Callable[[SheetSort], DaySheet]  # of today; through the printer's Tasks
    make_report: Callable[[ReportSort, Period, ReportForm, Reading], str]  # path; likewise
