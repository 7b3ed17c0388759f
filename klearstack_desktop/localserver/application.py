"""The ASGI application: one tenant, all calls, and the control desk of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from klearstack_desktop.localserver.accounts import load_accounts
from klearstack_desktop.localserver.calls import (
    administration,
    authentication,
    changes,
    datasources,
    details,
    lists,
    sets,
    upload,
)
from klearstack_desktop.localserver.control import ControlDesk
from klearstack_desktop.localserver.database import Database
from klearstack_desktop.localserver.datasources import Datasources
from klearstack_desktop.localserver.dispatch import Dispatcher
from klearstack_desktop.localserver.documents import Documents
from klearstack_desktop.localserver.push import Push
from klearstack_desktop.localserver.reading.queue import ReadingQueue
from klearstack_desktop.localserver.record import Record
from klearstack_desktop.localserver.sets import Sets
from klearstack_desktop.localserver.tenant import Tenant
from klearstack_desktop.localserver.tokens import ACCESS_LIFE, Tokens
from klearstack_desktop.localserver.wire import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from klearstack_desktop.localserver.folder import DataFolder

LOOPBACK_NAMES = ["127.0.0.1", "localhost"]
SECTIONS = (
    authentication.calls,
    authentication.user_calls,
    upload.calls,
    lists.calls,
    details.calls,
    changes.calls,
    administration.calls,
    datasources.calls,
    sets.calls,
)
PAGE_LINK = "/media/{id}/{page:int}"
_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def open_tenant(folder: DataFolder, access_life: float = ACCESS_LIFE) -> Tenant:
    """Open a prepared data folder, filling in passwords and tables where it is new.

    Args:
        folder: where everything is kept.
        access_life: seconds an access token lives.
    """
    database = Database(folder.database)
    documents = Documents(database)
    accounts = load_accounts(folder)
    return Tenant(
        accounts=accounts,
        database=database,
        documents=documents,
        record=Record(database),
        tokens=Tokens(database, access_life),
        readings=ReadingQueue(documents),
        sets=Sets(database),
        datasources=Datasources(database),
        push=Push(database, accounts.company),
    )


def create_application(tenant: Tenant, control_token: str) -> Starlette:
    """Put the routes together. A ``Host`` header that is not loopback is refused with 400."""
    dispatcher = Dispatcher(tenant, SECTIONS)

    async def answer(request: Request) -> Response:
        return await dispatcher.answer(request)

    async def page_image(request: Request) -> Response:
        return await dispatcher.page_image(request)

    async def something_went_wrong(request: Request, error: Exception) -> Response:  # noqa: ARG001
        return Refusal(500, "Something went wrong. Please try again later.").answer()

    return Starlette(
        routes=[
            *ControlDesk(tenant, control_token).routes(),
            Route(PAGE_LINK, page_image),
            Route("/{path:path}", answer, methods=_ALL_METHODS),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_NAMES, www_redirect=False)
        ],
        exception_handlers={Exception: something_went_wrong},
    )
