"""Whatever is sent, the server refuses it in words; it never stumbles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klearstack_desktop import resources

if TYPE_CHECKING:
    from tests.localserver.caller import Caller

TABLE = resources.toml("api/endpoints.toml")
# The token calls answer 500 for what is missing, as the vendor documents.
NAMES = [name for name in TABLE if name != "push" and not name.startswith("get_access")]

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
printable = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
values = printable | json_values.map(json.dumps) | st.sampled_from(["01/02/2026", "[1,2,3,4]"])
STANDARD = {"company_name", "username", "password"}


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_no_call_stumbles_over_what_it_is_sent(
    caller: Caller, data: st.DataObject, name: str
) -> None:
    parameters = {
        parameter: data.draw(values)
        for parameter in TABLE[name]["parameters"]
        if parameter not in STANDARD
    }
    answer = caller.call(name, **parameters)
    if answer.status_code == 500:
        assert not any(parameters.values()) or name.startswith("getaccesstoken")
        assert "is missing" in answer.json()["error"]
    else:
        assert answer.status_code in (200, 400, 401, 403, 404), answer.text


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.dictionaries(st.sampled_from(["total_value", "line_items", "x"]), json_values))
def test_no_correction_damages_a_document(
    caller: Caller, document_id: str, changes: dict[str, object]
) -> None:
    answer = caller.on_document("update_document", document_id, data=json.dumps(changes))
    assert answer.status_code in (200, 400)
    details = caller.details(document_id)
    assert isinstance(details["total_value"]["_value"], str)
    assert all(isinstance(row, dict) for row in details["line_items"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    contents=st.binary(max_size=400), head=st.sampled_from([b"", b"%PDF-1.4\n", b"II*\0", b"PK"])
)
def test_no_upload_makes_it_stumble(caller: Caller, contents: bytes, head: bytes) -> None:
    form = {"processing_pref": "Speed", "invoice_type": "B2B", "document_type": "Invoices"}
    for name in ("processdocument", "uploadbatch"):
        answer = caller.call(name, ("file", "any", head + contents), **form)
        assert answer.status_code in (200, 400), answer.text
