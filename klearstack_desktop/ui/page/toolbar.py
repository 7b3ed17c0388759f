"""The bar above the page: fitting, zoom, rotation, capture, and which page it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.tool_button import ToolButton

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent

_GAP: Final = 8
_NARROW_GAP: Final = 4
_WIDEST_ZOOM: Final = "800%"
_WIDEST_PAGE: Final = "Page 88 of 88"
_TEXT: Final = Qt.ToolButtonStyle.ToolButtonTextOnly


@dataclass(frozen=True, slots=True)
class _Button:
    """One button: its action, drawing, short text and tip; `words` is its look with text."""

    action: str
    drawing: str
    text: str
    tip: str
    words: Qt.ToolButtonStyle | None = None
    is_checkable: bool = False


_BUTTONS: Final = (
    _Button("fit_width", "fit-width", "Fit width", "Fit the page's width", _TEXT),
    _Button("fit_page", "fit-page", "Fit page", "Show the whole page", _TEXT),
    _Button("zoom_out", "minus", "Zoom out", "Show the page smaller"),
    _Button("zoom_in", "plus", "Zoom in", "Show the page larger"),
    _Button("rotate_left", "rotate-left", "Rotate left", "Turn the page to the left"),
    _Button("rotate_right", "rotate-right", "Rotate right", "Turn the page to the right"),
    _Button(
        "contrast",
        "contrast",
        "Contrast",
        "Brightness, contrast and inverted colours of the page",
        Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
        is_checkable=True,
    ),
    _Button(
        "capture",
        "capture",
        "Capture text",
        "Draw a rectangle on the page and read its text into the active field",
        Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
        is_checkable=True,
    ),
)
ACTION_NAMES: Final = tuple(button.action for button in _BUTTONS)
"""The names of the actions that the bar shows."""


class PageToolBar(QWidget):
    """Shows actions it was given, and makes those it was not given.

    Given actions get the bar's short text (``iconText``), and an icon if they have none. In a
    narrow window the words give way to the icons.

    Attributes:
        own_actions: the actions that were made here, by name; whoever owns the bar connects them.
    """

    def __init__(
        self, actions: Mapping[str, QAction] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pageToolBar")
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.own_actions: dict[str, QAction] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._worded: dict[QToolButton, Qt.ToolButtonStyle] = {}
        self._wide_width = self._narrow_width = 0
        self._zoom = _muted_label("zoomLabel")
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page = _muted_label("pageLabel")
        self._hold = ElidedLabel(pixel_size=12, alignment=Qt.AlignmentFlag.AlignRight)
        self._hold.setObjectName("holdLabel")

        self._row = row = QHBoxLayout()
        row.setContentsMargins(_GAP, _GAP - 1, _GAP, _GAP - 1)
        row.setSpacing(_GAP)
        for spec in _BUTTONS:
            row.addWidget(self._button(spec, (actions or {}).get(spec.action)))
            if spec.action == "zoom_out":
                row.addWidget(self._zoom)
        row.addStretch(1)
        row.addWidget(self._hold)
        row.addWidget(self._page)
        rule = QFrame()
        rule.setProperty("rule", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(rule)
        self._measure()
        self.set_zoom(1.0)
        self.set_page(None, None)

    def button(self, action: str) -> QToolButton:
        """Return the button of an action."""
        return self._buttons[action]

    def set_zoom(self, zoom: float) -> None:
        """Say the zoom; 1.0 is 100 %."""
        text = f"{zoom:.0%}"
        self._zoom.setText(text)
        self._zoom.setAccessibleName(f"Zoom {text}")

    def set_page(self, page: int | None, count: int | None) -> None:
        """Say which page is open, from 1, and of how many; None where it is not known."""
        if page is None or count == 0:
            text = ""
        else:
            text = f"Page {page}" if count is None else f"Page {page} of {count}"
        self._page.setText(text)
        self._page.setAccessibleName(text)

    def set_hold(self, words: str) -> None:
        """Say in a word what the view does while one walks; empty for the usual."""
        self._hold.set_text(words, Tone.ACCENT)

    def minimumSizeHint(self) -> QSize:
        """Return the room that the bar needs without words."""
        return QSize(self._narrow_width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the words where there is no room for them."""
        super().resizeEvent(event)
        self._show_words(are_shown=self.width() >= self._wide_width)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in another font or style."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._measure()

    def _measure(self) -> None:
        self._zoom.setFixedWidth(self._zoom.fontMetrics().horizontalAdvance(_WIDEST_ZOOM) + 2)
        self._page.setMinimumWidth(self._page.fontMetrics().horizontalAdvance(_WIDEST_PAGE))
        self._narrow_width = self._width_when(words_are_shown=False)
        self._wide_width = self._width_when(words_are_shown=True)
        self._show_words(are_shown=self.width() >= self._wide_width)
        self.updateGeometry()

    def _width_when(self, *, words_are_shown: bool) -> int:
        self._show_words(are_shown=words_are_shown)
        self._row.invalidate()
        return self._row.sizeHint().width()

    def _show_words(self, *, are_shown: bool) -> None:
        self._row.setSpacing(_GAP if are_shown else _NARROW_GAP)
        for button, style in self._worded.items():
            wanted = style if are_shown else Qt.ToolButtonStyle.ToolButtonIconOnly
            if button.toolButtonStyle() != wanted:
                button.setToolButtonStyle(wanted)

    def _button(self, spec: _Button, given: QAction | None) -> QToolButton:
        action = given or self._own_action(spec)
        action.setIconText(spec.text)
        if action.icon().isNull():
            action.setIcon(icon(spec.drawing))
        button = ToolButton()
        button.setObjectName(f"{spec.action}Button")
        button.setDefaultAction(action)
        button.setAccessibleName(spec.text)
        button.setAccessibleDescription(spec.tip)
        self._buttons[spec.action] = button
        if spec.words is not None:
            self._worded[button] = spec.words
        return button

    def _own_action(self, spec: _Button) -> QAction:
        action = QAction(spec.text, self)
        action.setToolTip(spec.tip)
        action.setCheckable(spec.is_checkable)
        self.own_actions[spec.action] = action
        return action


def _muted_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", "small")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
