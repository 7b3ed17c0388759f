"""Asks the reviewer, by sheets over the window, what stands in the way of a sign-in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.review.obstacles import ProxyAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog, QWidget

    from klearstack_desktop.review.obstacles import ProxyQuestion, TrustQuestion


class SheetReviewer:
    """Implements `review.obstacles.Reviewer`.

    Args:
        over: returns what the sheets lie over: the sign-in sheet, or the open work.
    """

    def __init__(self, over: Callable[[], QWidget]) -> None:
        self._over = over

    async def trusts(self, question: TrustQuestion) -> bool:
        """Whether the reviewer compared the certificate and trusts exactly it."""
        from klearstack_desktop.ui.trust.sheet import TrustSheet  # loaded late: no start needs it

        return await _accepted(TrustSheet(question, self._over()))

    async def proxy_login(self, question: ProxyQuestion) -> ProxyAnswer | None:
        """Return user and password for a proxy, or None."""
        # Loaded late: no start needs it.
        from klearstack_desktop.ui.trust.proxy_sheet import ProxySheet

        sheet = ProxySheet(question, self._over())
        if not await _accepted(sheet):
            return None
        return ProxyAnswer(sheet.user, sheet.password, remember=sheet.remember)


async def _accepted(sheet: QDialog) -> bool:
    """Show a sheet until it is answered, or until whoever waits for it is cancelled."""
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def take(result: int) -> None:
        if not answer.done():
            answer.set_result(bool(result))

    sheet.finished.connect(take)
    sheet.open()
    try:
        return await answer
    finally:
        sheet.close()
        sheet.deleteLater()
