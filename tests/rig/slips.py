"""Slips of invented people, short and very long."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from domain.slip import AppointmentSlip, SlipComponent

SHORT: Final = AppointmentSlip(
    agency="ỦY BAN NHÂN DÂN\nPHƯỜNG HÒA THUẬN",
    unit="Bộ phận tiếp nhận và trả kết quả",
    place="Hòa Thuận",
    day="2026-02-03",
    code="H32.16-260203-0001",
    lookup_host="tracuu.quaymotcua.example",
    receiving_unit="Quầy số 3, Trung tâm Phục vụ hành chính công phường Hòa Thuận",
    applicant="NGUYỄN THỊ ÁNH TUYẾT",
    address="Tổ dân phố 5, số 12/4 đường Nguyễn Trãi, phường Hòa Thuận, tỉnh Khánh Hòa",
    phone="0900 000 123",
    email="anh.tuyet@example.vn",
    identity_number="000190000123",
    request="Đăng ký khai sinh",
    components=(
        SlipComponent(name="Tờ khai đăng ký khai sinh theo mẫu", originals=1),
        SlipComponent(name="Giấy chứng sinh do cơ sở y tế cấp", originals=1),
        SlipComponent(name="Giấy chứng nhận kết hôn của cha mẹ (nếu có)", copies=1),
        SlipComponent(name="Văn bản ủy quyền có chứng thực", copies=1),
    ),
    time_limit="Trong ngày làm việc",
    received_at="2026-02-03T09:42",
    due_at="2026-02-09T16:30",
    result_at="Bộ phận tiếp nhận và trả kết quả",
    fee="5.000 đ (tiền mặt, biên lai Q3-000124)",
    officer="Lê Minh Châu",
    hotline="1900 0000",
)

LONG: Final = replace(
    SHORT,
    code="H15.50.05.13-261008-0975",
    copy=3,
    applicant=(
        "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN THƯƠNG MẠI DỊCH VỤ XUẤT NHẬP KHẨU "
        "ÁNH DƯƠNG NHA TRANG"
    ),
    submitter="Trần Đỗ Quỳnh Như",
    submitter_role="người được ủy quyền, giấy ủy quyền số 12/UQ ngày 01/10/2026",
    address=(
        "Lô B12, đường số 7, Khu công nghiệp Suối Dầu mở rộng, thôn Dầu Sơn, xã Suối Tân, "
        "huyện Cam Lâm cũ, nay là xã Suối Dầu, tỉnh Khánh Hòa"
    ),
    email="hanhchinh.nhansu.vanphong@anhduongnhatrang-xuatnhapkhau.example.vn",
    request=(
        "Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận quyền sử dụng đất, "
        "quyền sở hữu tài sản gắn liền với đất lần đầu đối với tổ chức đang sử dụng đất"
    ),
    components=tuple(
        SlipComponent(
            name=(
                "Bản sao có chứng thực hoặc bản sao kèm bản chính để đối chiếu một trong các "
                f"giấy tờ về quyền sử dụng đất quy định tại khoản {number} Điều 137 Luật Đất đai"
            ),
            originals=number % 2,
            copies=1,
        )
        for number in range(1, 13)
    ),
)
