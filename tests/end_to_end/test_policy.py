"""What the desk asks of a document: which fields Enter visits, and what blocks an approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox

from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.model.walk import page_order
from klearstack_desktop.options import Options
from klearstack_desktop.store import settings_file
from klearstack_desktop.store.profiles import ProfileFolder
from klearstack_desktop.ui.chips import ChipLabel
from klearstack_desktop.ui.settings.places import Page
from tests.end_to_end.driver import CONTROL, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.document import FieldKey
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess


def settings_in(tmp_path: Path, **policy: object) -> None:
    (tmp_path / "profile").mkdir(mode=0o700)
    settings_file.save(tmp_path / "profile", Settings(policy=policy))


def walk_by_enter(driver: Driver) -> list[FieldKey | None]:
    """Press Enter until the decision has the focus; return the fields that had it."""
    visited: list[FieldKey | None] = []
    most = len(driver.current.shown.fields) + 1
    while driver.focus().objectName().startswith("field:") and len(visited) < most:
        visited.append(driver.window.field_panel.active_key)
        driver.press(Qt.Key.Key_Return)
    return visited


def test_enter_visits_exactly_what_needs_a_person(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        wanted = set(opened.findings.to_check)
        panel = driver.window.field_panel
        expected = [key for key in panel.keys_in_order() if key in wanted]
        visited = walk_by_enter(driver)
        assert visited == (expected or list(panel.keys_in_order()[:1]))
        assert set(driver.current.draft.checked) >= wanted

    review(scenario)


def test_in_page_order_enter_goes_down_the_page(review: Review, tmp_path: Path) -> None:
    settings_in(tmp_path, walk="page", must_look_at="all")

    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        expected = list(page_order(opened.shown.fields))
        assert set(opened.findings.to_check) == set(expected)
        assert driver.window.field_panel.active_key == expected[0]
        driver.press(Qt.Key.Key_F8)
        assert driver.window.field_panel.active_key == expected[1]
        driver.press(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
        assert walk_by_enter(driver) == expected

    review(scenario)


def test_what_nobody_looked_at_is_not_approved_and_the_button_says_why(
    review: Review, tmp_path: Path, server: ServerProcess
) -> None:
    settings_in(tmp_path, must_look_at="all", block_unlooked=True, approval_template="Seen.")

    async def scenario(driver: Driver) -> None:
        opened = await driver.opened(
            lambda opened: opened.has_details and bool(opened.pages) and bool(opened.seen)
        )
        await driver.guard_over()
        button = driver.widget("approveButton")
        assert "Nobody has looked at" in button.toolTip()
        assert not button.isEnabled()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.notice("Nobody has looked at")
        assert driver.current.id == opened.id
        walk_by_enter(driver)
        while driver.current.unseen_pages:
            driver.window.page_pane.next_page()
            await driver.pause()
        assert button.isEnabled()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.APPROVED)

    review(scenario)
    assert [row["comment"] for row in server.record()] == ["Seen."]


def test_what_is_set_counts_at_once_and_an_administrator_has_the_last_word(
    review: Review, tmp_path: Path, server: ServerProcess
) -> None:
    file = tmp_path / "ours.toml"
    stated = Profile("ours", server.url, server.company, policy={"block_errors": True})
    ProfileFolder(tmp_path / "other").export(stated, file)

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.program._settings.open(page=Page.REVIEW)
        await driver.pause()
        errors = driver.widget("policy:block_errors")
        assert isinstance(errors, QCheckBox)
        assert errors.isChecked()
        assert not errors.isEnabled()
        assert "administrator" in errors.toolTip()
        threshold, must = driver.widget("policy:threshold"), driver.widget("policy:must_look_at")
        assert isinstance(threshold, QSpinBox)
        assert isinstance(must, QComboBox)
        threshold.setFocus()
        threshold.selectAll()
        driver.type("100")
        driver.press(Qt.Key.Key_Tab)
        must.setFocus()
        driver.press(Qt.Key.Key_End)
        driver.press(Qt.Key.Key_Escape)
        await driver.pause()
        assert driver.current.policy.threshold == 1.0
        assert driver.current.policy.block_errors
        waiting = set(driver.current.findings.to_check)
        cells = {place for place in waiting if isinstance(place, CellPlace)}
        assert waiting - cells == {f.key for f in driver.current.shown.fields}
        assert cells, "the threshold counts for cells, too"
        chip = driver.widget("toCheckChip")
        assert isinstance(chip, ChipLabel)
        assert chip.chip.text == f"{len(waiting)} to check"

    review(scenario, Options(profile=str(file), user=server.username, password=server.password))
    kept = settings_file.load(tmp_path / "profile").policy
    assert kept == {"threshold": 1.0, "must_look_at": "all"}
