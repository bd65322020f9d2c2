"""A slip's PDF against a bare page with the same fonts and one QR; and with the reading back."""

from __future__ import annotations

from io import BytesIO

import qrcode
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from counter_app.bench.measure import Figure, beside, p50, timed
from counter_app.devices.slip_form import compose
from counter_app.devices.slip_paper import Paper
from domain.slip import AppointmentSlip, SlipComponent, lookup_address
from printing.fonts import face

SLIP = AppointmentSlip(
    agency="ỦY BAN NHÂN DÂN PHƯỜNG BẮC NHA TRANG",
    unit="Bộ phận Tiếp nhận và Trả kết quả",
    place="Bắc Nha Trang",
    day="2026-11-23",
    code="H32.16-261123-0001",
    lookup_host="tracuu.example.vn",
    receiving_unit="Bộ phận Tiếp nhận và Trả kết quả, Quầy 3",
    applicant="Nguyễn Thị Hồng Nhung",
    address="Tổ dân phố 5 Vĩnh Phước, phường Bắc Nha Trang, tỉnh Khánh Hòa",
    identity_number="056188004217",
    request="Đăng ký thành lập hộ kinh doanh",
    components=(
        SlipComponent(name="Giấy đề nghị đăng ký hộ kinh doanh", originals=1),
        SlipComponent(name="Bản sao căn cước của chủ hộ", copies=1),
    ),
    time_limit="3 ngày làm việc",
    received_at="2026-11-23T09:42",
    due_at="2026-11-27T09:42",
    result_at="Bộ phận Tiếp nhận và Trả kết quả",
    fee="50.000 đ",
    officer="Lê Thị Minh Châu",
)


def measure(rounds: int) -> list[Figure]:
    """Both in turns, warm."""
    composed = compose(SLIP, Paper.A5, sample=False)
    pdf = composed.pdf()
    ours: list[float] = []
    bare: list[float] = []
    back: list[float] = []
    for number in range(rounds):
        bare_ms = timed(_bare_page)
        ours_ms = timed(lambda: compose(SLIP, Paper.A5, sample=False).pdf())
        back_ms = timed(lambda: composed.read_back(pdf))
        if number:
            bare.append(bare_ms)
            ours.append(ours_ms)
            back.append(ours_ms + back_ms)
    ratio = p50(ours) / p50(bare)
    return [
        beside(
            ours,
            bare,
            what="giấy hẹn PDF, hai liên",
            target="≤ 2×",
            met=ratio <= 2,
        ),
        beside(
            back,
            bare,
            what="giấy hẹn, đọc lại cả hai mã",
            target="≤ 150 ms",
            met=p50(back) <= 150,
        ),
    ]


def _bare_page() -> bytes:
    faces = (face(bold=False, italic=False), face(bold=True, italic=False))
    out = BytesIO()
    page = Canvas(out, pagesize=(148 * mm, 210 * mm))
    image = BytesIO()
    qrcode.make(lookup_address(SLIP.lookup_host, SLIP.code)).save(image)
    page.drawImage(ImageReader(image), 15 * mm, 170 * mm, 24 * mm, 24 * mm)
    for line, font in enumerate(faces * 12):
        page.setFont(font, 11)
        page.drawString(15 * mm, (160 - line * 6) * mm, SLIP.applicant + " " + SLIP.address)
    page.showPage()
    page.save()
    return out.getvalue()
