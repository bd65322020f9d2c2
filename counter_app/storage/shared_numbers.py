"""Numbers of this counter that another counter has used too: neither chain shows it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, null, select

from counter_app.storage import tables as t
from counter_app.storage.story import names_of
from counter_app.usecases.open_matters import Mend, NumberAsked, OpenMatter
from domain.day_totals import Series, serial_of
from domain.identifiers import DeviceId
from domain.moment import Moment, day

MOST: Final = 100

_ONE, _OTHER = t.dossier.alias("one"), t.dossier.alias("other")
_ONES, _OTHERS = t.customer.alias("ones"), t.customer.alias("others")
_HERE, _THERE = t.receipt.alias("here"), t.receipt.alias("there")


def shared_numbers(connection: Connection, device: DeviceId, since: Moment) -> Sequence[OpenMatter]:
    """Codes and receipts of this counter since then that stand on another counter's paper as well.

    Both papers stay, and a person says why, once.
    """
    codes = _papers(_ONE.c.code, null(), null()).join(
        _OTHER, and_(_OTHER.c.code == _ONE.c.code, _OTHER.c.device != _ONE.c.device)
    )
    receipts = (
        _papers(_HERE.c.number, _HERE.c.series, _HERE.c.no)
        .join(_HERE, _HERE.c.id == _ONE.c.id)
        .join(_THERE, and_(_THERE.c.series == _HERE.c.series, _THERE.c.no == _HERE.c.no))
        .join(_OTHER, and_(_OTHER.c.id == _THERE.c.id, _OTHER.c.device != _ONE.c.device))
        .where(_HERE.c.device == device, _HERE.c.day >= day(since))
    )
    names = names_of(connection)
    found = []
    for what, query in (("Mã hồ sơ", codes), ("Biên lai", receipts)):
        told = query.outerjoin(_OTHERS, _OTHERS.c.id == _OTHER.c.customer).where(
            _ONE.c.device == device, _ONE.c.received >= since
        )
        for row in connection.execute(told.order_by(_ONE.c.received).limit(MOST)):
            asked = _asked(row)
            if not _explained(connection, device, asked):
                found.append(_matter(what, row, asked, names.get(row.device, "quầy khác")))
    return found


def _asked(row: Any) -> NumberAsked:
    """The number as the ledger of the day would ask for it."""
    if row.series is not None:
        series, number = Series("receipts", row.series), row.no
    else:
        series, number = serial_of(row.number) or (Series("numbers", row.number), 0)
    return NumberAsked(sort=series.sort, series=series.name, first=number, last=number, twice=True)


def _explained(connection: Connection, device: DeviceId, asked: NumberAsked) -> bool:
    said = t.number_explained.c
    found = select(said.id).where(
        said.device == device,
        said.sort == asked.sort,
        said.series == asked.series,
        said.first <= asked.first,
        said.last >= asked.last,
    )
    return connection.execute(found.limit(1)).first() is not None


def _papers(number: Any, series: Any, no: Any) -> Select[Any]:
    return (
        select(
            number.label("number"),
            series.label("series"),
            no.label("no"),
            _ONE.c.code,
            _ONES.c.name,
            _OTHER.c.id.label("other"),
            _OTHER.c.code.label("other_code"),
            _OTHERS.c.name.label("other_name"),
            _OTHER.c.device,
        )
        .select_from(_ONE)
        .outerjoin(_ONES, _ONES.c.id == _ONE.c.customer)
    )


def _matter(what: str, row: Any, asked: NumberAsked, where: str) -> OpenMatter:
    one, other = row.name or "chưa có tên khách", row.other_name or "chưa có tên khách"
    return OpenMatter(
        key=f"shared:{row.number}:{row.other.hex()}",
        icon="hash",
        title=f"{what} {row.number} có cả ở {where}",
        note=f"{row.code} ({one}) và {row.other_code} ({other})",
        mend=Mend.NUMBER,
        verb="Giải trình",
        target=asked,
    )
