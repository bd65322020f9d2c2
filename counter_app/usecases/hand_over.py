"""Hand over a result: who took which paper home ends a dossier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counter_app.usecases.case import CustomerKind, FieldName
from counter_app.usecases.errors import AlreadyHandedOver, FieldsMissing, NotToldThere
from counter_app.usecases.lines import CustomerLine
from counter_app.usecases.ports import Begin, Work
from domain.customer import Customer
from domain.dossier import Dossier, ResultHandedOver
from domain.identifiers import DossierId
from domain.introduction import PURPOSES
from domain.vietnamese import search_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """What the clerk gives, and to whom."""

    dossier: DossierId
    paper: str  # number of the result's paper
    name: str
    identity_number: str = ""
    authority: str = ""  # by what somebody else than the applicant takes it
    refusal: bool = False
    channel: str = "counter"  # counter, post


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Records that the result left the office.

    Raises NoSuchDossier, FieldsMissing, AlreadyHandedOver, NotToldThere; nothing is recorded then.
    Source: docs/sources.md S-65.
    """

    begin: Begin

    def __call__(self, handing: Handing) -> None:
        """The same once more changes nothing."""
        told = _told(handing)
        with self.begin() as work:
            dossier = work.dossier(handing.dossier)
            if before := dossier.handed_over:
                if before.says == told.says:
                    return
                raise AlreadyHandedOver(before.name, before.paper)
            if wanting := [*_wanting(told, dossier, work.customer(dossier.received.customer))]:
                raise FieldsMissing(wanting)
            _told_at_home(work, dossier)
            work.record(dossier.id, told)
            work.commit()


def _told(handing: Handing) -> ResultHandedOver:
    return ResultHandedOver(
        paper=_words(handing.paper),
        name=_words(handing.name),
        identity_number="".join(handing.identity_number.split()),
        authority=_words(handing.authority),
        refusal=handing.refusal,
        channel=handing.channel,
    )


def _words(text: str) -> str:
    return " ".join(text.split())


def _wanting(told: ResultHandedOver, dossier: Dossier, applicant: Customer) -> Iterator[str]:
    if not told.paper:
        yield "chưa có số của giấy kết quả"
    if not told.name:
        yield "chưa có họ tên người nhận"
    elif not told.authority and told.channel == "counter" and not _may(told, dossier, applicant):
        yield f"{told.name} không phải người nộp hồ sơ, cần ghi giấy ủy quyền"


def _may(told: ResultHandedOver, dossier: Dossier, applicant: Customer) -> bool:
    """The applicant, who speaks for an organisation, or who came with the papers."""
    fields = applicant.fields
    people = [
        (fields["name"], {fields["identity_number"], fields["old_number"]}),
        (fields["representative"], {fields["representative_number"]}),
    ]
    if submitter := dossier.received.submitter:
        people.append((submitter[0], {submitter[1]}))
    return any(_is(told, name, numbers - {""}) for name, numbers in people if name)


def _is(told: ResultHandedOver, name: str, numbers: set[str]) -> bool:
    """Numbers tell people apart where both sides have one."""
    if told.identity_number and numbers:
        return told.identity_number in numbers
    return search_key(told.name) == search_key(name)


def _told_at_home(work: Work, dossier: Dossier) -> None:
    """What is done with another office's dossier must be told there."""
    if dossier.scope == work.scope:
        return
    purpose = PURPOSES.get(work.shown_for(dossier.id))
    if purpose is None or not purpose.back:
        raise NotToldThere(dossier.received.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who will most likely take a result: the applicant, or who speaks for an organisation."""

    name: str
    identity_number: str


def recipient(applicant: CustomerLine) -> Recipient:
    """As the customer is known now."""
    fields = applicant.fields
    if applicant.kind is CustomerKind.ORGANISATION:
        return Recipient(
            name=fields.get(FieldName.REPRESENTATIVE, ""),
            identity_number=fields.get(FieldName.REPRESENTATIVE_NUMBER, ""),
        )
    return Recipient(
        name=fields.get(FieldName.NAME, ""),
        identity_number=fields.get(FieldName.IDENTITY_NUMBER, ""),
    )
