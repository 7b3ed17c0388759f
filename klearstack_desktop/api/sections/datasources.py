"""Section 8 of the contract: datasources, the tables that readings are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from klearstack_desktop.api.answers import Receipt, read_receipt
from klearstack_desktop.api.caller import Caller
from klearstack_desktop.api.files import read_file
from klearstack_desktop.api.listings import DatasourceRow, read_names, read_rows
from klearstack_desktop.model import jsontext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Datasources(Caller):
    """Creates, reads, changes and deletes datasources."""

    def create_datasource(
        self,
        name: str,
        columns: Sequence[str],
        file: str | Path | BinaryIO,
        *,
        file_name: str | None = None,
    ) -> Receipt:
        """Create a datasource from a file (section 8.1, documented); never repeated by itself.

        Args:
            name: name of the new datasource.
            columns: names of its columns; all of them hold text.
            file: path or open binary file: CSV or Excel with the rows.
            file_name: the name to send; by default the file's own.

        Raises:
            FileProblem: the file is empty, too large or unreadable.
            KlearStackError: any kind. With ``may_have_arrived`` it may exist all the same.
        """
        return self._send_rows("insertdatasource", name, columns, file, file_name)

    def append_to_datasource(
        self,
        name: str,
        columns: Sequence[str],
        file: str | Path | BinaryIO,
        *,
        file_name: str | None = None,
    ) -> Receipt:
        """Append the rows of a file (section 8.4, documented); never repeated by itself.

        The arguments and errors are those of `create_datasource`.
        """
        return self._send_rows("appenddatasource", name, columns, file, file_name)

    def datasources(self) -> tuple[str, ...]:
        """Return the names of all datasources (section 8.2, assumed).

        Raises:
            KlearStackError: any kind.
        """
        return read_names(self._call("getdatasources").payload, "DataSourceName")

    def datasource_rows(self, name: str) -> tuple[DatasourceRow, ...]:
        """Return all rows of a datasource (section 8.3, assumed).

        Raises:
            KlearStackError: any kind.
        """
        return read_rows(self._call("getdatasourcedata", {"datasource_name": name}).payload)

    def update_datasource_row(self, name: str, row_id: str, changes: Mapping[str, str]) -> Receipt:
        """Change some columns of a row (section 8.5, documented).

        Args:
            name: the datasource.
            row_id: from `datasource_rows`.
            changes: column to new value; columns that are not named keep theirs.

        Raises:
            ValueError: there are no changes.
            KlearStackError: any kind.
        """
        if not changes:
            raise ValueError("there is nothing to send")
        values = {"datasource_name": name, "id": row_id, "data": jsontext.dumps(dict(changes))}
        return read_receipt(self._call("update_datasource_row", values, private=changes.values()))

    def delete_datasource_row(self, name: str, row_id: str) -> Receipt:
        """Delete one row (section 8.6, assumed).

        Raises:
            KlearStackError: any kind.
        """
        values = {"datasource_name": name, "id": row_id}
        return read_receipt(self._call("delete_datasource_row", values))

    def delete_datasource(self, name: str) -> Receipt:
        """Delete a datasource with all its rows (section 8.7, assumed).

        Raises:
            KlearStackError: any kind.
        """
        return read_receipt(self._call("deletedatasource", {"datasource_name": name}))

    def _send_rows(
        self,
        call: str,
        name: str,
        columns: Sequence[str],
        file: str | Path | BinaryIO,
        file_name: str | None,
    ) -> Receipt:
        description = {
            "DataSourceName": name,
            "DataSourceType": "excel_or_csv",
            "DataSourceStatus": True,
            "fields": [{"name": column, "datatype": "string"} for column in columns],
        }
        part = read_file("dataset", file, file_name, self._profile.upload_limit)
        values = {"datasource_name": name, "data": jsontext.dumps(description)}
        return read_receipt(self._call(call, values, file=part))
