"""Vietnamese for Qt's own buttons, menus and dialogs, which Qt ships without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QTranslator

_WORDS: Final[Mapping[str, str]] = {
    # buttons of dialogs
    "OK": "Đồng ý",
    "&OK": "Đồng ý",
    "Open": "Mở",
    "&Open": "&Mở",
    "Save": "Lưu",
    "&Save": "&Lưu",
    "Save All": "Lưu tất cả",
    "Cancel": "Thôi",
    "&Cancel": "&Thôi",
    "Close": "Đóng",
    "&Close": "Đón&g",
    "Close without Saving": "Đóng, không lưu",
    "Apply": "Áp dụng",
    "Reset": "Đặt lại",
    "Help": "Trợ giúp",
    "Discard": "Bỏ",
    "&Yes": "&Có",
    "Yes": "Có",
    "Yes to &All": "Có với &tất cả",
    "&No": "&Không",
    "No": "Không",
    "N&o to All": "Không với tất cả",
    "Abort": "Dừng",
    "Retry": "Thử lại",
    "Ignore": "Bỏ qua",
    "Restore Defaults": "Về mặc định",
    "Show Details...": "Xem chi tiết…",
    "Hide Details...": "Giấu chi tiết",
    # menu of a text field
    "&Undo": "&Hoàn tác",
    "Undo": "Hoàn tác",
    "&Redo": "&Làm lại",
    "Redo": "Làm lại",
    "Cu&t": "Cắ&t",
    "&Copy": "&Chép",
    "Copy": "Chép",
    "&Paste": "&Dán",
    "Paste": "Dán",
    "Delete": "Xóa",
    "&Delete": "&Xóa",
    "Select All": "Chọn tất cả",
    "Copy &Link Location": "Chép địa chỉ &liên kết",
    "&Step up": "&Tăng",
    "Step &down": "&Giảm",
    # file dialog
    "Look in:": "Ở thư mục:",
    "&Look in:": "Ở thư m&ục:",
    "Directory:": "Thư mục:",
    "Directories": "Các thư mục",
    "&Choose": "&Chọn",
    "File &name:": "Tên tệ&p:",
    "Files of type:": "Loại tệp:",
    "Files of &type:": "&Loại tệp:",
    "All Files (*)": "Mọi tệp (*)",
    "All files (*)": "Mọi tệp (*)",
    "&New Folder": "Thư mục &mới",
    "Create New Folder": "Tạo thư mục mới",
    "Create a New Folder": "Tạo thư mục mới",
    "New Folder": "Thư mục mới",
    "Back": "Trở lại",
    "Go back": "Trở lại",
    "Forward": "Tới",
    "Go forward": "Tới",
    "Parent Directory": "Thư mục trên",
    "Go to the parent directory": "Lên thư mục trên",
    "List View": "Dạng danh sách",
    "Change to list view mode": "Xem dạng danh sách",
    "Detail View": "Dạng chi tiết",
    "Change to detail view mode": "Xem dạng chi tiết",
    "Sidebar": "Thanh bên",
    "List of places and bookmarks": "Nơi thường dùng",
    "Files": "Các tệp",
    "&Rename": "Đổi tên",
    "Show &hidden files": "Hiện tệp ẩn",
    "Open File": "Mở tệp",
    "Open Files": "Mở các tệp",
    "Find Directory": "Tìm thư mục",
    "Save As": "Lưu thành",
    "Recent Places": "Nơi vừa dùng",
    "My Computer": "Máy tính",
    "Computer": "Máy tính",
    "Drive": "Ổ đĩa",
    "File": "Tệp",
    "Folder": "Thư mục",
    "Name": "Tên",
    "Size": "Cỡ",
    "Kind": "Loại",
    "Type": "Loại",
    "Date Modified": "Ngày sửa",
    "%1 bytes": "%1 byte",
    "%1 KB": "%1 KB",
    "%1\nFile not found.\nPlease verify the correct file name was given.": (
        "%1\nKhông thấy tệp này.\nHãy xem lại tên tệp."
    ),
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": (
        "%1\nKhông thấy thư mục này.\nHãy xem lại tên thư mục."
    ),
    "%1 already exists.\nDo you want to replace it?": "%1 đã có.\nThay bằng tệp mới?",
    "Remove": "Bỏ ra",
    # print and page
    "Print": "In",
    "&Print": "&In",
    "Printer": "Máy in",
    "Properties": "Thuộc tính",
    "Page Setup": "Trang giấy",
}


class VietnameseQt(QTranslator):
    """Looks a source text up by itself: Qt uses one wording for one meaning."""

    def translate(
        self,
        context: str,
        source: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        """The Vietnamese wording, or the source as it is.

        Never None: the binding loses a count of None at each return, and dies of it.
        """
        del context, disambiguation, n
        return _WORDS.get(source, source)

    def isEmpty(self) -> bool:  # noqa: N802  # Qt's name
        """Never: without this Qt would not ask."""
        return False
