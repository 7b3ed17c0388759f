"""Large amounts are typed before they are approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.store import settings_file
from klearstack_desktop.ui.fields.text import ElidedLabel
from tests.end_to_end.driver import CONTROL, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

NUMBER = FieldKey("doc_number_value")
SUPPLIER = FieldKey("supplier_name_value")


def confirm_above_nothing(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir(mode=0o700)
    limits = dict.fromkeys(("EUR", "USD", "INR", "GBP", "COP", "XXX"), "0.01")
    settings_file.save(tmp_path / "profile", Settings(policy={"confirm_above": limits}))


def answer(driver: Driver) -> str:
    label = driver.widget("confirmation:answer")
    assert isinstance(label, ElidedLabel)
    return label.text()


def test_a_large_amount_is_typed_before_it_is_approved(
    review: Review, tmp_path: Path, server: ServerProcess
) -> None:
    confirm_above_nothing(tmp_path)

    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        card, confirmation = driver.widget("decisionCard"), driver.widget("confirmation")
        height = driver.widget("decisionBar").height()
        driver.press(Qt.Key.Key_Return, CONTROL)
        assert confirmation.isVisible()
        assert not card.isVisible()
        assert driver.focus().objectName() == "confirmAmount"
        assert driver.focus().accessibleName() == "Amount to approve"
        await driver.pause()
        assert driver.widget("decisionBar").height() == height
        driver.press(Qt.Key.Key_Escape)
        assert card.isVisible()
        assert driver.focus().objectName() == "approveButton"
        driver.press(Qt.Key.Key_Return, CONTROL)
        driver.type("0.02")
        assert "not the total" in answer(driver)
        driver.press(Qt.Key.Key_Return, CONTROL)
        assert driver.current.id == opened.id
        # The line is selected: what is typed now replaces it.
        total = parse_amount(opened.shown.value_of(FieldRole.TOTAL))
        assert total is not None
        driver.type(f"{abs(total):,.2f}".replace(",", "'").replace(".", ","))
        assert "approves" in answer(driver)
        driver.press(Qt.Key.Key_Return)
        assert driver.current.id == opened.id
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.APPROVED)
        assert card.isVisible()

    review(scenario)
    assert len(server.record()) == 1
