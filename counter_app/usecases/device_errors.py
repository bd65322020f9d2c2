"""Paper in and paper out: what a printer, a scanner or a file can refuse, each with its way out.

Unavailable
├── PrintFailed                  printer and slip; the dossier itself is saved
│   ├── PrinterOutOfPaper  PrinterJammed  PrinterCoverOpen  PrinterOffline  PrinterBusy
│   ├── PrinterStopped  PrinterUnknown  PaperSizeMissing  PrintNotDone  PrintingNotHere
│   ├── SlipNotReadable          the finished document did not say what it should
│   └── SlipNotSaved             the folder could not be written
├── ScanFailed                   pages that had arrived are kept
│   ├── ScannerNoPaper  ScannerJammed  ScannerCoverOpen  ScannerBusy
│   ├── ScannerIo  ScannerSilent  ScannerCrashed  NoScanner
│   └── PageNotSaved             the disk refused a page
├── FileUnreadable               a file given in place of a scan
└── VaultBroken                  a page at rest does not open with our key
"""

from __future__ import annotations

from typing import ClassVar

from domain.errors import Unavailable


class DeviceError(Unavailable):
    """Says a sentence of its own; `detail` is for the log and holds nothing personal."""

    words: ClassVar[str] = "Thiết bị không làm được việc này; hãy thử lại."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return self.words


class PrintFailed(DeviceError):
    """The slip is not on paper; the dossier is saved."""


class PrinterOutOfPaper(PrintFailed):
    """The tray is empty."""

    words = "Máy in hết giấy. Hồ sơ đã được lưu; hãy nạp giấy và in lại."


class PrinterJammed(PrintFailed):
    """Paper is stuck."""

    words = "Máy in bị kẹt giấy. Hồ sơ đã được lưu; hãy gỡ giấy kẹt và in lại."


class PrinterCoverOpen(PrintFailed):
    """A cover stands open."""

    words = "Nắp máy in đang mở. Hồ sơ đã được lưu; hãy đóng nắp và in lại."


class PrinterOffline(PrintFailed):
    """Off, unplugged or silent."""

    words = "Máy in tắt hoặc mất kết nối. Hồ sơ đã được lưu; hãy bật máy in và in lại."


class PrinterBusy(PrintFailed):
    """Another job is under way, or this one waited too long and was called back."""

    words = "Máy in đang bận, bản in đã được gọi lại. Hồ sơ đã được lưu; hãy chờ rồi in lại."


class PrinterStopped(PrintFailed):
    """The queue was paused."""

    words = "Hàng đợi máy in đang tạm dừng. Hồ sơ đã được lưu; hãy cho máy in chạy tiếp rồi in lại."


class PrinterUnknown(PrintFailed):
    """No printer of that name."""

    words = "Không tìm thấy máy in đã chọn. Hồ sơ đã được lưu; hãy chọn máy in khác rồi in lại."


class PaperSizeMissing(PrintFailed):
    """The printer does not offer the paper size."""

    words = "Máy in không có khổ giấy đã chọn. Hồ sơ đã được lưu; hãy đổi khổ giấy rồi in lại."


class PrintNotDone(PrintFailed):
    """The job ended without paper for another reason."""

    words = "Máy in đã bỏ bản in. Hồ sơ đã được lưu; hãy kiểm tra máy in rồi in lại."


class PrintingNotHere(PrintFailed):
    """No print system on this computer that we drive."""

    words = (
        "Máy tính này chưa có hệ thống in. Hồ sơ đã được lưu; "
        "hãy chọn cách lưu giấy hẹn vào thư mục."
    )


class SlipNotReadable(PrintFailed):
    """The finished document lacks a word or a code."""

    words = "Giấy hẹn dựng xong nhưng đọc lại không khớp nên chưa in; hãy báo cán bộ CNTT."


class SlipNotSaved(PrintFailed):
    """The folder for slips could not be written."""

    words = "Không ghi được giấy hẹn vào thư mục đã chọn; hãy kiểm tra ổ đĩa rồi lưu lại."


class ScanFailed(DeviceError):
    """The device stopped; `kept` pages had arrived and are safe."""

    def __init__(self, detail: str = "", kept: int = 0) -> None:
        super().__init__(detail)
        self.kept = kept

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out, and the pages kept."""
        return self.words + (f" Đã giữ {self.kept} trang." if self.kept else "")


class ScannerNoPaper(ScanFailed):
    """The feeder is empty."""

    words = "Khay máy quét chưa có giấy; hãy đặt giấy vào khay rồi quét."


class ScannerJammed(ScanFailed):
    """Paper is stuck."""

    words = "Máy quét bị kẹt giấy; hãy gỡ giấy kẹt rồi quét tiếp các trang còn lại."


class ScannerCoverOpen(ScanFailed):
    """A cover stands open."""

    words = "Nắp máy quét đang mở; hãy đóng nắp rồi quét tiếp."


class ScannerBusy(ScanFailed):
    """Another program holds it."""

    words = "Máy quét đang bận việc khác; hãy chờ xong rồi quét lại."


class ScannerIo(ScanFailed):
    """The driver reported an error without a better name."""

    words = "Máy quét báo lỗi truyền dữ liệu; hãy kiểm tra dây nối rồi quét tiếp."


class ScannerSilent(ScanFailed):
    """No progress for too long; the driver's process was ended."""

    words = "Máy quét không trả lời; hãy tắt, bật lại máy quét rồi quét tiếp."


class ScannerCrashed(ScanFailed):
    """The driver's process died."""

    words = "Trình điều khiển máy quét bị dừng đột ngột; hãy quét tiếp các trang còn lại."


class NoScanner(ScanFailed):
    """No such device, or no scanner system on this computer."""

    words = "Không tìm thấy máy quét; hãy kiểm tra dây nối và nguồn rồi thử lại."


class PageNotSaved(ScanFailed):
    """The disk refused a page."""

    words = "Không ghi được trang quét vào ổ đĩa; hãy kiểm tra dung lượng đĩa rồi quét tiếp."


class FileUnreadable(DeviceError):
    """A file that is no picture or PDF, is cut off, or is too large. `name` is the file's."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name
        self.why = why

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Không mở được tệp “{self.name}”: {self.why}; hãy chọn tệp khác hoặc quét lại."


class VaultBroken(DeviceError):
    """Sealed bytes were changed, or belong to another name or key."""

    words = "Trang đã lưu không mở được bằng khóa của quầy; hãy quét lại trang đó và báo CNTT."
