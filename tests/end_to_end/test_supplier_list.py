"""The sample company's supplier list: suppliers are chosen from it, accounts compared with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from klearstack_desktop import resources
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.slips.warning import BANK_ACCOUNT, NEAR_NAME
from klearstack_desktop.options import Options
from klearstack_desktop.ui.fields.datasource_editor import DatasourceEditor
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess

# The offscreen platform has nothing to raise a list over.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SUPPLIER = FieldKey("supplier_name_value")
ACCOUNT = FieldKey("supplier_iban_value")


def with_the_list(server: ServerProcess, folder: Path) -> Options:
    """Sign in with the profile that the demo has."""
    where = f'server = "{server.url}"\ncompany = "{server.company}"\nuser = "{server.username}"\n'
    file = folder / "sample company.toml"
    file.write_text(where + resources.text("samples/demo_profile.toml"), encoding="utf-8")
    return Options(profile=str(file), password=server.password)


async def press_in_list(driver: Driver, key: Qt.Key) -> None:
    """Press a key as it comes from the system while a list is open.

    Outside of the task: Qt looks for other events meanwhile, and tasks must not enter each other.
    """
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTimer.singleShot(0, popup, lambda: QTest.keyClick(popup.windowHandle(), key))
    while popup.isVisible():
        await driver.pause()
    # What a window manager does once a list is closed.
    driver.window.activateWindow()
    while QApplication.focusWidget() is None:
        await driver.pause()


def said(driver: Driver) -> dict[str, str]:
    return {finding.code: finding.sentence for finding in driver.current.findings}


def test_a_supplier_is_chosen_from_the_list_and_another_account_is_warned_of(
    review: Review, server: ServerProcess, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        while opened.shown.by_key(ACCOUNT) is None:
            driver.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
            opened = await driver.ready(unlike=opened.id)
        standards = driver.desk.standards
        await until(standards.known_changed, lambda: len(standards.known.listed) > 0, "the list")
        driver.window.field_panel.focus_field(SUPPLIER)
        editor = driver.focus()
        assert isinstance(editor, DatasourceEditor)
        editor.selectAll()
        driver.type("nortwind tradres")
        while editor.is_searching():
            await driver.pause()
        assert editor.found()[0].label == "Northwind Traders GmbH"
        await press_in_list(driver, Qt.Key.Key_Return)
        driver.correct(ACCOUNT, "GB82 WEST 1234 5698 7654 32")
        sentence = said(driver)[BANK_ACCOUNT]
        assert "GB82 WEST 1234 5698 7654 32 differs from the supplier list: DE" in sentence
        listed = sentence.rpartition(": ")[2]
        driver.correct(ACCOUNT, " ".join(listed[at : at + 4] for at in range(0, len(listed), 4)))
        assert BANK_ACCOUNT not in said(driver)
        driver.correct(SUPPLIER, "Northwind Traders GmbX")
        assert NEAR_NAME in said(driver)

    review(scenario, with_the_list(server, tmp_path))
