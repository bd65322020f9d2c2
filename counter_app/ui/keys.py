"""F1: the keys of the screen in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.widgets.emptying import discard
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.text import Text, line

Keys = Sequence[tuple[str, str]]

_EVERYWHERE: Final[Keys] = (
    ("Ctrl+K", "Tìm hoặc ra lệnh"),
    ("Ctrl+1…7", "Sang màn hình khác"),
    ("F6", "Vùng tiếp theo"),
    ("F12", "Khóa quầy"),
    ("F1", "Bảng phím này"),
    ("Ctrl+D", "Nền sáng, nền tối"),
    ("Ctrl++", "Cỡ chữ 100, 115, 130 %"),
    ("F11", "Toàn màn hình"),
)

KEYS: Final[Mapping[str, Keys]] = {
    "reception": (
        ("F2", "Khách tiếp theo"),
        ("Shift+F2", "Thêm hồ sơ cho khách vừa lưu"),
        ("Alt+1…9", "Thủ tục hay dùng"),
        ("F4", "Tìm thủ tục"),
        ("F5", "Giấy tờ"),
        ("Alt+H", "Nhận đủ giấy bắt buộc"),
        ("F7", "Quét, dừng quét"),
        ("Enter", "Ô còn thiếu tiếp theo; ở lệ phí: thu đủ"),
        ("F8", "Giữ hồ sơ lại"),
        ("Ctrl+H", "Hỏi trung tâm về khách chưa gặp"),
        ("Alt+X", "Xem mâu thuẫn của khách, so hai khách"),
        ("F9", "Lưu và in giấy hẹn"),
        ("Shift+F9", "Chỉ lưu"),
        ("Esc", "Đóng danh sách, trả lại ô như cũ"),
    ),
    "dossiers": (
        ("F4", "Tìm hồ sơ"),
        ("F5", "Đọc lại"),
        ("F9", "Trả kết quả; đang ghi thì lưu"),
        ("Alt+I", "In lại giấy hẹn"),
        ("Ctrl+H", "Hỏi trung tâm về mã chưa có ở đây"),
        ("Alt+D", "Diễn biến của hồ sơ đứng chung"),
        ("Alt+X", "Xem mâu thuẫn của hồ sơ để quyết định"),
    ),
    "customers": (
        ("F4", "Tìm hai khách để so"),
        ("1, 2, …", "Mâu thuẫn: bản đúng"),
        ("0", "Mâu thuẫn: để sau"),
        ("1", "Khách giống nhau: cùng một người"),
        ("2", "Khách giống nhau: hai người khác nhau; đã gộp: tách lại"),
        ("3", "Khách giống nhau: để sau"),
        ("Alt+C", "Căn cứ; Enter trở lại danh sách"),
        ("F5", "Đọc lại"),
    ),
    "closing": (
        ("F9", "Đóng ngày và ký; còn việc thì tới việc đầu"),
        ("Enter", "Xử lý việc đang chọn"),
        ("Alt+S", "Để việc đang chọn sang ngày khác, có lý do"),
        ("Alt+M, Alt+P", "Mở phiên, đóng phiên"),
        ("Alt+X, Alt+L", "Đếm xong, đếm lại"),
        ("Alt+N, Alt+T", "Nộp tiền, tạm nghỉ"),
        ("Alt+U, Alt+I", "In phiếu X, in phiếu Z"),
        ("F5", "Xem lại"),
        ("Esc", "Dừng đóng ngày, hoặc bỏ ô lý do"),
    ),
    "morning": (
        ("F9", "In giấy thử; đã ghi xong thì kiểm tra lại"),
        ("F5", "Xem lại các phần không cần giấy"),
    ),
    "board": (
        ("F5", "Hỏi trung tâm số liệu mới"),
        ("F6", "Biểu đồ, bảng tiếp theo"),
        ("← → ↑ ↓", "Trong biểu đồ, bảng, tháng"),
        ("Enter", "Mở điều đứng sau: hồ sơ, quầy, ngày"),
        ("Esc", "Trở lại biểu đồ"),
    ),
    "sync": (
        ("F5", "Gửi tất cả ngay"),
        ("Enter", "Mở việc bị giữ, gửi ngay việc đang chờ"),
        ("← →", "Ở các lượt: lượt trước, lượt sau"),
        ("Alt+X", "Xuất hàng gửi ra tệp"),
        ("Alt+N", "Nhập tệp của quầy khác"),
        ("Alt+R", "Lưu trữ tháng đã chốt"),
        ("Esc", "Đóng phần xuất, nhập tệp, lưu trữ; đang chuyển thì dừng"),
    ),
}


class KeySheet(QFrame):
    """Over the middle of the window; any key closes it."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Bảng phím")
        self._look, self._holder = look, QWidget()
        self._back: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(28, 20, 28, 24)
        self._column.addWidget(self._holder)
        self.hide()

    def open(self, screen: str) -> None:
        """Show the keys of a screen, and those of every screen."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(9)
        grid.addWidget(Text("Phím của màn hình này", "section"), 0, 0, 1, 2)
        grid.addWidget(Text("Ở mọi màn hình", "section"), 0, 3, 1, 2)
        grid.addWidget(line(), 1, 0, 1, 5)
        grid.setColumnMinimumWidth(2, 28)
        spoken = []
        for first, keys in ((0, KEYS[screen]), (3, _EVERYWHERE)):
            for at, (key, words) in enumerate(keys, 2):
                cap = KeyCap(self._look, key)
                grid.addWidget(cap, at, first, Qt.AlignmentFlag.AlignRight)
                grid.addWidget(Text(words, "label"), at, first + 1)
                spoken.append(f"{key}: {words}")
        self._column.replaceWidget(self._holder, holder)
        discard(self._holder)
        self._holder = holder
        self.setAccessibleDescription(". ".join(spoken))
        window = self.parentWidget()
        if window is None:
            return
        self._back = window.window().focusWidget()
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, (window.height() - self.height()) // 2)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Any key is enough."""
        del event
        self.hide()
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.PopupFocusReason)

    def focusOutEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """A click elsewhere too."""
        del event
        self.hide()
