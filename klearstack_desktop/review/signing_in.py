"""Signing in: from an address and a password to a desk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from klearstack_desktop.api import Credentials, KlearStackClient
from klearstack_desktop.api.images import pdf_page_count
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.desk import Desk, Equipment, OfflineStart, SignInDetails
from klearstack_desktop.review.journal_keeping import seal_of
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.login_verifier import LoginVerifier, vouched_password
from klearstack_desktop.review.profile_checks import server_profile
from klearstack_desktop.review.workstation_keys import KeyPurpose, key_for
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.places import account_name, is_remembered
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
    lanes = equipment.lanes
    # A keychain may ask a person first.
    details = await lanes.run(Lane.NET_INTERACTIVE, _with_password, details, keys)
    client = await lanes.run(Lane.NET_INTERACTIVE, _client, details, lanes, logins)
    try:
        await lanes.run(Lane.NET_INTERACTIVE, client.sign_in)
        store = await _opened_store(client, profile_folder, details, lanes, keys)
    except BaseException:
        client.close()
        raise
    return Desk(details, client, store, equipment)


@dataclass(frozen=True, slots=True)
class Opened:
    """What this workstation remembers of an account, and a client that has called nobody yet."""

    details: SignInDetails
    client: KlearStackClient
    store: AccountStore


def open_unasked(
    details: SignInDetails,
    profile_folder: Path,
    lanes: Lanes,
    keys: KeySource,
    logins: ProxyLogins,
) -> Opened | None:
    """Open what this workstation remembers of the account before the server is asked.

    Nothing of it may show to anybody else, so the keychain must vouch for the password: it is that
    of the last sign-in here. Blocks; call it in a worker thread.

    Args:
        details: as for `sign_in`.
        profile_folder: the folder under which the account's files lie.
        lanes: where the store works.
        keys: the keychain.
        logins: who signs in to a proxy on the way.

    Returns:
        None where the server must be asked first: nobody has worked on the account here, there is
        no password, it is another one, or no keychain can tell.

    Raises:
        Problem: the workstation's memory stands in the way.
    """
    if not is_known_here(profile_folder, details):
        return None
    who = details.server, details.company, details.user
    password = vouched_password(keys, account_of(details), who, details.password)
    if password is None:
        return None
    details = replace(details, password=password)
    client = _client(details, lanes, logins)
    try:
        return Opened(details, client, _open_store(client, profile_folder, details, lanes, keys))
    except BaseException:
        client.close()
        raise


async def close_unused(opened: Opened, lanes: Lanes) -> None:
    """Close what nobody wants any more."""
    await _close_store(opened.store, lanes)
    opened.client.close()


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
    details = await lanes.run(Lane.NET_INTERACTIVE, _with_password, details, keys)
    is_known = await lanes.run(Lane.NET_INTERACTIVE, _is_of_last_sign_in, details, keys)
    if is_known is False:
        raise Problem(NOT_THE_LAST)
    client = await lanes.run(Lane.NET_INTERACTIVE, _client, details, lanes, logins)
    try:
        store = await _opened_store(client, profile_folder, details, lanes, keys)
    except BaseException:
        client.close()
        raise
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


def _with_password(details: SignInDetails, keys: KeySource) -> SignInDetails:
    """Return the details with the password that the keychain remembers, where none was given."""
    if details.password:
        return details
    known = keys.password(details.server, details.company, details.user)
    return replace(details, password=known or "")


def _is_of_last_sign_in(details: SignInDetails, keys: KeySource) -> bool | None:
    """Whether the password is the one of the last sign-in here; None where no keychain can tell."""
    return LoginVerifier(keys, account_of(details)).knows(details.password)


def _client(details: SignInDetails, lanes: Lanes, logins: ProxyLogins) -> KlearStackClient:
    return KlearStackClient(
        # The keychain is asked for the proxy's login.
        logins.known_to(profile_of(details)),
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
    """Open the account's store; one that opens after nobody waits any more is closed again."""
    opening = asyncio.ensure_future(
        lanes.run(Lane.NET_INTERACTIVE, _open_store, client, profile_folder, details, lanes, keys)
    )
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        await _close_store(await opening, lanes)
        raise


async def _close_store(store: AccountStore, lanes: Lanes) -> None:
    await lanes.run(Lane.STORE_WORK, store.close_work)
    await lanes.run(Lane.STORE_CACHE, store.close_cache)
    store.close()


def _open_store(
    client: KlearStackClient,
    profile_folder: Path,
    details: SignInDetails,
    lanes: Lanes,
    keys: KeySource,
) -> AccountStore:
    """Open both halves of what this workstation remembers, each in its thread."""
    store = lanes.run_blocking(
        Lane.STORE_WORK, _open_work, profile_folder, client.profile, details, keys
    )
    try:
        page_key = key_for(keys, KeyPurpose.PAGES, store.folder.name)
        lanes.run_blocking(Lane.STORE_CACHE, store.open_cache, client.profile.names(), page_key)
    except BaseException:
        lanes.run_blocking(Lane.STORE_WORK, store.close_work)
        store.close()
        raise
    return store


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
