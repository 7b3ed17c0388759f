"""What the list showed last, for whoever knows the password: read before anything else is loaded.

Nothing of an account may show to anybody else, so this asks what `review.signing_in.open_unasked`
asks: the keychain must vouch for the password (ADR 0012).
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from klearstack_desktop.keychain import Keychain, load_library
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.login_verifier import vouched_password
from klearstack_desktop.store.places import account_name, is_remembered
from klearstack_desktop.store.shown_rows import rows_shown_last

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.options import Options
    from klearstack_desktop.store.shown_rows import ShownRows

log = logging.getLogger(__name__)


def begin_glance(options: Options, folder: Path) -> Future[ShownRows | None] | None:
    """Begin to look what the list showed last, in a thread of its own.

    Args:
        options: who wants to see it.
        folder: the folder for every file.

    Returns:
        What will be there; None where nobody is named who could be known here.
    """
    is_named = options.profile or (options.server and options.company and options.user)
    if options.is_demo or not is_named:
        return None
    glance: Future[ShownRows | None] = Future()

    def look() -> None:
        try:
            glance.set_result(_shown_to(options, folder))
        except Exception as error:  # noqa: BLE001 - the list comes without it, a moment later
            log.warning("nothing is shown ahead: %s", type(error).__name__)
            glance.set_result(None)

    # Not in the thread: two that load at once wait for each other, and the hash of the password,
    # for which another core is free, would begin when it should be over.
    load_library()
    # It may wait for a person who unlocks the keychain; that keeps no program from ending.
    threading.Thread(target=look, name="glance", daemon=True).start()
    return glance


def _shown_to(options: Options, folder: Path) -> ShownRows | None:
    who = _who(options, folder)
    if who is None:
        return None
    account = account_name(*who)
    if not is_remembered(folder, account):
        return None
    if vouched_password(Keychain(), account, who, options.password) is None:
        return None
    return rows_shown_last(folder, account)


def _who(options: Options, folder: Path) -> tuple[str, str, str] | None:
    """Return server, company and user, or None where one of them is not stated."""
    server, company, user = options.server, options.company, options.user
    if options.profile is not None:
        from klearstack_desktop.store.profiles import ProfileFolder

        try:
            profile = ProfileFolder(folder / "profiles").find(options.profile)
        except Problem:
            return None
        stated = profile.overruled(server, company, user)
        server, company, user = stated.server, stated.company, stated.user
    return (server, company, user) if server and company and user else None
