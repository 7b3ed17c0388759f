"""Brightness, contrast and inverted colours, set while one looks at the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from klearstack_desktop.pages.light import MOST, Light

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_WIDTH: Final = 300
_STEP: Final = 5
_GAP: Final = 4


class LightPopup(QFrame):
    """Two sliders, a switch and the way back; Esc, Enter, or a click beside it, closes it.

    Arrow keys move a slider, Tab goes on.

    Signals:
        changed: carries the `Light` as it is set.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("lightPopup")
        self.setAccessibleName("Brightness and contrast of the page")
        self.setProperty("sheet", "true")
        self.setFixedWidth(_WIDTH)
        grid = QGridLayout(self)
        self._sliders = {}
        self._values = {}
        for row, name in enumerate(("brightness", "contrast")):
            caption = QLabel(name.title())
            slider = self._sliders[name] = QSlider(Qt.Orientation.Horizontal)
            slider.setObjectName(f"{name}Slider")
            slider.setAccessibleName(name.title())
            slider.setRange(-MOST, MOST)
            slider.setSingleStep(_STEP)
            slider.setPageStep(4 * _STEP)
            slider.valueChanged.connect(self._on_changed)
            caption.setBuddy(slider)
            value = self._values[name] = QLabel()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance("+100"))
            for column, widget in enumerate((caption, slider, value)):
                grid.addWidget(widget, row, column)
        self._invert = QCheckBox("Inverted colours")
        self._invert.setObjectName("invertBox")
        self._invert.toggled.connect(self._on_changed)
        self._reset = QPushButton("As scanned")
        self._reset.setObjectName("resetLightButton")
        self._reset.setAutoDefault(False)
        self._reset.clicked.connect(lambda: self._set(Light()))
        grid.addWidget(self._invert, 2, 0, 1, 2)
        grid.addWidget(self._reset, 3, 0, 1, 3, Qt.AlignmentFlag.AlignRight)
        self._show_values()

    @property
    def light(self) -> Light:
        """The light as it is set."""
        values = {name: slider.value() for name, slider in self._sliders.items()}
        return Light(**values, is_inverted=self._invert.isChecked())

    def open_below(self, widget: QWidget) -> None:
        """Show it below a widget, within the screen, the keyboard on the first slider."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, widget.height() + _GAP))
        room = widget.screen().availableGeometry()
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        place.setY(max(room.top(), min(place.y(), room.bottom() - self.height())))
        self.move(place)
        self.show()
        self._sliders["brightness"].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter closes it as Esc does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            self.close()
        else:
            super().keyPressEvent(event)

    def _set(self, light: Light) -> None:
        for name, slider in self._sliders.items():
            slider.setValue(getattr(light, name))
        self._invert.setChecked(light.is_inverted)

    def _on_changed(self) -> None:
        self._show_values()
        self.changed.emit(self.light)

    def _show_values(self) -> None:
        for name, label in self._values.items():
            value = self._sliders[name].value()
            label.setText(f"{value:+d}" if value else "0")
        self._reset.setEnabled(not self.light.is_plain)
