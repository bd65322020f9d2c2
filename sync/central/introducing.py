"""A counter asks for a citizen or a dossier of another office: `POST /v1/introduce`.

Who asks for whom, when and why is written down before anything is looked up, whatever comes of
it; a device that asks too often is refused, so that nobody can try numbers until one fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.customer import INDIVIDUAL, ORGANISATION
from domain.identifiers import Scope, SubjectId
from domain.introduction import LONGEST_REASON, PURPOSES, SHORTEST_REASON, Purpose
from domain.moment import Moment
from sync.central.centre import Centre
from sync.central.errors import Busy, TooMany, Unreadable
from sync.central.relaying import deliver_or_hold
from sync.central.store import circles, phones
from sync.central.store.asking import asked_since, book, close_book, holders, with_code
from sync.central.store.circles import ACTIVE, ASKED, Shown
from sync.central.store.devices import Device
from sync.central.store.engine import Transaction
from sync.central.store.journal import Journal
from sync.central.store.outbox import INTRODUCE, Errand, put_in
from sync.central.store.recovery import recovering
from sync.central.store.stories import Story

WHATS: Final = ("identity", "tax", "dossier", "phone")
"""What a number may be."""

PER_HOUR: Final = 60
MISSES_PER_HOUR: Final = 20
"""Questions of one device in an hour, and how many of them may find nothing."""

HOUR_MS: Final = 3_600_000
LONGEST_NUMBER: Final = 40
_OFFICER_BYTES: Final = 16
_MOST_BEARERS: Final = 20
_DAY_MS: Final = 24 * HOUR_MS
_BROKEN: Final = "Câu hỏi sai dạng; hãy cập nhật chương trình ở quầy."
_TOO_MANY: Final = (
    "Quầy này đã hỏi trung tâm quá nhiều lần trong một giờ; hãy cứ tiếp nhận, hoặc hỏi lại sau."
)
_RESTORED: Final = (
    "Trung tâm vừa được phục hồi, đang chờ các quầy báo lại; hãy cứ tiếp nhận và hỏi lại sau."
)

_LATER: Final = "Trung tâm chưa giới thiệu được ngay; hãy cứ tiếp nhận và hỏi lại sau."


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whom a counter asks for, and why."""

    what: str
    number: str
    purpose: str
    reason: str
    officer: bytes


def introduce(centre: Centre, device: Device, asked: Any) -> dict[str, Any]:
    """The introduction in the asker's office, or that nobody is known by this number.

    The same question again finds the introduction that stands: an answer may be lost. Raises
    Unreadable, TooMany, Busy.
    """
    question = _question(asked)
    number = _booked(centre, device, question)
    with centre.store.reading() as snapshot:
        found = _find(snapshot, device.scope, question)
    if len(found) != 1:
        _close(centre, number, "several" if found else "unknown")
        return {"found": False, "several": bool(found)}
    home, subject = found[0]
    shown = [
        _shown(centre, device, question, (home, each))
        for each in _with_bearer(centre, home, subject)
    ]
    if home != device.scope and shown[0] is None:  # its contents were destroyed meanwhile
        _close(centre, number, "unknown")
        return {"found": False, "several": False}
    _close(centre, number, "introduced" if shown[0] else "here")
    fact = shown[0].fact if shown[0] else b""
    return {"found": True, "subject": subject, "office": home, "fact": fact}


def _question(asked: Any) -> Question:
    match asked:
        case {
            "what": str(what),
            "number": str(number),
            "purpose": str(purpose),
            "reason": str(reason),
            "officer": bytes(officer),
        } if what in WHATS and purpose in PURPOSES and len(officer) == _OFFICER_BYTES:
            number, reason = number.strip(), reason.strip()
        case _:
            raise Unreadable(_BROKEN)
    if not 0 < len(number) <= LONGEST_NUMBER or "\0" in number + reason:
        raise Unreadable(_BROKEN)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Unreadable(
            f"Lý do hỏi phải dài từ {SHORTEST_REASON} đến {LONGEST_REASON} ký tự; hãy ghi lại."
        )
    return Question(what=what, number=number, purpose=purpose, reason=reason, officer=officer)


def _booked(centre: Centre, device: Device, question: Question) -> int:
    """Write the question down; its number. Under the scope's lock, so that none slips through."""
    now = centre.now()
    with centre.store.writing() as transaction:
        if recovering(transaction):
            raise Busy(_RESTORED)
        Journal(transaction, device.scope)
        asked, missed = asked_since(transaction, device.id, Moment(now - HOUR_MS))
        if asked >= PER_HOUR or missed >= MISSES_PER_HOUR:
            raise TooMany(_TOO_MANY)
        row = {
            "scope": device.scope,
            "device": device.id,
            "officer": question.officer,
            "what": question.what,
            "ending": question.number[-4:],
            "purpose": question.purpose,
            "reason": question.reason,
            "at": now,
        }
        number = book(transaction, row)
        transaction.commit()
    return number


def _close(centre: Centre, number: int, outcome: str) -> None:
    with centre.store.writing() as transaction:
        close_book(transaction, number, outcome)
        transaction.commit()


def _find(snapshot: Transaction, asker: Scope, question: Question) -> list[tuple[Scope, SubjectId]]:
    """Whom the number means now, in their own office; the asker's own office before any other."""
    if question.what == "dossier":
        place = with_code(snapshot, question.number.upper())
        return [place] if place and Story(snapshot, *place).dossier else []
    if question.what == "phone":
        number = phones.written(question.number)
        places = phones.bearers(snapshot, number, _MOST_BEARERS)
        return _bearing(snapshot, places, question.what, number)
    sort = INDIVIDUAL if question.what == "identity" else ORGANISATION
    places = holders(snapshot, sort, question.number)
    found = _bearing(snapshot, places, question.what, question.number)
    ours = [place for place in found if place[0] == asker]
    return (ours or found)[:1]  # of one account: the same person, wherever they registered


def _bearing(
    snapshot: Transaction, places: Sequence[tuple[Scope, SubjectId]], what: str, number: str
) -> list[tuple[Scope, SubjectId]]:
    homes = dict.fromkeys(_home(snapshot, *place) for place in places)
    return [place for place in homes if _bears(Story(snapshot, *place), what, number)]


def _home(snapshot: Transaction, scope: Scope, subject: SubjectId) -> tuple[Scope, SubjectId]:
    shown = circles.shown(snapshot, scope, subject)
    return (shown.origin if shown else scope), subject


def _bears(story: Story, what: str, number: str) -> bool:
    customer = story.customer
    if customer is None:
        return False
    if what == "phone":
        return phones.written(customer.fields["phone"]) == number
    return customer.fields["identity_number"].strip() == number


def _with_bearer(centre: Centre, home: Scope, subject: SubjectId) -> list[SubjectId]:
    """A dossier is shown with its customer, without whom it has no name."""
    with centre.store.reading() as snapshot:
        dossier = Story(snapshot, home, subject).dossier
    return [subject, dossier.received.customer] if dossier else [subject]


def _shown(
    centre: Centre, device: Device, question: Question, place: tuple[Scope, SubjectId]
) -> Shown | None:
    """The subject as it is shown in the asker's office; None where it is the office's own.

    First under the lock of the subject's own office, so that nothing which happens from now on
    is missed; then, by the outbox, under the asker's.
    """
    with centre.store.reading() as snapshot:
        home, subject = _home(snapshot, *place)
    if home == device.scope:
        return None
    _ask(centre, device, question, (home, subject))
    while True:
        done = deliver_or_hold(centre, device.scope)
        with centre.store.reading() as snapshot:
            now = circles.shown(snapshot, device.scope, subject)
        if now is None or now.state != ASKED:
            return now if now and now.state == ACTIVE else None
        if not done:  # held for a person, or restored in this very moment
            raise Busy(_LATER)


def _ask(
    centre: Centre, device: Device, question: Question, place: tuple[Scope, SubjectId]
) -> None:
    home, subject = place
    purpose, now = PURPOSES[question.purpose], centre.now()
    with centre.store.writing() as transaction:
        Journal(transaction, home)
        before = circles.shown(transaction, device.scope, subject)
        if before is not None and _serves(before, purpose, now):
            return
        told = Shown(
            scope=device.scope,
            subject=subject,
            origin=home,
            purpose=question.purpose,
            back=purpose.back,
            until=Moment(now + purpose.days * _DAY_MS),
            state=ASKED,
        )
        circles.put_shown(transaction, told)
        errand = Errand(
            target=device.scope,
            kind=INTRODUCE,
            origin=home,
            subject=subject,
            why=(question.reason, device.id, question.officer),
        )
        put_in(transaction, [errand], now)
        transaction.commit()


def _serves(before: Shown, purpose: Purpose, now: Moment) -> bool:
    """Whether what is shown already does for this purpose too."""
    if before.state == ASKED:
        return True
    return before.state == ACTIVE and before.until > now and (before.back or not purpose.back)
