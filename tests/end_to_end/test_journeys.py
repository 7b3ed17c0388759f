"""Whole jobs by keys alone: from the sign-in sheet to the last document, and across a cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.options import Options
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver
from tests.memory_keyring import MemoryKeyring, installed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

LONG: Final = 60
REASON: Final = "second copy, see the first one"
MOUSE: Final = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
    }
)


class MouseCount(QObject):
    """Counts what comes from a mouse, wherever it goes."""

    def __init__(self) -> None:
        super().__init__()
        self.events = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.events += event.type() in MOUSE
        return False


@pytest.fixture
def _no_mouse(qapp: QApplication) -> Iterator[None]:
    """Fail a test during which anything came from a mouse."""
    count = MouseCount()
    qapp.installEventFilter(count)
    yield
    qapp.removeEventFilter(count)
    assert count.events == 0


async def sign_in(driver: Driver, server: ServerProcess) -> None:
    """Fill the empty sheet in as a person would and send it with Enter."""
    while QApplication.activeWindow() is not driver.window.sign_in_sheet:
        await driver.pause()
    for name, text in (
        ("serverEdit", server.url),
        ("companyEdit", server.company),
        ("userEdit", server.username),
        ("passwordEdit", server.password),
    ):
        assert driver.focus().objectName() == name
        driver.type(text)
        if name != "passwordEdit":
            driver.press(Qt.Key.Key_Tab)
    driver.press(Qt.Key.Key_Return)
    await driver.signed_in()


def correct(driver: Driver, value: str) -> None:
    """Walk back to the document's number and type over it."""
    while driver.focus().objectName() != f"field:{NUMBER.name}":
        driver.press(Qt.Key.Key_Backtab, SHIFT)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.type(value)


async def approve(driver: Driver) -> tuple[str, str]:
    """Approve what is open; return what the server should have heard, as all that follow do."""
    document_id = driver.current.id
    driver.press(Qt.Key.Key_Return, CONTROL)
    await driver.reached(document_id, ReviewState.APPROVED)
    return "approve", document_id


async def correct_and_approve(driver: Driver) -> tuple[str, str]:
    correct(driver, "corrected")
    return await approve(driver)


async def accept_and_approve(driver: Driver) -> tuple[str, str]:
    """Accept what needs a person, one field after the other, with Enter."""
    for _ in driver.current.shown.fields:
        if driver.focus().objectName() == "approveButton":
            break
        driver.press(Qt.Key.Key_Return)
    assert driver.focus().objectName() == "approveButton"
    assert driver.desk.queue.entry(driver.current.id).to_check == 0
    return await approve(driver)


async def reject(driver: Driver) -> tuple[str, str]:
    document_id = driver.current.id
    driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
    assert driver.focus().objectName() == "rejectReason"
    driver.type(REASON)
    driver.press(Qt.Key.Key_Return)
    await driver.reached(document_id, ReviewState.REJECTED)
    return "reject", document_id


async def save_and_approve(driver: Driver) -> tuple[str, str]:
    correct(driver, "saved before it is approved")
    saved: list[str] = []
    driver.desk.submissions.saved.connect(saved.append)
    driver.press(Qt.Key.Key_S, CONTROL)
    await until(driver.desk.submissions.saved, lambda: bool(saved), "the saved correction")
    await driver.ready()
    return await approve(driver)


async def hold(driver: Driver) -> None:
    document_id = driver.current.id
    driver.press(Qt.Key.Key_L, CONTROL | SHIFT)
    while driver.focus().objectName() != "hold:tomorrow":
        await driver.pause()
    while driver.focus().objectName() != "holdReason":
        driver.press(Qt.Key.Key_Tab)
    driver.type("the supplier calls back")
    driver.press(Qt.Key.Key_Return)
    await driver.reached(document_id, ReviewState.ON_HOLD)


async def take_back_and_reject(driver: Driver) -> tuple[str, str]:
    """Approve what is open, think again while it still waits here, and reject it."""
    document_id = driver.current.id
    driver.desk.submissions.set_undo_seconds(LONG)
    driver.press(Qt.Key.Key_Return, CONTROL)
    await driver.reached(document_id, ReviewState.WAITING)
    await driver.opened(lambda following: following.id != document_id)
    driver.press(Qt.Key.Key_Backspace, CONTROL | SHIFT)
    await driver.opened(lambda again: again.id == document_id and not again.is_read_only)
    driver.desk.submissions.set_undo_seconds(0)
    await driver.ready()
    return await reject(driver)


JOB: Final = (
    *(correct_and_approve, accept_and_approve, reject, hold),
    *(save_and_approve, take_back_and_reject, correct_and_approve, accept_and_approve),
)


def decisions(server: ServerProcess) -> list[tuple[str, str]]:
    return [(row["decision"], row["document_id"]) for row in server.record() if "decision" in row]


@pytest.mark.usefixtures("_no_mouse")
def test_from_the_sign_in_sheet_to_the_last_document(review: Review, server: ServerProcess) -> None:
    expected: list[tuple[str, str]] = []

    async def scenario(driver: Driver) -> None:
        await sign_in(driver, server)
        for do in JOB:
            await driver.ready()
            if (decision := await do(driver)) is not None:
                expected.append(decision)
            await driver.pause()
        assert driver.desk.session.current is None
        assert driver.focus().objectName() == "documentList"
        states = [driver.desk.queue.state(d.id) for d in driver.desk.queue.documents()]
        assert states.count(ReviewState.ON_HOLD) == 1
        assert all(state.is_decided for state in states if state is not ReviewState.ON_HOLD)

    review(scenario, Options())
    assert decisions(server) == expected
    calls = [row["call"] for row in server.record()]
    assert calls.count("update_document") == JOB.count(correct_and_approve) + 1
    reasons = [row["comment"] for row in server.record() if row.get("decision") == "reject"]
    assert reasons == [REASON, REASON]


@pytest.mark.usefixtures("_no_mouse")
def test_three_documents_without_the_network_are_sent_once_it_is_back(
    review: Review, server: ServerProcess
) -> None:
    expected: list[tuple[str, str]] = []

    async def scenario(driver: Driver) -> None:
        # What was looked at once is on this workstation with all its pages.
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp):
            before = (await driver.ready()).id
            driver.press(key, CONTROL)
            await driver.ready(unlike=before)
        server.kill()
        driver.press(Qt.Key.Key_F5)
        service = driver.desk.service
        await until(service.connection_changed, lambda: service.is_offline, "the cut to show")
        for turn in range(3):
            opened = await driver.ready()
            if turn == 1:
                driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
                driver.type(REASON)
                driver.press(Qt.Key.Key_Return)
            else:
                correct(driver, f"typed without the network {turn}")
                driver.press(Qt.Key.Key_Return, CONTROL)
            expected.append(("reject" if turn == 1 else "approve", opened.id))
            await driver.reached(opened.id, ReviewState.WAITING)
        server.start_again()
        for decision, document_id in expected:
            is_rejected = decision == "reject"
            state = ReviewState.REJECTED if is_rejected else ReviewState.APPROVED
            await driver.reached(document_id, state)

    with installed(MemoryKeyring()):
        review(scenario)
    # In order for each document; documents go side by side.
    assert sorted(decisions(server)) == sorted(expected)
    typed = [r["values"]["doc_number_value"]["_value"] for r in server.record() if "values" in r]
    assert sorted(typed) == ["typed without the network 0", "typed without the network 2"]
