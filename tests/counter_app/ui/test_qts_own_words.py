"""What Qt itself says in a dialog or a menu is Vietnamese too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from counter_app.ui.vietnamese_qt import VietnameseQt

pytestmark = pytest.mark.qt

FIRST = QMessageBox.StandardButton.FirstButton.value  # below it are flags


@pytest.fixture(autouse=True)
def translated(qapp: QApplication) -> Iterator[None]:
    translator = VietnameseQt()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def said(holder: QWidget) -> set[str]:
    """The words in sight that are letters of English alone."""
    labels = [one.text() for one in holder.findChildren(QLabel)]
    buttons = [one.text() for one in holder.findChildren(QAbstractButton)]
    menus = [act.text() for one in holder.findChildren(QWidget) for act in one.actions()]
    words = {text.replace("&", "") for text in (*labels, *buttons, *menus)}
    return {text for text in words if text.isascii() and any(c.isalpha() for c in text)}


@pytest.mark.parametrize("mode", list(QFileDialog.FileMode))
@pytest.mark.parametrize("saving", [False, True])
def test_a_file_dialog(qtbot: QtBot, mode: QFileDialog.FileMode, saving: bool) -> None:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    accept = QFileDialog.AcceptMode
    dialog.setAcceptMode(accept.AcceptSave if saving else accept.AcceptOpen)
    dialog.setFileMode(mode)
    dialog.show()

    assert said(dialog) == set()


def test_a_message_with_every_button(qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    for button in QMessageBox.StandardButton:
        if button.value >= FIRST and button.value & (button.value - 1) == 0:
            box.addButton(button)
    box.setDetailedText("…")
    box.show()

    assert said(box) == set()


def test_the_menu_of_a_field(qtbot: QtBot) -> None:
    field = QLineEdit("chữ")
    qtbot.addWidget(field)

    words = [act.text().partition("\t")[0] for act in field.createStandardContextMenu().actions()]

    assert [word.replace("&", "") for word in words if word] == [
        "Hoàn tác",
        "Làm lại",
        "Cắt",
        "Chép",
        "Dán",
        "Xóa",
        "Chọn tất cả",
    ]
