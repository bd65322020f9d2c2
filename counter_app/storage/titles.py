"""An act in a few words, by the kind of its fact: for queues, and for what was lost."""

from __future__ import annotations

from typing import Final

from domain.facts import Fact


def title_of(fact: Fact) -> str:
    """ "Thu lệ phí"."""
    return title_of_kind(fact.kind)


def title_of_kind(kind: str) -> str:
    """The same where only the kind is known."""
    return _TITLES.get(kind, "Việc khác")


_TITLES: Final = {
    "dossier.received": "Tiếp nhận hồ sơ",
    "fee.taken": "Thu lệ phí",
    "scan.attached": "Bản quét",
    "slip.sent": "Gửi giấy hẹn tới máy in",
    "slip.confirmed": "Đã in giấy hẹn",
    "customer.registered": "Khách hàng mới",
    "customer.changed": "Sửa thông tin khách",
    "customers.compared": "So khách trùng",
    "customers.merged": "Gộp khách trùng",
    "customers.separated": "Tách hai khách",
    "conflict.decided": "Chọn bản đúng",
    "slip.failed": "Chưa in được giấy hẹn",
    "fee.refunded": "Hoàn lệ phí",
    "fee.joined": "Ghi lệ phí vào phiên",
    "session.opened": "Mở phiên quầy",
    "session.suspended": "Tạm ngưng phiên",
    "session.resumed": "Làm tiếp phiên",
    "session.taken_over": "Tiếp quản phiên",
    "session.cash_moved": "Chuyển tiền mặt",
    "session.counted": "Đếm tiền",
    "session.difference_explained": "Giải trình chênh lệch",
    "session.closed": "Đóng phiên quầy",
}
