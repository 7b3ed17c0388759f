"""``klearstack-desktop doctor``: which of the 31 calls a server answers, and how."""

from __future__ import annotations

import argparse
import io
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from klearstack_desktop.api.doctor import Doctor
from klearstack_desktop.api.profile import Credentials
from klearstack_desktop.keychain import Keychain
from klearstack_desktop.model.diagnosis_report import json_report, text_report
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.obstacles import ProxyLogins
from klearstack_desktop.review.profile_checks import server_profile
from klearstack_desktop.store.profiles import ProfileFolder
from klearstack_desktop.usual_folder import usual_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.diagnosis import Diagnosis

CAN_REVIEW, CANNOT_REVIEW, NOT_STARTED = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Examine a server and print the report.

    Returns:
        0 if the calls that a review reads with have answered, 1 if not, 2 if something was missing
        to begin with.
    """
    given = _parser().parse_args(arguments)
    try:
        profile = _profile(given)
        diagnosis = _examined(profile)
    except Problem as problem:
        print(problem.sentence, file=sys.stderr)  # noqa: T201 - a command talks to its terminal
        return NOT_STARTED
    report = json_report(diagnosis) if given.json else text_report(diagnosis)
    if given.output is not None:
        given.output.write_text(report, encoding="utf-8")
    elif isinstance(sys.stdout, io.TextIOWrapper):
        # A console may know fewer letters than the names of a tenant's fields have.
        sys.stdout.reconfigure(errors="backslashreplace")
        sys.stdout.write(report)
    return CAN_REVIEW if diagnosis.can_review else CANNOT_REVIEW


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="klearstack-desktop doctor",
        description="Try every call that only reads, change nothing, and report what was seen. The"
        " report holds no secret and no field value.",
        epilog="The password comes from KLEARSTACK_PASSWORD or from the keychain. Without --server"
        " and --profile the server of the last sign-in is examined.",
    )
    parser.add_argument("--server", metavar="URL", help="address of the tenant, https://...")
    parser.add_argument("--company", metavar="NAME", help="the tenant's company name")
    parser.add_argument("--user", metavar="NAME", help="the login name")
    parser.add_argument("--trust", metavar="sha256:HEX|FILE", help="what to trust")
    parser.add_argument("--profile", metavar="NAME|FILE", help="a server profile")
    parser.add_argument("--profile-dir", metavar="DIR", type=Path, help="where profiles lie")
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="write the report into a file instead"
    )
    parser.add_argument("--json", action="store_true", help="print the report for machines")
    return parser


def _profile(given: argparse.Namespace) -> Profile:
    folder = ProfileFolder((given.profile_dir or usual_folder()) / "profiles")
    if given.profile:
        profile = folder.find(given.profile)
    else:
        profile = (None if given.server else folder.last_used()) or Profile("doctor")
    profile = profile.overruled(given.server, given.company, given.user, given.trust)
    for name in ("server", "company", "user"):
        if not getattr(profile, name):
            raise Problem(f"Nothing says which {name}: give --{name}, or --profile.")
    return profile


def _examined(profile: Profile) -> Diagnosis:
    keys = Keychain()
    password = os.environ.pop("KLEARSTACK_PASSWORD", None) or keys.password(
        profile.server, profile.company, profile.user
    )
    if not password:
        raise Problem(
            "There is no password: put it into the environment variable KLEARSTACK_PASSWORD, or"
            " sign in once with the window and let the keychain remember it."
        )
    doctor = Doctor(
        ProxyLogins(keys).known_to(server_profile(profile)),
        Credentials(profile.company, profile.user, password),
        version=metadata.version("klearstack-desktop"),
    )
    try:
        return doctor.examine(_show_progress if sys.stderr and sys.stderr.isatty() else None)
    finally:
        doctor.close()
        if sys.stderr and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def _show_progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} of {total} calls")
    sys.stderr.flush()
