"""Receive a dossier: one press of F9, one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from counter_app.usecases.case import (
    CustomerForm,
    CustomerKind,
    FieldName,
    Likeness,
    Payment,
    Received,
    Reception,
    ResultChannel,
    Source,
    Submitter,
)
from counter_app.usecases.errors import (
    FieldsMissing,
    PapersMissing,
    ProcedureNotActive,
    SameCustomer,
    WrongFee,
)
from counter_app.usecases.field_rules import problems
from counter_app.usecases.ports import Begin, Work
from domain.customer import CustomerChanged, CustomerRegistered, CustomersCompared
from domain.dossier import DossierReceived, FeeTaken, ScanAttached
from domain.due import due
from domain.errors import Stale
from domain.facts import Fact
from domain.identifiers import CustomerId, DossierId, ReceiptNumber
from domain.moment import OFFICE_ZONE, local, moment
from domain.money import dong
from domain.procedure import Procedure, fee_for


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveDossier:
    """Checks the case against the rules and records customer, dossier, fee and scans at once.

    Raises PapersMissing, FieldsMissing, ProcedureNotActive, WrongFee, SameCustomer, Stale,
    NoNumbersLeft, CatalogueMissing; nothing is recorded then.
    """

    begin: Begin

    def __call__(self, reception: Reception) -> Received:
        """Save the case; the same case saved again gives what it gave the first time."""
        case = UUID(reception.case).bytes
        with self.begin() as work:
            if (saved := work.dossier_of_case(case)) is not None:
                return _as_saved(work, saved)
            procedure, published = work.procedure(reception.procedure)
            _check(work, reception, procedure)
            calendar = work.calendar()
            limit = procedure.limits[reception.limit]
            promised = due(local(work.now), limit, calendar)
            customer = _customer(work, reception)
            code, in_reserve = work.next_code(procedure.agency)
            submitter = reception.submitter
            received = DossierReceived(
                case=case,
                code=code,
                procedure=reception.procedure,
                procedure_fact=published,
                customer=customer,
                due=moment(promised.at.replace(tzinfo=OFFICE_ZONE)),
                limit=reception.limit,
                calendar=calendar.version,
                papers=tuple((p.no, p.originals, p.copies) for p in reception.papers if p.ticked),
                channel=reception.channel.value,
                sets=reception.sets,
                request=reception.request,
                post_address=reception.post_address,
                submitter=_who(submitter),
            )
            scans = [
                ScanAttached(
                    component=each.component, sha256=each.sha256, size=each.size, pages=each.pages
                )
                for each in reception.bundles
            ]
            receipt, fees = _fee(work, reception.payment, reception.quantity)
            dossier = DossierId(work.new_subject())
            work.record(dossier, received, *fees, *scans)
            work.commit()
        return Received(
            dossier=dossier,
            customer=customer,
            code=code,
            due=received.due,
            receipt=receipt,
            reserve_used=in_reserve,
        )


def _who(submitter: Submitter | None) -> tuple[str, str, str, str] | None:
    if submitter is None:
        return None
    return (submitter.name, submitter.identity_number, submitter.phone, submitter.authority)


def _as_saved(work: Work, dossier: DossierId) -> Received:
    known = work.dossier(dossier)
    return Received(
        dossier=dossier,
        customer=known.received.customer,
        code=known.received.code,
        due=known.received.due,
        receipt=known.fees[0].receipt if known.fees else None,
        reserve_used=False,
    )


def _check(work: Work, reception: Reception, procedure: Procedure) -> None:
    if not procedure.can_be_chosen:
        raise ProcedureNotActive(procedure.code)
    if not 0 <= reception.limit < len(procedure.limits):
        raise FieldsMissing(["chưa chọn thời hạn giải quyết"])
    if missing := procedure.missing_from(reception.papers):
        raise PapersMissing([f"{each.component.name} ({each.what})" for each in missing])
    wanting = [*problems(reception.customer, work.now)]
    if reception.submitter is not None and not reception.submitter.name.strip():
        wanting.append("người nộp thay chưa có họ tên")
    if reception.channel is ResultChannel.POST and not _post_address(reception):
        wanting.append("trả qua bưu chính cần địa chỉ nhận")
    if reception.sets < 1 or reception.quantity < 1:
        wanting.append("số bộ và số lượng phải từ 1")
    if wanting:
        raise FieldsMissing(wanting)
    _check_fee(reception, procedure)


def _post_address(reception: Reception) -> str:
    return reception.post_address or reception.customer.text(FieldName.ADDRESS)


def _check_fee(reception: Reception, procedure: Procedure) -> None:
    scheduled = fee_for(procedure, reception.quantity)
    paid = reception.payment.amount if reception.payment else 0
    if scheduled is not None and paid != scheduled:
        raise WrongFee(f"biểu phí {dong(scheduled)}, đã thu {dong(paid)}")
    if paid < 0:
        raise WrongFee("số tiền âm")
    tendered = reception.payment.tendered if reception.payment else 0
    if tendered and tendered < paid:
        raise WrongFee(f"khách đưa {dong(tendered)}, cần {dong(paid)}")


def _fee(
    work: Work, payment: Payment | None, quantity: int
) -> tuple[ReceiptNumber | None, list[Fact]]:
    if payment is None or payment.amount == 0:
        return None, []
    receipt = work.next_receipt()
    taken = FeeTaken(
        receipt=receipt,
        amount=payment.amount,
        method=payment.method.value,
        quantity=quantity,
        tendered=payment.tendered,
        session=work.held_session(),
    )
    return receipt, [taken]


def _customer(work: Work, reception: Reception) -> CustomerId:
    form = reception.customer
    if form.known is None:
        return _register(work, reception)
    known = work.customer(form.known)
    if known.newest != form.seen:
        raise Stale(form.known)
    changes = [
        CustomerChanged(
            field=name.value,
            value=entered.text,
            before=known.fields[name],
            source=entered.source.value,
            reason=entered.reason,
        )
        for name, entered in form.fields.items()
        if entered.text != known.fields[name]
    ]
    compared = _compared(reception)
    if changes or compared:
        work.record(form.known, *changes, *compared)
    return form.known


def _register(work: Work, reception: Reception) -> CustomerId:
    form = reception.customer
    number = form.text(FieldName.IDENTITY_NUMBER)
    if number and (other := work.customer_with(number)):
        raise SameCustomer(other.fields[FieldName.NAME])
    fresh = CustomerId(work.new_subject())
    texts = {name.value: entered.text for name, entered in form.fields.items() if entered.text}
    from_card = sorted(n.value for n, e in form.fields.items() if e.source is Source.CARD)
    registered = CustomerRegistered(
        sort=_sort(form), from_card=tuple(from_card), **{"name": "", **texts}
    )
    work.record(fresh, registered, *_compared(reception))
    return fresh


def _sort(form: CustomerForm) -> str:
    return "organisation" if form.kind is CustomerKind.ORGANISATION else "individual"


def _compared(reception: Reception) -> list[Fact]:
    return [
        CustomersCompared(other=each.other, outcome=each.outcome.value, reason=each.reason)
        for each in reception.compared
        if each.outcome is not Likeness.SAME  # the same customer was taken instead
    ]
