"""The settings of a server, edited with real keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

from klearstack_desktop.model.profile import MEGABYTE, Profile
from klearstack_desktop.model.role import Role
from klearstack_desktop.ui.settings.dialog import SettingsDialog
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

PIN = f"sha256:{'ab' * 32}"
ACME = Profile(
    "Acme",
    server="https://acme.example",
    company="Acme Ltd",
    user="priya",
    trust=PIN,
    upload_limit=7_500_000,
    endpoints={"getimage": "/access/klearstack/getpage"},
    parameters={"getdocument": {"id": "document_id"}},
    field_map={"cost_centre_value": {"label": "Cost centre", "choices": ["A", "B"]}},
)


class Editor:
    """The dialog on screen, and what it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.dialog = SettingsDialog()
        qtbot.addWidget(self.dialog)
        self.saved: list[tuple[Profile, str]] = []
        self.dialog.save_requested.connect(lambda *what: self.saved.append(what))
        self.dialog.set_known(["Acme", "Other"])
        self.dialog.show_profile(ACME)
        with qtbot.waitExposed(self.dialog):
            self.dialog.open()
        self.dialog.activateWindow()

    def edit(self, name: str) -> QLineEdit:
        return found(self.dialog, QLineEdit, name)

    def button(self, name: str) -> QPushButton:
        return found(self.dialog, QPushButton, f"{name}Button")

    def click(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def box(self, name: str) -> QComboBox:
        return found(self.dialog, QComboBox, name)

    def turn_to(self, page: str) -> None:
        pages = found(self.dialog, QTabWidget, "settingsPages")
        titles = [pages.tabText(index) for index in range(pages.count())]
        pages.setCurrentIndex(titles.index(page))

    def retype(self, name: str, text: str) -> None:
        self.edit(name).selectAll()
        QTest.keyClicks(self.edit(name), text)

    def type_into_cell(self, table: str, row: int, column: int, text: str) -> None:
        view = found(self.dialog, QTableView, table)
        place = view.model().index(row, column)
        view.setCurrentIndex(place)
        view.edit(place)
        editor = QApplication.focusWidget()
        assert isinstance(editor, QLineEdit)
        editor.selectAll()
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        QTest.keyClicks(editor, text)
        self.commit(view, editor)

    def commit(self, view: QTableView, editor: QWidget) -> None:
        """Press Return in a cell's editor; Qt takes the value a moment later."""
        delegate = view.itemDelegateForIndex(view.currentIndex())
        with self._qtbot.waitSignal(delegate.closeEditor):
            QTest.keyClick(editor, Qt.Key.Key_Return)

    def choose(self, name: str, text: str) -> None:
        box = self.box(name)
        box.setFocus()
        box.setCurrentText(text)
        box.activated.emit(box.currentIndex())

    @property
    def problem(self) -> str:
        return found(self.dialog, QLabel, "settingsProblem").text()


@pytest.fixture
def editor(qtbot: QtBot) -> Editor:
    return Editor(qtbot)


def row_of(model: QAbstractItemModel, text: str) -> int:
    rows = range(model.rowCount())
    return next(row for row in rows if model.index(row, 0).data() == text)


def test_what_is_shown_is_what_was_given(editor: Editor) -> None:
    assert editor.dialog.profile == ACME
    assert not editor.dialog.is_edited
    assert not editor.button("saveSettings").isEnabled()
    assert editor.problem == ""


def test_single_values_are_typed(editor: Editor) -> None:
    editor.retype("settingsServerEdit", "https://new.example")
    editor.retype("profileNameEdit", "New name")
    editor.click("saveSettings")
    expected = replace(ACME, server="https://new.example", name="New name")
    assert editor.saved == [(expected, "Acme")]


def test_what_is_wrong_is_said_marked_and_not_saved(editor: Editor) -> None:
    editor.retype("settingsServerEdit", "http://acme.example")
    assert "plain http" in editor.problem
    assert editor.edit("settingsServerEdit").property("problem") == "bad"
    assert not editor.button("saveSettings").isEnabled()
    editor.retype("settingsServerEdit", "https://acme.example")
    assert editor.problem == ""
    assert editor.edit("settingsServerEdit").property("problem") is None


def test_trust_is_one_of_three(editor: Editor) -> None:
    editor.choose("trustKindBox", "The system's certificates")
    assert editor.dialog.profile.trust is None
    assert not editor.edit("settingsTrustEdit").isEnabled()
    editor.choose("trustKindBox", "Exactly one certificate")
    editor.retype("settingsTrustEdit", "CD" * 32)
    pinned: object = editor.dialog.profile.trust
    assert pinned == f"sha256:{'CD' * 32}"
    editor.choose("trustKindBox", "A file with CA certificates")
    assert "does not exist" in editor.problem


def test_a_role_is_stated_or_not_known(editor: Editor) -> None:
    editor.choose("roleBox", "Creator")
    assert editor.dialog.profile.role is Role.CREATOR
    editor.choose("roleBox", "Not known")
    assert editor.dialog.profile == ACME


def test_the_proxy_is_the_systems_none_or_this_one(editor: Editor) -> None:
    editor.choose("proxyKindBox", "None")
    assert editor.dialog.profile.proxy == ""
    editor.choose("proxyKindBox", "This one")
    editor.retype("settingsProxyEdit", "http://me:secret@proxy:3128")
    assert "Take user and password out" in editor.problem
    editor.retype("settingsProxyEdit", "http://proxy:3128")
    assert editor.dialog.profile.proxy == "http://proxy:3128"
    assert editor.problem == ""


def test_a_limit_keeps_its_bytes_until_it_is_changed(editor: Editor) -> None:
    editor.retype("profileNameEdit", "x")
    assert editor.dialog.profile.upload_limit == ACME.upload_limit
    limit = editor.dialog.server_page._limit
    limit.setValue(20)
    assert editor.dialog.profile.upload_limit == 20 * MEGABYTE


def test_a_path_is_overridden_and_taken_back(editor: Editor) -> None:
    editor.turn_to("Calls")
    model = editor.dialog.calls_page.model
    row = row_of(model, "getdocument")
    editor.type_into_cell("callsTable", row, 1, "/access/klearstack/details")
    assert editor.dialog.profile.endpoints["getdocument"] == "/access/klearstack/details"
    assert model.index(row, 3).data() == "path, 1 form field"
    editor.type_into_cell("callsTable", row, 1, "")
    assert "getdocument" not in editor.dialog.profile.endpoints
    editor.click("takeBack")
    assert editor.dialog.profile.parameters == {}
    assert model.index(row, 3).data() == ""


def test_a_path_that_could_lead_elsewhere_is_refused(editor: Editor) -> None:
    editor.turn_to("Calls")
    model = editor.dialog.calls_page.model
    row = row_of(model, "gettext")
    editor.type_into_cell("callsTable", row, 1, "//evil.example/gettext")
    assert "start with one slash" in editor.problem
    assert model.index(row, 3).data() == "cannot be used"
    assert not editor.button("saveSettings").isEnabled()


def test_all_calls_but_the_one_that_klearstack_makes_can_be_overridden(editor: Editor) -> None:
    calls = [call.name for call in editor.dialog.calls_page.model.calls]
    assert len(calls) == 30
    assert "push" not in calls


def test_a_form_field_is_renamed(editor: Editor) -> None:
    editor.turn_to("Calls")
    model = editor.dialog.calls_page.model
    found(editor.dialog, QTableView, "callsTable").selectRow(row_of(model, "getimage"))
    editor.type_into_cell("parametersTable", 3, 1, "page")
    assert editor.dialog.profile.parameters == {
        "getdocument": {"id": "document_id"},
        "getimage": {"page_index": "page"},
    }


def test_a_field_is_added_described_and_removed(editor: Editor) -> None:
    editor.turn_to("Fields")
    editor.click("addField")
    view = found(editor.dialog, QTableView, "fieldsTable")
    name = QApplication.focusWidget()
    assert isinstance(name, QLineEdit)
    QTest.keyClicks(name, "port_value")
    editor.commit(view, name)
    editor.type_into_cell("fieldsTable", 1, 1, "Port of entry")
    editor.type_into_cell("fieldsTable", 1, 4, "Port_Of_Entry, POE")
    assert editor.dialog.profile.field_map == {
        "cost_centre_value": {"label": "Cost centre", "choices": ["A", "B"]},
        "port_value": {"label": "Port of entry", "result_labels": ["Port_Of_Entry", "POE"]},
    }
    editor.type_into_cell("fieldsTable", 0, 1, "Cost center")
    assert editor.dialog.profile.field_map["cost_centre_value"]["choices"] == ["A", "B"]
    view.selectRow(0)
    editor.click("removeField")
    assert list(editor.dialog.profile.field_map) == ["port_value"]


def test_a_kind_is_chosen_from_a_list(editor: Editor) -> None:
    editor.turn_to("Fields")
    view = found(editor.dialog, QTableView, "fieldsTable")
    view.setCurrentIndex(view.model().index(0, 2))
    view.edit(view.currentIndex())
    box = view.viewport().findChild(QComboBox)
    assert isinstance(box, QComboBox)
    assert box.currentText() == "text"
    QTest.keyClicks(box, "amount")
    editor.commit(view, box)
    assert editor.dialog.profile.field_map["cost_centre_value"]["kind"] == "amount"


def test_the_supplier_list_is_named_and_what_is_missing_is_said(editor: Editor) -> None:
    editor.turn_to("Suppliers")
    QTest.keyClicks(editor.edit("suppliers:datasource"), "Vendors")
    assert "name is missing" in found(editor.dialog, QLabel, "settingsProblem").text()
    assert not editor.button("saveSettings").isEnabled()
    QTest.keyClicks(editor.edit("suppliers:name"), "Vendor_Name")
    QTest.keyClicks(editor.edit("suppliers:bank_account"), " IBAN ")
    assert editor.dialog.profile.suppliers == {
        "datasource": "Vendors",
        "name": "Vendor_Name",
        "bank_account": "IBAN",
    }
    editor.click("saveSettings")
    assert editor.saved[0][0].suppliers["name"] == "Vendor_Name"


def test_edits_are_not_lost_by_a_slip(editor: Editor) -> None:
    editor.retype("settingsCompanyEdit", "Other")
    assert not editor.box("profileChooser").isEnabled()
    assert not editor.button("newProfile").isEnabled()
    QTest.keyClick(editor.dialog, Qt.Key.Key_Escape)
    assert editor.dialog.isVisible()
    assert editor.problem == "Save or discard the changes first."
    editor.click("closeSettings")
    assert editor.dialog.profile == ACME
    assert editor.box("profileChooser").isEnabled()
    QTest.keyClick(editor.dialog, Qt.Key.Key_Escape)
    assert not editor.dialog.isVisible()


def test_a_new_profile_has_no_former_name(editor: Editor) -> None:
    editor.click("newProfile")
    assert not editor.button("saveSettings").isEnabled()
    editor.retype("profileNameEdit", "Fresh")
    editor.retype("settingsServerEdit", "https://fresh.example")
    editor.click("saveSettings")
    assert editor.saved == [(Profile("Fresh", "https://fresh.example"), "")]


def test_the_dialog_fits_a_small_screen(editor: Editor) -> None:
    assert editor.dialog.width() <= 1280
    assert editor.dialog.height() <= 680
    assert editor.dialog.minimumSizeHint().height() <= 640
