"""The same review on a screen with a window manager, by keys from outside the program."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.desktop import (
    Desktop,
    ProgramProcess,
    insist,
    missing_programs,
    wait_for,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server_process import ServerProcess

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(bool(missing_programs()), reason=f"not installed: {missing_programs()}"),
]
HELD_SECONDS = 3.0
REJECTED = "wrong branch, please resend"


def decisions(server: ServerProcess) -> list[dict[str, Any]]:
    return [row for row in server.record() if row["call"] == "approve_reject_doc"]


def approve(desktop: Desktop, program: ProgramProcess) -> None:
    """Press the key until it counts: too early a press does nothing, by design."""
    before = program.decisions()
    insist(
        lambda: desktop.key("ctrl+Return"),
        lambda: program.decisions() > before,
        "an approval",
        every=1.0,
    )


def replace_field(desktop: Desktop, program: ProgramProcess, text: str) -> None:
    def type_over() -> None:
        desktop.key("ctrl+a")
        desktop.type(text)

    insist(type_over, lambda: program.has_draft_with(text), "the draft in the file", every=5.0)


def note(desktop: Desktop, program: ProgramProcess) -> None:
    """Write a comment: once it is in the file, all keys that were pressed before have counted."""
    text = f"noted{time.monotonic_ns()}"

    def write() -> None:
        desktop.key("ctrl+m", "ctrl+a")
        desktop.type(text)

    insist(write, lambda: program.has_comment(text), "the comment in the file", every=5.0)


def save(desktop: Desktop, server: ServerProcess, text: str) -> None:
    """Press the key until the details have come that saving needs; saving twice does nothing."""

    def is_saved() -> bool:
        updates = [row for row in server.record() if row["call"] == "update_document"]
        return any(text in str(row["values"]) for row in updates)

    insist(lambda: desktop.key("ctrl+s"), is_saved, f"{text} to be saved", every=1.0)


def reject(desktop: Desktop, server: ServerProcess) -> None:
    def give_reason() -> None:
        desktop.key("ctrl+shift+r")
        desktop.type(REJECTED)
        desktop.key("Return")

    def is_rejected() -> bool:
        return REJECTED in [decision["comment"] for decision in decisions(server)]

    insist(give_reason, is_rejected, "the rejection", every=5.0)


def test_a_day_at_the_desk(server: ServerProcess, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with Desktop(tmp_path) as desktop:
        with ProgramProcess(desktop, server, profile) as program:
            approve(desktop, program)
            wait_for(lambda: len(decisions(server)) == program.decisions(), "the approval there")
            replace_field(desktop, program, "corrected by hand")
            save(desktop, server, "corrected by hand")
            reject(desktop, server)
            replace_field(desktop, program, "typed before the power cut")
            program.kill()
        with ProgramProcess(desktop, server, profile) as again:
            assert again.has_draft_with("before the power cut")
            save(desktop, server, "before the power cut")
            assert again.terminate() == 0


def test_ctrl_enter_held_for_three_seconds_is_one_decision(
    server: ServerProcess, tmp_path: Path
) -> None:
    def hold() -> int:
        before = program.decisions()
        desktop.xdotool("keydown", "ctrl", "keydown", "Return")
        threading.Event().wait(HELD_SECONDS)
        desktop.xdotool("keyup", "Return", "keyup", "ctrl")
        note(desktop, program)
        made = program.decisions() - before
        assert made <= 1
        return made

    with Desktop(tmp_path) as desktop, ProgramProcess(desktop, server, tmp_path / "p") as program:
        note(desktop, program)
        for _ in range(3):
            # What is pressed before the page is painted decides nothing, however long it is held.
            wait_for(lambda: hold() == 1, "a decision")
        wait_for(lambda: len(decisions(server)) >= 3, "the decisions on the server")
        assert program.terminate() == 0
    assert len(decisions(server)) == 3
