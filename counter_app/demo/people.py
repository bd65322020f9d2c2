"""Invented people of the demonstration, and what they bring."""

from __future__ import annotations

from typing import Final

from counter_app.usecases.case import CustomerForm, CustomerKind, Entered, FieldName, Source

NHUNG: Final = (
    "056188004217|225512345|Nguyễn Thị Hồng Nhung|14031988|Nữ|"
    "Tổ dân phố 5 Vĩnh Phước, phường Bắc Nha Trang, tỉnh Khánh Hòa|25042021"
)
NAMESAKE: Final = (
    "056192007781||Nguyễn Thị Hồng Nhung|02091992|Nữ|"
    "Thôn Phú Vinh, xã Diên Khánh, tỉnh Khánh Hòa|11082022"
)
VIET: Final = (
    "056095001362||Phạm Quốc Việt|02091995|Nam|Thôn Đông, xã Diên Điền, tỉnh Khánh Hòa|05012023"
)


def organisation() -> CustomerForm:
    """A company with its representative, typed at the counter."""
    told = {
        FieldName.IDENTITY_NUMBER: "0100109106",
        FieldName.NAME: "Công ty TNHH Muối Biển Cam Ranh",
        FieldName.ADDRESS: "Lô 4 Khu công nghiệp Thử Nghiệm, phường Cam Ranh, tỉnh Khánh Hòa",
        FieldName.PHONE: "02583000111",
        FieldName.EMAIL: "vanthu@muoibien.example.vn",
        FieldName.REPRESENTATIVE: "Trần Quang Huy",
        FieldName.REPRESENTATIVE_NUMBER: "056085000417",
    }
    fields = {name: Entered(text=text, source=Source.TYPED) for name, text in told.items()}
    return CustomerForm(kind=CustomerKind.ORGANISATION, fields=fields)
