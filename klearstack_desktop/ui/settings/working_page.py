"""The settings of this workstation: how people write, times, its disk, what is made ready."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QScrollArea, QSpinBox, QWidget

from klearstack_desktop.model.formats.locales import OFFERED, is_known, label_of
from klearstack_desktop.model.settings import LIMITS, Settings
from klearstack_desktop.ui.region import system_locale
from klearstack_desktop.ui.settings.parts import FIELD_HEIGHT, label

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOX_WIDTH: Final = 132
_COLUMNS: Final = 5
ENCRYPTED: Final = (
    "Pages are encrypted with a key from the keychain of this computer; without it nobody can read"
    " them."
)
NO_KEYCHAIN: Final = (
    "This computer offers no keychain, so no page is kept on its disk. Without the network after"
    " a restart there are the queue, the values, your drafts and decisions, but no pages."
)
# Title, then name, caption and unit of each setting (at most two), then what is said below.
_SECTIONS: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...], str], ...]] = (
    (
        "Decisions",
        (("undo_seconds", "Can be taken back for", " s"),),
        "An approval or a rejection waits this long before it is sent. 0 sends at once.",
    ),
    (
        "Lock",
        (("lock_after_minutes", "Hide the desk after", " min"),),
        "When no key and no pointer was used for that long. Your password opens it again.",
    ),
    (
        "Pages on this computer",
        (
            ("page_cache_megabytes", "Keep at most", " MB"),
            ("page_cache_days", "Keep a page for", " days"),
        ),
        ENCRYPTED,
    ),
    (
        "Next documents",
        (
            ("prefetch_documents", "Make ready", " documents"),
            ("prefetch_megabytes", "In memory at most", " MB"),
        ),
        "What is ready opens at once. 0 documents makes none ready.",
    ),
)
_ABOUT_ANCHORS: Final = (
    "With it the server keeps a proof that nothing in the journal up to the approval was changed or"
    " cut off later."
)
_ABOUT_LOCALE: Final = (
    "The order of dates, the decimal mark and the marks of thousands, on screen and as you type."
    " What is sent keeps the style of its document."
)
# Name and words of each setting that is on or off, under the heading of the page.
_OF_THE_PAGE: Final = (
    ("shows_field_strip", "Show the page around the active field, enlarged, below the fields"),
    ("goes_on_after_capture", "Go to the next field after text was captured"),
)
_NEEDS_KEYCHAIN: Final = ("page_cache_megabytes", "page_cache_days")


class WorkingPage(QScrollArea):
    """Shows the settings that count; what is changed counts at once.

    Signals:
        changed: carries the `Settings` as they are shown, after a change by hand.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("workingPage")
        self._shown = Settings()
        self._boxes: dict[str, QSpinBox] = {}
        self._captions: dict[str, QWidget] = {}
        self._about_pages = label(ENCRYPTED, "small")
        self._about_pages.setObjectName("pagesKeptLabel")
        self._anchors = QCheckBox("Add an anchor of the journal to the comment of an approval")
        self._anchors.setObjectName("setting:anchor_in_comment")
        self._switches = {name: _switch(name, text) for name, text in _OF_THE_PAGE}
        self._locales = _locale_box()
        self._lay_out()
        self.show_settings(self._shown)
        for box in self._boxes.values():
            box.valueChanged.connect(self._on_changed)
        for switch in (self._anchors, *self._switches.values()):
            switch.clicked.connect(self._on_changed)
        self._locales.activated.connect(self._on_changed)

    def _lay_out(self) -> None:
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(_COLUMNS - 1, 1)
        row = self._lay_out_locale(grid)
        for title, settings, about in _SECTIONS:
            grid.addWidget(label(title.upper(), "heading"), row, 0, 1, _COLUMNS)
            row += 1
            for place, (name, text, unit) in enumerate(settings):
                caption = label(text)
                caption.setWordWrap(False)
                box = self._boxes[name] = _number(name, f"{title}: {text}", unit)
                caption.setBuddy(box)
                self._captions[name] = caption
                column = 2 * place
                caption.setContentsMargins(20 if place else 0, 0, 0, 0)
                grid.addWidget(caption, row, column)
                grid.addWidget(box, row, column + 1)
            row += 1
            is_about_pages = about is ENCRYPTED
            said = self._about_pages if is_about_pages else label(about, "small")
            grid.addWidget(said, row, 0, 1, _COLUMNS)
            grid.setRowMinimumHeight(row + 1, 10)
            row += 2
        grid.addWidget(label("JOURNAL", "heading"), row, 0, 1, _COLUMNS)
        grid.addWidget(self._anchors, row + 1, 0, 1, _COLUMNS)
        grid.addWidget(label(_ABOUT_ANCHORS, "small"), row + 2, 0, 1, _COLUMNS)
        row += 3
        grid.setRowMinimumHeight(row, 10)
        grid.addWidget(label("THE PAGE", "heading"), row + 1, 0, 1, 3)
        for switch in self._switches.values():
            grid.addWidget(switch, row + 2, 0, 1, 3)
            row += 1
        grid.setRowStretch(row + 2, 1)
        self.setWidget(content)
        self.setWidgetResizable(True)

    def _lay_out_locale(self, grid: QGridLayout) -> int:
        """Put the choice of a locale on top; return the first row below it."""
        caption = label("Write as in")
        caption.setBuddy(self._locales)
        grid.addWidget(label("DATES AND AMOUNTS", "heading"), 0, 0, 1, _COLUMNS)
        grid.addWidget(caption, 1, 0)
        grid.addWidget(self._locales, 1, 1, 1, _COLUMNS - 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(_ABOUT_LOCALE, "small"), 2, 0, 1, _COLUMNS)
        grid.setRowMinimumHeight(3, 10)
        return 4

    # What the program tells

    def show_settings(self, settings: Settings) -> None:
        """Show the settings that count."""
        self._shown = settings
        for name, box in self._boxes.items():
            box.blockSignals(True)
            box.setValue(getattr(settings, name))
            box.blockSignals(False)
        self._anchors.setChecked(settings.anchor_in_comment)
        for name, switch in self._switches.items():
            switch.setChecked(getattr(settings, name))
        _choose(self._locales, settings.locale)

    def set_keeps_pages(self, *, is_possible: bool) -> None:
        """Say whether there is a keychain, without which no page is kept."""
        self._about_pages.setText(ENCRYPTED if is_possible else NO_KEYCHAIN)
        for name in _NEEDS_KEYCHAIN:
            self._boxes[name].setEnabled(is_possible)
            self._captions[name].setEnabled(is_possible)

    # What the reviewer does

    def _on_changed(self) -> None:
        values: Mapping[str, Any] = {name: box.value() for name, box in self._boxes.items()}
        self._shown = replace(
            self._shown,
            **values,
            anchor_in_comment=self._anchors.isChecked(),
            locale=str(self._locales.currentData()),
        )
        self.changed.emit(self._shown)


def _locale_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("setting:locale")
    box.setAccessibleName("Dates and amounts: Write as in")
    box.setMinimumHeight(FIELD_HEIGHT)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.addItem(f"As the system: {label_of(system_locale())}", "")
    for name in sorted(OFFERED, key=label_of):
        box.addItem(label_of(name), name)
    return box


def _choose(box: QComboBox, name: str) -> None:
    """Mark a locale; one that stands in the file and is not on offer comes into the list."""
    place = box.findData(name)
    if place < 0:
        box.addItem(label_of(name) if is_known(name) else f"{name} (not known)", name)
        place = box.count() - 1
    box.setCurrentIndex(place)


def _switch(name: str, text: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setObjectName(f"setting:{name}")
    return box


def _number(name: str, accessible: str, unit: str) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(f"setting:{name}")
    box.setAccessibleName(accessible)
    box.setRange(*LIMITS[name])
    box.setSuffix(unit)
    box.setFixedWidth(_BOX_WIDTH)
    box.setMinimumHeight(FIELD_HEIGHT)
    # A number that is being typed is no setting yet: 1 on the way to 10 would lock the desk.
    box.setKeyboardTracking(False)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet's padding does not reach it
    return box
