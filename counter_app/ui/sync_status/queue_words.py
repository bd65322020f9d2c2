"""A record of the queue in words: its state, until when, and what will happen. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.ui.tokens import Tone
from counter_app.ui.wording import ago, clock, dong, grouped, lasting
from counter_app.usecases.lines import LinkState, LinkStatus
from counter_app.usecases.queue_lines import (
    HitRate,
    QueueRecord,
    RecordState,
    Verdict,
    Wait,
    wait_of,
)
from domain.field_words import field_word
from domain.judging import RULES, Clause, Rule
from domain.moment import Moment

LONG_MS = 24 * 3600 * 1000
"""What waits so long without a proof is somebody's work (R-11)."""


@dataclass(frozen=True, slots=True)
class RowFace:
    """State of a row: a word with its deadline, and why."""

    word: str
    icon: str
    tone: Tone
    note: str


@dataclass(frozen=True, slots=True)
class DetailFace:
    """What the card beside the queue says of the record chosen."""

    title: str
    icon: str
    tone: Tone
    text: str
    rule: str = ""
    act: str = ""  # words of the button that Enter presses; empty: there is none


def row_face(
    record: QueueRecord, link: LinkStatus, now: Moment, asked_at: Moment | None = None
) -> RowFace:
    """`asked_at`: when the clerk asked for this very record to be sent."""
    if record.state is RecordState.HELD:
        return RowFace("Bị giữ lại", "ban", Tone.SOON, record.note)
    if record.state is RecordState.ACKNOWLEDGED:
        note = f"vừa gửi theo yêu cầu · {record.note}" if asked_at else record.note
        return RowFace("Trung tâm đã nhận", "circle-check", Tone.GOOD, note)
    if record.sort == "day":
        return RowFace("Chờ đối soát", "hourglass", Tone.WAITING, record.note)
    wait = wait_of(link, now)
    if asked_at is not None and _failed_since(link, asked_at):
        word = f"Chưa gửi được, thử lại {clock(wait.until)}"
        return RowFace(word, "hourglass", Tone.SOON, wait.cause)
    return _waiting(wait, now)


def _failed_since(link: LinkStatus, asked_at: Moment) -> bool:
    tried = link.tried_at is not None and link.tried_at >= asked_at
    return tried and link.state is LinkState.WAITING


def _waiting(wait: Wait, now: Moment) -> RowFace:
    at = clock(wait.until)
    if wait.overdue(now):
        note = "nhấn F5; vẫn vậy thì gọi cán bộ CNTT"
        return RowFace(f"Quá hạn gửi {at}", "circle-alert", Tone.SOON, note)
    if wait.state is RecordState.SENDING:
        return RowFace(f"Đang gửi, hạn {at}", "arrow-up", Tone.PRIMARY, wait.cause)
    return RowFace(f"Chờ lượt {at}", "hourglass", Tone.WAITING, wait.cause)


def waited(record: QueueRecord, now: Moment) -> str:
    """How long it has waited; what was taken waits no more."""
    if record.state is RecordState.ACKNOWLEDGED:
        return ""
    return lasting(max(0, now - record.since))


def code_and_count(record: QueueRecord) -> str:
    """The second line of a record: "H32.16-… · 5 việc"."""
    count = f"{grouped(record.facts)} việc" if record.sort != "day" else ""
    return " · ".join(part for part in (record.code, count) if part)


def more_words(more: int) -> str:
    """What is not listed."""
    return f"và {grouped(more)} hồ sơ, khách nữa; gửi xong sẽ hiện tiếp" if more else ""


def spoken(record: QueueRecord, face: RowFace, now: Moment) -> str:
    """The whole row for a screen reader."""
    parts = [record.title, code_and_count(record), record.customer_name]
    parts += [dong(record.money) if record.money else "", waited(record, now)]
    parts += [face.word, face.note]
    return ", ".join(part for part in parts if part)


def detail_face(record: QueueRecord | None, rate: HitRate) -> DetailFace:
    """The record chosen: what is wrong with it, or what is expected of it."""
    if record is None or (record.sort == "day" and record.state is RecordState.WAITING):
        return DetailFace("Điều sẽ xảy ra khi gửi", "eye", Tone.PLAIN, _known(rate))
    if record.state is RecordState.HELD:
        return _held(record)
    if record.state is RecordState.ACKNOWLEDGED:
        text = f"{_named(record)}: {record.note}. {miss_words(rate)}".strip()
        return DetailFace("Trung tâm đã nhận", "circle-check", Tone.GOOD, text)
    return _expected(record)


def _held(record: QueueRecord) -> DetailFace:
    rule = _rule(RULES[Clause(record.clause)]) if record.clause in list(Clause) else ""
    act = ""
    if record.sort != "day":
        field = field_word(record.field) if record.field else ""
        act = f"Mở đúng ô {field}" if field and record.sort == "customer" else "Mở hồ sơ"
    if not record.known and record.sort != "customer":
        act = ""  # no screen has it: it does not count
    text = f"{_named(record)}. {record.note}"
    return DetailFace("Bị giữ lại, các việc khác vẫn đi", "ban", Tone.SOON, text, rule, act)


def _expected(record: QueueRecord) -> DetailFace:
    verdict = record.verdict or Verdict(Clause.COUNTS)
    rule = _rule(verdict.rule)
    if verdict.aside:
        text = f"Sẽ bị giữ lại: {verdict.reason}"
        return DetailFace(
            "Điều sẽ xảy ra khi gửi", "ban", Tone.SOON, text, rule, "Gửi ngay việc này"
        )
    if verdict.twice:
        text = (
            f"{verdict.twice}. Sẽ được nhận, rồi cán bộ phụ trách phải quyết định; hãy báo trước."
        )
        return DetailFace(
            "Điều sẽ xảy ra khi gửi", "copy", Tone.SOON, text, rule, "Gửi ngay việc này"
        )
    text = "Sẽ được nhận."
    if verdict.username:
        text = f"Sẽ được nhận; tài khoản dự kiến {verdict.username}, có thể đổi."
    elif verdict.clause is Clause.NAME:
        text = "Sẽ được nhận; tài khoản đợi người quyết định vì tên không viết bằng chữ Latinh."
    elif verdict.clause is Clause.NEWER:
        text = "Sẽ được nhận và giữ đến khi trung tâm cập nhật."
    title = "Điều sẽ xảy ra khi gửi"
    return DetailFace(title, "eye", Tone.PRIMARY, text, rule, "Gửi ngay việc này")


def _known(rate: HitRate) -> str:
    return f"{rate_words(rate)} {miss_words(rate)}".strip()


def rate_words(rate: HitRate) -> str:
    """How far the expected can be trusted."""
    if not rate.told:
        return "Chưa có lần gửi nào để so với dự kiến."
    words = f"Dự kiến đúng {grouped(rate.hit)}/{grouped(rate.told)} việc gần nhất"
    if rate.names:
        words += f", tài khoản {grouped(rate.names_hit)}/{grouped(rate.names)}"
    return f"{words}."


def miss_words(rate: HitRate) -> str:
    """What went otherwise last; empty where nothing did."""
    return f"Lần khác dự kiến gần nhất: {rate.miss}." if rate.miss else ""


def _rule(rule: Rule) -> str:
    return f"Quy tắc: {rule.words} ({rule.source})"


def _named(record: QueueRecord) -> str:
    who = f"của {record.customer_name}" if record.code and record.customer_name else ""
    first = record.code or record.title
    if record.sort == "day":
        first = f"{record.title} {record.code}"
    return " ".join(part for part in (first, who or record.customer_name) if part)


def watch_words(link: LinkStatus, now: Moment) -> str:
    """The watchdog on the last acknowledgement; empty while nobody has to look."""
    if link.proven_at is None or now - link.proven_at <= LONG_MS:
        return ""
    return (
        f"Chưa khớp với trung tâm {ago(link.proven_at, now)} ({lasting(now - link.proven_at)}); "
        "hãy gọi cán bộ CNTT."
    )
