"""What is typed as people here write it reaches the server as the document writes it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.store.profiles import ProfileFolder
from klearstack_desktop.ui.fields.datasource_editor import DatasourceEditor
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, Driver, sign_in_options

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.formats.locales import LocaleFormats
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

DATE = FieldKey("doc_date_value")
TOTAL = FieldKey("total_value")
SUPPLIER = FieldKey("supplier_name_value")
COLUMNS = ("Vendor_ID", "Name")


def line(driver: Driver, key: FieldKey) -> QLineEdit:
    found = driver.widget(f"field:{key.name}")
    assert isinstance(found, QLineEdit)
    return found


def value(driver: Driver, key: FieldKey) -> str:
    field = driver.current.shown.by_key(key)
    assert field is not None
    return field.value


async def saved(driver: Driver) -> None:
    done: list[str] = []
    driver.desk.submissions.saved.connect(done.append)
    driver.press(Qt.Key.Key_S, CONTROL)
    await until(driver.desk.submissions.saved, lambda: bool(done), "the saved corrections")


async def write_as_in(driver: Driver, label: str) -> None:
    """Choose a country on the first page of the settings, with keys."""
    region = driver.program._region
    learned: list[LocaleFormats] = []
    region.known.connect(learned.append)
    driver.press(Qt.Key.Key_Comma, CONTROL)
    await driver.pause()
    box = driver.widget("setting:locale")
    assert isinstance(box, QComboBox)
    box.setFocus()
    while box.currentText() != label:
        QTest.keyClick(box, Qt.Key.Key_Down)
    await until(
        region.known,
        lambda: bool(learned) and learned[-1].name == box.currentData(),
        "the conventions",
    )
    driver.widget("settingsDialog").close()
    driver.window.activateWindow()
    while not driver.window.isActiveWindow():
        await driver.pause()


def test_a_reviewer_types_german_and_the_server_reads_its_own_style(
    review: Review, server: ServerProcess
) -> None:
    sent: dict[str, str] = {}

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        came = value(driver, DATE), value(driver, TOTAL)
        await write_as_in(driver, "German (Germany)")
        for key in (DATE, TOTAL):
            driver.window.field_panel.focus_field(key)
            driver.press(Qt.Key.Key_Tab)
        assert (value(driver, DATE), value(driver, TOTAL)) == came, "looking changes nothing"
        driver.correct(DATE, "15.8.25")
        driver.correct(TOTAL, "1.234,5")
        driver.press(Qt.Key.Key_Tab)
        assert line(driver, DATE).text() == "15.08.2025"
        assert line(driver, TOTAL).text() == "1.234,50"
        sent["date"], sent["total"] = value(driver, DATE), value(driver, TOTAL)
        assert sent["date"] == "15-Aug-2025"
        await saved(driver)

    review(scenario)
    (update,) = server.record()
    assert update["call"] == "update_document"
    values = json.dumps(update["values"])
    assert f'"{sent["date"]}"' in values
    assert f'"{sent["total"]}"' in values


def test_undo_takes_a_whole_visit_to_a_date_back(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        came = value(driver, DATE)
        driver.correct(DATE, "15/8/2025")
        assert value(driver, DATE) == "15-Aug-2025"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert value(driver, DATE) == came
        driver.press(Qt.Key.Key_Y, CONTROL)
        assert value(driver, DATE) == "15-Aug-2025"

    review(scenario)


def test_a_list_of_klearstack_is_searched_and_its_key_is_sent(
    review: Review, server: ServerProcess, tmp_path: Path
) -> None:
    with KlearStackClient(
        ServerProfile(server.url),
        Credentials(server.company, server.username, server.passwords[server.username]),
    ) as client:
        client.sign_in()
        rows = b"Vendor_ID,Name\nV-100,Northwind Traders\nV-200,Contoso\n"
        client.create_datasource("Vendors", COLUMNS, io.BytesIO(rows), file_name="v.csv")
    use = {"name": "Vendors", "send": "Vendor_ID", "show": "Name"}
    entry = {
        "label": "Supplier",
        "group": "parties",
        "role": "supplier",
        "result_labels": ["Inv_Supplier"],
        "datasource": use,
    }
    profile = Profile("sample", server.url, server.company, field_map={SUPPLIER.name: entry})
    ProfileFolder(tmp_path / "profile" / "profiles").write(profile)

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        editor = line(driver, SUPPLIER)
        assert isinstance(editor, DatasourceEditor)
        source = driver.desk.datasources
        await until(source.loaded, lambda: editor.form is not None, "the list")
        driver.window.field_panel.focus_field(SUPPLIER)
        for key in (Qt.Key.Key_N, Qt.Key.Key_O, Qt.Key.Key_R, Qt.Key.Key_Return):
            # To the widget: a key to the window would turn the event loop within this task.
            QTest.keyClick(QApplication.activePopupWidget() or editor, key)
        assert (editor.text(), value(driver, SUPPLIER)) == ("Northwind Traders", "V-100")
        await saved(driver)

    review(scenario, replace(sign_in_options(server), profile="sample"))
    (update,) = [row for row in server.record() if row["call"] == "update_document"]
    assert '"V-100"' in json.dumps(update["values"])
