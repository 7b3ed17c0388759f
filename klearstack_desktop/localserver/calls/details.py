"""One document: its details, its page images, the text under a rectangle (4.7, 6.1, 5.4)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from klearstack_desktop.localserver.calls.subject import document_of
from klearstack_desktop.localserver.dispatch import Calls
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.layouts import details
from klearstack_desktop.localserver.reading.lines import text_under
from klearstack_desktop.localserver.switches import ImageForm
from klearstack_desktop.localserver.wire import Refusal, success

if TYPE_CHECKING:
    from klearstack_desktop.localserver.content import StoredFile
    from klearstack_desktop.localserver.forms import Call
    from klearstack_desktop.localserver.tenant import Tenant

calls = Calls()


@calls.answers("getdocument", Evidence.ASSUMED, required=("collection_name", "id"))
def getdocument(tenant: Tenant, call: Call) -> Response:
    """Give the details (0.3): fields under internal names, tables, one ``ocr_id`` a page."""
    document = document_of(tenant, call)
    ocr_ids = tenant.documents.ocr_ids(document.id)
    return JSONResponse(details(document, ocr_ids, tenant.switches))


def page_link(document_id: str, page_index: int) -> str:
    """Return the path under which ``Dispatcher.page_image`` answers."""
    return f"/media/{document_id}/{page_index}"


def _image_answer(tenant: Tenant, call: Call, file: StoredFile, link: str) -> Response:
    encoded = base64.b64encode(file.data).decode("ascii")
    match tenant.switches.image:
        case ImageForm.BASE64:
            return success(image=encoded)
        case ImageForm.DATA_ADDRESS:
            return success(image=f"data:{file.media_type};base64,{encoded}")
        case ImageForm.LINK:
            return success(image_url=call.base_url + link)
        case ImageForm.LIST:
            return success(result=[encoded])
        case _:
            return Response(file.data, media_type=file.media_type)


@calls.answers("getimage", Evidence.ASSUMED, required=("collection_name", "id"))
def getimage(tenant: Tenant, call: Call) -> Response:
    """Give one page (0.4), or the whole file where all pages stand in one TIFF."""
    document = document_of(tenant, call)
    asked = call.text("page_index", "1")
    page_index = int(asked) if asked.isdecimal() else 0
    file = tenant.documents.page_file(document.id, page_index)
    if file is None:
        raise Refusal(404, "Image not found")
    return _image_answer(tenant, call, file, page_link(document.id, page_index))


@calls.answers(
    "gettext", Evidence.DOCUMENTED, required=("collection_name", "ocr_text_id", "coordinates")
)
def gettext(tenant: Tenant, call: Call) -> Response:
    """Give the text of the words whose centres lie under the rectangle (5.4; answer ASSUMED)."""
    page = tenant.documents.page_with_text(call.text("ocr_text_id"))
    if page is None:
        raise Refusal(404, "Text not found")
    box = call.json("coordinates")
    if not (isinstance(box, list) and len(box) == 4 and all(isinstance(c, int) for c in box)):
        raise Refusal(400, "coordinates is not a list of four integers.")
    left, top, right, bottom = box
    return success(text=text_under(page.words, (left, top, right, bottom)))
