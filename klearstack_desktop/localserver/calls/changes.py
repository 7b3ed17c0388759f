"""Changes to a document: corrected values and decisions (5.1, 5.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from klearstack_desktop import resources
from klearstack_desktop.localserver.calls.subject import document_of
from klearstack_desktop.localserver.content import (
    NO_BOX,
    Decision,
    StoredField,
    wire_now,
)
from klearstack_desktop.localserver.dispatch import Calls, succeed
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.wire import Refusal, not_permitted, success

if TYPE_CHECKING:
    from starlette.responses import Response

    from klearstack_desktop.localserver.content import Json, PixelBox, StoredDocument
    from klearstack_desktop.localserver.forms import Call
    from klearstack_desktop.localserver.tenant import Tenant

calls = Calls()

_LINES = "line_items"
_UPDATED = "Document updated successfully"
_DECISIONS = {"approve": Decision.APPROVED, "reject": Decision.REJECTED}


def _box(name: str, sent: Json, kept: PixelBox | None) -> PixelBox | None:
    if sent is None:
        return kept
    is_box = isinstance(sent, list) and len(sent) == 4 and all(isinstance(c, int) for c in sent)
    if not is_box:
        raise Refusal(400, f"_coordinates of {name} is not a list of four integers.")
    left, top, right, bottom = sent
    box = (left, top, right, bottom)
    return None if box == NO_BOX else box


def _label_of(name: str) -> str | None:
    """Return the result label of a known field that the document has not got yet."""
    known = resources.toml("fields/fields.toml")["field"]
    return next((f["result_labels"][0] for f in known if f["name"] == name), None)


def _with_value(document: StoredDocument, name: str, sent: Json) -> StoredDocument:
    if name in document.tables:
        raise Refusal(400, f"{name} is a table.")
    if not isinstance(sent, dict) or not isinstance(sent.get("_value"), str):
        raise Refusal(400, f"{name} has no _value that is a string.")
    present = next((f for f in document.fields if f.name == name), None)
    if present is None:
        label = _label_of(name)
        if label is None:
            raise Refusal(400, f"{name} is no field of this document.")
        present = StoredField(name, label, "", 0.0, page_index=1)
    box = _box(name, sent.get("_coordinates"), present.box)
    return document.with_field(present.corrected(sent["_value"], box))


def _with_table(document: StoredDocument, name: str, rows: list[Json]) -> StoredDocument:
    if name not in (*document.tables, _LINES):
        raise Refusal(400, f"{name} is no table of this document.")
    if not all(isinstance(row, dict) for row in rows):
        raise Refusal(400, f"{name} is not a list of rows.")
    return replace(document, tables={**document.tables, name: rows})


@calls.answers("update_document", Evidence.DOCUMENTED, required=("collection_name", "id", "data"))
def update_document(tenant: Tenant, call: Call) -> Response:
    """Store corrected values, boxes and whole tables; all of them or none (5.1, answer ASSUMED)."""
    changes = call.json("data")
    if not isinstance(changes, dict):
        raise Refusal(400, "data is not a map of field names.")
    with tenant.database.transaction() as connection:
        document = document_of(tenant, call)
        if document.decision is Decision.APPROVED:
            raise Refusal(400, "Document is already approved")
        for name, sent in changes.items():
            change = _with_table if isinstance(sent, list) else _with_value
            document = change(document, name, sent)
        sequence = tenant.record.add(connection, call, document.id, values=changes)
        tenant.documents.save(connection, replace(document, is_saved=True, last_change=sequence))
    return succeed(tenant, success(success=_UPDATED), _UPDATED)


@calls.answers(
    "approve_reject_doc",
    Evidence.DOCUMENTED,
    required=("collection_name", "id", "approve_reject", "comment"),
)
def approve_reject_doc(tenant: Tenant, call: Call) -> Response:
    """Decide (5.3). A decision is final, and a Creator may not decide (both ASSUMED)."""
    if not call.account.role.may_decide:
        raise not_permitted()
    decision = _DECISIONS.get(call.text("approve_reject").strip().lower())
    if decision is None:
        raise Refusal(400, "approve_reject is neither approve nor reject.")
    with tenant.database.transaction() as connection:
        document = document_of(tenant, call)
        if document.decision is not Decision.NONE:
            raise Refusal(400, f"Document is already {document.decision.value}")
        sequence = tenant.record.add(
            connection,
            call,
            document.id,
            decision=call.text("approve_reject").strip().lower(),
            comment=call.text("comment"),
        )
        decided = replace(
            document,
            decision=decision,
            decided_by=call.account.username,
            decided_at=wire_now(),
            comment=call.text("comment"),
            last_change=sequence,
        )
        tenant.documents.save(connection, decided)
    if decided.decision is Decision.APPROVED:
        tenant.push.send(decided)
    return succeed(tenant, success(success=_UPDATED), _UPDATED)
