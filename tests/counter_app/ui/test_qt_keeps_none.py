"""PySide6 6.12.0 gave away a reference to None with every void call, until Python aborted."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot


@pytest.mark.qt
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_into_qt_leave_the_count_of_none_alone(qtbot: QtBot) -> None:
    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)

    for _ in range(1_000):
        painter.save()
        painter.restore()

    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < 100
