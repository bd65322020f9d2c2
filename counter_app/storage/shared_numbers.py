"""Numbers of this counter that another counter has used too: neither chain shows it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, select

from counter_app.storage import tables as t
from counter_app.storage.story import names_of
from counter_app.usecases.open_matters import Mend, OpenMatter
from domain.identifiers import DeviceId
from domain.moment import Moment, day

MOST: Final = 100

_ONE, _OTHER = t.dossier.alias("one"), t.dossier.alias("other")
_ONES, _OTHERS = t.customer.alias("ones"), t.customer.alias("others")
_HERE, _THERE = t.receipt.alias("here"), t.receipt.alias("there")


def shared_numbers(connection: Connection, device: DeviceId, since: Moment) -> Sequence[OpenMatter]:
    """Codes and receipts of this counter since then that stand on another counter's paper as well.

    Nothing mends it at a counter: both papers stay, and a person says why.
    """
    codes = _papers(_ONE.c.code).join(
        _OTHER, and_(_OTHER.c.code == _ONE.c.code, _OTHER.c.device != _ONE.c.device)
    )
    receipts = (
        _papers(_HERE.c.number)
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
        rows = connection.execute(told.order_by(_ONE.c.received).limit(MOST))
        found += [_matter(what, row, names.get(row.device, "quầy khác")) for row in rows]
    return found


def _papers(number: Any) -> Select[Any]:
    return (
        select(
            number.label("number"),
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


def _matter(what: str, row: Any, where: str) -> OpenMatter:
    one, other = row.name or "chưa có tên khách", row.other_name or "chưa có tên khách"
    return OpenMatter(
        key=f"shared:{row.number}:{row.other.hex()}",
        icon="hash",
        title=f"{what} {row.number} có cả ở {where}",
        note=f"{row.code} ({one}) và {row.other_code} ({other}) · hãy ghi lý do bằng Để sau",
        mend=Mend.READ,
        verb="Xem lại",
    )
