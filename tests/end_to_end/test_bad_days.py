"""Bad input and bad days: one plain sentence, a way on, and nothing lost."""

from __future__ import annotations

import io
import socket
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.options import Options
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, Driver

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

MARKUP = "<"


async def sheet_says(driver: Driver, part: str) -> str:
    label = driver.window.sign_in_sheet.findChild(QLabel, "signInProblem")
    assert label is not None
    button = driver.widget("signInButton")
    for _ in range(1000):
        if label.text():
            break
        await driver.pause()
    assert part in label.text()
    assert button.isEnabled()
    return label.text()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sign_in_at(server: str) -> Options:
    return Options(server=server, company="Acme", user="priya", password="x")


def test_a_wrong_password_is_said_on_the_sheet_and_can_be_typed_again(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await sheet_says(driver, "password")
        driver.widget("passwordEdit").setFocus()
        driver.press(Qt.Key.Key_A, CONTROL)
        driver.type(server.password)
        driver.press(Qt.Key.Key_Return)
        await driver.ready()

    wrong = Options(
        server=server.url, company=server.company, user=server.username, password="wrong"
    )
    review(scenario, wrong)


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("https://no-such-host.invalid", "no-such-host.invalid"),
        ("http://tenant.example", "https"),
        ("ftp://tenant.example", "https://"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_the_reason(
    review: Review, address: str, part: str
) -> None:
    async def scenario(driver: Driver) -> None:
        await sheet_says(driver, part)

    review(scenario, sign_in_at(address))


def test_a_refused_connection_is_said_on_the_sheet(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await sheet_says(driver, "127.0.0.1")

    review(scenario, sign_in_at(f"http://127.0.0.1:{unused_port()}"))


def test_expired_tokens_in_the_middle_of_work_are_not_even_noticed(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        driver.correct(NUMBER, "typed before")
        server.expire_tokens()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.ready(unlike=first.id)
        await driver.reached(first.id, ReviewState.APPROVED)
        assert driver.window.notice_bar.current() is None

    review(scenario)
    assert [row["call"] for row in server.record()] == ["update_document", "approve_reject_doc"]


@pytest.mark.parametrize("kind", ["status_500_html", "cut_after", "not_json"])
def test_a_decision_whose_outcome_is_unknown_is_found_out_and_arrives_once(
    review: Review, server: ServerProcess, kind: str
) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        server.fault("approve_reject_doc", kind)
        driver.correct(NUMBER, "typed once")
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.OUTCOME_UNKNOWN)
        await driver.reached(first.id, ReviewState.APPROVED)
        assert driver.window.notice_bar.current() is None

    review(scenario)
    assert [row["call"] for row in server.record()] == ["update_document", "approve_reject_doc"]


def test_a_decision_made_while_the_server_is_gone_arrives_without_a_click(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        driver.correct(NUMBER, "typed offline")
        server.kill()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await until(
            driver.desk.service.connection_changed,
            lambda: driver.label("connectionLabel").endswith("Offline"),
            "the sign to say so",
        )
        assert driver.desk.queue.entry(first.id).number == "typed offline"
        await driver.reached(first.id, ReviewState.WAITING)
        server.start_again()
        await driver.reached(first.id, ReviewState.APPROVED)
        assert driver.label("connectionLabel").endswith("Connected")

    review(scenario)
    record = server.record()
    assert record[0]["values"]["doc_number_value"]["_value"] == "typed offline"
    assert [row["call"] for row in record] == ["update_document", "approve_reject_doc"]


@pytest.mark.parametrize(
    "kind", ["not_an_image", "truncated_jpeg", "huge_image", "empty", "garbage"]
)
def test_a_page_that_cannot_be_shown_blocks_approval_and_can_be_tried_again(
    review: Review, server: ServerProcess, kind: str
) -> None:
    async def scenario(driver: Driver) -> None:
        broken = await driver.opened(lambda opened: opened.blocking_page is not None)
        reason = broken.readiness.reason
        assert reason.startswith("Page 1")
        assert MARKUP not in reason
        assert not driver.widget("approveButton").isEnabled()
        await driver.guard_over()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.notice(reason)
        driver.correct(NUMBER, "still editable")
        server.clear_faults()
        driver.desk.session.read_again()
        await driver.ready()
        assert driver.widget("approveButton").isEnabled()
        told = driver.window.notice_bar.current()
        assert told is None or told.sentence != reason, "nobody is asked to do without a page"
        field = driver.current.shown.by_key(NUMBER)
        assert field is not None
        assert field.value == "still editable"

    server.fault("getimage", kind, times=None)
    review(scenario)


def test_a_document_without_pages_says_so_and_can_be_approved_for_a_reason(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        first = (await driver.opened(lambda opened: opened.blocking_page is not None)).id
        driver.desk.session.waive_page(1, "seen on paper")
        assert driver.current.readiness.is_ready
        await driver.guard_over()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first, ReviewState.APPROVED)

    server.fault("getdocument", "no_pages", times=None)
    server.fault("getimage", "no_pages", times=None)
    review(scenario)
    assert "without page 1: seen on paper" in server.record()[0]["comment"]


def test_values_with_markup_are_shown_as_they_are(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.opened(lambda opened: opened.has_details)
        marked = [f for f in opened.shown.fields if MARKUP in f.value]
        assert marked
        for label in driver.window.findChildren(QLabel):
            if label.isVisible() and MARKUP in label.text():
                assert label.textFormat() is Qt.TextFormat.PlainText, label.objectName()

    server.fault("getuserdocuments", "markup_values", times=None)
    server.fault("getdocument", "markup_values", times=None)
    review(scenario)


@pytest.mark.parametrize("kind", ["not_json", "half_json", "status_502_html", "empty"])
def test_a_list_that_cannot_be_read_leaves_what_was_known(
    review: Review, server: ServerProcess, kind: str
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        count = len(driver.desk.queue.documents())
        server.fault("getuserdocuments", kind, times=None)
        driver.press(Qt.Key.Key_F5)
        for _ in range(1500):
            if driver.window.notice_bar.current() is not None:
                break
            await driver.pause()
        shown = driver.window.notice_bar.current()
        assert shown is not None
        assert MARKUP not in shown.sentence
        assert len(driver.desk.queue.documents()) == count

    review(scenario)


def encrypted_pdf(path: Path) -> None:
    """The smallest PDF that says it is encrypted with a password nobody knows."""
    from tests.pages.samples import locked_pdf

    path.write_bytes(locked_pdf())


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)


@pytest.mark.parametrize(
    ("name", "make", "part"),
    [
        ("empty.pdf", lambda path: path.write_bytes(b""), "empty"),
        ("large.pdf", sparse, "200 MB"),
        ("locked.pdf", encrypted_pdf, "password"),
        ("notes.txt", lambda path: path.write_text("hello"), "no PDF"),
        ("broken.pdf", lambda path: path.write_bytes(b"%PDF-1.7\nrubbish"), "damaged"),
    ],
)
def test_a_file_that_cannot_be_uploaded_is_refused_before_it_leaves(
    review: Review,
    server: ServerProcess,
    tmp_path: Path,
    name: str,
    make: Callable[[Path], object],
    part: str,
) -> None:
    path = tmp_path / name
    make(path)

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.desk.uploads.upload(path)
        sentence = await driver.notice(part)
        assert name in sentence

    review(scenario)
    assert server.record() == []


def test_a_picture_of_ones_own_is_uploaded_read_and_reviewed(
    review: Review, server: ServerProcess, tmp_path: Path
) -> None:
    path = tmp_path / "receipt.png"
    stream = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(stream, "PNG")
    path.write_bytes(stream.getvalue())

    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        await upload_and_open(driver, path)
        opened = await driver.ready(unlike=first.id)
        assert opened.base.page_count == 1

    review(scenario)


async def upload_and_open(driver: Driver, path: Path) -> None:
    driver.desk.uploads.upload(path)
    await driver.notice("was read")
    notice = driver.window.notice_bar.current()
    assert notice is not None
    notice.actions[0].run()
