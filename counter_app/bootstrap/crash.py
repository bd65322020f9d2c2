"""Errors that no screen took: written down before they are shown."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import datetime
from typing import Final

from PySide6.QtWidgets import QApplication, QMessageBox

from domain.errors import OfficeError

_LOG: Final = logging.getLogger("counter_app")


def report(error: Exception) -> None:
    """An expected error that no screen took, or a defect: written down before it is shown."""
    if isinstance(error, OfficeError):
        _LOG.warning("%s", type(error).__name__)
        _tell(error.sentence)
        return
    write_crash(error)
    _tell(
        "Phần mềm gặp lỗi chưa lường trước và đã ghi lại; việc đã lưu vẫn còn. "
        "Hãy báo cán bộ CNTT của đơn vị."
    )


def write_crash(error: BaseException) -> None:
    """Where it happened, without values: personal data appear in no crash report."""
    frames = traceback.extract_tb(error.__traceback__)
    told = " <- ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _LOG.error("%s %s %s", datetime.now().astimezone().isoformat(), type(error).__name__, told)


def _tell(sentence: str) -> None:
    if QApplication.instance() is not None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Quầy Một Cửa", sentence)
        box.setModal(False)
        box.show()
        _SHOWN.append(box)


_SHOWN: Final[list[QMessageBox]] = []


def hook_crashes() -> None:
    """Whatever escapes everything is written down too."""

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        del trace
        if not issubclass(kind, KeyboardInterrupt):
            write_crash(error)

    sys.excepthook = hook
