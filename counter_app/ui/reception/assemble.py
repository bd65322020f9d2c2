"""Ties the view's intentions to the presenter's verbs: plain assembly, nothing decides."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.reception.presenter import ReceptionPresenter
from counter_app.ui.reception.room import Later, Quiet
from counter_app.ui.reception.services import ReceptionServices
from counter_app.ui.reception.view import ReceptionView
from counter_app.usecases.case import (
    CustomerKind,
    FieldName,
    Likeness,
    PaymentMethod,
    ResultChannel,
)
from domain.identifiers import ProcedureCode


def assemble_reception(
    look: Look,
    services: ReceptionServices,
    *,
    tasks: Tasks,
    printer: Tasks,
    asking: Tasks,
    later: Later,
    quiet: Quiet,
    report: Callable[[Exception], object],
) -> tuple[ReceptionView, ReceptionPresenter]:
    """The screen and its presenter; whoever asks keeps both."""
    view = ReceptionView(look)
    presenter = ReceptionPresenter(
        screen=view,
        services=services,
        tasks=tasks,
        printer=printer,
        asking=asking,
        later=later,
        quiet=quiet,
        report=report,
    )
    _customer(view, presenter)
    _desk(view, presenter)
    view.submitted.connect(lambda paper: presenter.submit(with_paper=paper))
    view.favourite.connect(presenter.desk.favourite)
    view.held.connect(presenter.hold)
    view.next_asked.connect(presenter.next_citizen)
    view.same_asked.connect(presenter.same_citizen)
    action = view.action
    action.submitted.connect(lambda: presenter.submit(with_paper=True))
    action.held.connect(presenter.hold)
    action.next_asked.connect(presenter.next_citizen)
    action.same_asked.connect(presenter.same_citizen)
    action.matter_asked.connect(presenter.open_matter)
    return view, presenter


def _customer(view: ReceptionView, presenter: ReceptionPresenter) -> None:
    card, part = view.customer, presenter.customer
    card.kind_chosen.connect(lambda kind: part.choose_kind(CustomerKind(kind)))
    card.edited.connect(lambda name, text: part.edit(FieldName(name), text))
    card.left.connect(lambda name: part.leave(FieldName(name)))
    card.entered.connect(lambda name: part.enter(FieldName(name)))
    card.reasoned.connect(lambda name, text: part.reason(FieldName(name), text) if name else None)
    card.known_taken.connect(part.choose_known)
    card.submitter.connect(part.submitter)
    card.ask.asked.connect(part.asks.ask)
    view.ask_asked.connect(part.asks.ask)
    view.comparison.decided.connect(lambda outcome: part.comparing.decide(Likeness(outcome)))
    view.comparison.closed.connect(lambda: view.compare(None))


def _desk(view: ReceptionView, presenter: ReceptionPresenter) -> None:
    part, scan = presenter.desk, presenter.scan
    view.procedure.typed.connect(part.search)
    view.procedure.taken.connect(lambda code: part.choose(ProcedureCode(code)))
    view.procedure.limit_chosen.connect(part.choose_limit)
    view.procedure.counted.connect(part.quantity)
    view.papers.ticked.connect(lambda no, on: part.tick(no, on=on))
    view.papers.counted.connect(part.count)
    view.papers.all_taken.connect(part.take_all)
    view.scan.scan_asked.connect(scan.start)
    view.scan.commanded.connect(scan.command)
    view.scan.assigned.connect(scan.assign)
    view.scan.dropped.connect(scan.add_files)
    view.scan.page_chosen.connect(
        lambda page: scan.view(page, covering=False) if view.has_viewer else None
    )
    view.fee.tendered.connect(part.tender)
    view.fee.taken.connect(part.take_fee)
    view.fee.amount_typed.connect(part.amount)
    view.fee.method_chosen.connect(lambda method: part.method(PaymentMethod(method)))
    view.due.channel_chosen.connect(lambda channel: part.channel(ResultChannel(channel)))
    view.due.address_typed.connect(part.post_address)
