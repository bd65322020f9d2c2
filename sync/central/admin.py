"""What an administrator does at the centre; each command of `counter-centre` is one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher

from domain.identifiers import OfficerId, Scope
from domain.moment import Moment, moment
from domain.office import ROLES, OfficeDescribed, OfficerGranted
from domain.usernames import legal_forms
from resources.load import holidays_data, legal_forms_data, procedures_data
from sync.central import restoring
from sync.central.blobs import BlobDamaged, BlobStore, FolderBlobs
from sync.central.catalogue import publish, publish_province
from sync.central.centre import Centre
from sync.central.enrolment import free_series, hashed, new_code
from sync.central.errors import NotFound, SetUpWrong
from sync.central.high_water import HighWater
from sync.central.keys import load_keys
from sync.central.store import accounts, devices, files
from sync.central.store.engine import Transaction, get_setting, open_store
from sync.central.store.inspection import (
    Inspection,
    inspect_facts,
    whole_blobs,
)
from sync.central.store.journal import Journal, ensure_scope
from sync.central.store.many import put
from sync.central.store.publications import held
from sync.central.store.tables import setting

DEMO_SCOPE: Final = Scope("H32.16")
DEMO_PASSWORD: Final = "Quay-Mot-Cua-2026"  # noqa: S105 - of invented people, printed on screen
DEMO_OFFICERS: Final = (
    ("chau.le", "Lê Thị Minh Châu", "clerk"),
    ("ha.trinh", "Trịnh Thu Hà", "supervisor"),
    ("son.bui", "Bùi Thanh Sơn", "it_officer"),
)
KEEP_UNFINISHED_DAYS: Final = 30
"""Longer than any holiday: a counter that was off may go on where it stood."""

_PUBLIC: Final = "centre public key"


def system_clock() -> Moment:
    """The machine's clock."""
    return moment(datetime.now(UTC))


def open_centre(
    database: str, blobs: str | Path, keys: Path, now: Callable[[], Moment] = system_clock
) -> Centre:
    """Assemble the centre; `blobs` is a folder or s3://bucket/prefix.

    Raises SetUpWrong where database and key do not belong together.
    """
    centre = Centre(
        store=open_store(database),
        keys=load_keys(keys),
        blobs=blobs_at(blobs),
        marks=HighWater(keys / "high-water"),
        forms=legal_forms(legal_forms_data()),
        now=now,
    )
    with centre.store.writing() as transaction:
        put(transaction, setting, [{"name": _PUBLIC, "value": centre.keys.public}])
        transaction.commit()
        known = get_setting(transaction, _PUBLIC)
    if known != centre.keys.public:
        raise SetUpWrong(
            "Khóa trong thư mục khóa không phải khóa của cơ sở dữ liệu này;"
            " hãy chỉ đúng thư mục khóa hoặc phục hồi khóa từ bản sao lưu."
        )
    restoring.see_whether_set_back(centre)
    return centre


def blobs_at(where: str | Path) -> BlobStore:
    """The store of scans at a folder or at s3://bucket/prefix. Raises SetUpWrong."""
    if isinstance(where, str) and where.startswith("s3:"):
        from sync.central.s3_blobs import open_s3  # a quarter of a second, where it is not needed

        return open_s3(where)
    return FolderBlobs(Path(where))


def init(centre: Centre) -> int:
    """Publish the province's catalogue and calendar; how many facts that took."""
    return publish_province(centre, procedures_data(), holidays_data())


def add_office(
    centre: Centre, scope: Scope, described: OfficeDescribed, agencies: Sequence[str]
) -> int:
    """Make or describe an office, with the agencies for which it receives; facts written."""
    with centre.store.writing() as transaction:
        ensure_scope(transaction, scope)
        devices.set_agencies(transaction, scope, agencies or [scope])
        written = publish(centre, transaction, scope, [("office", described)])
        transaction.commit()
    return written


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOfficer:
    """An officer of one office."""

    scope: Scope
    username: str
    name: str
    roles: tuple[str, ...]
    password: str
    must_change: bool


def add_officer(centre: Centre, told: NewOfficer) -> int:
    """Grant the roles, and make the account or replace its password; facts written.

    Raises SetUpWrong for a name of another office, an unknown role or a weak password.
    """
    if unknown := set(told.roles) - set(ROLES):
        raise SetUpWrong(f"Không có vai trò {', '.join(sorted(unknown))}; chọn {', '.join(ROLES)}.")
    if len(told.password) < 10:
        raise SetUpWrong("Mật khẩu phải có ít nhất 10 ký tự.")
    password = PasswordHasher().hash(told.password)  # slow on purpose: before the lock is taken
    with centre.store.writing() as transaction:
        known = accounts.by_username(transaction, told.username)
        if known is not None and known.scope != told.scope:
            raise SetUpWrong("Tên đăng nhập này đã thuộc về cán bộ của đơn vị khác.")
        granted = OfficerGranted(username=told.username, name=told.name, roles=told.roles)
        named = [(f"officer:{told.username}", granted)]
        written = publish(centre, transaction, told.scope, named)
        _set_account(transaction, told, password)
        transaction.commit()
    return written


def _set_account(transaction: Transaction, told: NewOfficer, password: str) -> None:
    """One subject for the grant and the account; the version moves under the scope's lock."""
    officer, _ = held(transaction, told.scope)[f"officer:{told.username}"]
    journal = Journal(transaction, told.scope)
    journal.accounts += 1
    changed = {
        "password": password,
        "must_change": told.must_change,
        "version": journal.accounts,
    }
    if not accounts.set_password(transaction, told.scope, OfficerId(officer), changed):
        row = {"id": officer, "scope": told.scope, "username": told.username}
        accounts.add(transaction, {**row, **changed})
    journal.close()


def new_enrol_code(
    centre: Centre, scope: Scope, counter: str, receipts: str = "", valid_hours: int = 24
) -> tuple[str, str]:
    """A one-time code for a counter, and the prefix of its receipts.

    Raises NotFound for an unknown office.
    """
    code, now = new_code(), centre.now()
    wanted = receipts or "Q" + ("".join(filter(str.isdigit, counter)) or "0")
    with centre.store.writing() as transaction:
        Journal(transaction, scope)
        series = free_series(wanted, devices.receipts_taken(transaction, scope))
        row = {
            "code_hash": hashed(code),
            "scope": scope,
            "counter": counter,
            "receipts": series,
            "expires": now + valid_hours * 3_600_000,
            "used_by": None,
        }
        devices.add_code(transaction, row)
        transaction.commit()
    return code, series


def revoke_device(centre: Centre, device: bytes) -> None:
    """Close a counter's device for ever. Raises NotFound."""
    with centre.store.writing() as transaction:
        if not devices.revoke(transaction, device):
            raise NotFound("Không có thiết bị này; hãy xem mã thiết bị trong lệnh status.")
        centre.keys.revoke(device)
        transaction.commit()


def demo(centre: Centre, password: str = DEMO_PASSWORD) -> int:
    """The invented office with its officers and the sample catalogue; facts written."""
    written = init(centre)
    written += add_office(
        centre,
        DEMO_SCOPE,
        OfficeDescribed(
            name="ỦY BAN NHÂN DÂN PHƯỜNG BẮC NHA TRANG (MẪU)",
            unit="Bộ phận Tiếp nhận và Trả kết quả",
            place="Bắc Nha Trang",
            address="Số 1 đường Thử Nghiệm, phường Bắc Nha Trang, tỉnh Khánh Hòa",
            hotline="0258 000 1000",
            lookup_host="tracuu.example.vn",
            demonstration=True,
        ),
        [DEMO_SCOPE],
    )
    with centre.store.reading() as snapshot:
        there = {row.username for row in accounts.newer(snapshot, DEMO_SCOPE, 0)}
    for username, name, role in DEMO_OFFICERS:
        if username in there:
            continue  # a password chosen since stays
        written += add_officer(
            centre,
            NewOfficer(
                scope=DEMO_SCOPE,
                username=username,
                name=name,
                roles=(role,),
                password=password,
                must_change=False,
            ),
        )
    return written


def verify(centre: Centre, *, repair: bool = False) -> Inspection:
    """Re-hash every fact and every scan that the centre said it holds.

    `repair`: scans that are gone or damaged become wanted, and counters that have them send them
    with their next rounds.
    """
    found = Inspection()
    with centre.store.writing() as transaction:
        inspect_facts(transaction, centre.keys, found)
        transaction.commit()
    with centre.store.reading() as snapshot:
        claimed = list(whole_blobs(snapshot))
    for sha256 in claimed:
        found.blobs += 1
        if problem := _damage(centre, sha256):
            found.problems.append(f"tệp quét {sha256.hex()} {problem}")
            if repair:
                with centre.store.writing() as transaction:
                    files.lose(transaction, sha256)
                    transaction.commit()
                found.wanted += 1
    return found


def _damage(centre: Centre, sha256: bytes) -> str:
    try:
        return "mất" if centre.blobs.read(sha256) is None else ""
    except BlobDamaged:
        return "hỏng"


def sweep(centre: Centre) -> int:
    """Let go of scans that stopped half-way long ago; how many. Raises Busy."""
    before = Moment(centre.now() - KEEP_UNFINISHED_DAYS * 24 * 3_600_000)
    with centre.store.writing() as transaction:
        files.forget_unfinished(transaction, before)
        transaction.commit()
    return centre.blobs.sweep(before)
