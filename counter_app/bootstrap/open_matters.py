"""The open matters of a counter's day: every capability's own, in the order of the screen.

A capability that comes later joins by a line in `capabilities`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from counter_app.bootstrap.day_scans import gone_here, words_of
from counter_app.bootstrap.report_matters import report_matters
from counter_app.bootstrap.station import Station
from counter_app.storage.archives import files
from counter_app.storage.day_recount import Count
from counter_app.storage.engine import reading
from counter_app.storage.file_queue import WAITS
from counter_app.storage.lost_facts import lost_records, mended_since
from counter_app.storage.open_matters import StoreMatters
from counter_app.storage.story import names_of
from counter_app.ui.wording import clock, dong, grouped, megabytes
from counter_app.usecases.lines import LinkStatus
from counter_app.usecases.open_matters import (
    Capability,
    Mend,
    OpenMatter,
    OpenMatters,
    Told,
    bounded,
)
from domain.identifiers import Day
from domain.moment import beginning


def open_matters(
    station: Station, link: Callable[[], LinkStatus], today: Day, count: Count
) -> OpenMatters:
    """The list of this station; `link` answers at once, `count` of what is not sealed today."""
    own = StoreMatters(station.engine, station.enrolled, today)
    return OpenMatters(capabilities=capabilities(station, own, link, count), deferred=own.deferred)


def capabilities(
    station: Station, own: StoreMatters, link: Callable[[], LinkStatus], count: Count
) -> Mapping[str, Capability]:
    """Each by what it is called where it cannot be looked at."""
    return {  # what is lost comes first: what was read from it cannot be looked at until it is back
        "nội dung bị mất": lambda: _lost(station, own.today),
        "việc chờ gửi": lambda: _unsent(link()),
        "bản quét chờ gửi": lambda: _scans(link(), own),
        "bản quét hỏng": lambda: bounded([*own.lost_scans(), *gone_here(station, own)], ""),
        "giấy hẹn": own.slips,
        "hồ sơ đang giữ": lambda: _cases(station),
        "giấy tờ bắt buộc": own.papers,
        "số hồ sơ và biên lai": lambda: own.numbers(count),
        "số dùng ở hai quầy": own.shared,
        "phiên quầy": lambda: _sessions(station),
        "mâu thuẫn": lambda: _conflicts(station),
        "việc bị giữ lại": own.aside,
        "tệp lưu trữ": lambda: _archives(station),
        "ngày trước": own.days,
        "báo cáo": lambda: report_matters(station),
    }


def _unsent(link: LinkStatus) -> Told:
    if not link.waiting_facts:
        return Told(done="Mọi việc đã gửi trung tâm", figure=f"{grouped(link.shared_facts)} việc")
    money = f" · {dong(link.waiting_money)}" if link.waiting_money else ""
    waits = OpenMatter(
        key="unsent",
        icon="arrow-up",
        title=f"{grouped(link.waiting_facts)} việc chưa gửi trung tâm",
        note=f"{link.cause or 'Đang chờ lượt gửi'}{money}",
        mend=Mend.SEND,
        verb="Gửi ngay",
        needs_link=True,
    )
    return Told(open=(waits,))


def _scans(link: LinkStatus, own: StoreMatters) -> Told:
    if not link.waiting_files:
        return Told(done="Bản quét đã tới trung tâm")
    named = words_of(own.day_scans(WAITS))
    note = " · ".join(part for part in (named, megabytes(link.waiting_bytes)) if part)
    if link.sending and link.sending.ends_at:
        note += f", đang gửi, dự kiến xong lúc {clock(link.sending.ends_at)}"
    waits = OpenMatter(
        key="scans",
        icon="scanner",
        title=f"{link.waiting_files} bản quét chưa tới trung tâm",
        note=note,
        mend=Mend.SEND,
        verb="Gửi ngay",
        needs_link=True,
    )
    return Told(open=(waits,))


def _cases(station: Station) -> Told:
    with reading(station.engine) as connection:
        names = names_of(connection)
    lines = [
        OpenMatter(
            key=f"case:{draft.case}",
            icon="pause",
            title=f"Hồ sơ đang giữ: {draft.customer_name or 'chưa có tên khách'}",
            note=f"giữ từ {clock(draft.held_at)} · {names.get(bytes(officer), '')}".rstrip(" ·"),
            mend=Mend.CASE,
            verb="Mở hồ sơ",
            target=draft.case,
        )
        for officer, draft in station.drafts.held()
        if draft.held
    ]
    return bounded(lines, "Không còn hồ sơ đang giữ")


def _sessions(station: Station) -> Told:
    """The drawer: closed, nothing outside of it, nothing come to light since.

    An office that keeps no sessions is not asked for them.
    """
    queries = station.session_queries
    if not queries.kept():
        return Told()
    lines = []
    if held := queries.held():
        lines.append(_session(f"open:{held.id.hex()}", f"Phiên {held.label} chưa đóng", held.who))
    if strays := queries.strays():
        money = dong(sum(-each.amount if each.refund else each.amount for each in strays))
        last = max(each.receipt for each in strays)
        title = f"{len(strays)} khoản thu chưa thuộc phiên nào"
        lines.append(_session(f"strays:{len(strays)}:{last}", title, money))
    for each in queries.changed():
        title = f"Phiên {each.label} có tiền đến sau khi đóng"
        lines.append(_session(f"changed:{each.id.hex()}", title, "Xem lại báo cáo Z của phiên."))
    return bounded(lines, "Phiên quầy đã đóng, tiền đã đếm")


def _session(key: str, title: str, note: str) -> OpenMatter:
    return OpenMatter(
        key=f"session:{key}",
        icon="coins",
        title=title,
        note=note,
        mend=Mend.SESSION,
        verb="Mở phiên quầy",
    )


def _conflicts(station: Station) -> Told:
    disputes = station.decisions.disputes()
    if not disputes:
        return Told(done="Không có mâu thuẫn")
    open_ = OpenMatter(
        key="conflicts",
        icon="shuffle",
        title=f"{len(disputes)} mâu thuẫn chờ quyết định",
        note="; ".join(sorted({each.words for each in disputes})[:3]),
        mend=Mend.DECIDE,
        verb="Quyết định",
    )
    return Told(open=(open_,))


def _archives(station: Station) -> Told:
    """Archives that do not open: what lay there is missing until file or centre gives it."""
    away = [each.name for each in files(station.engine, station.archives) if each.absent]
    lines = [
        OpenMatter(
            key=f"archive:{name}",
            icon="database",
            title=f"Không mở được tệp lưu trữ {station.archives.path(name).name}",
            note="Cán bộ CNTT đặt lại tệp, hoặc lấy lại các việc từ trung tâm.",
            mend=Mend.SEND,
            verb="Lấy lại",
            needs_link=True,
        )
        for name in away
    ]
    return Told(open=tuple(lines))


def _lost(station: Station, today: Day) -> Told:
    """What was lost here, by the records it is about; once it is back, which that was."""
    count, records = lost_records(station.engine)
    if not count:
        back = mended_since(station.engine, beginning(date.fromisoformat(today)))
        return Told(done="Đã lấy lại việc bị hỏng", figure=back) if back else Told()
    lost = OpenMatter(
        key="holes",
        icon="database",
        title=f"{count} việc lưu ở quầy đã hỏng",
        note=f"{records} · lượt đối soát tới lấy lại từ trung tâm",
        mend=Mend.SEND,
        verb="Lấy lại",
        needs_link=True,
    )
    return Told(open=(lost,))
