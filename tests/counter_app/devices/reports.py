"""Invented reports."""

from __future__ import annotations

from dataclasses import replace

from counter_app.usecases.reports import (
    Figures,
    Register,
    RegisterLine,
    ReportSort,
    Summary,
    Takings,
    month_of,
    week_of,
)
from domain.identifiers import Day, DossierCode
from domain.moment import Moment
from tests.counter_app.devices.sheets import DAY, HOUR, MORNING, OFFICE

LINE = RegisterLine(
    code=DossierCode("000.00.16.H32-261123-0001"),
    procedure="Đăng ký thành lập hộ kinh doanh",
    sets=2,
    customer="=Nguyễn Thị Ánh Hường",
    address="Tổ 5, phường Bắc Nha Trang",
    phone="0905000118",
    agency="UBND phường Bắc Nha Trang",
    received=Moment(MORNING + HOUR),
    due=Moment(MORNING + 73 * HOUR),
    way="Bưu chính",
    returned=Moment(MORNING + 50 * HOUR),
    note="Nhận trùng, theo hồ sơ 000.00.16.H32-261123-0002",
)
REGISTER = Register(
    office=OFFICE,
    period=month_of(DAY),
    lines=(LINE,),
    made=Moment(MORNING + 10 * HOUR),
    maker="Lê Minh Châu",
)
COUNTS = (41, 38, 0, 44, 52, 0, 0)
FIGURES = Figures(
    channels={"counter": 160, "online": 12, "post": 3},
    counters={"Quầy 3": 100, "Quầy 5": 75},
    days=dict(zip(week_of(DAY).days, COUNTS, strict=True)),
    on_time=150,
    late=25,
    returned=0,
    methods={
        "cash": Takings(fees=80, received=12_345_000, refunds=1, refunded=50_000),
        "transfer": Takings(fees=9, received=1_640_000),
    },
    unsealed=(("Quầy 3", Day("2026-11-25")), ("Quầy 5", Day("2026-11-25"))),
    as_of=Moment(MORNING + 106 * HOUR),
)
WEEK = Summary(
    sort=ReportSort.WEEK,
    office=OFFICE,
    period=week_of(DAY),
    figures=FIGURES,
    made=Moment(MORNING + 106 * HOUR),
    maker="Lê Minh Châu",
)
MONTH = replace(
    WEEK,
    sort=ReportSort.MONTH,
    period=month_of(DAY),
    figures=replace(
        FIGURES,
        unsealed=(),
        days={day: 7 * at % 60 for at, day in enumerate(month_of(DAY).days)},
    ),
)
