"""The presenter's first third: who stands at the desk. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from counter_app.ui.reception.ask_part import AskPart
from counter_app.ui.reception.compare_part import ComparePart
from counter_app.ui.reception.desk_case import matters
from counter_app.ui.reception.room import Room
from counter_app.ui.tokens import Tone
from counter_app.ui.wording import typed_birth
from counter_app.usecases.case import (
    CustomerKind,
    Entered,
    FieldName,
    Source,
    Submitter,
)
from counter_app.usecases.lines import CustomerLine
from domain.errors import OfficeError

_SEARCHED = (FieldName.IDENTITY_NUMBER, FieldName.NAME, FieldName.PHONE)
_ORDER = {
    CustomerKind.INDIVIDUAL: (
        FieldName.IDENTITY_NUMBER,
        FieldName.NAME,
        FieldName.BORN,
        FieldName.SEX,
        FieldName.ADDRESS,
        FieldName.PHONE,
    ),
    CustomerKind.ORGANISATION: (
        FieldName.IDENTITY_NUMBER,
        FieldName.NAME,
        FieldName.ADDRESS,
        FieldName.REPRESENTATIVE,
        FieldName.REPRESENTATIVE_NUMBER,
        FieldName.PHONE,
    ),
}


class CustomerPart:
    """Card, typing, finding, comparing."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._asked = 0
        self._found: Mapping[str, CustomerLine] = {}
        self.asks = AskPart(room, self._take)
        self.comparing = ComparePart(room, self._take, self.read_known)
        self._disputed = False  # and said so

    def reset(self) -> None:
        """Another case: nothing that was found for the last one holds for it."""
        self._asked += 1
        self._found, self._disputed = {}, False
        self.comparing.reset()

    def choose_kind(self, kind: CustomerKind) -> None:
        """Person or organisation."""
        case = self._room.case
        if case.kind is kind:
            return
        case.kind = kind
        case.errors.clear()
        self._expect_username()
        self._room.changed()
        self._room.screen.focus(FieldName.IDENTITY_NUMBER)

    def card(self, payload: str) -> None:
        """A citizen's card was read. Its values lie on sunken ground until edited."""
        room, case = self._room, self._room.case
        try:
            values = room.services.read_card(payload)
        except OfficeError as error:
            room.screen.notice(error.sentence, Tone.LATE)
            return
        if case.submitter is not None and case.text(FieldName.IDENTITY_NUMBER):
            self._card_of_submitter(values)
            return
        case.kind = CustomerKind.INDIVIDUAL
        case.known, case.known_id, case.seen = None, None, frozenset()
        case.similar, case.twins = (), ()
        self.asks.withdraw()
        for name, text in values.items():
            case.fields[name] = Entered(text=text, source=Source.CARD)
            case.errors.pop(name, None)
            self._check(name)
        room.screen.notice("")
        self._expect_username()
        room.changed()
        number, old = values[FieldName.IDENTITY_NUMBER], values.get(FieldName.OLD_NUMBER, "")
        find = room.services.customer_by_number
        room.ask(lambda: find(number, old), self._card_found)

    def _card_of_submitter(self, values: Mapping[FieldName, str]) -> None:
        case = self._room.case
        before = case.submitter or Submitter(name="")
        case.submitter = replace(
            before,
            name=values.get(FieldName.NAME, ""),
            identity_number=values.get(FieldName.IDENTITY_NUMBER, ""),
        )
        self._room.changed()
        self._room.screen.focus("submitter_phone")

    def _card_found(self, answer: object) -> None:
        if isinstance(answer, CustomerLine):
            self._take(answer)
        else:
            self.asks.offer()
            self.comparing.seek()
        self._room.screen.focus("procedure")

    def edit(self, name: FieldName, text: str) -> None:
        """A keystroke. An error that stood goes as soon as it is mended."""
        room, case = self._room, self._room.case
        text = typed_birth(text) if name is FieldName.BORN else text
        case.fields[name] = _edited(case.fields.get(name), text)
        if name is FieldName.IDENTITY_NUMBER:
            self.asks.withdraw()
        if case.errors.get(name):
            self._check(name)
        if name is FieldName.NAME:
            self._expect_username()
        room.changed()
        if name in _SEARCHED and case.known_id is None and len(text.strip()) >= 2:
            self._search(name, text.strip())
        elif name in _SEARCHED:
            room.screen.suggest_customers(name, (), text)

    def leave(self, name: FieldName) -> None:
        """The focus went: now an error may show, and look-alikes are sought."""
        room, case = self._room, self._room.case
        if case.saved is not None or name not in case.fields:
            return
        before = case.errors.get(name, ""), case.hints.get(name, "")
        self._check(name)
        if before != (case.errors.get(name, ""), case.hints.get(name, "")):
            room.changed()
        if case.known_id is None and not case.errors.get(name):
            self._seek_known(name)
        elif name is FieldName.IDENTITY_NUMBER and not case.errors.get(name):
            self.comparing.seek_twins()  # the number may be another customer's

    def enter(self, name: FieldName) -> None:
        """Enter: on to the next field that still lacks something. It never saves."""
        case = self._room.case
        order = _ORDER[case.kind]
        after = order[order.index(name) + 1 :] if name in order else ()
        spot = next((one for one in after if not case.text(one)), None)
        if spot is None and case.procedure is None:
            self._room.screen.focus("procedure")
        elif spot is None:
            open_now = matters(case)
            self._room.screen.focus(open_now[0].spot if open_now else "save")
        else:
            self._room.screen.focus(spot)

    def reason(self, name: FieldName, text: str) -> None:
        """Why a card's value was changed."""
        case = self._room.case
        case.fields[name] = replace(case.fields[name], reason=text.strip())
        self._room.changed()

    def choose_known(self, key: str) -> None:
        """A row of the suggestion list was taken."""
        line = self._found.get(key)
        if line is None:
            return
        case = self._room.case
        case.fields.clear()
        case.errors.clear()
        self._take(line)
        self._room.screen.focus("procedure")

    def begin_with(self, line: CustomerLine) -> None:
        """A customer found elsewhere comes onto an empty desk; a started case is left alone."""
        if self._room.case.untouched:
            self._take(line)
            self._room.screen.focus("procedure")
        else:
            text = "Đang có hồ sơ dở trên bàn; F8 để giữ lại, rồi tìm khách này lần nữa."
            self._room.screen.notice(text)

    def mend(self, line: CustomerLine | None, who: str, field: str, reason: str) -> None:
        """A customer of whom the centre holds something: at the field that is wrong, and why.

        None: the registration itself is held and counts nowhere, so it is written anew.
        """
        screen = self._room.screen
        if not self._room.case.untouched:
            screen.notice("Đang có hồ sơ dở trên bàn; F8 để giữ lại, rồi mở lại việc bị giữ.")
            return
        if line is not None:
            self._take(line)
        screen.focus(field if field in list(FieldName) else FieldName.NAME)
        again = "" if line is not None else f" Ghi lại khách {who}."
        screen.notice(f"Trung tâm giữ lại: {reason}{again}")

    def submitter(self, who: Submitter | None) -> None:
        """Somebody hands it in for the customer, or nobody does."""
        opened = self._room.case.submitter is None and who is not None
        self._room.case.submitter = who
        self._room.changed()
        if opened:
            self._room.screen.focus("submitter")

    # finding

    def _search(self, name: FieldName, text: str) -> None:
        room = self._room
        self._asked += 1
        mine, find = self._asked, room.services.find_customers

        def answered(answer: object) -> None:
            rows = answer if isinstance(answer, Sequence) else ()
            if mine == self._asked and room.case.known_id is None:
                self._found = {line.id.hex(): line for line in rows}
                room.screen.suggest_customers(name, rows, text)

        room.ask(lambda: find(text), answered)

    def _seek_known(self, name: FieldName) -> None:
        room, case = self._room, self._room.case
        number = case.text(FieldName.IDENTITY_NUMBER)
        if name is FieldName.IDENTITY_NUMBER and number:
            find = room.services.customer_by_number
            room.ask(lambda: find(number, case.text(FieldName.OLD_NUMBER)), self._number_found)
        elif name in (FieldName.NAME, FieldName.BORN, FieldName.PHONE):
            self.comparing.seek()

    def _number_found(self, answer: object) -> None:
        if isinstance(answer, CustomerLine):
            self._take(answer)
        else:
            self.asks.offer()

    def _take(self, line: CustomerLine) -> None:
        """The customer is known: fill what the card did not say, keep what it did."""
        case = self._room.case
        case.kind, case.known, case.known_id, case.seen = line.kind, line, line.id, line.newest
        case.similar, case.twins = (), ()
        source = Source.CENTRE if line.office else Source.RECORD
        self.asks.withdraw()
        for name, text in line.fields.items():
            have = case.fields.get(name)
            if have is None or not have.text:
                case.fields[name] = Entered(text=text, source=source)
            elif have.text != text and have.source is Source.CARD:
                case.fields[name] = replace(have, before=text)
        self._expect_username()
        self._room.screen.notice("")
        self._room.screen.compare(None)
        self._room.changed()
        if line.dossiers is None:  # from a list: how often the customer came is asked now
            self.read_known()
        else:
            self._seek_disputes(line)

    def _seek_disputes(self, line: CustomerLine) -> None:
        room, disputes = self._room, self._room.services.disputes

        def told(answer: object) -> None:
            if line.id != room.case.known_id or not isinstance(answer, Sequence):
                return
            if answer:
                first, matters = answer[0], ", ".join(one.words for one in answer)
                text = f"Có mâu thuẫn: {matters} – các quầy ghi khác nhau"
                act = ("&Xem để quyết định", lambda: room.screen.open_dispute(first))
                room.screen.notice(text, Tone.WAITING, [act])
            elif self._disputed:
                room.screen.notice("")
            self._disputed = bool(answer)
            if not answer:
                self.comparing.seek_twins()

        room.ask(lambda: disputes(line.id), told)

    def read_known(self) -> None:
        """Read the case's customer again, with the last dossiers."""
        known, find = self._room.case.known_id, self._room.services.customer
        if known is not None:
            self._room.ask(lambda: find(known), self._known_told)

    def _known_told(self, answer: object) -> None:
        case = self._room.case
        if isinstance(answer, CustomerLine) and answer.id == case.known_id:
            case.known, case.seen = answer, answer.newest
            for name, have in list(case.fields.items()):
                if have.source is Source.RECORD:  # its older words would be saved as a change
                    case.fields[name] = replace(have, text=answer.fields.get(name, have.text))
            self._room.changed()
            self._seek_disputes(answer)

    # small

    def _check(self, name: FieldName) -> None:
        case = self._room.case
        value = case.fields.get(name)
        if value is None or not value.text:
            case.errors.pop(name, None)
            case.hints.pop(name, None)
            return
        error, hint = self._room.services.check_field(name, value.text, case.form())
        case.errors[name], case.hints[name] = error, hint

    def _expect_username(self) -> None:
        case = self._room.case
        case.username = ""
        if case.name and not (case.known and case.known.username):
            try:
                case.username = self._room.services.expected_username(case.kind, case.name)
            except OfficeError as error:
                case.errors[FieldName.NAME] = error.sentence


def _edited(before: Entered | None, text: str) -> Entered:
    """What typing makes of a value. Typing back what stood before restores where it came from."""
    if before is None or not (before.text or before.before):
        return Entered(text=text, source=Source.TYPED)
    if before.source is Source.TYPED:
        return replace(before, text=text)
    if before.source is Source.EDITED:
        return replace(before, text=text)
    return Entered(text=text, source=Source.EDITED, before=before.text)
