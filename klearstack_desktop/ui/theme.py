"""The palette of the desk, light and dark, and how Qt is dressed in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """Colours by the part they play, as ``#rrggbb``; there are two, each like itself only."""

    is_dark: bool
    window: str
    panel: str
    canvas: str
    line: str
    text: str
    muted: str
    input_border: str
    input: str
    accent: str
    accent_soft: str
    good: str
    good_soft: str
    check: str
    check_soft: str
    bad: str
    bad_soft: str
    on_good: str


LIGHT = Theme(
    is_dark=False,
    window="#f4f5f7",
    panel="#ffffff",
    canvas="#e3e5ea",
    line="#d9dce1",
    text="#1d2129",
    muted="#5b6577",
    input_border="#858d9b",
    input="#f4f5f7",
    accent="#2457d6",
    accent_soft="#e7eefc",
    good="#17754a",
    good_soft="#e3f4ea",
    check="#a15c00",
    check_soft="#fdf0d9",
    bad="#b3261e",
    bad_soft="#fce8e6",
    on_good="#ffffff",
)

DARK = Theme(
    is_dark=True,
    window="#1b1d21",
    panel="#24272c",
    canvas="#141518",
    line="#383c43",
    text="#e8eaed",
    muted="#a8b0bb",
    input_border="#7a8290",
    input="#1b1d21",
    accent="#7aa2ff",
    accent_soft="#2b3a5c",
    good="#5fd195",
    good_soft="#1f3a2c",
    check="#f0b252",
    check_soft="#43341a",
    bad="#ff8a80",
    bad_soft="#4a2522",
    on_good="#10261a",
)


_DARK_BELOW: Final = 128
FONT_PIXELS: Final = 13
"""Base size of the system font, in logical pixels."""


def current_theme() -> Theme:
    """Return the theme that the application is dressed in at the moment."""
    palette = QApplication.palette()
    return _theme_of(palette.cacheKey())


@lru_cache(maxsize=2)
def _theme_of(_palette: int) -> Theme:
    # Whatever paints itself asks, a hundred times for each document that is opened.
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < _DARK_BELOW else LIGHT


@cache
def colour(name: str) -> QColor:
    """Return a colour of a theme to paint with; nobody changes it."""
    return QColor(name)


def system_theme(app: QApplication) -> Theme:
    """Return the theme that the desktop's light or dark setting asks for."""
    return DARK if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT


def dress(app: QApplication, theme: Theme) -> None:
    """Give the application Fusion style, font, the theme's palette and the one style sheet."""
    begin_dressing(app, theme)
    app.setStyleSheet(_style_sheet(theme))


def begin_dressing(app: QApplication, theme: Theme) -> None:
    """Give the application all but the style sheet: what widgets take over when they are made.

    Until the event loop runs Qt tells no widget that there is another font.
    """
    app.setStyle("Fusion")
    app.setFont(_font())
    app.setPalette(palette_of(theme))


def follow_system(app: QApplication) -> None:
    """Go on with what was begun, and dress anew whenever the desktop's setting changes."""
    app.setStyleSheet(_style_sheet(system_theme(app)))
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: dress(app, system_theme(app)))


def _font() -> QFont:
    """Return the system's font with figures of one width that tell 0 from O, where it has them."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(FONT_PIXELS)
    for feature in ("tnum", "zero"):
        font.setFeature(QFont.Tag(feature), 1)
    return font


def palette_of(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.panel,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Button: theme.panel,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.panel,
        QPalette.ColorRole.ToolTipBase: theme.panel,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Mid: theme.line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return palette


def _style_sheet(theme: Theme) -> str:
    from klearstack_desktop import resources

    sheet = resources.text("style.qss")
    for name in sorted(theme.__slots__, key=len, reverse=True):
        value = getattr(theme, name)
        if isinstance(value, str):
            sheet = sheet.replace(f"@{name}", value)
    return sheet.replace("@shade", "dark" if theme.is_dark else "light").replace(
        "@icons", resources.path("icons").as_posix()
    )
