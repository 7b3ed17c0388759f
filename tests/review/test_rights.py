"""Whether the reviewer may decide: stated by the profile, or learnt when the service refuses."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.role import Role
from klearstack_desktop.waiting import until
from tests.review.desk_at_work import Account, desk_at_work
from tests.review.steps import NUMBER, reached, ready, value

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path
    from typing import Any

    from klearstack_desktop.review.desk import Desk
    from tests.server_process import ServerProcess


def at_desk_of(
    server: ServerProcess,
    folder: Path,
    user: str,
    work: Callable[[Desk], Awaitable[Any]],
    profile: Profile | None = None,
) -> None:
    async def run() -> None:
        account = Account.of(server, user)
        async with (
            asyncio.timeout(40),
            desk_at_work(account, folder, profile_of_server=profile) as desk,
        ):
            await work(desk)

    asyncio.run(run())


async def approve_in_vain(desk: Desk) -> None:
    opened = await ready(desk)
    desk.editing.set_field(NUMBER, "corrected")
    desk.editing.set_comment("as agreed")
    assert desk.submissions.approve()
    await reached(desk, opened.id, ReviewState.NOT_SENT)


def test_a_refused_decision_tells_the_role_which_is_remembered(
    server: ServerProcess, tmp_path: Path
) -> None:
    async def learn(desk: Desk) -> None:
        assert desk.rights.role is Role.UNKNOWN
        changes: list[bool] = []
        desk.rights.changed.connect(lambda: changes.append(desk.rights.role.may_decide))
        await approve_in_vain(desk)
        assert (desk.rights.role, changes) == (Role.CREATOR, [False])
        current = desk.session.current
        assert current is not None
        # The correction arrived before; what was typed for the decision is a draft again.
        assert current.draft.comment == "as agreed"
        assert value(desk, NUMBER) == "corrected"
        (entry,) = desk.submissions.entries()
        assert "takes you for a Creator" in entry.note

    async def come_back(desk: Desk) -> None:
        assert desk.rights.role is Role.CREATOR

    async def somebody_else(desk: Desk) -> None:
        assert desk.rights.role is Role.UNKNOWN

    at_desk_of(server, tmp_path / "profile", "arjun", learn)
    at_desk_of(server, tmp_path / "profile", "arjun", come_back)
    at_desk_of(server, tmp_path / "profile", "priya", somebody_else)
    assert [row["call"] for row in server.record()] == ["update_document"]


def test_a_save_that_is_refused_tells_nothing_of_the_role(
    server: ServerProcess, tmp_path: Path
) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        server.switch(endpoints={"update_document": "/access/klearstack/moved"})
        desk.editing.set_field(NUMBER, "corrected")
        refused: list[object] = []
        desk.submissions.not_applied.connect(refused.append)
        assert desk.submissions.save()
        await until(desk.submissions.not_applied, lambda: bool(refused), "the refusal")
        assert desk.rights.role is Role.UNKNOWN

    at_desk_of(server, tmp_path / "profile", "arjun", work)


def test_what_the_profile_states_of_this_user_counts_whatever_a_refusal_says(
    server: ServerProcess, tmp_path: Path
) -> None:
    async def refused(desk: Desk) -> None:
        assert desk.rights.role is Role.APPROVER
        await approve_in_vain(desk)
        assert desk.rights.role is Role.APPROVER

    async def of_another_user(desk: Desk) -> None:
        assert desk.rights.role is Role.UNKNOWN

    stated = Profile("Acme", user="arjun", role=Role.APPROVER)
    at_desk_of(server, tmp_path / "profile", "arjun", refused, stated)
    at_desk_of(server, tmp_path / "profile", "priya", of_another_user, stated)
