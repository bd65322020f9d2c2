"""What the store itself tells in the morning: backup, keys, numbers, calendar; and past checks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, select

from counter_app.storage import tables as t
from counter_app.storage.backups import last_backup
from counter_app.storage.engine import reading
from counter_app.storage.epochs import standing_of
from counter_app.storage.escrow import kept
from counter_app.storage.identity import Identity
from counter_app.storage.queries import Queries
from counter_app.storage.story import names_of
from counter_app.usecases.morning_check import LastCheck, Looked
from domain.moment import Moment, local
from domain.morning import Outcome

DAY_MS: Final = 24 * 3_600_000
OLD_BACKUP_DAYS: Final = 7
FEW_NUMBERS: Final = 50
"""Codes; a counter gives some eighty a day."""

_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class StoreLooks:
    """Each method is a look of the morning's check."""

    engine: Engine
    who: Identity
    now: Moment

    def backup(self) -> Looked:
        """The age of the last copy. What was sent is safe at the centre all the same."""
        at = last_backup(self.engine)
        if at is None:
            return Looked(
                outcome=Outcome.WARN,
                words="Chưa sao lưu lần nào",
                way_out="Cán bộ CNTT chạy counterctl backup; việc đã gửi vẫn an toàn ở trung tâm.",
            )
        days = max(0, self.now - at) // DAY_MS
        words = f"Sao lưu lúc {local(at):%H:%M %d/%m}, cách đây {days} ngày"
        if days <= OLD_BACKUP_DAYS:
            return Looked(outcome=Outcome.GOOD, words=words)
        way_out = "Cán bộ CNTT chạy counterctl backup trong tuần này."
        return Looked(outcome=Outcome.WARN, words=words, way_out=way_out)

    def keys(self) -> Looked:
        """Whether this counter may write, and its store's key is kept at the centre."""
        if standing_of(self.engine):
            return Looked(
                outcome=Outcome.BAD,
                words="Quầy đang tạm không được cấp số",
                way_out="Mở Đồng bộ (Ctrl+5) để xem lý do.",
            )
        if not self.who.certificate:
            return Looked(
                outcome=Outcome.BAD,
                words="Quầy chưa có giấy ghi danh của trung tâm",
                way_out="Cán bộ CNTT ghi danh lại quầy.",
            )
        escrow = kept(self.engine)
        if escrow.device != self.who.device or not escrow.recovery:
            return Looked(
                outcome=Outcome.WARN,
                words="Khóa kho mở được; trung tâm chưa giữ bản dự phòng",
                way_out="Báo quản trị trung tâm lập khóa phục hồi.",
            )
        return Looked(outcome=Outcome.GOOD, words="Khóa mở được, trung tâm giữ bản dự phòng")

    def numbers(self) -> Looked:
        """Whether today's range is there, and how much of it."""
        left = Queries(self.engine, self.who.device).numbers_left(self.who.scope, self.now)
        if left is None or left.left + left.reserve_left == 0:
            return Looked(
                outcome=Outcome.BAD,
                words="Hôm nay quầy chưa có dải số hồ sơ",
                way_out="Đồng bộ với trung tâm (Ctrl+5, F5).",
            )
        words = f"Còn {left.left} số, biên lai kế tiếp {left.next_receipt}"
        if left.in_reserve or left.left < FEW_NUMBERS:
            way_out = "Báo quản trị trung tâm cấp thêm dải số."
            return Looked(outcome=Outcome.WARN, words=words, way_out=way_out)
        return Looked(outcome=Outcome.GOOD, words=words)

    def calendar(self) -> Looked:
        """Whether the holidays of this year are official, and from December on the next one's."""
        today = local(self.now).date()
        calendar = Queries(self.engine, self.who.device).calendar()
        wanted = [today.year, *([today.year + 1] if today.month == _DECEMBER else [])]
        lacking = [str(y) for y in wanted if calendar.years.get(y) != "official"]
        if not lacking:
            return Looked(
                outcome=Outcome.GOOD, words=f"Lịch {calendar.version} đủ năm {wanted[-1]}"
            )
        unknown = [year for year in lacking if int(year) not in calendar.years]
        return Looked(
            outcome=Outcome.BAD if str(today.year) in unknown else Outcome.WARN,
            words=f"Lịch nghỉ năm {', '.join(lacking)} chưa chính thức",
            way_out="Báo quản trị trung tâm công bố lịch.",
        )

    def last(self) -> LastCheck | None:
        """The check recorded last at this counter."""
        newest = (
            select(t.checked)
            .where(t.checked.c.device == self.who.device)
            .order_by(t.checked.c.at.desc())
            .limit(1)
        )
        with reading(self.engine) as connection:
            row = connection.execute(newest).first()
            names = names_of(connection)
        if row is None:
            return None
        return LastCheck(
            at=Moment(row.at),
            officer=names.get(bytes(row.actor), ""),
            worst=Outcome(row.worst),
            results=[tuple(each) for each in json.loads(row.results)],
        )
