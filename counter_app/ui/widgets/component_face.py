"""What a component row shows. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.ui.tokens import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFace:
    """What a component row shows."""

    no: int
    name: str
    state: str  # "Đủ", "Thiếu 1 bản chính", "Không nộp"
    icon: str
    tone: Tone
    duty: str  # "bắt buộc", "nếu có", "xuất trình"
    pages: int
    ticked: bool
    originals: int
    copies: int
    present_only: bool

    @property
    def sentence(self) -> str:
        """The row read as one sentence."""
        pages = f", {self.pages} trang quét" if self.pages else ""
        return f"{self.no}. {self.name}, {self.state}, {self.duty}{pages}"
