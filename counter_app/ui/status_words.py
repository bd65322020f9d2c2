"""Link, numbers and devices in the words of the status bar. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.status_face import StatusFace, StatusWord
from counter_app.ui.wording import ago, clock, dong, lasting
from counter_app.usecases.lines import LinkState, LinkStatus, NumbersLeft
from domain.moment import Moment

FEW_NUMBERS = 30
LONG_MS = 24 * 3600 * 1000
"""Without a proof for so long, somebody has to look."""


@dataclass(frozen=True, slots=True)
class DeviceWord:
    """A device in words: "Máy in sẵn sàng", and whether it is."""

    text: str
    ready: bool = True


def status_face(
    link: LinkStatus,
    numbers: NumbersLeft | None,
    printer: DeviceWord,
    scanner: DeviceWord,
    now: Moment,
) -> StatusFace:
    """All words of the bar."""
    return StatusFace(
        link=link_word(link, now),
        waiting=_waiting(link),
        proof=_proof(link, now),
        numbers=_numbers(numbers),
        printer=_device(printer, "printer"),
        scanner=_device(scanner, "scanner"),
        clock=StatusWord(clock(now), "clock"),
    )


def link_word(link: LinkStatus, now: Moment) -> StatusWord:
    """The link; a lost one names since when and when it is tried again."""
    if link.halted:
        return StatusWord(link.halted, "ban", Tone.LATE)
    if link.lost_since is not None:
        return StatusWord(_lost(link, link.lost_since, now), "unlink", Tone.SOON)
    if link.state is LinkState.REPAIRING:
        return StatusWord("Đang vá chỗ lệch với trung tâm", "refresh-cw", Tone.SOON)
    if link.state is LinkState.EXCHANGING:
        return StatusWord("Đang gửi trung tâm", "arrow-left-right", Tone.PRIMARY)
    if link.state in (LinkState.WAITING, LinkState.PROVEN) and link.cause:
        return StatusWord(link.cause, "hourglass", Tone.SOON)
    if link.proven_at is None:
        return StatusWord("Chưa nối trung tâm lần nào", "link")
    return StatusWord("Đã kết nối trung tâm", "link", Tone.GOOD)


def _lost(link: LinkStatus, since: Moment, now: Moment) -> str:
    if link.waiting_facts and link.proven_at and now - link.proven_at > LONG_MS:
        return f"Chưa gửi được gì {ago(link.proven_at, now)}: hãy gọi cán bộ CNTT"
    again = ""
    if link.until is not None and link.until > now:
        again = f" · thử lại sau {lasting(link.until - now)}"
    return f"Mất kết nối từ {clock(since)}{again}"


def waiting_words(link: LinkStatus) -> str:
    """As "3 chờ · 2 tệp · 24.000 đ"; empty where nothing waits."""
    parts = []
    if link.waiting_facts:
        parts.append(f"{link.waiting_facts} việc chờ gửi")
    if link.waiting_files:
        parts.append(f"{link.waiting_files} tệp quét")
    if link.waiting_money:
        parts.append(dong(link.waiting_money))
    return " · ".join(parts)


def proof_note(link: LinkStatus, now: Moment) -> str:
    """When both sides were last proved equal."""
    if link.proven_at is None:
        return "chưa đối soát lần nào"
    return f"{clock(link.proven_at)} · {ago(link.proven_at, now)}"


def health_note(link: LinkStatus, now: Moment) -> str:
    """How the store itself is: what is missing, and when all of it was last looked through."""
    if link.missing_facts:
        return f"{link.missing_facts} việc hỏng trên máy này, đang chờ trung tâm trả lại"
    if link.looked_through is None:
        return "kho trên máy chưa được kiểm lại toàn bộ"
    return f"toàn kho đã kiểm lại {ago(link.looked_through, now)}"


def _waiting(link: LinkStatus) -> StatusWord:
    words = waiting_words(link)
    if not words:
        return StatusWord("Không còn việc chờ gửi", "arrow-up")
    tone = Tone.SOON if link.lost_since is not None else Tone.PRIMARY
    return StatusWord(words, "arrow-up", tone)


def _proof(link: LinkStatus, now: Moment) -> StatusWord:
    if link.proven_at is None:
        return StatusWord("Chưa đối soát", "equal")
    if link.lost_since is not None:
        return StatusWord(f"Khớp lần cuối {clock(link.proven_at)}", "equal")
    if link.missing_facts:
        return StatusWord(f"{link.missing_facts} việc hỏng, đang lấy lại", "refresh-cw", Tone.SOON)
    text = f"Đã khớp {clock(link.proven_at)} · {ago(link.proven_at, now)}"
    return StatusWord(text, "equal", Tone.GOOD)


def _numbers(numbers: NumbersLeft | None) -> StatusWord:
    if numbers is None:
        return StatusWord("", "hash")
    if numbers.in_reserve:
        return StatusWord(f"Số dự phòng còn {numbers.left}", "hash", Tone.SOON)
    tone = Tone.SOON if numbers.left < FEW_NUMBERS else Tone.PLAIN
    return StatusWord(f"Số hôm nay còn {numbers.left}", "hash", tone)


def _device(device: DeviceWord, icon: str) -> StatusWord:
    return StatusWord(device.text, icon, Tone.PLAIN if device.ready else Tone.SOON)
