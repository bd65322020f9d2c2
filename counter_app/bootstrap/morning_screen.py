"""What the morning's check is given: the parts of this counter, each with its look."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from typing import Final

from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.devices.slip_paper import Paper
from counter_app.devices.trial_page import TrialPage, compose_trial
from counter_app.storage.morning import StoreLooks
from counter_app.ui.morning.services import MorningServices
from counter_app.ui.wording import short_moment
from counter_app.usecases.lines import LinkStatus
from counter_app.usecases.morning_check import TEST_CODE, LastCheck, Look, Looked, RecordCheck, look
from domain.moment import Moment
from domain.morning import Outcome

LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of a test code: none that is read as another."""

ROOM_GOOD: Final = 2 * 10**9
ROOM_LEAST: Final = 300 * 10**6
"""Bytes free: below the first somebody should look, below the second scans soon fail."""

CLOCK_GOOD_MS: Final = 2_000
CLOCK_LEAST_MS: Final = 60_000


def morning_screen(station: Station, link: Callable[[], LinkStatus]) -> MorningServices:
    """The screen's services on this station."""

    def last() -> LastCheck | None:
        return StoreLooks(station.engine, station.enrolled, moment_now()).last()

    return MorningServices(
        now=moment_now,
        office=station.queries.office(),
        look=lambda key: look(looks(station, link), key),
        print_test=lambda: print_test(station),
        record=lambda results: RecordCheck(begin=station.desk.begin)(results),
        last=last,
    )


def looks(station: Station, link: Callable[[], LinkStatus]) -> Mapping[str, Look]:
    """All parts but the slip, which needs a hand."""
    store = StoreLooks(station.engine, station.enrolled, moment_now())
    return {
        "scanner": lambda: _scanner(station),
        "clock": lambda: _clock(station, link(), moment_now()),
        "disk": lambda: _disk(station),
        "backup": store.backup,
        "keys": store.keys,
        "numbers": store.numbers,
        "calendar": store.calendar,
    }


def print_test(station: Station) -> str:
    """A page with a fresh code on the counter's printer; the code, or "" where only a file was
    written. Raises PrintFailed."""
    code = TEST_CODE + "".join(secrets.choice(LETTERS) for _ in range(6))
    office, now = station.queries.office(), moment_now()
    page = TrialPage(
        office=office.unit, counter=office.counter, when=short_moment(now, Moment(0)), code=code
    )
    paper = Paper(station.settings.slip_paper)
    station.printer().put(lambda: compose_trial(page, paper), code)
    return code if station.settings.printer else ""


def _scanner(station: Station) -> Looked:
    found = [each.name for each in ScanDevice().list()]
    wanted = station.settings.scanner
    if wanted and wanted not in found:
        words = f"Không thấy máy quét {wanted}"
        way_out = "Bật máy, cắm lại cáp rồi nhấn F5."
        return Looked(outcome=Outcome.BAD, words=words, way_out=way_out)
    if not found:
        way_out = "Bật máy, cắm lại cáp rồi nhấn F5."
        return Looked(outcome=Outcome.BAD, words="Không thấy máy quét nào", way_out=way_out)
    return Looked(outcome=Outcome.GOOD, words=f"{wanted or found[0]} trả lời")


def _clock(station: Station, link: LinkStatus, now: Moment) -> Looked:
    """As the centre's time said when it was last heard."""
    ahead = station.clock_ahead_ms
    heard = link.proven_at
    if heard is None:
        way_out = "Nối mạng một lần; đến lúc ấy giờ ghi kèm độ ngờ."
        return Looked(outcome=Outcome.WARN, words="Chưa so được với trung tâm", way_out=way_out)
    off = f"lệch {abs(ahead) / 1000:.0f} giây so với trung tâm, so lúc {short_moment(heard, now)}"
    if abs(ahead) <= CLOCK_GOOD_MS:
        return Looked(outcome=Outcome.GOOD, words=f"Đúng giờ, {off}")
    outcome = Outcome.WARN if abs(ahead) <= CLOCK_LEAST_MS else Outcome.BAD
    way_out = "Bật tự chỉnh giờ của Windows hoặc báo cán bộ CNTT."
    return Looked(outcome=outcome, words=f"Giờ máy {off}", way_out=way_out)


def _disk(station: Station) -> Looked:
    free = shutil.disk_usage(station.settings.profile).free
    words = f"Còn trống {f'{free / 1e9:.1f}'.replace('.', ',')} GB"
    if free >= ROOM_GOOD:
        return Looked(outcome=Outcome.GOOD, words=words)
    outcome = Outcome.WARN if free >= ROOM_LEAST else Outcome.BAD
    return Looked(outcome=outcome, words=words, way_out="Báo cán bộ CNTT dọn ổ đĩa.")
