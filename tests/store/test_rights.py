"""Whose eyes an account's folder is for, and where it must not lie."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from klearstack_desktop.store.network_folders import (
    is_unc,
    refuse_network_folder,
    remote_type,
)
from klearstack_desktop.store.windows_rights import commands, sid_in

MOUNTS = r"""22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:26 / /proc rw,nosuid - proc proc rw
40 22 0:40 / /home rw,relatime shared:5 master:2 - nfs4 files.example:/export/home rw,vers=4.2
41 40 254:2 / /home/local rw - xfs /dev/vdb1 rw
42 22 0:41 / /mnt/office\040share rw - cifs //server/share rw
43 22 0:42 / /mnt/remote rw,nosuid - fuse.sshfs ann@host: rw,user_id=1000
44 22 0:43 / /srv rw - nfs old.example:/srv rw
45 44 254:3 / /srv rw - ext4 /dev/vdc1 rw
46 22 0:44 / /smb rw - smb3 //server/share rw
a line that is none of these
47 22 0:45 / /broken rw -
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/klearstack", ""),
        ("/home", "nfs4"),
        ("/home/ann/.local/share/KlearStackDesktop", "nfs4"),
        ("/homestead", ""),
        ("/home/local/ann", ""),
        ("/mnt/office share/ann", "cifs"),
        ("/mnt/office", ""),
        ("/mnt/remote/x", "fuse.sshfs"),
        ("/smb/x", "smb3"),
        ("/srv/hidden/by/a/later/mount", ""),
    ],
)
def test_network_file_systems_are_known_by_what_is_mounted(path: str, kind: str) -> None:
    assert remote_type(path, MOUNTS) == kind


@pytest.mark.parametrize(
    ("path", "is_share"),
    [
        (r"\\server\share\ann", True),
        ("//server/share/ann", True),
        (r"\\?\UNC\server\share", True),
        (r"\\?\C:\Users\ann", False),
        (r"\\.\C:\Users\ann", False),
        (r"C:\Users\ann", False),
        (r"\Users\ann", False),
    ],
)
def test_shares_are_known_by_their_names(path: str, is_share: bool) -> None:
    assert is_unc(path) is is_share


def test_a_folder_of_this_computer_is_taken(tmp_path: Path) -> None:
    refuse_network_folder(tmp_path / "not there yet" / "account")


@pytest.mark.skipif(sys.platform != "linux", reason="mounts are read on Linux")
def test_every_mount_of_this_computer_can_be_read() -> None:
    """The real file has no line that ends the reading, and knows the folder of the system."""
    mountinfo = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    assert remote_type("/proc/self", mountinfo) == ""


def test_the_user_is_known_by_the_security_identifier() -> None:
    answer = '"büro\\ann","S-1-5-21-1085031214-1563985344-725345543-1001"\r\n'
    for encoding in ("cp850", "utf-8"):
        assert sid_in(answer.encode(encoding)) == "S-1-5-21-1085031214-1563985344-725345543-1001"
    entra = b'"azuread\\ann","S-1-12-1-3527-1150-2741-339"\r\n'
    assert sid_in(entra) == "S-1-12-1-3527-1150-2741-339"


@pytest.mark.parametrize("answer", [b"", b"ERROR: access denied", b'"nt\\system","S-1-5-18"'])
def test_an_answer_without_a_user_is_refused(answer: bytes) -> None:
    with pytest.raises(ValueError, match="0 security identifiers"):
        sid_in(answer)


def test_the_folder_is_given_to_the_user_and_the_system_alone() -> None:
    reset, grant = commands("icacls.exe", r"C:\Users\ann\accounts\a b", "S-1-5-21-1-2-3-1001")
    assert reset == ["icacls.exe", r"C:\Users\ann\accounts\a b", "/reset", "/q"]
    assert grant == [
        "icacls.exe",
        r"C:\Users\ann\accounts\a b",
        "/inheritance:r",
        "/grant:r",
        "*S-1-5-21-1-2-3-1001:(OI)(CI)F",
        "*S-1-5-18:(OI)(CI)F",
        "/q",
    ]
