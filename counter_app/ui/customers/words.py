"""What waits for a person's word, in the words of the screen. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from counter_app.ui.wording import short_day, short_moment, shown_birth
from counter_app.usecases.case import FieldName
from counter_app.usecases.decisions import FIELD_WORDS, NUMBERS_DIFFER, Alike, Dispute, Version
from counter_app.usecases.lines import CustomerLine
from domain.customer import OF_TWO
from domain.moment import Moment, local

Item = Dispute | Alike

_BORN: Final = "customer.born"
NOT_KNOWN: Final = "chưa có"


class Group(StrEnum):
    """The parts of the list, in their order."""

    SOUGHT = "Đang so"
    DISPUTES = "Mâu thuẫn"
    ALIKE = "Có thể là một người"
    MERGED = "Đã gộp"


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that the list shows."""

    disputes: Sequence[Dispute] = ()
    alike: Sequence[Alike] = ()
    merged: Sequence[Alike] = ()
    sought: Sequence[Alike] = ()  # chosen by hand, and in no other part

    @property
    def groups(self) -> Mapping[Group, Sequence[Item]]:
        """Those that hold something."""
        told: Mapping[Group, Sequence[Item]] = {
            Group.SOUGHT: self.sought,
            Group.DISPUTES: self.disputes,
            Group.ALIKE: self.alike,
            Group.MERGED: self.merged,
        }
        return {group: items for group, items in told.items() if items}

    @property
    def open(self) -> int:
        """How many wait; what was merged or is only compared does not."""
        return len(self.disputes) + len(self.alike)


@dataclass(frozen=True, slots=True)
class PairRow:
    """One line of two customers side by side; `equal` is None where nothing is compared."""

    name: str
    one: str
    other: str
    equal: bool | None = None


def key_of(item: Item) -> str:
    """The same before and after a new reading, so that the choice in the list stays."""
    if isinstance(item, Dispute):
        if item.matter.startswith(OF_TWO):  # told of both of them; one question
            return " ".join([OF_TWO, *sorted((item.subject.hex(), item.matter[len(OF_TWO) :]))])
        return f"{item.subject.hex()} {item.matter}"
    return " ".join(sorted((item.one.id.hex(), item.other.id.hex())))


def each_once(disputes: Sequence[Dispute]) -> Sequence[Dispute]:
    """Whether two customers are one is asked once, by both names."""
    found: dict[str, Dispute] = {}
    for one in disputes:
        first = found.setdefault(key_of(one), one)
        if one.name not in first.name:
            found[key_of(one)] = replace(first, name=f"{first.name} và {one.name}")
    return list(found.values())


def waiting_of(
    disputes: Sequence[Dispute],
    alike: Sequence[Alike],
    merged: Sequence[Alike],
    pair: Alike | None,
) -> Waiting:
    """The whole list; a pair chosen by hand stands once, where it stands anyway."""
    known = {key_of(each) for each in (*alike, *merged)}
    sought = [pair] if pair is not None and key_of(pair) not in known else []
    return Waiting(disputes, alike, merged, sought)


def name_of(line: CustomerLine) -> str:
    """The customer's name."""
    return line.fields.get(FieldName.NAME, "") or "Khách chưa có tên"


def title_of(item: Item) -> str:
    """The upper line of a row."""
    if isinstance(item, Dispute):
        return item.name or "Khách chưa có tên"
    return name_of(item.one)


def detail_of(item: Item) -> str:
    """The lower line of a row; no identity number is in it."""
    if isinstance(item, Dispute):
        return f"{item.words} · {len(item.versions)} bản"
    if item.merged:
        return f"cùng với {name_of(item.other)}"
    return " · ".join(filter(None, (f"và {name_of(item.other)}", item.why)))


def found_row(line: CustomerLine) -> tuple[str, str]:
    """A customer found by typing: the upper and the lower line."""
    number = line.fields.get(FieldName.IDENTITY_NUMBER, "")
    told = (
        f"…{number[-4:]}" if number else "",
        _shown(FieldName.BORN, line),
        line.username or "",
        f"{line.dossiers or 0} hồ sơ",
    )
    return name_of(line), "  ·  ".join(filter(None, told))


def why_of(pair: Alike) -> str:
    """Why the two stand beside each other."""
    if pair.merged:
        return "Đang được coi là một người."
    if pair.sought:
        return ", ".join(filter(None, ("Hai khách do bạn chọn để so", pair.why))) + "."
    return f"Giống nhau: {pair.why}."


def effect_of_later(pair: Alike) -> str:
    """What putting it off means."""
    if pair.sought:
        return "Chưa ai nói được; hai khách đứng riêng như bây giờ."
    return "Chưa ai nói được; câu hỏi còn trong danh sách."


def said(dispute: Dispute, text: str) -> str:
    """What a version says, as the clerk reads it."""
    return shown_birth(text) if dispute.matter == _BORN else text


def base_of(dispute: Dispute) -> str:
    """What all of them found there, where they found the same."""
    found = {version.before for version in dispute.versions}
    if len(found) != 1 or not (before := found.pop()):
        return ""
    return f"Trước đó các nơi cùng thấy: {said(dispute, before)}."


def origin_of(dispute: Dispute, version: Version, now: Moment) -> Sequence[str]:
    """Who wrote a version, where and when; why; and what was there before, where that differs."""
    where = f"{version.where} (quầy này)" if version.here else version.where
    who = "" if version.who == version.where else version.who  # a counter by itself
    told = [", ".join(filter(None, (where, who, short_moment(version.at, now))))]
    if version.reason:
        told.append(f"Căn cứ: {version.reason}")
    if version.before and not base_of(dispute):
        told.append(f"Trước đó thấy: {said(dispute, version.before)}")
    return told


def rows_of(pair: Alike) -> Sequence[PairRow]:
    """Field by field; what neither of them has is left out."""
    told = []
    for name, words in FIELD_WORDS.items():
        one, other = (_shown(name, line) for line in (pair.one, pair.other))
        if one or other:
            told.append(PairRow(words, one, other, one == other))
    one, other = (str(line.username or "") for line in (pair.one, pair.other))
    told.append(PairRow("Tài khoản", one, other, one == other))
    if not pair.merged:
        told.append(PairRow("Hồ sơ", _came(pair.one), _came(pair.other)))
    return told


def _shown(name: FieldName, line: CustomerLine) -> str:
    value = line.fields.get(name, "")
    return shown_birth(value) if name is FieldName.BORN else value


def _came(line: CustomerLine) -> str:
    last = [f"{each.procedure_name}, {short_day(local(each.received))}" for each in line.last]
    return "\n".join([f"{line.dossiers or 0} hồ sơ", *last])


def effect_of_same(pair: Alike) -> str:
    """What one person for both means, before it is chosen."""
    count = (pair.one.dossiers or 0) + (pair.other.dossiers or 0)
    shown = name_of(pair.one) + (f" ({pair.one.username})" if pair.one.username else "")
    told = [f"Mọi danh sách hiện {shown}"]
    if count:
        told.append(f"{count} hồ sơ của cả hai đứng chung")
    if pair.other.username and pair.one.username:
        told.append(f"tài khoản {pair.other.username} không cấp cho ai khác")
    return "; ".join(told) + ". Tách lại được ở “Đã gộp”."


def effect_of_different(pair: Alike) -> str:
    """What two people means."""
    if pair.merged:
        return "Danh sách lại hiện hai khách; mỗi người giữ hồ sơ và tài khoản của mình."
    return "Hai khách đứng riêng như bây giờ; không hỏi lại cặp này."


def refusal_of(pair: Alike) -> str:
    """Why they cannot be one person, with the way out; empty where they can."""
    if not pair.forbidden:
        return ""
    way = "hãy chọn hai khách khác"
    if pair.forbidden == NUMBERS_DIFFER:
        way = "nếu một số bị ghi sai, hãy sửa số đó trước"
    return f"Không gộp được vì {pair.forbidden}; {way}."
