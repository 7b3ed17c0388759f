"""The window as a whole: its names for screen readers, and files dropped onto it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from klearstack_desktop.options import Options
from klearstack_desktop.ui.main_window import ALWAYS
from tests.end_to_end.driver import CONTROL, SHIFT, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
)
NAMES = (
    *("documentList", "searchBox", "stateFilter", "pageView", "thumbnails", "fieldPanel"),
    *("field:doc_number_value", "lineItems", "commentBox"),
    *("approveButton", "rejectButton", "saveButton", "skipButton"),
    *("outboxLabel", "connectionLabel", "draftLabel"),
)
SIGN_IN_NAMES = (
    *("serverEdit", "companyEdit", "userEdit", "passwordEdit", "signInButton", "demoButton"),
)


def nameless(root: QWidget) -> list[str]:
    """The visible widgets a person uses that a screen reader has no name for."""
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, INTERACTIVE) or not widget.isVisibleTo(root):
            continue
        if widget.objectName().startswith("qt_") or isinstance(widget.parent(), QLineEdit):
            continue
        spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        if not spoken:
            found.append(f"{type(widget).__name__} {widget.objectName()!r}")
    return found


def test_everything_a_person_uses_has_a_name(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        window = driver.window
        for name in SIGN_IN_NAMES:
            assert driver.widget(name).accessibleName() or isinstance(
                driver.widget(name), QAbstractButton
            ), name
        assert nameless(window.sign_in_sheet) == []
        await driver.ready()
        for name in NAMES:
            driver.widget(name)
        assert nameless(window) == []
        driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
        assert nameless(window.reject_sheet) == []
        driver.press(Qt.Key.Key_Escape)
        driver.press(Qt.Key.Key_F1)
        assert window.keys_sheet.isVisible()
        assert nameless(window.keys_sheet) == []
        window.keys_sheet.close()

    review(scenario)


def pressable(window: QWidget) -> set[str]:
    """Return the buttons and lines in a window, not in its sheets, that take a press or a key."""
    controls = [*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)]
    return {
        each.objectName()
        for each in controls
        if each.window() is window and each.isVisible() and each.isEnabled()
    }


def test_nothing_looks_possible_before_anybody_is_signed_in(review: Review) -> None:
    async def signed_out(driver: Driver) -> None:
        while not driver.window.sign_in_sheet.isVisible():
            await driver.pause()
        assert pressable(driver.window) == set()
        possible = {each.objectName() for each in driver.window.action_table if each.isEnabled()}
        assert possible == {f"action:{name}" for name in ALWAYS}

    async def signed_in(driver: Driver) -> None:
        await driver.ready()
        wanted = {"skipButton", "searchBox", "filterButton", "stateFilter:open"}
        assert wanted <= pressable(driver.window)

    review(signed_out, Options())
    review(signed_in)


def drop(target: QWidget, path: Path) -> bool:
    """Drag a file onto a widget and let go; return whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    point = QPointF(target.rect().center())
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(point.toPoint(), copy, data, button, none)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    let_go = QDropEvent(point, copy, data, button, none)
    QApplication.sendEvent(target, let_go)
    return let_go.isAccepted()


def test_a_file_dropped_anywhere_is_uploaded(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "dropped.png"
    Image.new("RGB", (600, 800), "white").save(path)

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        field = driver.widget("field:doc_number_value")
        assert isinstance(field, QLineEdit)
        before = field.text()
        assert drop(field, path)
        assert field.text() == before
        assert "dropped.png" in await driver.notice("was read")

    review(scenario)


@pytest.mark.parametrize("width", [0, 1240, 1280])
def test_nothing_above_the_page_is_cut_in_a_small_window(review: Review, width: int) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        window = driver.window
        window.resize(max(width, window.minimumWidth()), window.minimumHeight())
        await driver.pause()
        bar = driver.widget("pageToolBar")
        assert bar.width() < 700
        for part in bar.findChildren(QWidget):
            if part.isVisible() and isinstance(part, QAbstractButton | QLabel):
                assert bar.rect().contains(part.geometry()), part.objectName()
                assert part.width() >= part.minimumSizeHint().width(), part.objectName()

    review(scenario)
