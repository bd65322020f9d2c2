"""What can go wrong with archives, each with its sentence."""

from __future__ import annotations

from domain.errors import RuleBroken, Unavailable


class ArchiveUnavailable(Unavailable):
    """An archive that the store knows cannot be read; its file is named."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return absent_words(self.args[0])


def absent_words(file: str) -> str:
    """What to do about an archive that is not there."""
    return (
        f"Không mở được tệp lưu trữ {file}; hãy đặt lại đúng tệp vào chỗ cũ rồi chạy counterctl "
        "verify, hoặc đồng bộ để lấy lại các việc còn thiếu từ trung tâm."
    )


class ArchiveNotWhole(Unavailable):
    """What was written into an archive does not read back as it was; nothing has moved."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Tệp lưu trữ {self.args[0]} đọc lại không đúng như đã ghi nên chưa chuyển gì sang; "
            "hãy kiểm tra ổ đĩa rồi chạy lại."
        )


class NoMoreArchives(RuleBroken):
    """SQLite can read only so many files at once."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Kho đã có {self.args[0]} tệp lưu trữ, là nhiều nhất có thể đọc cùng lúc; "
            "hãy báo bộ phận phát triển trước khi lưu trữ thêm."
        )


class StoreInUse(RuleBroken):
    """Somebody has the store open: it cannot be made smaller now."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            "Kho đang được mở ở cửa sổ khác nên chưa thu gọn được, phần đã chuyển vẫn nằm trong "
            "lưu trữ; hãy đóng chương trình quầy rồi chạy lại."
        )
