"""A reception as a JSON file: the same case as the screen's, for scripts.

    {"card": "0561…|…", "procedure": "1.001612"}

is enough for a person with a card: papers are then taken as complete, the scheduled fee in cash,
the result at the counter. Everything may be said in full; see docs/counterctl.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from counter_app.storage.queries import Queries
from counter_app.usecases.card_fields import card_fields
from counter_app.usecases.case import (
    Compared,
    CustomerForm,
    CustomerKind,
    Entered,
    FieldName,
    Likeness,
    PaperTaken,
    Payment,
    PaymentMethod,
    Reception,
    ResultChannel,
    Source,
    Submitter,
)
from counter_app.usecases.errors import NoSuchProcedure
from domain.errors import RuleBroken
from domain.identifiers import ProcedureCode
from domain.procedure import Procedure, fee_for


class FileBroken(RuleBroken):
    """Not a reception in JSON."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Tệp tiếp nhận không đúng: {self.args[0]}; hãy sửa tệp rồi chạy lại."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionFile:
    """The case, the files to attach per component, and the officer it is received by."""

    reception: Reception
    files: Mapping[int, Sequence[Path]]
    officer: str


def read(path: Path, queries: Queries) -> ReceptionFile:
    """The file's case, its customer looked up. Raises FileBroken, NotACard, NoSuchProcedure."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FileBroken(f"không đọc được JSON ({error})") from error
    if not isinstance(told, dict):
        raise FileBroken("cần một đối tượng JSON")
    try:
        return _file(told, path.parent, queries)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileBroken(f"mục {error}") from error


def _file(told: Mapping[str, Any], folder: Path, queries: Queries) -> ReceptionFile:
    code = ProcedureCode(str(told["procedure"]))
    procedure = queries.procedure(code)
    if procedure is None:
        raise NoSuchProcedure(code)
    quantity = int(told.get("quantity", 1))
    reception = Reception(
        case=str(told.get("case") or uuid4()),
        customer=_customer(told, queries),
        procedure=code,
        limit=int(told.get("limit", 0)),
        quantity=quantity,
        sets=int(told.get("sets", procedure.sets)),
        request=str(told.get("request", "")),
        papers=_papers(told.get("papers", "all"), procedure),
        payment=_payment(told.get("payment", {}), fee_for(procedure, quantity)),
        submitter=Submitter(**told["submitter"]) if told.get("submitter") else None,
        channel=ResultChannel(told.get("channel", "counter")),
        post_address=str(told.get("post_address", "")),
        compared=tuple(_compared(each) for each in told.get("compared", ())),
    )
    files = {
        int(component): [folder / name for name in names]
        for component, names in told.get("files", {}).items()
    }
    return ReceptionFile(reception=reception, files=files, officer=str(told.get("officer", "")))


def _customer(told: Mapping[str, Any], queries: Queries) -> CustomerForm:
    typed = dict(told.get("customer", {}))
    kind = CustomerKind(typed.pop("kind", "individual"))
    fields = {FieldName(n): Entered(text=str(v)) for n, v in typed.items()}
    if "card" in told:
        card = card_fields(str(told["card"]))
        fields = {n: Entered(text=v, source=Source.CARD) for n, v in card.items()} | fields
    number = fields.get(FieldName.IDENTITY_NUMBER, Entered(text="")).text
    old = fields.get(FieldName.OLD_NUMBER, Entered(text="")).text
    known = queries.customer_by_number(number, old)
    if known is None:
        return CustomerForm(kind=kind, fields=fields)
    kept = {n: Entered(text=v, source=Source.RECORD) for n, v in known.fields.items()}
    told_now = {n: e for n, e in fields.items() if e.text}
    return CustomerForm(
        kind=known.kind, known=known.id, seen=known.newest, fields={**kept, **told_now}
    )


def _papers(told: Any, procedure: Procedure) -> tuple[PaperTaken, ...]:
    if told == "all":
        return tuple(
            PaperTaken(no=c.no, originals=c.original or 0, copies=c.copy or 0)
            for c in procedure.components
            if c.required
        )
    return tuple(
        PaperTaken(
            no=int(each["no"]),
            ticked=bool(each.get("ticked", True)),
            originals=int(each.get("originals", 0)),
            copies=int(each.get("copies", 0)),
        )
        for each in told
    )


def _payment(told: Mapping[str, Any] | None, scheduled: int | None) -> Payment | None:
    if told is None:
        return None
    amount = int(told.get("amount", scheduled or 0))
    if amount == 0:
        return None
    return Payment(
        method=PaymentMethod(told.get("method", "cash")),
        amount=amount,
        tendered=int(told.get("tendered", 0)),
    )


def _compared(told: Mapping[str, Any]) -> Compared:
    return Compared(
        other=bytes.fromhex(told["other"]),  # type: ignore[arg-type]  # a key from a file
        outcome=Likeness(told["outcome"]),
        reason=str(told.get("reason", "")),
    )
