"""How a day stands and what differs, in the clerk's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from counter_app.storage.day_closes import DISPUTED, PENDING, SEALED
from domain.identifiers import Day
from domain.money import dong
from sync.protocol.certificate import Difference
from sync.protocol.close_messages import Differs

Record: TypeAlias = Callable[[int, int], str]

_STATES: Final[Mapping[str, str]] = {
    SEALED: "đã khớp",
    PENDING: "đang chờ đối soát",
    DISPUTED: "chưa khớp",
}
_METHODS: Final = {"cash": "tiền mặt", "transfer": "tiền chuyển khoản", "card": "tiền thẻ"}
_OF_SESSIONS: Final = {
    "expected": "phải có trong phiên",
    "book": "theo sổ lúc đóng phiên",
    "counted": "đếm được",
    "outside": "chưa thuộc phiên nào",
}
_NAMES: Final[Mapping[str, str]] = {
    "facts": "số việc",
    "intervals": "khoảng chuỗi",
    "numbers": "sổ số hồ sơ và biên lai",
    "blobs": "danh sách tệp quét",
    "rules": "quy tắc tính (hai bên dùng hai bản chương trình khác nhau)",
    "previous": "chứng nhận trước",
    "words": "quyết định của trung tâm về việc bị để riêng",
    **{f"money.{method}": words for method, words in _METHODS.items()},
    "aside": "số việc bị để riêng",
    **{
        f"money.{what}.{method}": f"{words} {of_session}"
        for what, of_session in _OF_SESSIONS.items()
        for method, words in _METHODS.items()
    },
}
_SHOWN: Final = 3
_DIGITS: Final = 8


def state_words(state: str) -> str:
    """“đã khớp”, “đang chờ đối soát”, “chưa khớp”."""
    return _STATES[state]


def difference_words(differs: Differs) -> Sequence[Mapping[str, Any]]:
    """Each field with both values, then each record whose bytes have drifted at the centre."""
    told: list[Mapping[str, Any]] = [
        {"field": d.name, "counter": _value(d, d.counter), "centre": _value(d, d.centre)}
        for d in differs.fields
    ]
    told += [
        {
            "record": f"{drift.epoch}/{drift.seq}",
            "counter": drift.named.hex(),
            "centre": drift.found.hex(),
        }
        for drift in differs.drifted
    ]
    return told + [
        {"left_out": f"{head.epoch}/{head.seq}", "centre": head.id.hex()}
        for head in differs.left_out
    ]


def difference_sentence(day: Day, differs: Differs, record: Record) -> str:
    """One sentence with the way out. `record` names a fact of this counter by epoch and seq."""
    told = [
        f"{_NAMES.get(d.name, d.name)} (quầy {_value(d, d.counter)}, trung tâm "
        f"{_value(d, d.centre)})"
        for d in differs.fields
        if d.name not in ("numbers", "blobs", "intervals")
    ]
    told += [
        f"việc lưu ở trung tâm đã bị đổi: {record(drift.epoch, drift.seq)}"
        for drift in differs.drifted
    ]
    told += [f"trung tâm còn giữ việc số {head.seq} của quầy" for head in differs.left_out]
    more = f" và {len(told) - _SHOWN} chỗ khác" if len(told) > _SHOWN else ""
    return (
        f"Ngày {day} chưa khớp: {'; '.join(told[:_SHOWN])}{more}. "
        "Hãy đối soát lại rồi chốt lại ngày này; nếu vẫn lệch thì báo quản trị trung tâm."
    )


def _value(difference: Difference, value: Any) -> Any:
    if difference.name.startswith("money.") and isinstance(value, int):
        return dong(value)
    if isinstance(value, bytes):
        return value.hex()[:_DIGITS]
    if isinstance(value, list):
        return [_value(difference, each) for each in value]
    return value
