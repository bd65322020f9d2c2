"""A dossier's history in words: the journal read aloud, newest first."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, select

from counter_app.storage import tables as t
from counter_app.storage.archives import Place, place_of
from counter_app.storage.attached import SUFFIX
from counter_app.storage.engine import reading
from counter_app.storage.journal import Journal
from counter_app.usecases.archive_lines import place_words
from counter_app.usecases.lines import StoryLine
from domain import dossier as dossiers
from domain.deciding import ConflictDecided
from domain.facts import Fact
from domain.history import Entry, in_order
from domain.identifiers import DossierId, is_centre
from domain.introduction import PURPOSES, IntroductionEnded, SubjectIntroduced
from domain.moment import local
from domain.money import dong

_LAST_NAME: Final = re.compile(r".*[/\\]")
_METHOD: Final = {"cash": "tiền mặt", "transfer": "chuyển khoản", "card": "thẻ"}
_ENDED: Final = {
    "time": "Hết thời hạn xem hồ sơ của nơi khác",
    "done": "Đã trả xong, thôi xem hồ sơ của nơi khác",
}


def story(engine: Engine, dossier: DossierId) -> Sequence[StoryLine]:
    """What happened to a dossier, newest first."""
    with reading(engine) as connection:
        entries = in_order(Journal(connection, secrets.token_bytes).about(dossier))
        shared = _shared(connection)
        names = names_of(connection)
        archived_in = place_of(connection, dossier)
    office = next((e.fact.office for e in entries if isinstance(e.fact, SubjectIntroduced)), "")
    lines = [_archived(archived_in)] if archived_in else []
    for entry in reversed(entries):
        title, detail, icon = _words(entry.fact)
        place = names.get(entry.device) or _far_place(entry, office)
        who = names.get(entry.actor, "")
        told = ", ".join(part for part in (place, who, detail) if part)
        own = (entry.device, entry.epoch, entry.scope)
        known = entry.seq <= shared.get(own, entry.seq if office else 0)
        lines.append(StoryLine(at=entry.wall, title=title, detail=told, icon=icon, shared=known))
    return lines


def _archived(place: Place) -> StoryLine:
    """Where the story is read from: it stands above it."""
    return StoryLine(
        at=place.at,
        title=place_words(place.month),
        detail=f"đọc từ tệp {place.file}{SUFFIX}",
        icon="database",
        shared=True,
    )


def _far_place(entry: Entry, office: str) -> str:
    """Of no counter of this office: the centre, or a counter of the office whose dossier it is."""
    return "Trung tâm" if is_centre(entry.device) or not office else office


def _words(fact: Fact) -> tuple[str, str, str]:
    for kind, say in _SAYINGS.items():
        if isinstance(fact, kind):
            return say(fact)
    return ("Việc của bản phần mềm mới hơn", "sẽ đọc được sau khi cập nhật", "circle-help")


def _received(fact: Any) -> tuple[str, str, str]:
    due = local(fact.due)
    return ("Tiếp nhận hồ sơ", f"hẹn trả {due:%d/%m/%Y} lúc {due:%H:%M}", "inbox")


def _fee(fact: Any) -> tuple[str, str, str]:
    title = f"Thu {dong(fact.amount)}, {_METHOD.get(fact.method, fact.method)}"
    return (title, f"biên lai {fact.receipt}", "coins")


def _refunded(fact: Any) -> tuple[str, str, str]:
    title = f"Hoàn {dong(fact.amount)}, {_METHOD.get(fact.method, fact.method)}"
    return (title, f"biên lai {fact.receipt}: {fact.reason}", "coins")


def _scan(fact: Any) -> tuple[str, str, str]:
    return (f"Quét {fact.pages} trang vào giấy tờ {fact.component}", "", "scanner")


def _printed(fact: Any) -> tuple[str, str, str]:
    return ("Đã in giấy hẹn", f"{_copy(fact.copy)}, {_place(fact.where)}", "printer")


def _introduced(fact: Any) -> tuple[str, str, str]:
    purpose = PURPOSES.get(fact.purpose)
    words = purpose.words.lower() if purpose else fact.purpose
    until = local(fact.until)
    return (f"Hồ sơ của {fact.office}", f"{words}: {fact.reason}; đến {until:%d/%m/%Y}", "landmark")


def _compared(fact: Any) -> tuple[str, str, str]:
    if not fact.keeps:
        return ("Ghi nhận: hai hồ sơ khác nhau", fact.reason, "folder")
    goes_on = "hồ sơ kia" if fact.keeps == fact.other else "hồ sơ này"
    detail = ", ".join(filter(None, (f"làm tiếp {goes_on}", fact.reason)))
    return ("Ghi nhận: một giấy tờ nhận hai lần", detail, "equal")


def _handed_over(fact: Any) -> tuple[str, str, str]:
    title = f"Trả {'thông báo từ chối' if fact.refusal else 'kết quả'} cho {fact.name}"
    by = f"theo {fact.authority}" if fact.authority else ""
    post = "qua bưu chính" if fact.channel == "post" else ""
    return (title, ", ".join(filter(None, (f"giấy {fact.paper}", by, post))), "circle-check")


def _place(where: str) -> str:
    """The printer's name and its job, or the file's name: a printer's address tells nobody."""
    printer, job, number = where.rpartition(" #")
    if not job:
        name = _LAST_NAME.sub("", where)
        return f"tệp {name}"
    return f"lệnh in {number}" if "://" in printer else f"{printer} lệnh in {number}"


def _copy(number: int) -> str:
    return "2 liên" if number == 1 else f"bản in lại lần {number - 1}"


_SAYINGS: Final[Mapping[type[Fact], Callable[[Any], tuple[str, str, str]]]] = {
    dossiers.DossierReceived: _received,
    dossiers.FeeTaken: _fee,
    dossiers.FeeRefunded: _refunded,
    dossiers.FeeJoined: lambda f: ("Ghi lệ phí vào phiên quầy", f"biên lai {f.receipt}", "coins"),
    dossiers.ScanAttached: _scan,
    dossiers.SlipSent: lambda f: ("Gửi giấy hẹn tới máy in", _copy(f.copy), "printer"),
    dossiers.SlipConfirmed: _printed,
    dossiers.ResultHandedOver: _handed_over,
    dossiers.DossiersCompared: _compared,
    ConflictDecided: lambda f: ("Quyết định một mâu thuẫn", f.reason, "shuffle"),
    SubjectIntroduced: _introduced,
    IntroductionEnded: lambda f: (_ENDED.get(f.reason, "Thôi xem hồ sơ của nơi khác"), "", "clock"),
    dossiers.SlipFailed: lambda f: ("Chưa in được giấy hẹn", _copy(f.copy), "triangle-alert"),
}


def _shared(connection: Connection) -> Mapping[tuple[bytes, int, str], int]:
    chains = select(t.head.c.device, t.head.c.epoch, t.head.c.scope, t.head.c.shared_seq)
    return {(row[0], row[1], row[2]): row[3] for row in connection.execute(chains)}


def names_of(connection: Connection) -> Mapping[bytes, str]:
    """Counters and officers, by id."""
    counters = connection.execute(select(t.counter.c.device, t.counter.c.name))
    officers = connection.execute(select(t.officer.c.id, t.officer.c.name))
    return {row[0]: row[1] for row in [*counters, *officers]}
