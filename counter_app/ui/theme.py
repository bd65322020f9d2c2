"""Puts a look on the application: fonts, palette, and one style sheet made from tokens."""

from __future__ import annotations

from importlib.resources import as_file, files
from string import Template
from typing import Final

from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from counter_app.ui.look import Look
from counter_app.ui.tokens import (
    CARD_RADIUS,
    DUE,
    FIELD,
    HINT,
    LABEL,
    MONEY,
    RADIUS,
    SCREEN,
    SECTION,
    Tokens,
)
from counter_app.ui.vietnamese_qt import VietnameseQt

_FONTS: Final = (
    "noto-sans/NotoSans-Regular.ttf",
    "noto-sans/NotoSans-Medium.ttf",
    "noto-sans/NotoSans-SemiBold.ttf",
    "noto-sans/NotoSans-Bold.ttf",
    "be-vietnam-pro/BeVietnamPro-SemiBold.ttf",
)

_SHEET: Final = Template(
    """
* { font-family: "Noto Sans"; font-size: ${label}px; color: $ink; outline: 0; }
QMainWindow, QDialog, QWidget#ground { background: $ground; }
QLabel { background: transparent; }
QLabel[role="hint"] { font-size: ${hint}px; color: $ink3; }
QLabel[role="label"] { color: $ink2; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="name"] { font-size: ${field}px; font-weight: 500; }
QLabel[role="section"] { font-family: "Be Vietnam Pro"; font-size: ${section}px;
  font-weight: 600; }
QLabel[role="screen"] { font-family: "Be Vietnam Pro"; font-size: ${screen}px;
  font-weight: 600; }
QLabel[role="due"] { font-size: ${due}px; font-weight: 600; }
QLabel[role="due"][tight="true"] { letter-spacing: -0.04em; }
QLabel[role="money"] { font-size: ${money}px; font-weight: 600; }
QLabel[tone="primary"] { color: $primary_text; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="soon"] { color: $soon; }
QLabel[tone="late"] { color: $late; }
QLabel[tone="waiting"] { color: $waiting; }
QLabel[tone="faint"] { color: $ink3; }
QLineEdit, QPlainTextEdit { background: $surface; border: 1px solid $outline;
  border-radius: ${radius}px; padding: 0 ${pad}px; font-size: ${field}px; color: $ink;
  selection-background-color: $primary; selection-color: $on_primary; }
QPlainTextEdit { padding: 3px ${text_pad}px; }
QLineEdit { min-height: ${inner}px; max-height: ${inner}px; }
QLineEdit[row="true"] { min-height: ${slim}px; max-height: ${slim}px; }
QLineEdit[sunken="true"], QPlainTextEdit[sunken="true"] { background: $sunken;
  border-color: $line; }
QLineEdit:read-only, QLineEdit:disabled, QPlainTextEdit:disabled { background: $sunken;
  border-color: $line; color: $ink2; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border: 2px solid $late; }
QLineEdit:focus, QPlainTextEdit:focus { border: 2px solid $primary_text; background: $surface; }
QFrame#card { background: $surface; border: 1px solid $line; border-radius: ${card}px; }
QFrame#inset { background: $sunken; border: 1px solid $line; border-radius: ${radius}px; }
QFrame#line { background: $line; border: 0; }
QFrame#popup { background: $surface; border: 1px solid $outline; border-radius: ${card}px; }
QWidget#topbar { background: $surface; border-bottom: 1px solid $line; }
QWidget#statusbar { background: $surface; border-top: 1px solid $line; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: 0; }
QListView, QTableView, QTreeView { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $outline; border-radius: 4px; min-height: 32px;
  margin: 1px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $outline; border-radius: 4px; min-width: 32px;
  margin: 1px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: 0; width: 0; height: 0; }
QToolTip { background: $surface; color: $ink; border: 1px solid $outline; padding: 6px; }
QMenu { background: $surface; border: 1px solid $outline; padding: 4px; }
QMenu::item { padding: 6px 18px; border-radius: ${radius}px; }
QMenu::item:selected { background: $primary_soft; }
QDialog QPushButton { background: $surface; border: 1px solid $outline;
  border-radius: ${radius}px; padding: 0 ${pad}px; min-height: ${inner}px; font-weight: 500; }
QDialog QPushButton:focus { border: 2px solid $primary_text; }
"""
)


def dress(app: QApplication, look: Look) -> None:
    """Load our fonts, speak Vietnamese in Qt's own dialogs, and keep the sheet to the look."""
    for font in _FONTS:
        with as_file(files("resources").joinpath("fonts", font)) as path:
            QFontDatabase.addApplicationFont(str(path))
    app.installTranslator(VietnameseQt(app))
    look.changed.connect(lambda: _wear(app, look))
    _wear(app, look)


def sheet(look: Look) -> str:
    """The style sheet of a look; its sizes follow the clerk's text setting."""
    t = look.tokens
    sizes = {
        "hint": HINT,
        "label": LABEL,
        "field": FIELD,
        "section": SECTION,
        "screen": SCREEN,
        "due": DUE,
        "money": MONEY,
        "inner": 34,
        "slim": 25,  # in a table of fields
        "pad": 10,
        "text_pad": 6,
    }
    measures = {name: look.px(size) for name, size in sizes.items()}
    return _SHEET.substitute(t._asdict(), **measures, radius=RADIUS, card=CARD_RADIUS)


def _wear(app: QApplication, look: Look) -> None:
    app.setPalette(_palette(look.tokens))
    app.setFont(look.font(LABEL))
    app.setStyleSheet(sheet(look))
    for widget in app.allWidgets():
        widget.updateGeometry()
        widget.update()


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for part, colour in (
        (role.Window, t.ground),
        (role.Base, t.surface),
        (role.AlternateBase, t.sunken),
        (role.Button, t.surface),
        (role.Text, t.ink),
        (role.WindowText, t.ink),
        (role.ButtonText, t.ink),
        (role.ToolTipBase, t.surface),
        (role.ToolTipText, t.ink),
        (role.PlaceholderText, t.ink3),
        (role.Highlight, t.primary),
        (role.HighlightedText, t.on_primary),
        (role.Link, t.primary_text),
    ):
        palette.setColor(part, QColor(colour))
    return palette
