"""Scans on their way, in words. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.ui.tokens import Tone
from counter_app.ui.wording import grouped, lasting, megabytes
from counter_app.usecases.lines import LinkStatus
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFace:
    """What stands above the queue; without a title there is nothing to say."""

    title: str = ""
    detail: str = ""
    icon: str = "hourglass"
    tone: Tone = Tone.WAITING
    percent: int | None = None  # of the file under way; None: none is


def scan_face(link: LinkStatus, now: Moment) -> ScanFace:
    """Waiting is nothing to worry about: it says what comes first, and that nothing is lost."""
    if link.held_files:
        return ScanFace(
            title=f"{grouped(link.held_files)} bản quét không đọc được",
            detail="hãy báo cán bộ CNTT; các tệp khác vẫn gửi",
            icon="circle-alert",
            tone=Tone.SOON,
        )
    if not link.waiting_files:
        return ScanFace()
    left = f"còn {grouped(link.waiting_files)} tệp, {megabytes(link.waiting_bytes)}"
    if link.lost_since is not None:
        return ScanFace(
            title="Bản quét đợi có mạng",
            detail=f"{left} · có mạng sẽ gửi tiếp từ chỗ đang dở",
            icon="unlink",
            tone=Tone.SOON,
        )
    sending = link.sending
    if sending is None:
        return ScanFace(title="Bản quét đợi lượt", detail=f"{left} · việc gửi trước, tệp gửi sau")
    parts = [left]
    if sending.ends_at is not None:
        parts.append(f"xong sau khoảng {lasting(max(0, sending.ends_at - now))}")
    if sending.bytes_per_s:
        parts.append(f"{grouped(max(1, sending.bytes_per_s // 1000))} KB/giây")
    done, size = megabytes(sending.sent).removesuffix(" MB"), megabytes(sending.size)
    return ScanFace(
        title=f"Đang gửi bản quét: {done} / {size}",
        detail=" · ".join(parts),
        icon="arrow-up",
        tone=Tone.PRIMARY,
        percent=sending.sent * 100 // max(1, sending.size),
    )
