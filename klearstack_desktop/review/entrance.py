"""The way in: signs in, and asks the reviewer about what stands in between."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from klearstack_desktop.api import errors
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.desk import Desk
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.login_verifier import LoginVerifier
from klearstack_desktop.review.obstacles import ProxyLogins, newly_let_through, newly_trusted
from klearstack_desktop.review.service import OUT_OF_REACH
from klearstack_desktop.review.signing_in import (
    account_of,
    close_unused,
    is_known_here,
    open_unasked,
    profile_of,
    sign_in,
    work_offline,
)
from klearstack_desktop.store.certificates import AcceptedCertificates

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from concurrent.futures import Future
    from pathlib import Path

    from klearstack_desktop.api import ServerProfile
    from klearstack_desktop.review.desk import Equipment, SignInDetails
    from klearstack_desktop.review.obstacles import Reviewer
    from klearstack_desktop.review.ports import KeySource
    from klearstack_desktop.review.signing_in import Opened

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is being opened in a worker thread, and for whom."""

    details: SignInDetails
    opening: Future[Opened | None]


class Entrance:
    """Signs in, as often as the answers of the reviewer open the way a bit further.

    Args:
        profile_folder: the folder under which the files of all accounts lie.
        equipment: what every desk of this process shares.
        keys: the keychain.
        reviewer: who is asked.
    """

    def __init__(
        self, profile_folder: Path, equipment: Equipment, keys: KeySource, reviewer: Reviewer
    ) -> None:
        self._folder = profile_folder
        self._equipment = equipment
        self._keys = keys
        self._reviewer = reviewer
        self._logins = ProxyLogins(keys)
        self._begun: _Begun | None = None
        self._accepted = AcceptedCertificates(profile_folder / "certificates")

    @property
    def logins(self) -> ProxyLogins:
        """Who signs in to a proxy on the way, as far as it is known."""
        return self._logins

    async def sign_in(self, details: SignInDetails) -> Desk:
        """Sign in; the desk's details name the certificate that was trusted on the way.

        Raises:
            Problem: the server, the login, the workstation's memory or the reviewer's answer
                stands in the way.
        """
        while True:
            try:
                desk = await sign_in(
                    details, self._folder, self._equipment, self._keys, self._logins
                )
            except errors.NotTrusted as problem:
                profile = self._logins.known_to(profile_of(details))
                details = replace(details, trust=await self._trust(problem, profile))
            except errors.ProxySignInNeeded as problem:
                await newly_let_through(problem, self._logins, self._reviewer)
            else:
                self._remember(desk.details)
                return desk

    async def open_at_once(self, details: SignInDetails) -> Desk | None:
        """Open what is on this workstation where the password is known to be the right one.

        Returns:
            A desk for which `sign_in_behind` follows; None where the server must
            be asked first.

        Raises:
            Problem: the workstation's memory stands in the way.
        """
        if self._begun is not None and self._begun.details != details:
            await self.abandon()
        self.begin_opening(details)
        begun, self._begun = self._begun, None
        if begun is None:
            return None
        try:
            opened = await asyncio.shield(asyncio.wrap_future(begun.opening))
        except asyncio.CancelledError:
            await self._close(begun)
            raise
        if opened is None:
            return None
        parts = opened.details, opened.client, opened.store, self._equipment
        return Desk(*parts, is_signed_in=False)

    def begin_opening(self, details: SignInDetails) -> None:
        """Begin with what `open_at_once` waits for; the window can be built meanwhile."""
        if self._begun is None:
            lanes, keys = self._equipment.lanes, self._keys
            arguments = details, self._folder, lanes, keys, self._logins
            opening = lanes.begin(Lane.NET_INTERACTIVE, open_unasked, *arguments)
            self._begun = _Begun(details, opening)

    async def abandon(self) -> None:
        """Close what was begun and waited for by nobody."""
        begun, self._begun = self._begun, None
        if begun is not None:
            await self._close(begun)

    async def _close(self, begun: _Begun) -> None:
        with contextlib.suppress(Problem):
            if (opened := await asyncio.wrap_future(begun.opening)) is not None:
                await close_unused(opened, self._equipment.lanes)

    async def sign_in_behind(self, desk: Desk) -> SignInDetails | None:
        """Sign in behind the open work, asking the reviewer about what stands in between.

        Returns:
            The details that are true from then on; None where it led nowhere: then the desk is
            offline, or has asked for a person to sign in.
        """
        try:
            await self._through(desk, desk.service.sign_in)
        except Problem as problem:
            log.warning("sign-in behind the open work failed: %s", problem.details)
            desk.service.give_up_connecting(problem)
            return None
        return replace(desk.details, trust=desk.service.client.profile.trust)

    def offers_offline(self, details: SignInDetails, problem: Problem) -> bool:
        """Whether there is something to go on with although signing in met a problem."""
        return isinstance(problem, OUT_OF_REACH) and is_known_here(self._folder, details)

    async def work_offline(self, details: SignInDetails, why: Problem) -> Desk:
        """Go on with what is on this workstation, until the server answers.

        Args:
            details: who wants to work.
            why: what stands in the way to the server.

        Raises:
            Problem: the password is known to be another one, or the workstation's memory stands in
                the way.
        """
        return await work_offline(
            details, why, self._folder, self._equipment, self._keys, self._logins
        )

    def _remember(self, details: SignInDetails) -> None:
        """Let the password that the server has just accepted be known again without the server."""
        if details.is_demo:
            return
        keep = LoginVerifier(self._keys, account_of(details)).keep
        # Nobody waits for it: a keychain may ask a person first.
        keeping = self._equipment.lanes.run(Lane.NET_INTERACTIVE, keep, details.password)
        self._equipment.tasks.spawn(keeping, "remember who signed in")

    async def sign_in_again(self, desk: Desk, password: str) -> SignInDetails:
        """Sign in over the open work, and return the details that are true from then on.

        Raises:
            Problem: the server, the login or the reviewer's answer stands in the way.
        """
        await self._through(desk, partial(desk.sign_in_again, password))
        trust = desk.service.client.profile.trust
        details = replace(desk.details, password=password, trust=trust)
        self._remember(details)
        return details

    async def _through(self, desk: Desk, sign_in: Callable[[], Awaitable[None]]) -> None:
        """Sign in as often as the reviewer's answers open the way for an open desk a bit further.

        Raises:
            Problem: the server, the login or the reviewer's answer stands in the way.
        """
        client = desk.service.client
        while True:
            try:
                await sign_in()
            except errors.NotTrusted as problem:
                trust = await self._trust(problem, client.profile)
                client.reach_by(trust=trust, proxy_login=client.profile.proxy_login)
            except errors.ProxySignInNeeded as problem:
                await newly_let_through(problem, self._logins, self._reviewer)
                profile = self._logins.known_to(client.profile)
                client.reach_by(trust=profile.trust, proxy_login=profile.proxy_login)
            else:
                return

    async def _trust(self, problem: errors.NotTrusted, profile: ServerProfile) -> str:
        return await newly_trusted(
            problem,
            profile,
            self._accepted,
            self._reviewer,
            self._equipment.lanes,
            self._equipment.clock.now(),
        )
