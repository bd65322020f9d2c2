"""What the slip says: the dossier's facts in the words of Mẫu số 01."""

from __future__ import annotations

from typing import Final

from counter_app.usecases.ports import Work
from domain.dossier import Dossier
from domain.identifiers import ProcedureCode
from domain.moment import Moment, local
from domain.money import dong
from domain.procedure import Component
from domain.slip import AppointmentSlip, SlipComponent

_METHOD: Final = {"cash": "tiền mặt", "transfer": "chuyển khoản", "card": "thẻ"}
_PRESENTED: Final = "xuất trình"


def slip_of(work: Work, dossier: Dossier, officer_name: str) -> AppointmentSlip:
    """The next copy of the dossier's slip."""
    received = dossier.received
    office = work.office()
    customer = work.customer(received.customer)
    procedure, _ = work.procedure(ProcedureCode(received.procedure))
    names = {component.no: component for component in procedure.components}
    submitter = received.submitter
    organisation = customer.sort == "organisation"
    return AppointmentSlip(
        agency=office.name,
        unit=office.unit,
        place=office.place,
        day=dossier.day,
        code=received.code,
        lookup_host=office.lookup_host,
        receiving_unit=f"{office.unit}, {office.counter}",
        applicant=customer.name,
        submitter=submitter[0] if submitter else customer.fields["representative"],
        submitter_role=_role(organisation=organisation, authorised=submitter is not None),
        address=customer.fields["address"],
        phone=customer.fields["phone"],
        email=customer.fields["email"],
        identity_number=customer.fields["identity_number"],
        request=received.request or procedure.name,
        components=tuple(
            SlipComponent(
                name=names[no].name,
                originals=originals,
                copies=copies,
                note=_note(names[no]),
            )
            for no, originals, copies in received.papers
            if no in names
        ),
        sets=received.sets,
        time_limit=str(procedure.limits[received.limit]),
        received_at=_minute(dossier.at),
        due_at=_minute(received.due),
        result_at=_result_at(dossier, office.unit, customer.fields["address"]),
        fee=_fee(dossier),
        officer=officer_name,
        hotline=office.hotline,
        copy=dossier.sent + 1,
    )


def _note(component: Component) -> str:
    """Said once: the catalogue's own words may say it already."""
    said = _PRESENTED in component.name.lower()
    return _PRESENTED if component.present_only and not said else ""


def _role(*, organisation: bool, authorised: bool) -> str:
    if authorised:
        return "người được ủy quyền"
    return "người đại diện" if organisation else ""


def _result_at(dossier: Dossier, unit: str, address: str) -> str:
    match dossier.received.channel:
        case "post":
            return f"Bưu chính công ích, đến: {dossier.received.post_address or address}"
        case "online":
            return "Bản điện tử trên Cổng Dịch vụ công"
        case _:
            return unit


def _fee(dossier: Dossier) -> str:
    return "; ".join(
        f"{dong(fee.amount)} ({_METHOD[fee.method]}, biên lai {fee.receipt})"
        for fee in dossier.fees
    )


def _minute(at: Moment) -> str:
    return local(at).strftime("%Y-%m-%dT%H:%M")
