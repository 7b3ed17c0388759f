"""Passwords, tokens and field values stay out of every error and every log line."""

from __future__ import annotations

import logging
import socket
import traceback
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import Box, FieldChange, KlearStackClient
from klearstack_desktop.api.errors import KlearStackError
from tests.api.conftest import PASSWORD
from tests.api.scripted import ScriptedServer, answer, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.api.scripted import Reply, Request

TOKEN = "very-secret-access-token"
REFRESH = "very-secret-refresh-token"
IBAN = "NL91 ABNA 0417 1643 00"
COMMENT = "Bank details of Rose BV differ"
ECHO = f"Bad {PASSWORD} {TOKEN} {IBAN} {COMMENT}"

FOUND_NOTHING = text(f"not found: {ECHO}")


def _reset(connection: socket.socket, _: Request) -> None:
    socket.close(connection.detach())


def _everything(error: KlearStackError) -> str:
    trace = "".join(traceback.format_exception(error))
    return "\n".join([str(error), repr(error), error.sentence, error.details, trace])


@pytest.mark.parametrize(
    "reply",
    [
        answer({"error": ECHO}, 400),
        answer({"detail": {"message": ECHO}}, 403),
        answer({"message": ECHO}, 500),
        answer({"error": ECHO}, 200),
        text(ECHO, 502),
        FOUND_NOTHING,
        answer(f"<html>{ECHO}</html>".encode(), 500, "text/html"),
        answer(f'{{"success": "{ECHO}'.encode()),
        answer(b"", 302, Location=f"/x?token={TOKEN}"),
        text(ECHO, 401),
        _reset,
    ],
    ids=["400", "403", "500", "200", "502", "text", "html", "half", "redirect", "401", "cut"],
)
@pytest.mark.parametrize("call", ["update", "decide", "capture", "upload"])
def test_whatever_the_server_echoes(
    server: ScriptedServer,
    client: KlearStackClient,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
    call: str,
    tmp_path: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script("get_access_token", answer({"access_token": TOKEN, "refresh_token": REFRESH}))
    for name in ("update_document", "approve_reject_doc", "gettext", "processdocument"):
        server.script(name, reply)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-")
    changes = {"a_value": FieldChange(IBAN, Box(1, 2, 3, 4)), "b_value": FieldChange(COMMENT)}
    calls: dict[str, tuple[Callable[[], object], tuple[str, ...]]] = {
        "update": (lambda: client.update_document("d1", changes), (IBAN, COMMENT)),
        "decide": (lambda: client.reject("d1", COMMENT), (COMMENT,)),
        "capture": (lambda: client.capture_text("o1", Box(1, 2, 3, 4)), ()),
        "upload": (lambda: client.upload_document(path), ()),
    }
    make_call, sent = calls[call]
    if call == "capture" and reply is FOUND_NOTHING:
        assert make_call(), "what was captured is the answer, whatever it says"
        return
    with pytest.raises(KlearStackError) as caught:
        make_call()
    shown = _everything(caught.value) + caplog.text
    for secret in (PASSWORD, TOKEN, REFRESH, *sent):
        assert secret not in shown


@pytest.mark.parametrize("name", ["get_access_token", "getaccesstokenfromrefreshtoken"])
@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_sign_in_and_refresh(
    server: ScriptedServer,
    client: KlearStackClient,
    caplog: pytest.LogCaptureFixture,
    name: str,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = answer({"access_token": TOKEN, "refresh_token": REFRESH})
    refused = answer({"error": f"Bad {PASSWORD}"}, status)
    server.script("get_access_token", tokens, refused)
    server.script("getaccesstokenfromrefreshtoken", refused)
    if name == "get_access_token":
        server.script("get_access_token", refused)
    else:
        client.sign_in()
    with pytest.raises(KlearStackError) as caught:
        client.refresh()
    assert PASSWORD not in _everything(caught.value) + caplog.text
