"""The fields of what a counter writes, in the words of its screens."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "at": "Giờ ghi",
    "kind": "Loại việc",
    "sort": "Loại khách hàng",
    "name": "Họ và tên",
    "identity_number": "Số định danh",
    "old_number": "Số định danh cũ",
    "born": "Ngày sinh",
    "sex": "Giới tính",
    "address": "Nơi thường trú",
    "phone": "Điện thoại",
    "email": "Email",
    "representative": "Người đại diện",
    "representative_number": "Số định danh người đại diện",
    "from_card": "Ô đọc từ thẻ",
    "field": "Ô được sửa",
    "value": "Giá trị mới",
    "before": "Giá trị cũ",
    "source": "Nguồn",
    "reason": "Lý do",
    "other": "Khách được so",
    "outcome": "Kết quả so",
    "case": "Lượt tiếp nhận",
    "code": "Mã hồ sơ",
    "procedure": "Thủ tục",
    "procedure_fact": "Bản công bố thủ tục",
    "customer": "Khách hàng",
    "due": "Ngày hẹn trả",
    "limit": "Thời hạn",
    "calendar": "Lịch làm việc",
    "papers": "Giấy tờ",
    "channel": "Kênh nhận",
    "sets": "Số bộ",
    "request": "Nội dung yêu cầu",
    "post_address": "Địa chỉ nhận",
    "submitter": "Người nộp thay",
    "receipt": "Số biên lai",
    "amount": "Số tiền",
    "method": "Cách trả",
    "quantity": "Số lượng",
    "tendered": "Tiền khách đưa",
    "component": "Thành phần hồ sơ",
    "sha256": "Tệp quét",
    "size": "Cỡ tệp",
    "pages": "Số trang",
    "copy": "Lần in",
    "where": "Máy in",
    "device": "Quầy",
    "day": "Ngày",
    "matter": "Việc còn mở",
    "title": "Tên việc",
    "series": "Dãy số",
    "first": "Số đầu",
    "last": "Số cuối",
    "account": "Tình trạng số",
    "results": "Kết quả kiểm tra",
}


def field_word(field: str) -> str:
    """ "Số điện thoại" for "phone"; a name that no kind of this release has is told as it is."""
    return _WORDS.get(field, field)
