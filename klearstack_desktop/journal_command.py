"""``klearstack-desktop journal``: the record of this workstation, for auditors and scripts."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from klearstack_desktop.clock import SystemClock
from klearstack_desktop.keychain import Keychain
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.journal_keeping import KeptAnchor, seal_to_check
from klearstack_desktop.store.accounts import find_account
from klearstack_desktop.store.journal_check import check
from klearstack_desktop.store.journal_export import read_anchors, read_export, write_export
from klearstack_desktop.store.journal_reader import JournalReader
from klearstack_desktop.store.profiles import ProfileFolder
from klearstack_desktop.usual_folder import usual_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.journal import Anchor
    from klearstack_desktop.model.journal_check import JournalCheck
    from klearstack_desktop.store.accounts import KnownAccount

SOUND, NOT_SOUND, NOT_CHECKED, SOUND_IN_PART = range(4)


def main(arguments: Sequence[str]) -> int:
    """Export or verify the journal of an account.

    Returns:
        0 if it was exported, or is as it was written; 1 if it is not as it was written; 2 if that
        could not be found out, or nothing was exported; 3 if nothing contradicts it, but neither a
        key nor an anchor vouches for all of it.
    """
    given = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A console may know fewer letters than the names of a tenant have.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return _export(given) if given.action == "export" else _verify(given)
    except Problem as problem:
        print(problem.sentence, file=sys.stderr)  # noqa: T201 - a command talks to its terminal
        return NOT_CHECKED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="klearstack-desktop journal",
        description="The record of every change, save, decision and answer on this workstation."
        " Works offline and while the program is open.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="export|verify")
    export = actions.add_parser(
        "export",
        help="write the record into a file",
        description="Write the record into a file. It holds field values: keep it as such.",
    )
    export.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="ends with .json (sealed, can be verified by itself) or .csv (for spreadsheets)",
    )
    verify = actions.add_parser(
        "verify",
        help="find what was edited, removed, reordered, cut off or replaced",
        description="Compare every row with its seal, and the whole with anchors. Prints the"
        " result and a new anchor to keep elsewhere. Ends with 0 if all is as it was written, 1 if"
        " not, 2 if that could not be found out, 3 if nothing contradicts it but neither a key nor"
        " an anchor vouches for all of it.",
    )
    verify.add_argument(
        "file",
        nargs="?",
        metavar="EXPORT",
        type=Path,
        help="check an export (.json) instead of the record on this workstation",
    )
    verify.add_argument(
        "--anchor",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="compare with the anchors in a file: an earlier export, or a text with 'journal"
        " ROWS:CHAIN' in it; may be given more than once",
    )
    for action in (export, verify):
        _add_account(action)
    return parser


def _add_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", metavar="URL", help="address of the tenant, or 'demo'")
    parser.add_argument("--company", metavar="NAME", help="the tenant's company name")
    parser.add_argument("--user", metavar="NAME", help="the login name")
    parser.add_argument("--profile", metavar="NAME|FILE", help="a server profile")
    parser.add_argument("--profile-dir", metavar="DIR", type=Path, help="where the files lie")


def _export(given: argparse.Namespace) -> int:
    account = _account(given)
    with contextlib.closing(JournalReader(account.folder)) as reader:
        anchor = write_export(given.file, reader.every_row(), account.whose, SystemClock().now())
    _say(f"{anchor.rows} rows of {account.label} are in {given.file}.\nAnchor: {anchor.long}")
    return SOUND


def _verify(given: argparse.Namespace) -> int:
    anchors = [anchor for path in given.anchor for anchor in read_anchors(path)]
    found = _check_export(given.file, anchors) if given.file else _check_account(given, anchors)
    _say(found.text)
    if not found.is_sound:
        return NOT_SOUND
    return SOUND if found.is_vouched_for else SOUND_IN_PART


def _check_export(path: Path, anchors: list[Anchor]) -> JournalCheck:
    export = read_export(path)
    seal = seal_to_check(Keychain(), export.account.folder)
    return check(export.rows, seal, anchors, own=export.anchor)


def _check_account(given: argparse.Namespace, anchors: list[Anchor]) -> JournalCheck:
    account, keys = _account(given), Keychain()
    kept = KeptAnchor(keys, account.folder.name).load()
    if kept is not None:
        anchors = [*anchors, kept]
    with contextlib.closing(JournalReader(account.folder)) as reader:
        return check(reader.every_row(), seal_to_check(keys, account.folder.name), anchors)


def _account(given: argparse.Namespace) -> KnownAccount:
    """Return the account that the arguments mean.

    Raises:
        Problem: there is no such account or profile, or more than one.
    """
    profile_dir = given.profile_dir or usual_folder()
    profile = Profile("journal")
    if given.profile:
        profile = ProfileFolder(profile_dir / "profiles").find(given.profile)
    profile = profile.overruled(given.server, given.company, given.user, None)
    return find_account(profile_dir, profile.server, profile.company, profile.user)


def _say(text: str) -> None:
    print(text)  # noqa: T201 - a command talks to its terminal
