"""The presenter's question whether two customers are one person. Knows no Qt.

Of a customer who is new the clerk's word is kept with the reception, and nobody is written twice.
Where both are customers already it is written at once, as on the customers' screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from counter_app.ui.reception.desk_case import DeskCase, undecided
from counter_app.ui.reception.faces import ComparedField, CompareFace
from counter_app.ui.reception.room import Room
from counter_app.ui.tokens import Tone
from counter_app.ui.wording import shown_birth
from counter_app.usecases.case import Compared, FieldName, Likeness, Source
from counter_app.usecases.lines import CustomerLine, Similar
from domain.errors import OfficeError
from domain.identifiers import CustomerId

COMPARED = {
    FieldName.IDENTITY_NUMBER: "Số định danh",
    FieldName.NAME: "Họ và tên",
    FieldName.BORN: "Ngày sinh",
    FieldName.SEX: "Giới tính",
    FieldName.ADDRESS: "Địa chỉ",
    FieldName.PHONE: "Điện thoại",
}
NEW = (
    "Dùng khách đã có; hồ sơ mới vào lịch sử của khách ấy.",
    "Tạo khách mới; lần sau không hỏi lại cặp này.",
    "Tạo khách mới, để cán bộ khác xem lại.",
)
BOTH_KNOWN = (
    "Gộp ngay: một dòng trong mọi danh sách, hồ sơ đứng chung; tách lại được ở Khách hàng.",
    "Hai khách đứng riêng như bây giờ; lần sau không hỏi lại cặp này.",
    "Tiếp nhận cho khách đang chọn; câu hỏi còn ở Khách hàng (Ctrl+3).",
)


class ComparePart:
    """Look-alikes of who stands at the desk, one after the other."""

    def __init__(
        self, room: Room, take: Callable[[CustomerLine], None], read_known: Callable[[], None]
    ) -> None:
        self._room, self._take, self._read_known = room, take, read_known
        self._checked: tuple[str, ...] = ()
        self._deciding = False
        self._put_off: set[CustomerId] = set()  # not asked again in this case

    def reset(self) -> None:
        """Another case: nothing that was found for the last one holds for it."""
        self._checked = ()
        self._put_off.clear()

    def seek(self) -> None:
        """Of a new customer: who of those known looks alike."""
        case = self._room.case
        form = case.form()
        checked = tuple(form.text(name) for name in COMPARED)
        if not form.text(FieldName.NAME) or checked == self._checked:
            return
        self._checked = checked
        find = self._room.services.similar
        self._room.ask(lambda: find(form), self._found)

    def _found(self, answer: object) -> None:
        room, case = self._room, self._room.case
        if case.known_id is not None or not isinstance(answer, Sequence):
            return
        case.similar = tuple(answer)
        room.changed()
        if found := undecided(case):
            text = f"Có {len(found)} khách giống khách này. So để khỏi tạo trùng."
            room.screen.notice(text, Tone.WAITING, [("So hai khách", self.compare)])

    def seek_twins(self) -> None:
        """Of a customer who is known: whether another one is the same person."""
        known, form = self._room.case.known_id, self._room.case.form()
        find = self._room.services.similar
        if known is not None and form.text(FieldName.NAME):
            self._room.ask(lambda: find(form), lambda found: self._twins(known, found))

    def _twins(self, known: CustomerId, answer: object) -> None:
        case, screen = self._room.case, self._room.screen
        if case.known_id != known or case.known is None or not isinstance(answer, Sequence):
            return
        told = {one.customer.id for one in case.twins}
        may_be = [one for one in answer if _may_be(case.known, one)]
        case.twins = tuple(one for one in may_be if one.customer.id not in self._put_off)
        if case.saved is not None or case.saving:
            return
        if of_other := [one for one in answer if one.certain and one not in may_be]:
            name = of_other[0].customer.fields[FieldName.NAME]
            screen.notice(
                f"Số này đã thuộc về khách {name}; nếu gõ nhầm hãy gõ lại, nếu là một người"
                " thì lưu số đã sửa rồi gộp ở Khách hàng (Ctrl+3).",
                Tone.WAITING,
            )
        elif {one.customer.id for one in case.twins} - told:
            text = f"Có {len(case.twins)} khách khác có thể chính là khách này."
            screen.notice(text, Tone.WAITING, [("&Xem và so hai khách", self.compare)])

    def compare(self) -> None:
        """Show the first look-alike beside the case."""
        found = _open(self._room.case)
        self._room.screen.compare(self._comparison(found) if found else None)
        self._room.screen.focus("compare" if found else "procedure")

    def decide(self, outcome: Likeness) -> None:
        """The clerk's word on the look-alike in sight."""
        case = self._room.case
        found = _open(case)
        if not found or self._deciding or case.saving or case.saved is not None:
            return
        other = found[0].customer
        if case.known_id is not None:
            self._write(case.known_id, other.id, outcome)
            return
        case.compared[other.id] = Compared(other=other.id, outcome=outcome)
        if outcome is Likeness.SAME:
            self._take(other)
            self._room.screen.focus("procedure")
            return
        self._room.screen.notice("")
        self._room.changed()
        self.compare()

    # both are customers already

    def _write(self, known: CustomerId, other: CustomerId, outcome: Likeness) -> None:
        room, case, compare = self._room, self._room.case, self._room.services.compare
        self._deciding = True

        def written(standing: CustomerLine | None) -> None:
            self._deciding = False
            if room.case is case:
                self._written(other, outcome, standing)

        def failed(error: Exception) -> None:
            self._deciding = False
            if not isinstance(error, OfficeError):
                room.report(error)
            elif room.case is case and (found := _open(case)):  # said where it was asked
                room.screen.compare(replace(self._comparison(found), note=error.sentence))

        room.tasks.run(lambda: compare(known, other, outcome), then=written, failed=failed)

    def _written(self, other: CustomerId, outcome: Likeness, standing: CustomerLine | None) -> None:
        room, case = self._room, self._room.case
        self._put_off.add(other)
        case.twins = tuple(one for one in case.twins if one.customer.id != other)
        room.screen.notice("")
        if outcome is Likeness.SAME and standing is not None:
            room.screen.toast(f"Đã gộp: {standing.fields[FieldName.NAME]} đứng cho cả hai")
            for name, have in list(case.fields.items()):
                if have.source in (Source.RECORD, Source.CENTRE):
                    del case.fields[name]  # what the clerk and the card said stays
            self._take(standing)
        else:
            self._read_known()  # its newest fact is another one now
        self.compare()

    def _comparison(self, found: Sequence[Similar]) -> CompareFace:
        case, other = self._room.case, found[0]
        rows = []
        for name, label in COMPARED.items():
            ours, theirs = case.text(name), other.customer.fields.get(name, "")
            if name is FieldName.BORN:
                ours, theirs = shown_birth(ours), shown_birth(theirs)
            equal = name in other.alike or ours == theirs
            rows.append(ComparedField(name=label, ours=ours, theirs=theirs, equal=equal))
        known = case.known
        note = "Cùng số giấy tờ: đây là cùng một người." if other.certain else ""
        return CompareFace(
            ours=f"Khách đang chọn · {known.dossiers or 0} hồ sơ" if known else "Khách tại quầy",
            theirs=f"Khách đã có · {other.customer.dossiers or 0} hồ sơ",
            rows=rows,
            note=note,
            certain=other.certain,
            left=len(found) - 1,
            effects=BOTH_KNOWN if known else NEW,
        )


def _open(case: DeskCase) -> Sequence[Similar]:
    return case.twins if case.known_id is not None else undecided(case)


def _may_be(known: CustomerLine, other: Similar) -> bool:
    """A shared telephone alone is a family; two papers of different numbers are two people."""
    ours, theirs = _numbers(known), _numbers(other.customer)
    alike = other.certain or FieldName.NAME in other.alike
    return (
        alike
        and known.kind is other.customer.kind
        and (not (ours and theirs) or bool(ours & theirs))
    )


def _numbers(line: CustomerLine) -> set[str]:
    named = (FieldName.IDENTITY_NUMBER, FieldName.OLD_NUMBER)
    return {line.fields.get(name, "").strip() for name in named} - {""}
