"""The server and the endpoint table tell the same story."""

from __future__ import annotations

from klearstack_desktop import resources
from klearstack_desktop.localserver.application import SECTIONS

TABLE = resources.toml("api/endpoints.toml")
HANDLERS = [handler for section in SECTIONS for handler in section.handlers]


def test_every_call_is_answered_once() -> None:
    # The push is the one call that KlearStack makes itself.
    assert sorted(handler.name for handler in HANDLERS) == sorted(set(TABLE) - {"push"})


def test_every_handler_says_how_well_its_call_is_known() -> None:
    for handler in HANDLERS:
        assert handler.evidence == TABLE[handler.name]["evidence"], handler.name


def test_only_parameters_of_the_table_are_required() -> None:
    for handler in HANDLERS:
        assert set(handler.required) <= set(TABLE[handler.name]["parameters"]), handler.name
