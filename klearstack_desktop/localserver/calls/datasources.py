"""Datasources (section 8): create, list, read, append, correct, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.datasources import Datasource
from klearstack_desktop.localserver.dispatch import Calls, succeed
from klearstack_desktop.localserver.endpoints import Evidence
from klearstack_desktop.localserver.layouts import rows_answer
from klearstack_desktop.localserver.spreadsheets.table import BadTable, records
from klearstack_desktop.localserver.wire import Refusal, success

if TYPE_CHECKING:
    from starlette.responses import Response

    from klearstack_desktop.localserver.forms import Call
    from klearstack_desktop.localserver.tenant import Tenant

calls = Calls()

_DONE = "Request Submitted Successfully"
_NAMED = ("datasource_name",)
_FILLED = ("datasource_name", "data", "dataset")


def _datasource_of(tenant: Tenant, call: Call) -> Datasource:
    found = tenant.datasources.get(call.text("datasource_name"))
    if found is None:
        raise Refusal(404, "Datasource not found")
    return found


def _declared_columns(call: Call) -> tuple[str, ...]:
    """Return the column names that ``data`` declares.

    The vendor's own example has a blank behind the inner name, so it is compared without.
    """
    data = call.json("data")
    fields = data.get("fields") if isinstance(data, dict) else None
    names = [f.get("name") for f in fields if isinstance(f, dict)] if fields else []
    if not names or not all(isinstance(name, str) and name for name in names):
        raise Refusal(400, "data declares no fields.")
    if str(data.get("DataSourceName", "")).strip() != call.text("datasource_name").strip():
        raise Refusal(400, "DataSourceName differs from datasource_name.")
    return tuple(str(name) for name in names)


def _sent_records(call: Call, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        return records(call.file("dataset").data, columns)
    except BadTable as problem:
        raise Refusal(400, str(problem)) from problem


@calls.answers("insertdatasource", Evidence.DOCUMENTED, required=_FILLED)
def insertdatasource(tenant: Tenant, call: Call) -> Response:
    """Create a datasource from a CSV or XLSX file (8.1); the answer is ASSUMED."""
    columns = _declared_columns(call)
    sent = _sent_records(call, columns)
    name = call.text("datasource_name")
    with tenant.database.transaction() as connection:
        if tenant.datasources.get(name) is not None:
            raise Refusal(400, "Datasource already exists")
        tenant.datasources.create(connection, Datasource(name, columns))
        tenant.datasources.append(connection, name, sent)
        tenant.record.add(connection, call, datasource=name, rows=len(sent))
    return succeed(tenant, success(success=True), _DONE)


@calls.answers("appenddatasource", Evidence.DOCUMENTED, required=_FILLED)
def appenddatasource(tenant: Tenant, call: Call) -> Response:
    """Add the rows of a file (8.4)."""
    columns = _declared_columns(call)
    datasource = _datasource_of(tenant, call)
    if set(columns) != set(datasource.columns):
        raise Refusal(400, "The fields differ from those of the datasource.")
    sent = _sent_records(call, datasource.columns)
    with tenant.database.transaction() as connection:
        tenant.datasources.append(connection, datasource.name, sent)
        tenant.record.add(
            connection,
            call,
            datasource=datasource.name,
            rows=len(sent),
        )
    return succeed(tenant, success(success=True), _DONE)


@calls.answers("getdatasources", Evidence.ASSUMED)
def getdatasources(tenant: Tenant, call: Call) -> Response:  # noqa: ARG001
    """List all datasources (8.2)."""
    listed = [
        {
            "DataSourceName": datasource.name,
            "DataSourceType": "excel_or_csv",
            "DataSourceStatus": True,
            "fields": [{"name": column, "datatype": "string"} for column in datasource.columns],
        }
        for datasource in tenant.datasources.all()
    ]
    return rows_answer(listed, tenant.switches)


@calls.answers("getdatasourcedata", Evidence.ASSUMED, required=_NAMED)
def getdatasourcedata(tenant: Tenant, call: Call) -> Response:
    """Give all records with their ids (8.3)."""
    datasource = _datasource_of(tenant, call)
    rows = tenant.datasources.rows(datasource.name)
    return rows_answer([{"_id": row.id, **row.cells} for row in rows], tenant.switches)


@calls.answers(
    "update_datasource_row",
    Evidence.DOCUMENTED,
    required=("datasource_name", "id", "data"),
    wants_company=False,
)
def update_datasource_row(tenant: Tenant, call: Call) -> Response:
    """Change some cells of one record (8.5); the answer is ASSUMED."""
    datasource = _datasource_of(tenant, call)
    changes = call.json("data")
    if not isinstance(changes, dict) or not set(changes) <= set(datasource.columns):
        raise Refusal(400, "data names no columns of the datasource.")
    values = {column: str(value) for column, value in changes.items()}
    with tenant.database.transaction() as connection:
        rows = tenant.datasources.rows(datasource.name)
        row = next((row for row in rows if row.id == call.text("id")), None)
        if row is None:
            raise Refusal(404, "Record not found")
        merged = {**row.cells, **values}
        tenant.datasources.replace_cells(connection, datasource.name, row.id, merged)
        tenant.record.add(
            connection,
            call,
            datasource=datasource.name,
            row=row.id,
            values=values,
        )
    return succeed(tenant, success(success=True), _DONE)


@calls.answers("delete_datasource_row", Evidence.ASSUMED, required=("datasource_name", "id"))
def delete_datasource_row(tenant: Tenant, call: Call) -> Response:
    """Delete one record (8.6)."""
    datasource = _datasource_of(tenant, call)
    row_id = call.text("id")
    with tenant.database.transaction() as connection:
        if not tenant.datasources.delete_row(connection, datasource.name, row_id):
            raise Refusal(404, "Record not found")
        tenant.record.add(connection, call, datasource=datasource.name, row=row_id)
    return succeed(tenant, success(success=True), _DONE)


@calls.answers("deletedatasource", Evidence.ASSUMED, required=_NAMED)
def deletedatasource(tenant: Tenant, call: Call) -> Response:
    """Delete a datasource with all its records (8.7)."""
    datasource = _datasource_of(tenant, call)
    with tenant.database.transaction() as connection:
        tenant.datasources.delete(connection, datasource.name)
        tenant.record.add(connection, call, datasource=datasource.name)
    return succeed(tenant, success(success=True), _DONE)
