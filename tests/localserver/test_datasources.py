"""Datasources from creation to deletion (section 8)."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.localserver.spreadsheet_files import workbook

if TYPE_CHECKING:
    import requests

    from tests.localserver.caller import Caller

CSV = "NAME,CODE\nÅkerlund,1\nMüller,2\n".encode()


@pytest.fixture
def name() -> str:
    return f"Suppliers {uuid.uuid4().hex[:6]}"


def declared(name: str, *columns: str) -> str:
    fields = [{"name": column, "datatype": "string"} for column in columns or ("NAME", "CODE")]
    # The vendor's example has a blank behind the inner name.
    described = {"DataSourceName": name + " ", "DataSourceType": "excel_or_csv"}
    return json.dumps({**described, "DataSourceStatus": True, "fields": fields})


def send(caller: Caller, call: str, name: str, data: bytes = CSV) -> requests.Response:
    part = ("dataset", "suppliers.csv", data)
    return caller.call(call, part, datasource_name=name, data=declared(name))


def rows(caller: Caller, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.result("getdatasourcedata", datasource_name=name)["result"]
    return found


def test_the_life_of_a_datasource(caller: Caller, name: str) -> None:
    assert send(caller, "insertdatasource", name).json()["success"] is True
    listed = caller.result("getdatasources")["result"]
    assert name in [datasource["DataSourceName"] for datasource in listed]
    assert [row["NAME"] for row in rows(caller, name)] == ["Åkerlund", "Müller"]

    assert send(caller, "appenddatasource", name, workbook()).status_code == 200
    assert [row["CODE"] for row in rows(caller, name)] == ["1", "2", "12345", "0.1"]

    first = rows(caller, name)[0]
    change = {"datasource_name": name, "id": first["_id"], "data": json.dumps({"CODE": "9"})}
    assert caller.call("update_datasource_row", company_name=None, **change).status_code == 200
    assert rows(caller, name)[0] == {**first, "CODE": "9"}

    caller.result("delete_datasource_row", datasource_name=name, id=first["_id"])
    assert first["_id"] not in [row["_id"] for row in rows(caller, name)]

    caller.result("deletedatasource", datasource_name=name)
    assert caller.call("getdatasourcedata", datasource_name=name).status_code == 404
    done = [row["call"] for row in caller.server.record() if row.get("datasource") == name]
    assert done == [
        "insertdatasource",
        "appenddatasource",
        "update_datasource_row",
        "delete_datasource_row",
        "deletedatasource",
    ]


def test_a_name_is_taken_once(caller: Caller, name: str) -> None:
    send(caller, "insertdatasource", name)
    answer = send(caller, "insertdatasource", name)
    assert answer.status_code == 400
    assert len(rows(caller, name)) == 2


def test_rows_can_only_be_appended_to_what_exists(caller: Caller, name: str) -> None:
    assert send(caller, "appenddatasource", name).status_code == 404


@pytest.mark.parametrize("data", ["{}", "[]", "no json", '{"fields": [{}]}'])
def test_a_declaration_that_is_none_is_a_400(caller: Caller, name: str, data: str) -> None:
    part = ("dataset", "suppliers.csv", CSV)
    answer = caller.call("insertdatasource", part, datasource_name=name, data=data)
    assert answer.status_code == 400


def test_a_file_without_a_declared_column_is_refused(caller: Caller, name: str) -> None:
    answer = send(caller, "insertdatasource", name, b"NAME\nonly\n")
    assert answer.json() == {"error": "The file has no column CODE."}


def test_a_change_of_an_unknown_column_or_row_is_refused(caller: Caller, name: str) -> None:
    send(caller, "insertdatasource", name)
    row_id = rows(caller, name)[0]["_id"]
    for wanted, data, status in ((row_id, '{"NAE": "x"}', 400), ("f" * 24, '{"NAME": "x"}', 404)):
        answer = caller.call("update_datasource_row", datasource_name=name, id=wanted, data=data)
        assert answer.status_code == status
