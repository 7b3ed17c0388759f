"""A scripted reviewer: goes to what needs a person, accepts it, decides, takes the next."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from klearstack_desktop.waiting import PATIENCE_SECONDS, WaitedInVain, until

if TYPE_CHECKING:
    from klearstack_desktop.review.open_document import OpenDocument
    from tests.end_to_end.driver import Driver

_MOST_STEPS: Final = 60
_PRESS_PATIENCE_SECONDS: Final = 3.0


class ScriptedReviewer:
    """Reviews the open document and those after it, in the order of the list.

    Args:
        driver: the program; a document is open.
        pause: seconds between two keys; 0 presses as fast as the window answers.
        reading: seconds between a document's being painted and the first key.
        types: letters that are typed into the comment of each document, one by one.
    """

    def __init__(
        self, driver: Driver, *, pause: float = 0.0, reading: float = 0.0, types: str = ""
    ) -> None:
        self._driver = driver
        self._pause = pause
        self._reading = reading
        self._types = types

    async def review(self, patience: float = PATIENCE_SECONDS) -> bool:
        """Approve the open document; return whether another one is open then.

        Raises:
            WaitedInVain: it could not be approved within `patience` seconds.
        """
        driver, session = self._driver, self._driver.desk.session
        try:
            await until(
                session.changed,
                lambda: session.current is not None and _can_be_approved(session.current),
                "a document that can be approved",
                patience,
            )
        except WaitedInVain as error:
            raise WaitedInVain(f"{error}: {_obstacle(session.current)}") from error
        opened = driver.current
        await asyncio.sleep(self._reading)
        await self._accept()
        if self._types:
            await self._comment()
        await self._approve(opened.id, patience)
        return session.current is not None

    async def _approve(self, document_id: str, patience: float) -> None:
        """Press the key, and once more where it was too early to count, as a person would."""
        session = self._driver.desk.session

        def is_decided() -> bool:
            return session.current is None or session.current.id != document_id

        for _ in range(max(1, round(patience / _PRESS_PATIENCE_SECONDS))):
            await self._driver.guard_over()
            await self._press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            with suppress(WaitedInVain):
                submitted = self._driver.desk.submissions.submitted
                await until(submitted, is_decided, "the next document", _PRESS_PATIENCE_SECONDS)
                return
        raise WaitedInVain(f"it is not approved: {_obstacle(session.current)}")

    def skip(self) -> None:
        """Leave the open document and go on with the next one in the list."""
        self._driver.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)

    async def _accept(self) -> None:
        """Walk through what needs a person until the walk leads out of the fields."""
        for _ in range(_MOST_STEPS):
            if not self._driver.focus().objectName().startswith("field:"):
                return
            await self._press(Qt.Key.Key_Return)

    async def _comment(self) -> None:
        self._driver.window.decision_bar.focus_comment()
        for letter in self._types:
            self._driver.type(letter)
            await asyncio.sleep(self._pause)

    async def _press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._driver.press(key, modifiers)
        await asyncio.sleep(self._pause)


def _can_be_approved(opened: OpenDocument) -> bool:
    return opened.readiness.is_ready and bool(opened.seen) and not opened.is_read_only


def _obstacle(opened: OpenDocument | None) -> str:
    if opened is None:
        return "none is open"
    return (
        f"{opened.id}: {opened.readiness.reason or 'nothing missing'}; pages seen: "
        f"{sorted(opened.seen)}; {opened.read_only_reason or 'may be edited'}"
    )


async def all_sent(driver: Driver) -> None:
    """Wait until nothing is left to be sent."""
    submissions = driver.desk.submissions
    await until(
        submissions.outbox_changed, lambda: submissions.unsent() == 0, "everything to be sent"
    )
