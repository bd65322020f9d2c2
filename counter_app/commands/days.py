"""`counterctl day-close`, `certificate` and `verify-certificate`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from counter_app.bootstrap.day_scans import stand_at_centre
from counter_app.bootstrap.sheets import write_sheet
from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.storage import day_closes
from counter_app.storage.day_closes import DISPUTED, SEALED, Closing
from counter_app.storage.day_faces import difference_told
from counter_app.storage.day_recount import recount
from counter_app.storage.day_sheets import read_qr
from counter_app.storage.day_words import difference_words, state_words
from counter_app.storage.engine import reading
from counter_app.usecases.day_sheet import SheetSort
from domain.errors import RuleBroken, Unknown
from domain.identifiers import Day
from domain.moment import Moment, day, local
from domain.number_ranges import words
from sync.protocol.cbor import decode
from sync.protocol.certificate import (
    Certificate,
    hash_of,
    sealed_from_bytes,
    sealed_to_bytes,
    statement_on,
    verified_device,
    verify_sealed,
)
from sync.protocol.certified import KEY_BYTES
from sync.protocol.close_messages import differs_from_plain
from sync.protocol.errors import SyncError
from sync.store.signatures import signed_by

LARGEST_KEY_FILE: Final = 1_000


class NoCertificate(Unknown):
    """That day was not closed here, or is not sealed yet."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return str(self)


class NotGenuine(RuleBroken):
    """The file is not what counter and centre signed."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Chứng nhận không đúng như hai bên đã ký: {self.args[0]}; "
            "hãy lấy lại tệp từ quầy bằng counterctl certificate."
        )


def day_close(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Close a day of this counter; today's where none is named."""
    wanted, around = _day(told.day), station.link_round()
    stand_at_centre(station, around, wanted)
    closed = around.closing.close(wanted)
    station.announce(frozenset())
    answer: dict[str, Any] = {"state": closed.state, "words": state_words(closed.state)}
    answer |= _told(closed.told)
    answer |= {"certificate": closed.sealed.id.hex(), "cause": closed.cause}
    answer["ledger"] = _ledger(station, closed)
    if closed.state == DISPUTED:
        differs = differs_from_plain(decode(closed.differs))
        answer["differs"] = difference_words(differs)
        answer["problem"] = difference_told(station.engine, station.enrolled, closed)
    return answer


def open_days(station: Station) -> Sequence[Mapping[str, Any]]:
    """Days that were closed here and are not sealed, and why."""
    with reading(station.engine) as connection:
        found = day_closes.open_closings(connection, station.enrolled.device)
    return [
        {
            "day": each.day,
            "state": each.state,
            "words": state_words(each.state),
            "cause": each.cause,
        }
        for each in found
    ]


def certificate(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Write the certificate of a sealed day of this counter into a file."""
    wanted = _day(told.day)
    with reading(station.engine) as connection:
        found = day_closes.of_day(connection, station.enrolled.device, wanted, told.number)
    if found is None:
        which = f"ngày {wanted}" if told.number is None else f"ngày {wanted} số {told.number}"
        raise NoCertificate(
            f"Quầy không có chứng nhận {which}; hãy chốt bằng counterctl day-close --day {wanted}."
        )
    if found.state != SEALED:
        raise NoCertificate(
            f"Ngày {wanted} {state_words(found.state)}, chưa có chứng nhận; hãy nối mạng và chạy "
            f"counterctl day-close --day {wanted}."
        )
    told.out.write_bytes(sealed_to_bytes(found.sealed))
    return {
        "file": str(told.out),
        **_told(found.told),
        "certificate": found.sealed.id.hex(),
        "ledger": _ledger(station, found),
        "centre_key": station.enrolled.centre_key.hex(),
    }


def x_sheet(station: Station, told: Namespace) -> Mapping[str, Any]:
    """The figures of a day so far, as PDF."""
    return _sheet(station, told, SheetSort.X)


def z_sheet(station: Station, told: Namespace) -> Mapping[str, Any]:
    """The sheet of a day that was closed here, with its certificate, as PDF."""
    return _sheet(station, told, SheetSort.Z)


def _sheet(station: Station, told: Namespace, sort: SheetSort) -> Mapping[str, Any]:
    sheet = write_sheet(station, _day(told.day), sort, told.out)
    return {
        "file": str(told.out),
        "day": sheet.day,
        "state": sheet.face.state.value,
        "sessions": [report.line.label for report in sheet.sessions],
        "copy": sheet.copy,
        "code": sheet.qr,
    }


def verify_certificate(told: Namespace) -> Mapping[str, Any]:
    """Check both signatures offline, by the centre's public key alone. Raises NotGenuine."""
    key = _key(told.centre_key) if told.centre_key else _own_key(told.profile)
    named = _by_code(told.qr, key) if told.qr else ""
    if told.file is None:
        if not named:
            raise RuleBroken("Hãy chỉ tệp chứng nhận, hoặc chữ của mã vuông bằng --qr.")
        return {"genuine": True, "certificate": named}
    data = told.file.read_bytes()
    try:
        sealed = sealed_from_bytes(data)
        said = verify_sealed(sealed, key, signed_by)
        device = verified_device(said, key, signed_by)
    except SyncError as error:
        raise NotGenuine(str(error)) from error
    if named and named != hash_of(sealed.document).hex():
        raise NotGenuine("tệp này là của một chứng nhận khác mã vuông")
    return {
        "genuine": True,
        "counter": device.name,
        **_told(said),
        "certificate": hash_of(sealed.document).hex(),
    }


def _by_code(text: str, key: bytes) -> str:
    """The certificate's hash as hex, from the code on a sheet. Raises NotGenuine."""
    try:
        hash_, signature, countersignature = read_qr(text)
    except ValueError as error:
        raise NotGenuine("mã vuông không đọc được trọn vẹn") from error
    if not signed_by(key, countersignature, statement_on(hash_, signature)):
        raise NotGenuine("mã vuông không mang chữ ký của trung tâm này")
    return hash_.hex()


def _told(said: Certificate) -> Mapping[str, Any]:
    return {
        "office": said.scope,
        "device": said.device.hex(),
        "day": said.day,
        "number": said.number,
        "previous": said.previous.hex() if any(said.previous) else "",
        "facts": said.sums.facts,
        "intervals": [
            {"epoch": each.epoch, "first": each.first, "last": each.last}
            for each in said.sums.intervals
        ],
        "totals": dict(said.sums.totals),
        "numbers": said.sums.numbers.hex(),
        "blobs": said.sums.blobs.hex(),
        "rules": said.sums.rules,
        "verified": local(Moment(said.verified)).isoformat(timespec="minutes")
        if said.verified
        else "",
    }


def _ledger(station: Station, closing: Closing) -> Sequence[Mapping[str, Any]]:
    """Every series of numbers with its gaps by name, counted once more from the journal."""
    counted = recount(station.engine, station.enrolled, closing)
    return [
        {
            "sort": line.sort,
            "series": line.name,
            "first": line.first,
            "last": line.last,
            "count": line.count,
            "missing": words(line.missing),
            "aside": words(line.aside),
            "twice": words(line.twice),
        }
        for line in counted.ledger
    ]


def _day(text: str) -> Day:
    today = day(moment_now())
    if not text:
        return today
    try:
        wanted = Day(date.fromisoformat(text).isoformat())
    except ValueError:
        raise RuleBroken(f"“{text}” không phải ngày; hãy gõ dạng 2026-11-23.") from None
    if wanted > today:
        raise RuleBroken(f"Ngày {wanted} chưa đến nên chưa chốt được; hãy kiểm tra lại ngày.")
    return wanted


def _key(told: str) -> bytes:
    """64 hexadecimal digits, or a file that holds them or the 32 bytes."""
    try:
        return _as_key(told.encode())
    except ValueError:
        pass
    path = Path(told)
    try:
        return _as_key(path.read_bytes()[:LARGEST_KEY_FILE])
    except (ValueError, OSError):
        raise RuleBroken(
            "Khóa công khai của trung tâm phải là 64 chữ số hệ 16 hoặc tệp chứa khóa ấy; "
            "hãy xin lại khóa từ quản trị trung tâm."
        ) from None


def _as_key(told: bytes) -> bytes:
    if len(told) == KEY_BYTES:
        return told
    key = bytes.fromhex(told.decode("ascii").strip())
    if len(key) != KEY_BYTES:
        raise ValueError("not a key")
    return key


def _own_key(profile: Path) -> bytes:
    """The centre's key as this machine's counter learnt it."""
    if not profile.exists():
        raise RuleBroken(
            "Máy này không phải quầy đã ghi danh; hãy chỉ khóa công khai của trung tâm bằng "
            "--centre-key."
        )
    station = open_station(profile)
    try:
        return station.enrolled.centre_key
    finally:
        station.close()
