"""The summary that is due, as an open matter of whoever answers for it."""

from __future__ import annotations

from datetime import date

from counter_app.bootstrap.station import Station, moment_now
from counter_app.storage.owed_reports import owed_reports
from counter_app.usecases.open_matters import Mend, OpenMatter, Told
from counter_app.usecases.reports import Period, ReportSort
from domain.moment import day
from domain.office import SUPERVISOR

_NAMES = {ReportSort.WEEK: "Báo cáo tuần", ReportSort.MONTH: "Báo cáo tháng"}


def report_matters(station: Station) -> Told:
    """Asked of a supervisor alone: the manager of the counters reports to the head (S-48)."""
    officer = station.officer
    if officer is None or SUPERVISOR not in officer.roles:
        return Told()
    owed = owed_reports(
        station.engine,
        station.enrolled.scope,
        station.queries.calendar(),
        day(moment_now()),
    )
    return Told(open=[_matter(sort, period) for sort, period in owed])


def _matter(sort: ReportSort, period: Period) -> OpenMatter:
    first, last = date.fromisoformat(period.first), date.fromisoformat(period.last)
    return OpenMatter(
        key=f"report:{sort}:{period.first}",
        icon="file-text",
        title=f"{_NAMES[sort]} {first:%d/%m}–{last:%d/%m} chưa lập",
        note="Chỉ tính ngày đã chốt: lập sau khi đóng ngày thì có cả hôm nay.",
        mend=Mend.REPORT,
        verb="Lập báo cáo",
        target=(sort, period),
        blocks=False,
    )
