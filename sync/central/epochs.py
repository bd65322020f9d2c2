"""A counter whose store was set back, or runs twice, asks for another epoch (I2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from domain.identifiers import FactId, SubjectId
from domain.office import EpochGranted
from sync.central.centre import Centre
from sync.central.errors import Differs, Unreadable
from sync.central.store import devices
from sync.central.store.devices import Device
from sync.central.store.journal import Journal
from sync.protocol.certified import Certified
from sync.protocol.frame import ID_BYTES

_MARK_BYTES: Final = 16


def grant(centre: Centre, device: Device, asked: Any) -> dict[str, Any]:
    """The next epoch for the copy of the store that asks first; `superseded` for any other.

    `asked`: epoch, seq, id of the last fact that this copy wrote, and a mark that names the copy,
    so that a lost answer can be asked for again. Raises Unreadable, Differs.
    """
    match asked:
        case {"epoch": int(epoch), "seq": int(seq), "id": bytes(id_), "mark": bytes(mark)} if (
            epoch > 0 and seq >= 0 and len(id_) == ID_BYTES and len(mark) == _MARK_BYTES
        ):
            pass
        case _:
            raise Unreadable("Yêu cầu đợt ghi mới sai dạng; hãy cập nhật chương trình ở quầy.")
    with centre.store.writing() as transaction:
        journal = Journal(transaction, device.scope)
        held = devices.find(transaction, device.id) or device
        if held.mark == mark and held.continues == id_:
            return _told(held)
        if held.epoch != epoch:
            return {"superseded": True}
        places = journal.chains.places(device.id, epoch, seq, seq)
        if seq and not any(here == id_ for _, _, here in places):
            raise Differs("Trung tâm chưa nhận đủ các việc của quầy này; hãy bấm Đối soát lần nữa.")
        granted = _granted(centre, replace(held, continues=id_, mark=mark))
        devices.regrant(transaction, granted)
        told = EpochGranted(
            epoch=granted.epoch,
            continues=FactId(id_),
            mark=mark,
            certificate=granted.certificate,
        )
        journal.write(centre.keys, [(SubjectId(device.id), told)], centre.now())
        journal.close()
        transaction.commit()
    return _told(granted)


def _granted(centre: Centre, held: Device) -> Device:
    certified = Certified(
        device=held.id,
        scope=held.scope,
        public_key=held.public_key,
        epoch=held.epoch + 1,
        continues=held.continues,
        mark=held.mark,
        name=held.name,
        receipts=held.receipts,
        issued=centre.now(),
    )
    return devices.certified(certified, centre.keys.certificate(certified))


def _told(device: Device) -> dict[str, Any]:
    return {
        "epoch": device.epoch,
        "continues": device.continues,
        "certificate": device.certificate,
    }
