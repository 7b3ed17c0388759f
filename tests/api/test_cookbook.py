"""The cookbook is true: its blocks run, one after the other, against the local server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.server_process import ServerProcess

if TYPE_CHECKING:
    import pytest

COOKBOOK = Path(__file__).parents[2] / "docs" / "library.md"


def blocks() -> list[tuple[int, str]]:
    """Return the Python blocks with the lines at which they start."""
    text = COOKBOOK.read_text(encoding="utf-8")
    return [
        (text.count("\n", 0, match.start(1)), match.group(1))
        for match in re.finditer(r"```python\n(.*?)```", text, re.DOTALL)
    ]


def test_every_block_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    Image.new("L", (200, 300), 255).save(inbox / "scan.png")
    (inbox / "suppliers.csv").write_text("Name,IBAN\nRosé BV,NL1\nTulp NV,NL2\n", "utf-8")
    # The pause between two questions is the example's, not ours.
    monkeypatch.setattr("time.sleep", lambda _: None)
    names: dict[str, Any] = {"__name__": "cookbook"}
    with ServerProcess(tmp_path, documents=4) as server:
        monkeypatch.setenv("KLEARSTACK_URL", server.url)
        monkeypatch.setenv("KLEARSTACK_COMPANY", server.company)
        monkeypatch.setenv("KLEARSTACK_USER", server.username)
        monkeypatch.setenv("KLEARSTACK_PASSWORD", server.password)
        monkeypatch.setenv("INBOX", str(inbox))
        try:
            for line, block in blocks():
                code = compile("\n" * line + block, str(COOKBOOK), "exec")
                exec(code, names)  # noqa: S102 - our own documentation
            assert names["client"].document(names["details"].id).is_approved
            _change_the_file_and_run_again(inbox, names)
        finally:
            names["client"].close()


def _change_the_file_and_run_again(inbox: Path, names: dict[str, Any]) -> None:
    (inbox / "suppliers.csv").write_text("Name,IBAN\nRosé BV,NL9\nIris,NL3\n", "utf-8")
    block = next(block for _, block in blocks() if "DictReader" in block)
    exec(block, names)  # noqa: S102 - our own documentation
    rows = [dict(row.values) for row in names["client"].datasource_rows("Suppliers")]
    assert rows == [{"Name": "Rosé BV", "IBAN": "NL9"}, {"Name": "Iris", "IBAN": "NL3"}]
