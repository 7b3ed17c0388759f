"""The command line: arguments to one of the entry functions."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from klearstack_desktop.version import version

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "klearstack-desktop"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["serve"]:
        return _serve(given[1:])
    if given[:1] == ["doctor"]:
        from klearstack_desktop import doctor

        return doctor.main(given[1:])
    if given[:1] == ["journal"]:
        from klearstack_desktop import journal_command

        return journal_command.main(given[1:])
    if given[:1] == ["receive"]:
        from klearstack_desktop.receiving import receive

        return receive.main(given[1:])
    return _desktop(_parser().parse_args(given))


class _ShowVersion(argparse.Action):
    """Looks the version up when it is asked for: no other start needs it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002 - as argparse calls it
        values: object,  # noqa: ARG002
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        if sys.stdout is not None:  # as in a windowed build
            sys.stdout.write(f"{PROGRAM} {version()}\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="The document review desk for KlearStack.",
        epilog=(
            "The password comes from the keychain, from the environment variable"
            " KLEARSTACK_PASSWORD or from the sign-in sheet, never from an argument."
            f" '{PROGRAM} serve --help' tells about the local server with sample invoices,"
            f" '{PROGRAM} doctor --help' about finding out what a server answers,"
            f" '{PROGRAM} journal --help' about the record of what happened here,"
            f" '{PROGRAM} receive --help' about taking in what KlearStack pushes."
        ),
    )
    parser.add_argument("--server", metavar="URL", help="address of the tenant, https://...")
    parser.add_argument("--company", metavar="NAME", help="the tenant's company name")
    parser.add_argument("--user", metavar="NAME", help="the login name")
    parser.add_argument(
        "--trust",
        metavar="sha256:HEX|FILE",
        help="exactly one server certificate, or a file with CA certificates",
    )
    parser.add_argument(
        "--profile",
        metavar="NAME|FILE",
        help="the server profile to sign in with; the other options stand above what it says",
    )
    parser.add_argument(
        "--profile-dir",
        metavar="DIR",
        type=Path,
        help="put every file that the program writes under one folder",
    )
    parser.add_argument(
        "--demo", action="store_true", help="start with sample invoices on a local server"
    )
    parser.add_argument(
        "--tour",
        metavar="DIR",
        type=Path,
        help="with --demo: do a whole review by script and leave screenshots and a report in DIR",
    )
    parser.add_argument(
        "--watch-stalls",
        action="store_true",
        help="write into the log what keeps the window from answering within a frame",
    )
    parser.add_argument(
        "--report-start",
        metavar="FILE",
        type=Path,
        help="write into FILE when the first rows of the list were painted, for a benchmark",
    )
    parser.add_argument(
        "--self-test", action="store_true", help="check that the installation is complete"
    )
    parser.add_argument(
        "--version", action=_ShowVersion, nargs=0, help="show the program's version number and exit"
    )
    return parser


def _serve(arguments: list[str]) -> int:
    from klearstack_desktop.localserver import serve

    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} serve", description="KlearStack on this computer, with sample invoices."
    )
    serve.add_arguments(parser)
    return serve.run(parser.parse_args(arguments))


def _desktop(arguments: argparse.Namespace) -> int:
    if arguments.self_test:
        from klearstack_desktop import self_test

        return self_test.run()
    import gc

    # What is loaded stays: to look for garbage in it again and again takes a tenth of the start.
    # The window's own collector takes over (`gui_garbage`).
    gc.disable()
    from klearstack_desktop import start
    from klearstack_desktop.options import Options

    return start.run(
        Options(
            server=arguments.server,
            company=arguments.company,
            user=arguments.user,
            # Read once and removed, so that no program started from here inherits it.
            password=os.environ.pop("KLEARSTACK_PASSWORD", None),
            trust=arguments.trust,
            profile=arguments.profile,
            profile_dir=arguments.profile_dir,
            is_demo=arguments.demo or arguments.tour is not None,
            tour=arguments.tour,
            watches_stalls=arguments.watch_stalls,
            report_start=arguments.report_start,
        )
    )
