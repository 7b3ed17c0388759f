"""The table of docs/api-coverage.md is complete and up to date."""

from __future__ import annotations

import inspect

import pytest

from klearstack_desktop.api import KlearStackClient
from klearstack_desktop.api.endpoints import Endpoints
from tests.api.conformance.calls import CONFORMANCE
from tests.api.conformance.coverage import COMMAND, TABLE, methods_of_the_window, render

NO_CALLS = {"close", "last_answer_date", "reach", "reach_by", "replace_credentials"}
"""What a client can do besides: none of them is a call of the contract."""


def test_every_call_of_the_table_is_checked() -> None:
    assert CONFORMANCE.keys() == {endpoint.name for endpoint in Endpoints()}
    assert len(CONFORMANCE) == 31


@pytest.mark.parametrize("name", CONFORMANCE)
def test_the_methods_of_a_call_are_there_and_name_its_section(name: str) -> None:
    for method in CONFORMANCE[name].methods:
        said = inspect.getdoc(getattr(KlearStackClient, method)) or ""
        assert f"section {Endpoints()[name].section}" in said, method


def test_every_method_of_the_client_is_checked() -> None:
    public = {
        name
        for name, _ in inspect.getmembers(KlearStackClient, inspect.isfunction)
        if not name.startswith("_")
    }
    checked = {method for conformance in CONFORMANCE.values() for method in conformance.methods}
    assert public - checked == NO_CALLS


def test_the_window_is_seen_to_review() -> None:
    assert methods_of_the_window() >= {
        "user_documents_in_parts",
        "document",
        "page_images",
        "approve",
    }


def test_the_committed_table_is_up_to_date() -> None:
    assert TABLE.read_text(encoding="utf-8") == render(), f"run: {COMMAND}"
