"""Signing in: from an address and a password to a desk."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from klearstack_desktop.api import Credentials, KlearStackClient
from klearstack_desktop.api.images import pdf_page_count
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.desk import Desk, Equipment, SignInDetails
from klearstack_desktop.review.journal_keeping import seal_of
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.profile_checks import server_profile
from klearstack_desktop.review.workstation_keys import KeyPurpose, key_for
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.witness import witness_here

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.api import ServerProfile
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.obstacles import ProxyLogins
    from klearstack_desktop.review.ports import KeySource


def profile_of(details: SignInDetails) -> ServerProfile:
    """Return the server to sign in to, without a login for its proxy.

    Raises:
        InvalidProfile: something in it cannot work.
        NotTrusted: the address is plain http and not on this computer.
    """
    known = details.profile or Profile("", company=details.company)
    return server_profile(replace(known, server=details.server, trust=details.trust))


async def sign_in(
    details: SignInDetails,
    profile_folder: Path,
    equipment: Equipment,
    keys: KeySource,
    logins: ProxyLogins,
) -> Desk:
    """Sign in and open what this workstation remembers of the account.

    Args:
        details: who and where; an empty password is looked up in the keychain.
        profile_folder: the folder under which the account's files lie.
        equipment: what every desk of this process shares.
        keys: the keychain.
        logins: who signs in to a proxy on the way.

    Raises:
        Problem: the server, the login or the workstation's memory stands in the way.
    """
    lanes = equipment.lanes
    profile = logins.known_to(profile_of(details))
    password = details.password or keys.password(profile.url, details.company, details.user) or ""
    client = KlearStackClient(
        profile,
        Credentials(details.company, details.user, password),
        # pdfium is not thread-safe: whoever counts pages waits for the one thread that may.
        pages_of_pdf=lambda data: lanes.run_blocking(Lane.PDF, pdf_page_count, data),
    )
    try:
        await lanes.run(Lane.NET_INTERACTIVE, client.sign_in)
        store = await _opened(lanes, profile_folder, profile.url, details, keys)
    except BaseException:
        client.close()
        raise
    try:
        page_key = await lanes.run(
            Lane.STORE_WORK, key_for, keys, KeyPurpose.PAGES, store.folder.name
        )
        await lanes.run(Lane.STORE_CACHE, store.open_cache, profile.names(), page_key)
    except BaseException:
        await lanes.run(Lane.STORE_WORK, store.close_work)
        store.close()
        client.close()
        raise
    return Desk(details, client, store, equipment)


async def _opened(
    lanes: Lanes, profile_folder: Path, server: str, details: SignInDetails, keys: KeySource
) -> AccountStore:
    """Open the account's store; one that opens after nobody waits any more is closed again."""
    opening = asyncio.ensure_future(
        lanes.run(Lane.STORE_WORK, _open_work, profile_folder, server, details, keys)
    )
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        store = await opening
        await lanes.run(Lane.STORE_WORK, store.close_work)
        store.close()
        raise


def _open_work(
    profile_folder: Path, server: str, details: SignInDetails, keys: KeySource
) -> AccountStore:
    # The local server answers on another port at each start, but it is always the same account.
    name = "demo" if details.is_demo else server
    store = AccountStore(profile_folder, name, details.company, details.user)
    try:
        store.open_work(
            seal_of(keys, store.folder.name),
            witness_here(name, details.company, details.user),
        )
    except BaseException:
        store.close()
        raise
    return store
