"""Fees as published: one amount, or an amount by quantity with steps and a cap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A published fee, in whole đồng.

    Attributes:
        text: as published, for the clerk and the slip.
        amount_vnd: for one unit; None where a provincial resolution sets it.
        unit: `trang`, `bản`, `trường hợp` …: then it is multiplied; empty: once per dossier.
        tiers: from which unit on (counted from 1) another amount holds for each unit.
        cap_vnd: most that one copy can cost; None without a cap.
    """

    text: str
    amount_vnd: int | None
    unit: str = ""
    tiers: tuple[tuple[int, int], ...] = ()
    cap_vnd: int | None = None


def amount_of(fee: Fee, quantity: int, copies: int = 1) -> int | None:
    """What is to be paid, in đồng; None where the amount is not published with the procedure.

    Raises:
        ValueError: a negative quantity or number of copies.
    """
    if min(quantity, copies) < 0:
        raise ValueError("quantities are counted from 0")
    if fee.amount_vnd is None:
        return None
    if not fee.unit:
        return fee.amount_vnd
    one = _stepped(fee.amount_vnd, fee.tiers, quantity)
    return copies * (one if fee.cap_vnd is None else min(one, fee.cap_vnd))


def fee_from(mapping: Mapping[str, Any]) -> Fee:
    """The fee from its plain form."""
    return Fee(
        text=mapping["text"],
        amount_vnd=mapping.get("amount_vnd"),
        unit=mapping.get("unit") or "",
        tiers=tuple((tier["from"], tier["amount_vnd"]) for tier in mapping.get("tiers") or ()),
        cap_vnd=mapping.get("cap_vnd"),
    )


def fee_mapping(fee: Fee) -> dict[str, Any]:
    """The plain form."""
    return {
        "text": fee.text,
        "amount_vnd": fee.amount_vnd,
        "unit": fee.unit,
        "tiers": [{"from": start, "amount_vnd": amount} for start, amount in fee.tiers],
        "cap_vnd": fee.cap_vnd,
    }


def _stepped(amount: int, tiers: tuple[tuple[int, int], ...], quantity: int) -> int:
    """Each unit at the amount of the step it falls in."""
    total, paid, price = 0, 0, amount
    for start, following in sorted(tiers):
        units = max(min(quantity, start - 1) - paid, 0)
        total, paid, price = total + units * price, paid + units, following
    return total + (quantity - paid) * price
