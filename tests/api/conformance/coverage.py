"""Writes docs/api-coverage.md: ``python -m tests.api.conformance.coverage``."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klearstack_desktop.api.endpoints import Endpoints
from tests.api.conformance.calls import CONFORMANCE
from tests.api.conformance.tenants import CHOICES, count_of_all, in_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.api.endpoints import Endpoint

CHECKOUT: Final = Path(__file__).resolve().parents[3]
TABLE: Final = CHECKOUT / "docs" / "api-coverage.md"
COMMAND: Final = "python -m tests.api.conformance.coverage"

_WINDOW = ("app", "review", "ui")
_CLIENT_NAMES = frozenset({"client", "_client"})
# The client makes it by itself, before a token ends; nobody has to call the method.
_BY_ITSELF = "getaccesstokenfromrefreshtoken"

_TEXT = """# Which calls are there, and which are tested

Made by `{command}` from the endpoint table
(`resources/api/endpoints.toml`) and the conformance suite (`tests/api/conformance`). A test fails
where it is out of date.

- **Evidence**: *documented* by the vendor; *disputed*: the vendor's page contradicts itself;
  *assumed*: known by title only, path and parameters are our default. A profile can override every
  path and parameter.
- **Window**: whether the window makes the call on the way from sign-in to decision. The examination
  of a server (`klearstack-desktop doctor`, also in the window) is not meant: it tries every call
  that only reads.
- **Tested**: with how many kinds of tenant the call has to work in every run of the tests. A kind
  of tenant is one combination of the local server's {switches} switches: layout, envelope, form of
  page images, of tokens and of successes, refusals with status 200, clock, other paths. They are
  chosen so that every two choices of any two switches meet; a long run takes all {all:,}.

| call | section | evidence | library | window | tested |
| --- | --- | --- | --- | --- | --- |
{rows}
"""


def render() -> str:
    """Return the text of docs/api-coverage.md."""
    used = methods_of_the_window()
    rows = "\n".join(_row(endpoint, used) for endpoint in Endpoints())
    return _TEXT.format(command=COMMAND, switches=len(CHOICES), all=count_of_all(), rows=rows)


def _row(endpoint: Endpoint, used: set[str]) -> str:
    conformance = CONFORMANCE[endpoint.name]
    methods = ", ".join(f"`{method}()`" for method in conformance.methods)
    is_used = endpoint.name == _BY_ITSELF or not used.isdisjoint(conformance.methods)
    cells = (
        f"`{endpoint.name}`",
        endpoint.section,
        endpoint.evidence,
        methods,
        "yes" if is_used else "no",
        str(len(in_pairs())),
    )
    return f"| {' | '.join(cells)} |"


def methods_of_the_window() -> set[str]:
    """Return what the window and all that stands behind it take from a client."""
    package = CHECKOUT / "klearstack_desktop"
    sources = [
        path
        for part in _WINDOW
        for path in (*(package / part).rglob("*.py"), package / f"{part}.py")
        if path.is_file()
    ]
    return {method for path in sources for method in _methods_in(path)}


def _methods_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name in _CLIENT_NAMES:
                yield node.attr


if __name__ == "__main__":
    TABLE.write_text(render(), encoding="utf-8")
