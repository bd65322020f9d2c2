"""What happens meanwhile at another counter of the office, and in another office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from counter_app.bootstrap.station import Station, open_station
from counter_app.demo.centre import SCOPE, CentreProcess
from counter_app.usecases.case import FieldName
from domain.customer import CustomerChanged, CustomerRegistered
from domain.facts import Fact
from domain.identifiers import CustomerId, SubjectId

FAR_SCOPE: Final = "H32.17"
FAR_NUMBER: Final = "056093001777"
TOLD_APART: Final = "Đặng Thị Mỹ Lệ"
"""Registered twice at the other counter: not a matter of who sits at this one."""


def citizen_of_another_office(centre: CentreProcess, folder: Path) -> None:
    """Somebody whom only the office next door has met."""
    office = {
        "name": "ỦY BAN NHÂN DÂN PHƯỜNG TÂY NHA TRANG (MẪU)",
        "unit": "Bộ phận Tiếp nhận và Trả kết quả",
        "place": "Tây Nha Trang",
        "address": "Số 2 đường Thử Nghiệm, phường Tây Nha Trang, tỉnh Khánh Hòa",
        "hotline": "0258 000 2000",
        "lookup-host": "tracuu.example.vn",
    }
    told = [word for name, value in office.items() for word in (f"--{name}", value)]
    centre.run("office", "add", "--scope", FAR_SCOPE, "--agency", FAR_SCOPE, *told)
    with _counter(centre, folder / "quay-1-phuong-ben", FAR_SCOPE, "Quầy 1") as station:
        _write(
            station,
            CustomerRegistered(
                sort="individual",
                name="Trần Thị Kim Ngọc",
                identity_number=FAR_NUMBER,
                born="1993-08-19",
                sex="Nữ",
                address="Tổ 9, phường Tây Nha Trang, tỉnh Khánh Hòa",
                phone="0905 000 177",
            ),
        )
        station.link_round()()


def written_apart(centre: CentreProcess, here: Station, folder: Path, number: str) -> None:
    """Another counter and this one change one telephone while neither hears of the other; and
    people are registered there who look like somebody known."""
    known = here.queries.customer_by_number(number)
    if known is None:
        raise LookupError(number)
    with _counter(centre, folder / "quay-5", SCOPE, "Quầy 5") as there:
        _phone(there, known.id, "0905 000 555")
        _phone(here, known.id, "0905 000 333")
        _write(there, _alike(known.fields[FieldName.NAME], known.fields[FieldName.BORN]))
        for phone in ("0905 000 601", "0905 000 602"):
            _write(there, _alike(TOLD_APART, "1979-05-02", phone))
        there.link_round()()


@contextmanager
def _counter(centre: CentreProcess, profile: Path, scope: str, name: str) -> Iterator[Station]:
    station = open_station(profile)
    try:
        code = centre.enrol_code(name, f"Q{name.split()[-1]}", scope=scope)
        station.enrol(centre.url, code)
        station.link_round()()
        yield station
    finally:
        station.close()


def _alike(name: str, born: str, phone: str = "") -> CustomerRegistered:
    return CustomerRegistered(
        sort="individual",
        name=name,
        born=born,
        sex="Nữ",
        address="Thôn Phú Vinh, xã Diên Khánh, tỉnh Khánh Hòa",
        phone=phone,
    )


def _write(station: Station, fact: Fact) -> None:
    with station.desk.begin() as work:
        work.record(work.new_subject(), fact)
        work.commit()


def _phone(station: Station, customer: CustomerId, phone: str) -> None:
    with station.desk.begin() as work:
        before = work.customer(customer).fields["phone"]
        told = CustomerChanged(
            field="phone", value=phone, before=before, source="typed", reason="khách báo số mới"
        )
        work.record(SubjectId(customer), told)
        work.commit()
