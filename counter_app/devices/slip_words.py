"""The words of Mẫu số 01 that do not depend on the paper, and what a reader must find."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from domain.slip import AppointmentSlip

TITLE: Final = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
COPIES: Final = ("Liên 1: Lưu", "Liên 2: Giao khách hàng")
SAMPLE: Final = "MẪU"  # Thông tư 01/2018/TT-VPCP, điều 5.2: bold capitals, 16 pt, top right
NBSP: Final = "\u00a0"


def notes() -> list[str]:
    """The remarks at the foot of the form."""
    copies = (
        "- Giấy này lập thành 02 liên: một liên chuyển kèm theo Phiếu kiểm soát quá trình giải "
        "quyết hồ sơ và lưu tại bộ phận tiếp nhận; một liên giao cho tổ chức, cá nhân nộp hồ sơ."
    )
    by_post = (
        "- Tổ chức, cá nhân có thể đăng ký nhận kết quả tại nơi tiếp nhận hoặc tại nhà "
        "qua dịch vụ bưu chính."
    )
    return [copies, by_post]


def lookup_words(slip: AppointmentSlip) -> str:
    """How to follow the dossier, beside its codes."""
    hotline = f" · Hỗ trợ: {slip.hotline.replace(' ', NBSP)}" if slip.hotline else ""
    return f"Quét mã vuông hoặc vào {slip.lookup_host}/tra-cuu{hotline}"


def count_words(number: int) -> str:
    """A number of sheets with its leading zero; a dash for none."""
    return f"{number:02d}" if number else "–"


def reprint_words(slip: AppointmentSlip) -> str:
    """The mark of a reprint."""
    return f"Bản in lại lần {slip.copy - 1}"


def plain(text: str) -> str:
    """On one line."""
    return " ".join(text.split())


def moment_words(iso: str) -> str:
    """Hour, minute and day in words, each group unbreakable."""
    at = datetime.fromisoformat(iso)  # local by definition of the slip
    hour = f"{at.hour:02d}{NBSP}giờ{NBSP}{at.minute:02d}{NBSP}phút"
    return f"{hour}, {day_words(at.date())}"


def day_words(day: date) -> str:
    """In words, as Nghị định 30/2020/NĐ-CP writes it: zeros before days < 10, months 1 and 2."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày{NBSP}{day.day:02d}{NBSP}tháng{NBSP}{month}{NBSP}năm{NBSP}{day.year}"


def expected(slip: AppointmentSlip) -> tuple[str, ...]:
    """Every value, once for each copy."""
    values = [
        *slip.agency.upper().split("\n"),
        slip.unit.upper(),
        TITLE,
        f"Mã hồ sơ: {slip.code}",
        f"Tiếp nhận hồ sơ của: {slip.applicant}",
        slip.submitter,
        slip.address,
        slip.phone,
        slip.email,
        slip.identity_number,
        slip.request,
        slip.time_limit,
        moment_words(slip.received_at),
        moment_words(slip.due_at),
        slip.result_at,
        slip.fee,
        slip.officer,
        slip.hotline,
        reprint_words(slip) if slip.copy > 1 else "",
        *(item.name for item in slip.components),
    ]
    each = tuple(dict.fromkeys(plain(value) for value in values if value))
    return (*each * len(COPIES), *COPIES)
