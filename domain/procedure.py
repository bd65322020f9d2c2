"""A procedure as published: papers, time, fee, and what is missing from a citizen's papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any, Protocol

from domain.fees import Fee, amount_of, fee_from, fee_mapping
from domain.time_limit import TimeLimit, time_limit


class ProcedureState(StrEnum):
    """The life of a procedure in the catalogue (docs/sources.md S-50)."""

    DRAFT = "nhap"
    AWAITING_CHECK = "cho_kiem_tra"
    ACTIVE = "kich_hoat"
    LOCKED = "khoa"


class Paper(Protocol):
    """One component as it lies on the desk; `no` counts from 1 as in the procedure."""

    @property
    def no(self) -> int: ...  # noqa: D102 - said above
    @property
    def ticked(self) -> bool: ...  # noqa: D102 - said above
    @property
    def originals(self) -> int: ...  # noqa: D102 - said above
    @property
    def copies(self) -> int: ...  # noqa: D102 - said above


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A paper that the procedure asks for.

    Attributes:
        no: its number in the list, from 1.
        original, copy: how many; None where none is kept.
        present_only: shown at the counter and not kept, so a tick is enough.
    """

    no: int
    name: str
    original: int | None
    copy: int | None
    required: bool
    present_only: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A required component that is not there, or not in full; `what` is for the clerk."""

    component: Component
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One published procedure. `agency` is the identifier of the one competent, or empty: ours."""

    code: str
    code_local: str
    name: str
    sector: str
    level: str
    agency: str
    state: ProcedureState
    limits: tuple[TimeLimit, ...]
    fee: Fee
    sets: int
    components: tuple[Component, ...]
    result: str
    applicants: tuple[str, ...]
    channels: tuple[str, ...]
    decision: str
    note: str
    favourite: bool

    @property
    def can_be_chosen(self) -> bool:
        """Only an active procedure is offered for a new dossier."""
        return self.state is ProcedureState.ACTIVE

    def missing_from(self, papers: Iterable[Paper]) -> list[Missing]:
        """Every required component that the papers lack, all at once.

        Source: docs/sources.md S-51 (complete, one time).
        """
        found = {paper.no: paper for paper in papers}
        required = (component for component in self.components if component.required)
        lacks = ((component, _lack(component, found.get(component.no))) for component in required)
        return [Missing(component=component, what=what) for component, what in lacks if what]


def fee_for(procedure: Procedure, quantity: int = 1, copies: int = 1) -> int | None:
    """The fee in đồng; None where the schedule leaves the amount to the clerk.

    Args:
        procedure: its fee is multiplied only where it is published per page, copy or case.
        quantity: pages of one copy, or copies, or cases, as `fee.unit` says; >= 0.
        copies: for a fee by pages: how many copies of so many pages.

    Source: docs/sources.md S-53.
    """
    return amount_of(procedure.fee, quantity, copies)


def procedure_from(mapping: Mapping[str, Any]) -> Procedure:
    """The procedure from its plain form, as published or as made by `to_mapping`.

    Raises:
        KeyError, ValueError: the form is not one of a procedure.
    """
    components = tuple(
        _component(number, plain) for number, plain in enumerate(mapping["components"], 1)
    )
    return Procedure(
        code=mapping["code"],
        code_local=mapping.get("code_local") or "",
        name=mapping["name"],
        sector=mapping["sector"],
        level=mapping.get("level") or mapping.get("level_in_source") or "",
        agency=mapping.get("agency") or "",
        state=ProcedureState(mapping.get("state") or ProcedureState.ACTIVE),
        limits=tuple(_limit(plain) for plain in mapping["time_limits"]),
        fee=fee_from(mapping["fee"]),
        sets=mapping.get("sets") or 1,
        components=components,
        result=mapping.get("result") or "",
        applicants=tuple(mapping.get("applicants") or ()),
        channels=tuple(mapping.get("channels") or ()),
        decision=mapping.get("decision") or "",
        note=mapping.get("note") or "",
        favourite=bool(mapping.get("favourite")),
    )


def to_mapping(procedure: Procedure) -> dict[str, Any]:
    """The plain form: text, whole numbers, truth values, lists; no fractions."""
    return {
        "code": procedure.code,
        "code_local": procedure.code_local,
        "name": procedure.name,
        "sector": procedure.sector,
        "level": procedure.level,
        "agency": procedure.agency,
        "state": procedure.state.value,
        "time_limits": [_limit_mapping(limit) for limit in procedure.limits],
        "fee": fee_mapping(procedure.fee),
        "sets": procedure.sets,
        "components": [_component_mapping(component) for component in procedure.components],
        "result": procedure.result,
        "applicants": list(procedure.applicants),
        "channels": list(procedure.channels),
        "decision": procedure.decision,
        "note": procedure.note,
        "favourite": procedure.favourite,
    }


def _lack(component: Component, paper: Paper | None) -> str:
    """What a required component lacks, in words; empty when it is there in full."""
    if paper is None or not paper.ticked:
        return "chưa xuất trình" if component.present_only else "chưa nộp"
    if component.present_only:
        return ""
    short = [
        f"{wanted - given} {kind}"
        for wanted, given, kind in (
            (component.original or 0, paper.originals, "bản chính"),
            (component.copy or 0, paper.copies, "bản sao"),
        )
        if given < wanted
    ]
    return f"thiếu {' và '.join(short)}" if short else ""


def _component(number: int, plain: Mapping[str, Any]) -> Component:
    original, copy = plain.get("original"), plain.get("copy")
    return Component(
        no=plain.get("no") or number,
        name=plain["name"],
        original=original,
        copy=copy,
        required=bool(plain["required"]),
        present_only=bool(plain.get("present_only", original is None and copy is None)),
        note=plain.get("note") or "",
    )


def _component_mapping(component: Component) -> dict[str, Any]:
    return {
        "no": component.no,
        "name": component.name,
        "original": component.original,
        "copy": component.copy,
        "required": component.required,
        "present_only": component.present_only,
        "note": component.note,
    }


def _limit(plain: Mapping[str, Any]) -> TimeLimit:
    tenths = plain.get("tenths")
    cutoff, hour = plain.get("cutoff"), plain.get("after_cutoff_at")
    return time_limit(
        plain["value"] if tenths is None else f"{tenths}e-1",
        plain["unit"],
        cutoff=time.fromisoformat(cutoff) if cutoff else None,
        after_cutoff_at=time.fromisoformat(hour) if hour else None,
        case=plain.get("case") or "",
    )


def _limit_mapping(limit: TimeLimit) -> dict[str, Any]:
    hour = limit.after_cutoff_at
    return {
        "tenths": limit.tenths,
        "unit": limit.unit.value,
        "cutoff": f"{limit.cutoff:%H:%M}" if limit.cutoff else "",
        "after_cutoff_at": f"{hour:%H:%M}" if hour else "",
        "case": limit.case,
    }
