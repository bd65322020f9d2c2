"""Why an exchange failed, in the clerk's words."""

from __future__ import annotations

from typing import Final

from sync.protocol.errors import BytesLost, LinkLost, NotEqual, SyncError

_LOST: Final = "Chưa tới được trung tâm"
_UNEQUAL: Final = "Hai bên còn lệch sau khi vá; đang chờ lượt sau"
_BYTES_LOST: Final = "Có việc bị hỏng, đang chờ quầy khác trả lại"


def why(error: SyncError) -> str:
    """One clause, without its end."""
    if isinstance(error, LinkLost):
        return _LOST
    if isinstance(error, BytesLost):
        return _BYTES_LOST
    if isinstance(error, NotEqual):
        return _UNEQUAL
    return f"Trung tâm chưa nhận: {error}"
