"""The same review on a screen with a window manager, by keys from outside the program."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.desktop import Desktop, ProgramProcess, missing_programs, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server_process import ServerProcess

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(bool(missing_programs()), reason=f"not installed: {missing_programs()}"),
]
HELD_SECONDS = 3.0


def decisions(server: ServerProcess) -> list[dict[str, Any]]:
    return [row for row in server.record() if row["call"] == "approve_reject_doc"]


def until_accepted(server: ServerProcess, desktop: Desktop, keys: str, count: int) -> None:
    """Press a key until the guard lets it through: how long painting takes, only the program knows.

    A press that comes too early does nothing by design, so pressing again cannot decide twice.
    """

    def is_decided() -> bool:
        if len(decisions(server)) < count:
            desktop.key(keys)
            threading.Event().wait(0.6)
        return len(decisions(server)) >= count

    wait_for(is_decided, f"decision {count}")


def settle() -> None:
    """Let the next document be painted and the guard time pass; from outside nothing tells."""
    threading.Event().wait(1.0)


def until_saved(server: ServerProcess, desktop: Desktop, text: str) -> None:
    """Press the key until the details have come that saving needs; saving twice does nothing."""

    def is_saved() -> bool:
        if text not in str(server.record()[-1]):
            desktop.key("ctrl+s")
            settle()
        return text in str(server.record()[-1])

    wait_for(is_saved, f"{text} to be saved")


def replace_field(desktop: Desktop, text: str) -> None:
    settle()
    desktop.key("ctrl+a")
    desktop.type(text)


def correct_save_and_reject(
    desktop: Desktop, server: ServerProcess, program: ProgramProcess
) -> None:
    replace_field(desktop, "corrected by hand")
    wait_for(lambda: program.has_draft_with("corrected by hand"), "the draft in the file")
    desktop.key("ctrl+s")
    wait_for(lambda: server.record()[-1]["call"] == "update_document", "the saved correction")
    assert "corrected by hand" in str(server.record()[-1]["values"])
    settle()
    desktop.key("ctrl+shift+r")
    desktop.type("wrong branch, please resend")
    desktop.key("Return")
    wait_for(lambda: len(decisions(server)) == 2, "the rejection")
    assert decisions(server)[1]["comment"] == "wrong branch, please resend"


def test_a_day_at_the_desk(server: ServerProcess, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with Desktop(tmp_path) as desktop:
        with ProgramProcess(desktop, server, profile) as program:
            until_accepted(server, desktop, "ctrl+Return", 1)
            correct_save_and_reject(desktop, server, program)
            replace_field(desktop, "typed before the power cut")
            wait_for(lambda: program.has_draft_with("before the power cut"), "the second draft")
            program.kill()
        with ProgramProcess(desktop, server, profile) as again:
            assert again.has_draft_with("before the power cut")
            until_saved(server, desktop, "before the power cut")
            assert again.terminate() == 0


@pytest.mark.parametrize("attempt", range(3))
def test_ctrl_enter_held_for_three_seconds_is_one_decision(
    server: ServerProcess, tmp_path: Path, attempt: int
) -> None:
    with Desktop(tmp_path) as desktop, ProgramProcess(desktop, server, tmp_path / "p") as program:
        settle()
        settle()
        desktop.xdotool("keydown", "ctrl", "keydown", "Return")
        threading.Event().wait(HELD_SECONDS)
        desktop.xdotool("keyup", "Return", "keyup", "ctrl")
        wait_for(lambda: len(decisions(server)) >= 1, "the decision")
        assert program.terminate() == 0
    assert len(decisions(server)) == 1
