"""Seven real invoices: uploaded, read by simple patterns, reviewed and approved."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.queue import ReviewState
from tests.end_to_end.driver import CONTROL, Driver

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.model.document import Document
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "invoices"
INVOICES = sorted(FOLDER.glob("*.pdf"))


def truth_of(path: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))[0]
    return truth


def found(document: Document, truth: dict[str, Any]) -> dict[str, bool]:
    """Which of the values that a careful reader takes from it the patterns found."""
    total = parse_amount(document.value_of(FieldRole.TOTAL))
    day = parse_date(document.value_of(FieldRole.DATE))
    result = {
        "number": document.value_of(FieldRole.NUMBER) == truth["invoice_number"],
        "date": day is not None and day.isoformat() == truth["date"],
    }
    if "amount" in truth:
        result["amount"] = total == Decimal(str(truth["amount"]))
    return result


@pytest.mark.skipif(not INVOICES, reason=f"no real invoices in {FOLDER}")
def test_real_invoices_are_uploaded_read_and_approved(
    review: Review, server: ServerProcess, record_property: Callable[[str, object], None]
) -> None:
    score: dict[str, list[bool]] = {}
    approved: list[str] = []

    async def one(driver: Driver, path: Path) -> None:
        before = driver.current.id
        driver.desk.uploads.upload(path)
        await driver.notice(f"{path.name} was read")
        notice = driver.window.notice_bar.current()
        assert notice is not None
        notice.actions[0].run()
        opened = await driver.ready(unlike=before)
        assert opened.base.page_count == len(opened.pages)
        for what, is_found in found(opened.shown, truth_of(path)).items():
            score.setdefault(what, []).append(is_found)
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.APPROVED)
        approved.append(opened.id)
        await driver.ready(unlike=opened.id)

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        for path in INVOICES:
            await one(driver, path)

    review(scenario)
    decided = [r["document_id"] for r in server.record() if r["call"] == "approve_reject_doc"]
    assert decided == approved
    for what, results in score.items():
        record_property(what, f"{sum(results)} of {len(results)}")
    assert all(sum(results) > len(results) // 2 for results in score.values()), score
