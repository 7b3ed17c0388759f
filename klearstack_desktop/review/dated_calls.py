"""Calls in the background that note the service's clock beside their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from klearstack_desktop.review.service import Service

T = TypeVar("T")


class DatedCalls:
    """Runs the calls of one errand, one after the other.

    Attributes:
        client: what the calls are made of.
        server_date: the service's clock (the Date header) in its last answer, a refusal too; None
            before the first and where no answer named a time.
    """

    def __init__(self, service: Service) -> None:
        self.client = service.client
        self.server_date: datetime | None = None
        self._service = service

    async def run(self, call: Callable[..., T], *arguments: object) -> T:
        """Run a call in the background.

        Raises:
            Problem: whatever the call raises.
        """

        def dated() -> T:
            try:
                return call(*arguments)
            finally:
                # The client knows it for the thread in which the call was made.
                self.server_date = self.client.last_answer_date() or self.server_date

        return await self._service.background(dated)
