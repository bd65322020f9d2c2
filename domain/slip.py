"""The appointment slip (giấy tiếp nhận hồ sơ và hẹn trả kết quả), Mẫu số 01.

Plain words and numbers, ready to be set; how they look is the printer's matter.
Source: Thông tư 01/2018/TT-VPCP, điều 9, Mẫu số 01 (docs/sources.md).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipComponent:
    """One paper taken: how many originals (bản chính) and copies (bản sao)."""

    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentSlip:
    """The promise of a moment that the citizen takes home.

    Moments are local ISO text to the minute (`2026-11-22T09:42`) of the office's zone; `day` is
    the ISO day on the paper. `copy` counts the prints of this slip from 1: 1 is the original,
    2 the first reprint. Empty text leaves a dotted line, or no line where the form has none.
    """

    agency: str  # cơ quan chủ quản, e.g. ỦY BAN NHÂN DÂN PHƯỜNG …
    unit: str  # BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ
    place: str  # địa danh
    day: str
    code: str  # mã hồ sơ
    lookup_host: str  # host of the lookup page; the QR holds https://host/tra-cuu?ma=code
    receiving_unit: str
    applicant: str
    submitter: str = ""  # who hands it in for the applicant
    submitter_role: str = ""  # người đại diện, người được ủy quyền
    address: str = ""
    phone: str = ""
    email: str = ""
    identity_number: str = ""  # identity or tax number, as it may be printed
    request: str  # nội dung yêu cầu giải quyết
    components: tuple[SlipComponent, ...] = ()
    sets: int = 1
    time_limit: str  # "03 ngày làm việc"
    received_at: str
    due_at: str
    result_at: str  # đăng ký nhận kết quả tại
    fee: str = ""  # phí, lệ phí, in words as printed
    book_no: str = ""
    book_seq: str = ""
    officer: str = ""
    hotline: str = ""
    copy: int = 1


def lookup_address(host: str, code: str) -> str:
    """What the QR holds: the lookup page with the code, and nothing personal.

    Source: 3472/QĐ-UBND Khánh Hòa, điều 5.2 (lookup levels); docs/sources.md.
    """
    return f"https://{host}/tra-cuu?ma={code}"
