"""Signing in: from an address and a password to a desk."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from klearstack_desktop.api import Credentials, KlearStackClient
from klearstack_desktop.api.images import pdf_page_count
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.desk import Desk, Equipment, OfflineStart, SignInDetails
from klearstack_desktop.review.journal_keeping import seal_of
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.login_verifier import LoginVerifier
from klearstack_desktop.review.profile_checks import server_profile
from klearstack_desktop.review.workstation_keys import KeyPurpose, key_for
from klearstack_desktop.store.account_store import AccountStore, is_remembered
from klearstack_desktop.store.folders import account_name
from klearstack_desktop.store.witness import witness_here

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.api import ServerProfile
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.obstacles import ProxyLogins
    from klearstack_desktop.review.ports import KeySource

NOT_THE_LAST: Final = (
    "This is not the password of your last sign-in here. Until KlearStack answers, only that one "
    "opens what is on this workstation."
)


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
    details = await _with_password(details, equipment.lanes, keys)
    client = await _client(details, equipment.lanes, logins)
    try:
        await equipment.lanes.run(Lane.NET_INTERACTIVE, client.sign_in)
        store = await _opened_store(client, profile_folder, details, equipment.lanes, keys)
    except BaseException:
        client.close()
        raise
    return Desk(details, client, store, equipment)


async def open_at_once(
    details: SignInDetails,
    profile_folder: Path,
    equipment: Equipment,
    keys: KeySource,
    logins: ProxyLogins,
) -> Desk | None:
    """Open what this workstation remembers of the account before the server is asked.

    Nothing of it may show to anybody else, so the keychain must vouch for the password: it is that
    of the last sign-in here.

    Args:
        details: as for `sign_in`.
        profile_folder: the folder under which the account's files lie.
        equipment: what every desk of this process shares.
        keys: the keychain.
        logins: who signs in to a proxy on the way.

    Returns:
        None where the server must be asked first: nobody has worked on the account here, there is
        no password, it is another one, or no keychain can tell.

    Raises:
        Problem: the workstation's memory stands in the way.
    """
    lanes = equipment.lanes
    if not is_known_here(profile_folder, details):
        return None
    details = await _with_password(details, lanes, keys)
    if not details.password or not await _is_of_last_sign_in(details, lanes, keys):
        return None
    client, store = await _opened_unasked(details, profile_folder, lanes, keys, logins)
    return Desk(details, client, store, equipment, is_signed_in=False)


async def work_offline(
    details: SignInDetails,
    why: Problem,
    profile_folder: Path,
    equipment: Equipment,
    keys: KeySource,
    logins: ProxyLogins,
) -> Desk:
    """Open what this workstation remembers of the account without asking the server.

    The password is compared with that of the last sign-in, as far as a keychain remembers it; the
    server has the last word as soon as it answers.

    Args:
        details: as for `sign_in`.
        why: what stands in the way to the server.
        profile_folder: the folder under which the account's files lie.
        equipment: what every desk of this process shares.
        keys: the keychain.
        logins: who signs in to a proxy on the way.

    Raises:
        Problem: the password is another one, or the workstation's memory stands in the way.
    """
    lanes = equipment.lanes
    details = await _with_password(details, lanes, keys)
    is_known = await _is_of_last_sign_in(details, lanes, keys)
    if is_known is False:
        raise Problem(NOT_THE_LAST)
    client, store = await _opened_unasked(details, profile_folder, lanes, keys, logins)
    offline = OfflineStart(why, is_password_checked=is_known is True)
    return Desk(details, client, store, equipment, offline)


def is_known_here(profile_folder: Path, details: SignInDetails) -> bool:
    """Whether somebody has worked on the account on this workstation before."""
    return not details.is_demo and is_remembered(profile_folder, account_of(details))


def account_of(details: SignInDetails) -> str:
    """Return the name of the folder in which the account's files lie.

    Raises:
        InvalidProfile: something in the details cannot work.
        NotTrusted: the address is plain http and not on this computer.
    """
    return account_name(profile_of(details).url, details.company, details.user)


async def _with_password(details: SignInDetails, lanes: Lanes, keys: KeySource) -> SignInDetails:
    """Return the details with the password that the keychain remembers, where none was given."""
    if details.password:
        return details
    where = (details.server, details.company, details.user)
    known = await lanes.run(Lane.NET_INTERACTIVE, keys.password, *where)
    return replace(details, password=known or "")


async def _is_of_last_sign_in(details: SignInDetails, lanes: Lanes, keys: KeySource) -> bool | None:
    """Whether the password is the one of the last sign-in here; None where no keychain can tell."""
    knows = LoginVerifier(keys, account_of(details)).knows
    return await lanes.run(Lane.NET_INTERACTIVE, knows, details.password)


async def _opened_unasked(
    details: SignInDetails,
    profile_folder: Path,
    lanes: Lanes,
    keys: KeySource,
    logins: ProxyLogins,
) -> tuple[KlearStackClient, AccountStore]:
    """Return a client that has called nobody yet, and what this workstation remembers."""
    client = await _client(details, lanes, logins)
    try:
        return client, await _opened_store(client, profile_folder, details, lanes, keys)
    except BaseException:
        client.close()
        raise


async def _client(details: SignInDetails, lanes: Lanes, logins: ProxyLogins) -> KlearStackClient:
    # The keychain is asked for the proxy's login.
    profile = await lanes.run(Lane.NET_INTERACTIVE, logins.known_to, profile_of(details))
    return KlearStackClient(
        profile,
        Credentials(details.company, details.user, details.password),
        # pdfium is not thread-safe: whoever counts pages waits for the one thread that may.
        pages_of_pdf=lambda data: lanes.run_blocking(Lane.PDF, pdf_page_count, data),
    )


async def _opened_store(
    client: KlearStackClient,
    profile_folder: Path,
    details: SignInDetails,
    lanes: Lanes,
    keys: KeySource,
) -> AccountStore:
    """Open both halves of what this workstation remembers of the account."""
    store = await _opened(lanes, profile_folder, client.profile, details, keys)
    try:
        page_key = await lanes.run(
            Lane.STORE_WORK, key_for, keys, KeyPurpose.PAGES, store.folder.name
        )
        await lanes.run(Lane.STORE_CACHE, store.open_cache, client.profile.names(), page_key)
    except BaseException:
        await lanes.run(Lane.STORE_WORK, store.close_work)
        store.close()
        raise
    return store


async def _opened(
    lanes: Lanes,
    profile_folder: Path,
    profile: ServerProfile,
    details: SignInDetails,
    keys: KeySource,
) -> AccountStore:
    """Open the account's store; one that opens after nobody waits any more is closed again."""
    opening = asyncio.ensure_future(
        lanes.run(Lane.STORE_WORK, _open_work, profile_folder, profile, details, keys)
    )
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        store = await opening
        await lanes.run(Lane.STORE_WORK, store.close_work)
        store.close()
        raise


def _open_work(
    profile_folder: Path, profile: ServerProfile, details: SignInDetails, keys: KeySource
) -> AccountStore:
    # The local server answers on another port at each start, but it is always the same account.
    name = "demo" if details.is_demo else profile.url
    store = AccountStore(profile_folder, name, details.company, details.user)
    try:
        store.open_work(
            seal_of(keys, store.folder.name),
            witness_here(name, details.company, details.user),
            profile.names(),
        )
    except BaseException:
        store.close()
        raise
    return store
