"""From the case on the desk to what the screen says of it: pure functions. Knows no Qt."""

from __future__ import annotations

from counter_app.ui.reception.desk_case import (
    Asking,
    DeskCase,
    Paper,
    asks_reason,
    lacking,
    loose,
    matters,
    undecided,
    wanted,
)
from counter_app.ui.reception.faces import (
    ActionFace,
    AskFace,
    CustomerFace,
    DueFace,
    FeeFace,
    FieldFace,
    Label,
    PapersFace,
    ProcedureFace,
    ScanFace,
    SubmitterFace,
)
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.component_face import PaperFace
from counter_app.ui.wording import clock, dong, long_day, shown_birth
from counter_app.usecases.case import FieldName, PaymentMethod, Source
from counter_app.usecases.procedure_detail import ComponentDetail

_IF_ANY = " (nếu có)"
"""The catalogue's words; the row says the same of its duty."""


def customer_face(case: DeskCase) -> CustomerFace:
    """The customer's card."""
    known = case.known
    chip = Label()
    if known is not None:
        came = "" if known.dossiers is None else f" · {known.dossiers} hồ sơ"
        chip = Label(text=f"Khách cũ{came}", icon="circle-check", tone=Tone.GOOD)
        if known.office and not known.dossiers:
            chip = Label(text="Khách nơi khác", icon="landmark", tone=Tone.GOOD)
    elif case.text(FieldName.NAME) and case.text(FieldName.IDENTITY_NUMBER):
        chip = Label(text="Khách mới", icon="plus", tone=Tone.PRIMARY)
    account, note = _account(case)
    who = case.submitter
    return CustomerFace(
        kind=case.kind,
        fields={name: _field_face(case, name) for name in FieldName},
        chip=chip,
        account=account,
        account_note=note,
        last=known.last if known else (),
        submitter=SubmitterFace(
            name=who.name, number=who.identity_number, phone=who.phone, authority=who.authority
        )
        if who
        else None,
        look_alikes=len(undecided(case)),
        ask=_ask_face(case),
    )


_ASKED = {
    Asking.OFFERED: ("Chưa gặp ở cơ quan này", "info"),
    Asking.NOW: ("Đang hỏi trung tâm; cứ nhập tiếp", "hourglass"),
    Asking.NOBODY: ("Trung tâm cũng chưa có khách này", "info"),
    Asking.AWAY: ("Chưa hỏi được", "wifi-off"),
}


def _ask_face(case: DeskCase) -> AskFace:
    """Of a customer whom this office never met; whom the centre introduced, and through whom."""
    if case.known is not None:
        told = f"Trung tâm giới thiệu từ {case.known.office}" if case.known.office else ""
        return AskFace(label=Label(text=told, icon="landmark"))
    if case.asking is Asking.NO or case.saved is not None:
        return AskFace()
    text, icon = _ASKED[case.asking]
    return AskFace(
        label=Label(text=text, icon=icon, tone=Tone.WAITING if icon == "hourglass" else Tone.PLAIN),
        offered=case.asking in (Asking.OFFERED, Asking.AWAY),
    )


def _field_face(case: DeskCase, name: FieldName) -> FieldFace:
    value = case.fields.get(name)
    if value is None:
        return FieldFace(error=_sentence(case.errors.get(name, "")), hint=case.hints.get(name, ""))
    hint = case.hints.get(name, "")
    before = shown_birth(value.before) if name is FieldName.BORN else value.before
    if value.source is Source.EDITED and before:
        hint = hint or f"Trước là {before}"
    return FieldFace(
        text=shown_birth(value.text) if name is FieldName.BORN else value.text,
        source=value.source.value,
        error=_sentence(case.errors.get(name, "")),
        hint=hint,
        reason=value.reason if value.source is Source.EDITED and asks_reason(name, value) else None,
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _account(case: DeskCase) -> tuple[str, Label]:
    if case.known is not None and case.known.username:
        text = "Tài khoản, trung tâm đã xác nhận"
        return case.known.username, Label(text=text, icon="circle-check", tone=Tone.GOOD)
    if case.username:
        text = "Dự kiến, trung tâm sẽ xác nhận khi có mạng"
        return case.username, Label(text=text, icon="hourglass", tone=Tone.WAITING)
    return "", Label()


def procedure_face(case: DeskCase) -> ProcedureFace:
    """The procedure's card."""
    detail = case.procedure
    if detail is None:
        return ProcedureFace()
    parts = [detail.fee_text, detail.sector]
    if len(detail.limits) == 1:
        parts.insert(0, detail.limits[0])
    return ProcedureFace(
        name=detail.name,
        code=detail.code,
        summary=_sentence("  ·  ".join(part for part in parts if part)),
        limits=detail.limits,
        limit=case.limit,
        unit=detail.fee_unit,
        quantity=case.quantity,
    )


def papers_face(case: DeskCase) -> PapersFace:
    """The papers' card."""
    detail = case.procedure
    if detail is None:
        return PapersFace()
    rows = [_paper_face(case, component) for component in detail.components]
    required = [c.no for c in detail.components if c.required]
    wanting = {one.component for one in case.missing}
    good = sum(no not in wanting for no in required)
    if not required:
        chip = Label(text="Không có giấy bắt buộc", icon="circle-check", tone=Tone.GOOD)
    elif good == len(required) and not wanting:
        text = f"Đủ {good}/{len(required)} bắt buộc"
        chip = Label(text=text, icon="circle-check", tone=Tone.GOOD)
    else:
        text = f"Có {good}/{len(required)} bắt buộc"
        chip = Label(text=text, icon="circle-alert", tone=Tone.SOON)
    return PapersFace(rows=rows, chip=chip, known=True)


def _paper_face(case: DeskCase, component: ComponentDetail) -> PaperFace:
    taken = case.papers.get(component.no)
    ticked = bool(taken and taken.ticked)
    wanting = next((m for m in case.missing if m.component == component.no), None)
    if wanting is not None and ticked:
        state, icon, tone = "Thiếu", "circle-alert", Tone.LATE
    elif wanting is not None:
        state, icon, tone = "Chưa nhận", "circle-alert", Tone.SOON
    elif ticked:
        state, icon, tone = "Đủ", "circle-check", Tone.GOOD
    else:
        state, icon, tone = "Không nộp", "minus", Tone.PLAIN
    duty = "bắt buộc" if component.required else "nếu có"
    if component.present_only:
        duty += ", chỉ xuất trình"
    elif wanting is not None:
        duty += f", cần {_count_text(component)}"
    return PaperFace(
        no=component.no,
        name=component.name if component.required else component.name.removesuffix(_IF_ANY),
        state=state,
        icon=icon,
        tone=tone,
        duty=duty,
        pages=sum(page.component == component.no for page in case.pages),
        ticked=ticked,
        originals=taken.originals if taken and ticked else 0,
        copies=taken.copies if taken and ticked else 0,
        present_only=component.present_only,
    )


def _count_text(component: ComponentDetail) -> str:
    parts = []
    if component.originals:
        parts.append(f"{component.originals} bản chính")
    if component.copies:
        parts.append(f"{component.copies} bản sao")
    return " và ".join(parts) or "1 bản"


def scan_face(case: DeskCase) -> ScanFace:
    """The pages' card."""
    flawed = sum(bool(page.flaw) for page in case.pages)
    astray = len(loose(case))
    count = f"{len(case.pages)} trang" if case.pages else ""
    chip = Label()
    if case.scanning:
        chip = Label(text="Đang quét…", icon="scanner", tone=Tone.PRIMARY)
    elif flawed:
        chip = Label(text=f"{flawed} trang cần xem lại", icon="triangle-alert", tone=Tone.SOON)
    elif astray:
        chip = Label(text=f"{astray} trang chưa xếp", icon="circle-alert", tone=Tone.SOON)
    elif case.pages:
        count += " · màu 200 dpi"
        chip = Label(text="Đã lưu", icon="circle-check", tone=Tone.GOOD)
    return ScanFace(
        pages=case.pages,
        summary=count,
        chip=chip,
        running=case.scanning,
        error=case.scan_error,
    )


def fee_face(case: DeskCase) -> FeeFace:
    """The fee's card."""
    detail = case.procedure
    if detail is None:
        return FeeFace()
    typed = detail.fee is None
    chip = Label(text="Chưa thu", icon="circle-alert", tone=Tone.SOON)
    if case.fee == 0:
        chip = Label(text="Không phải thu", icon="circle-check", tone=Tone.GOOD)
    elif case.paid:
        chip = Label(text="Đã thu", icon="circle-check", tone=Tone.GOOD)
    return FeeFace(
        known=True,
        amount=case.fee,
        text=detail.fee_text,
        typed=typed,
        method=case.method,
        tendered=case.tendered,
        change=_change(case),
        chip=chip if case.fee is not None else Label(),
    )


def _change(case: DeskCase) -> Label:
    if case.fee is None or case.method is not PaymentMethod.CASH or not case.fee:
        return Label()
    if case.tendered > case.fee:
        return Label(text=f"Trả lại {dong(case.tendered - case.fee)}", tone=Tone.GOOD)
    if case.paid:
        return Label(text="Vừa đủ, không trả lại", tone=Tone.GOOD)
    if case.tendered:
        return Label(text=f"Còn thiếu {dong(case.fee - case.tendered)}", tone=Tone.LATE)
    return Label(text="Enter: khách đưa vừa đủ", tone=Tone.PLAIN)


def due_face(case: DeskCase) -> DueFace:
    """The promised moment's card."""
    due = case.due
    if due is None:
        return DueFace(channel=case.channel, post_address=case.post_address)
    told = [f"{step.text} {step.basis}" for step in due.steps if step.basis]
    told += [step.text for step in due.steps[1:]]
    lines = [*told[:1], f"Lịch làm việc bản {due.calendar}", *told[1:2]]
    return DueFace(
        day=long_day(due.at),
        clock=clock(due.at),
        days=due.cells,
        lines=lines,
        steps=due.steps,
        warning=due.warning,
        channel=case.channel,
        post_address=case.post_address,
    )


def action_face(case: DeskCase) -> ActionFace:
    """What is open, or what saving gave."""
    if case.saved is not None:
        at = f"Đã lưu lúc {clock(case.saved_at)}" if case.saved_at else "Đã lưu"
        if case.saved.receipt:
            at += f" · biên lai {case.saved.receipt}"
        return ActionFace(
            saved=case.saved.code,
            saved_note=at,
            paper=_paper_label(case),
            printable=case.paper in (Paper.NONE, Paper.FAILED, Paper.PRINTED),
        )
    found = [matter.text for matter in matters(case)]
    done = "" if found else "Đủ để tiếp nhận. Mã hồ sơ cấp khi lưu."
    if found and not lacking(case) and not any(case.errors.get(n) for n in wanted(case.kind)):
        done = "Đã có thông tin khách hàng"
    promised = case.due is not None
    return ActionFace(done=done, open=found, promised=promised, saving=case.saving)


def _paper_label(case: DeskCase) -> Label:
    note = case.paper_note
    return {
        Paper.NONE: Label(text="Chưa in giấy hẹn", icon="printer", tone=Tone.SOON),
        Paper.PRINTING: Label(text="Đang in giấy hẹn…", icon="printer", tone=Tone.WAITING),
        Paper.PRINTED: Label(text=note or "Đã in giấy hẹn", icon="circle-check", tone=Tone.GOOD),
        Paper.FAILED: Label(
            text=note or "Chưa in được giấy hẹn", icon="triangle-alert", tone=Tone.LATE
        ),
    }[case.paper]
