"""The settings: of a server, one profile at a time on five pages, and of this workstation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.profile_checks import call_descriptions, complaints
from klearstack_desktop.ui.keys.page import KeysPage
from klearstack_desktop.ui.settings.calls_page import CallsPage
from klearstack_desktop.ui.settings.doctor_page import DoctorPage
from klearstack_desktop.ui.settings.fields_page import FieldsPage
from klearstack_desktop.ui.settings.parts import label, scrolling
from klearstack_desktop.ui.settings.places import NEW_SERVER, Page
from klearstack_desktop.ui.settings.review_page import ReviewPage
from klearstack_desktop.ui.settings.server_page import ServerPage
from klearstack_desktop.ui.settings.suppliers_page import SuppliersPage
from klearstack_desktop.ui.settings.working_page import WorkingPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SIZE = QSize(1000, 640)
_ABOUT_WORKSTATION = "For this workstation, whichever the profile. What you change counts at once."
_OF_PROFILE, _OF_WORKSTATION = range(2)


class SettingsDialog(QDialog):
    """Edits a profile, and lets the workstation's own settings be changed; show it with ``open()``.

    Signals:
        save_requested: carries the profile and its former name, empty for a new one.
        export_requested: carries the profile that is shown.
        import_requested: a profile of somebody else shall be added.
        profile_chosen: carries the name of another profile to show.
        examine_requested: carries the profile that is shown and a password that may be empty.
        cancel_requested: the examination under way shall stop.
    """

    save_requested = Signal(object, str)
    export_requested = Signal(object)
    import_requested = Signal()
    profile_chosen = Signal(str)
    examine_requested = Signal(object, str)
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        self.setWindowTitle("Settings")
        self.setAccessibleName("Settings")
        self._shown = Profile("")
        self._is_new = True
        self.working_page = WorkingPage()
        self.review_page = ReviewPage()
        self.keys_page = KeysPage()
        self.server_page = ServerPage()
        self.calls_page = CallsPage(call_descriptions())
        self.fields_page = FieldsPage()
        self.suppliers_page = SuppliersPage()
        self.doctor_page = DoctorPage()
        self._chooser = QComboBox()
        self._chooser.setObjectName("profileChooser")
        self._chooser.setAccessibleName("Profile")
        self._chooser.setMinimumWidth(240)
        self._new = self._button("newProfileButton", "New")
        self._import = self._button("importProfileButton", "Import…")
        self._export = self._button("exportProfileButton", "Export…")
        self._save = self._button("saveSettingsButton", "Save")
        self._save.setProperty("kind", "primary")
        self._close = self._button("closeSettingsButton", "Close")
        self._problem = label("", "problem")
        self._problem.setObjectName("settingsProblem")
        self._lay_out()
        self._connect()
        self.resize(_SIZE)

    @staticmethod
    def _button(name: str, text: str) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(name)
        made.setAutoDefault(False)
        return made

    def _lay_out(self) -> None:
        of_profile = QWidget()
        head = QHBoxLayout(of_profile)
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(8)
        head.addWidget(label("Profile", "muted"))
        head.addWidget(self._chooser)
        head.addWidget(self._new)
        head.addStretch(1)
        head.addWidget(self._import)
        head.addWidget(self._export)
        of_workstation = label(_ABOUT_WORKSTATION, "muted")
        of_workstation.setContentsMargins(16, 12, 16, 8)
        self._heads = QStackedWidget()
        self._heads.addWidget(of_profile)
        self._heads.addWidget(of_workstation)
        self._heads.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("settingsPages")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.addTab(self.working_page, Page.WORKING.value)
        self._review = scrolling(self.review_page)
        self._tabs.addTab(self._review, Page.REVIEW.value)
        self._tabs.addTab(self.keys_page, Page.KEYS.value)
        self._tabs.addTab(self.server_page, Page.SERVER.value)
        self._tabs.addTab(self.calls_page, "Calls")
        self._tabs.addTab(self.fields_page, "Fields")
        self._tabs.addTab(self.suppliers_page, "Suppliers")
        self._tabs.addTab(self.doctor_page, Page.DOCTOR.value)
        self._tabs.currentChanged.connect(self._fit_head)
        self.turn_to(Page.SERVER)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self._problem, 1)
        foot.addWidget(self._close)
        foot.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._heads)
        layout.addWidget(self._tabs, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        pages = (self.server_page, self.calls_page, self.fields_page, self.suppliers_page)
        for page in pages:
            page.edited.connect(self._on_edited)
        self._chooser.activated.connect(self._on_chosen)
        self._new.clicked.connect(lambda: self.show_profile(Profile(NEW_SERVER), is_new=True))
        self._import.clicked.connect(self.import_requested)
        self._export.clicked.connect(lambda: self.export_requested.emit(self.profile))
        self._save.clicked.connect(self._on_save)
        self._close.clicked.connect(self._on_close)
        self.doctor_page.examine_requested.connect(self._on_examine)
        self.doctor_page.cancel_requested.connect(self.cancel_requested)
        self.doctor_page.paths_chosen.connect(self._use_paths)

    # What the program tells

    def set_known(self, names: Sequence[str]) -> None:
        """Say which profiles there are to choose from."""
        self._chooser.clear()
        self._chooser.addItems(list(names))
        self._fit()

    def show_profile(self, profile: Profile, *, is_new: bool = False) -> None:
        """Show a profile; what was edited before is gone."""
        self._shown, self._is_new = profile, is_new
        self.say("")
        self.server_page.show_profile(profile)
        self.calls_page.show_overrides(profile.endpoints, profile.parameters)
        self.fields_page.model.show_fields(profile.field_map)
        self.suppliers_page.show_suppliers(profile.suppliers)
        self.doctor_page.forget()
        self.cancel_requested.emit()
        self._fit()

    def turn_to(self, page: Page) -> None:
        """Show a page."""
        pages: dict[Page, QWidget] = {
            Page.WORKING: self.working_page,
            Page.REVIEW: self._review,
            Page.KEYS: self.keys_page,
            Page.SERVER: self.server_page,
            Page.DOCTOR: self.doctor_page,
        }
        self._tabs.setCurrentWidget(pages[page])

    def say(self, sentence: str, *, is_problem: bool = True) -> None:
        """Say what went wrong, or what was done."""
        self._problem.setProperty("role", "problem" if is_problem else "good")
        self._problem.style().unpolish(self._problem)
        self._problem.style().polish(self._problem)
        self._problem.setText(sentence)

    # What the reviewer does

    @property
    def profile(self) -> Profile:
        """The profile as it is shown, edited or not."""
        return replace(
            self.server_page.written_to(self._shown),
            endpoints=self.calls_page.model.paths,
            parameters=self.calls_page.model.renamed,
            field_map=self.fields_page.model.field_map,
            suppliers=self.suppliers_page.suppliers,
        )

    @property
    def is_edited(self) -> bool:
        """Whether something differs from what was shown first."""
        return self.profile != self._shown

    def reject(self) -> None:
        """Close, but never over edits: Esc is pressed too easily."""
        if self.is_edited:
            self.say("Save or discard the changes first.")
            return
        self.cancel_requested.emit()
        super().reject()

    def _on_close(self) -> None:
        if self.is_edited:
            self.show_profile(self._shown, is_new=self._is_new)
        else:
            self.reject()

    def _on_edited(self) -> None:
        self.say("")
        self.doctor_page.forget()
        self._fit()

    def _on_chosen(self) -> None:
        self.profile_chosen.emit(self._chooser.currentText())

    def _on_save(self) -> None:
        self.save_requested.emit(self.profile, "" if self._is_new else self._shown.name)

    def _on_examine(self, password: str) -> None:
        self.examine_requested.emit(self.profile, password)

    def _use_paths(self, paths: Mapping[str, str]) -> None:
        for name, path in paths.items():
            self.calls_page.model.set_path(name, path)
        self._tabs.setCurrentWidget(self.calls_page)

    def _fit_head(self) -> None:
        is_of_workstation = self._tabs.currentWidget() in (
            self.working_page,
            self._review,
            self.keys_page,
        )
        self._heads.setCurrentIndex(_OF_WORKSTATION if is_of_workstation else _OF_PROFILE)
        # What counts at once needs no saving; a profile that was edited before still does.
        self._save.setVisible(not is_of_workstation or self.is_edited)

    def _fit(self) -> None:
        """Say what is wrong, and let nobody leave edits behind without deciding."""
        wrong = complaints(self.profile)
        # An empty form is no mistake yet.
        found = wrong if self.is_edited or not self._is_new else ()
        self.server_page.mark({c.setting for c in found})
        self.calls_page.model.set_complaints(
            {c.key: c.sentence for c in found if c.setting in {"endpoints", "parameters"}}
        )
        self.fields_page.model.set_complaints(
            {c.key: c.sentence for c in found if c.setting == "field_map"}
        )
        self.suppliers_page.mark(is_wrong=any(c.setting == "suppliers" for c in found))
        if found:
            self.say(found[0].sentence)
        is_edited = self.is_edited
        self._save.setEnabled(not wrong and (is_edited or self._is_new))
        self._export.setEnabled(not wrong)
        self._close.setText("Discard" if is_edited else "Close")
        for widget in (self._chooser, self._new, self._import):
            widget.setEnabled(not is_edited)
            widget.setToolTip("Save or discard the changes first." if is_edited else "")
        index = self._chooser.findText(self._shown.name, Qt.MatchFlag.MatchExactly)
        self._chooser.setCurrentIndex(-1 if self._is_new else index)
