"""What the clerk is told of a machine whose clock is wrong."""

from __future__ import annotations

from typing import Final

_MINUTE_MS: Final = 60_000


def clock_words(ahead_ms: int) -> str:
    """One sentence with the way out; empty when there is nothing to tell.

    Args:
        ahead_ms: this machine's clock before the centre's; negative when it is behind.
    """
    if not ahead_ms:
        return ""
    way = "nhanh" if ahead_ms > 0 else "chậm"
    minutes = max(1, round(abs(ahead_ms) / _MINUTE_MS))
    return f"Đồng hồ máy {way} {minutes} phút so với trung tâm; hãy chỉnh lại giờ của máy."
