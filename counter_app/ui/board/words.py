"""The board in words: what stands beside each mark, and what is read out. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.ui.tokens import Tone
from counter_app.ui.wording import ago, clock, dong, grouped, lasting, short_day, short_moment
from counter_app.usecases.board import (
    Board,
    BoardDay,
    BoardDossier,
    CounterLine,
    DayMark,
    FieldBar,
    HourBar,
    Lacking,
)
from counter_app.usecases.money_words import METHOD_WORDS
from domain.cash import CASH, OTHER
from domain.moment import Moment

NO_FIELD: Final = "Chưa rõ lĩnh vực"
MARKS: Final = {
    DayMark.SEALED: ("niêm phong", "check", Tone.GOOD),
    DayMark.OPEN: ("chưa đóng", "circle-alert", Tone.SOON),
    DayMark.LOST: ("chờ mạng", "hourglass", Tone.WAITING),
    DayMark.DISPUTED: ("chưa khớp", "triangle-alert", Tone.LATE),
}
_WHY: Final = {
    DayMark.OPEN: "chưa đóng ngày",
    DayMark.LOST: "mất liên lạc",
    DayMark.DISPUTED: "hai bên đếm khác nhau",
}


COLUMNS: Final = ("Quầy", "Người trực", "Phiên", "Chờ gửi", "Khớp lần cuối", "Thiết bị")
SPARE: Final = 2
"""The column that gives way first where a window is narrow: who is there says nearly as much."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the five numbers."""

    title: str
    number: str
    note: str
    icon: str
    tone: Tone

    @property
    def sentence(self) -> str:
        """As it is read out."""
        return f"{self.title}: {self.number}. {self.note}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a row: words, and where it has a state, its icon and tone."""

    text: str
    icon: str = ""
    tone: Tone = Tone.PLAIN
    strong: bool = False


def figures(board: Board) -> tuple[Figure, ...]:
    """How much, how much under way, how well, how much money, which days."""
    return (
        Figure(
            "Đã tiếp nhận",
            f"{grouped(board.received)} hồ sơ",
            _against_last_week(board),
            "inbox",
            Tone.PRIMARY,
        ),
        _under_way(board),
        _on_time(board),
        _fees(board),
        _unsealed(board),
    )


def _against_last_week(board: Board) -> str:
    before = board.week_before
    if not before:
        return "Tuần trước giờ này: 0"
    change = round((board.received - before) * 100 / before)
    way = f"tăng {change} %" if change > 0 else f"giảm {-change} %" if change else "bằng nhau"
    return f"Tuần trước giờ này {grouped(before)}, {way}"


def _under_way(board: Board) -> Figure:
    late, soon = (sum(getattr(one, how) for one in board.fields) for how in ("late", "soon"))
    number = f"{grouped(sum(one.all for one in board.fields))} hồ sơ"
    tone = Tone.LATE if late else Tone.SOON if soon else Tone.PRIMARY
    note = f"{grouped(soon)} sắp hạn, {grouped(late)} trễ"
    return Figure("Đang giải quyết", number, note, "folder", tone)


def _on_time(board: Board) -> Figure:
    title, all_, late = "Đúng hạn tháng này", board.month_received, board.month_late
    if not all_:
        return Figure(title, "—", "Tháng này chưa nhận hồ sơ", "circle-check", Tone.PLAIN)
    tenths = (all_ - late) * 1000 // all_  # downwards: all on time is 100 and nothing else is
    number = f"{tenths // 10},{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"
    note = f"{grouped(late)} trên {grouped(all_)} hồ sơ trễ"
    return Figure(title, number, note, "circle-check", Tone.SOON if late else Tone.GOOD)


def _fees(board: Board) -> Figure:
    number = dong(sum(each.amount for each in board.fees))
    cash = sum(each.amount for each in board.fees if each.method == "cash")
    tip = f"{METHOD_WORDS[CASH]} {dong(cash)}" if board.fees else "Chưa thu lệ phí"
    return Figure("Lệ phí hôm nay", number, tip, "banknote", Tone.PRIMARY)


def fee_words(board: Board) -> str:
    """The fees by method: "Tiền mặt 4.185.000 đ (31); Thẻ 120.000 đ (2)"."""
    told = (
        f"{METHOD_WORDS.get(f.method, METHOD_WORDS[OTHER])} {dong(f.amount)} ({f.count})"
        for f in board.fees
    )
    return "; ".join(told)


def _unsealed(board: Board) -> Figure:
    left = [each for each in board.days if each.mark is not DayMark.SEALED and each.day < board.day]
    title = "Ngày chưa niêm phong"
    if not left:
        return Figure(title, "0 ngày", "Các ngày trước đều đã khớp", "list-checks", Tone.GOOD)
    first = left[0]
    who = first.lacking[0].counter if first.lacking else ""
    note = f"{_short(first)}, {who} {MARKS[first.mark][0]}"
    return Figure(title, f"{len(left)} ngày", note, "list-checks", MARKS[first.mark][2])


def _short(told: BoardDay) -> str:
    return short_day(date.fromisoformat(told.day))


def hour_words(bar: HourBar) -> str:
    """ "9 giờ: 41 hồ sơ, trung bình 36"."""
    return f"{bar.hour} giờ: {bar.received} hồ sơ, trung bình {tenths(bar.mean)}"


def tenths(number: int) -> str:
    """362 → "36,2"; 360 → "36"."""
    return f"{number // 10},{number % 10}" if number % 10 else str(number // 10)


def field_name(bar: FieldBar) -> str:
    """The field as the catalogue says it."""
    return bar.field or NO_FIELD


def field_words(bar: FieldBar) -> str:
    """ "Đất đai: 38 còn hạn, 7 sắp hạn, 4 trễ"."""
    return f"{field_name(bar)}: {bar.in_time} còn hạn, {bar.soon} sắp hạn, {bar.late} trễ"


def counter_cells(line: CounterLine, now: Moment, *, of_province: bool) -> tuple[Cell, ...]:
    """Counter, who, session, waiting, last proof, devices."""
    name = f"{line.name} · {line.office}" if of_province else line.name
    return (
        Cell(name, strong=True),
        Cell(line.officer or "—"),
        _session(line),
        _waiting(line),
        _proof(line, now),
        _devices(line),
    )


def _session(line: CounterLine) -> Cell:
    if line.lost:
        return Cell("Chưa rõ", "circle-help")
    if line.session:
        return Cell(line.session, "user", Tone.GOOD if line.officer else Tone.PLAIN)
    return Cell("Đang làm việc", "user", Tone.GOOD) if line.officer else Cell("Chưa ai vào", "lock")


def _waiting(line: CounterLine) -> Cell:
    count = line.waiting + line.scans
    return Cell(grouped(count), "arrow-up", Tone.SOON if count else Tone.PLAIN)


def _proof(line: CounterLine, now: Moment) -> Cell:
    if not line.seen:
        return Cell("Chưa liên lạc lần nào", "unlink", Tone.PLAIN)
    if line.lost:
        return Cell(f"Mất từ {short_moment(line.seen, now)}", "unlink", Tone.SOON)
    if not line.proven:
        return Cell("Chưa khớp lần nào", "hourglass", Tone.WAITING)
    return Cell(f"{clock(line.proven)} · {lasting(max(0, now - line.proven))}", "equal", Tone.GOOD)


def _devices(line: CounterLine) -> Cell:
    if line.lost or line.told_at is None:
        return Cell("Chưa rõ", "circle-help")
    for ready, words, icon in (
        (line.printer_ready, line.printer, "printer"),
        (line.scanner_ready, line.scanner, "scanner"),
    ):
        if not ready:
            return Cell(words, icon, Tone.LATE)
    return Cell("Đủ, sẵn sàng", "circle-check")


def counter_words(line: CounterLine, now: Moment, *, of_province: bool) -> str:
    """The row as one sentence."""
    cells = counter_cells(line, now, of_province=of_province)
    who, session, proof, devices = (cells[at].text for at in (1, 2, 4, 5))
    waits = f"chờ gửi {cells[3].text}"
    return ", ".join((cells[0].text, who, session, waits, proof, devices))


def counter_state(line: CounterLine, now: Moment) -> tuple[str, ...]:
    """A counter's state, a line each."""
    asked = (
        f"{short_moment(line.seen, now)} ({ago(line.seen, now)})" if line.seen else "chưa lần nào"
    )
    proven = f"{short_moment(line.proven, now)}" if line.proven else "chưa lần nào"
    told = [
        f"Người đăng nhập: {line.officer or 'chưa ai'}",
        f"Phiên: {line.session}" if line.session else "",
        f"Liên lạc lần cuối: {asked}" + (", đang mất liên lạc" if line.lost else ""),
        f"Khớp với trung tâm lần cuối: {proven}",
    ]
    if line.told_at is None:
        told.append("Quầy chưa báo tình trạng; bản cài ở quầy có thể còn cũ.")
    else:
        oldest = f", cũ nhất từ {short_moment(line.oldest, now)}" if line.oldest else ""
        told += [
            f"Việc chờ gửi: {line.waiting}{oldest}; bản quét chờ gửi: {line.scans}",
            f"Thiết bị: {line.printer}; {line.scanner}",
            f"Bản cài: {line.version or 'chưa rõ'}, báo lúc {short_moment(line.told_at, now)}",
        ]
    return tuple(each for each in told if each)


def day_words(told: BoardDay) -> str:
    """ "T6 20/11: chờ mạng, thiếu Quầy 5"."""
    lacking = ", ".join(each.counter for each in told.lacking)
    return f"{_short(told)}: {MARKS[told.mark][0]}" + (f", thiếu {lacking}" if lacking else "")


def lacking_words(each: Lacking, now: Moment) -> str:
    """ "Quầy 5: mất liên lạc từ T6 20/11 16:52"."""
    since = short_moment(each.since, now) if each.since else "lúc ghi danh"
    return f"{each.counter}: {_WHY[each.why]} từ {since}"


def dossier_cells(dossier: BoardDossier, now: Moment) -> tuple[Cell, ...]:
    """Code, procedure, when it came, how its promise stands."""
    received = Cell(f"nhận {short_moment(dossier.received, now)}")
    due = f"hẹn {short_moment(dossier.due, now)}"
    if dossier.due < now:
        promise = Cell(f"Trễ, {due}", "triangle-alert", Tone.LATE)
    else:
        promise = Cell(f"Còn hạn, {due}", "clock")
    return (
        Cell(dossier.code, strong=True),
        Cell(f"thủ tục {dossier.procedure}"),
        received,
        promise,
    )


def age_words(board: Board, now: Moment) -> str:
    """ "Số liệu lúc 15:32, 2 phút trước"."""
    return f"Số liệu lúc {clock(board.at)}, {ago(min(board.at, now), now)}"
