"""Who may look at the board: supervisors at their own office, those of the province at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.identifiers import PROVINCE, Scope
from domain.office import PROVINCE_SUPERVISOR, SUPERVISOR
from sync.central.errors import NotAllowed, NotFound
from sync.central.store.board_reads import granted
from sync.central.store.devices import Device
from sync.central.store.engine import Transaction
from sync.central.store.inspection import scopes

_NOT_A_SUPERVISOR: Final = (
    "Bảng điều hành chỉ dành cho người giám sát của đơn vị; hãy nhờ quản trị cấp vai trò giám sát."
)
_NOT_OF_PROVINCE: Final = (
    "Chỉ người giám sát cấp tỉnh được xem đơn vị khác; hãy xem đơn vị của mình."
)
_NO_OFFICE: Final = "Trung tâm không phục vụ đơn vị này; hãy kiểm tra lại mã đơn vị."


def shown_scopes(
    snapshot: Transaction, device: Device, officer: bytes, asked: Scope
) -> Sequence[Scope]:
    """The offices whose figures make up the board asked for: one, or all of the province.

    The device vouches for who sits there, as it does in its facts; the roles are the centre's own
    word in the device's office. Raises NotAllowed, NotFound.
    """
    grant = granted(snapshot, device.scope, [officer]).get(officer)
    roles = frozenset(grant.roles if grant else ())
    if not roles & {SUPERVISOR, PROVINCE_SUPERVISOR}:
        raise NotAllowed(_NOT_A_SUPERVISOR)
    if asked == device.scope:
        return [asked]
    if PROVINCE_SUPERVISOR not in roles:
        raise NotAllowed(_NOT_OF_PROVINCE)
    return offices(snapshot, asked)


def offices(snapshot: Transaction, asked: Scope) -> Sequence[Scope]:
    """One office, or all where the province is asked for. Raises NotFound."""
    known = [each for each in scopes(snapshot) if each != PROVINCE]
    if asked == PROVINCE:
        return known
    if asked not in known:
        raise NotFound(_NO_OFFICE)
    return [asked]
