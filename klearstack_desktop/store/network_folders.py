"""No account lies on a network drive: its files would pass through other hands.

The lock on an account and the database's own locks are not to be relied on there either. Known by
their names or types: UNC paths and mapped drives on Windows, network file systems in
``/proc/self/mountinfo`` on Linux. On macOS nothing is checked.
"""

from __future__ import annotations

import ctypes
import os
import re
from pathlib import Path
from typing import Final

from klearstack_desktop.store.problems import NotWritten

_MOUNTS: Final = Path("/proc/self/mountinfo")
_REMOTE_TYPES: Final = {
    "afs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "fuse.ceph",
    "fuse.davfs",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.smbnetfs",
    "fuse.sshfs",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb2",
    "smb3",
    "smbfs",
    "sshfs",
}
_OCTAL: Final = re.compile(r"\\([0-7]{3})")
_DRIVE_REMOTE: Final = 4


def refuse_network_folder(folder: Path) -> None:
    """Make sure that a folder, there or not, lies on a disk of this computer.

    Raises:
        NotWritten: it lies on a network drive; the sentence says what to do.
    """
    where = folder.resolve()
    kind = _kind_on_windows(str(where)) if os.name == "nt" else _kind_on_linux(where)
    if kind:
        raise NotWritten(
            f"{folder} lies on a network drive ({kind}). Drafts and decisions are kept on this "
            "computer only: start the program with --profile-dir and a folder on a local disk.",
            f"refused a folder on {kind}",
        )


def is_unc(path: str) -> bool:
    r"""Whether a Windows path names a share: ``\\server\share``, ``\\?\UNC\server\share``."""
    plain = path.replace("/", "\\").upper()
    if plain.startswith(("\\\\?\\", "\\\\.\\")):
        return plain[4:].startswith("UNC\\")
    return plain.startswith("\\\\")


def remote_type(path: str, mountinfo: str) -> str:
    """Return the type of the network file system that holds a path, or an empty string.

    Args:
        path: absolute, without links.
        mountinfo: as Linux writes it, see ``proc(5)``: the mount point is the fifth word of a
            line, the type is the first word behind the separating ``-``.
    """
    best, kind = "", ""
    for line in mountinfo.splitlines():
        words = line.split(" ")
        if len(words) < 7 or "-" not in words[6:-1]:
            continue
        point = _OCTAL.sub(lambda code: chr(int(code[1], 8)), words[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        # Of two that are mounted on one point, the later hides the earlier.
        if inside and len(point) >= len(best):
            best, kind = point, words[words.index("-", 6) + 1]
    return kind if kind in _REMOTE_TYPES else ""


def _kind_on_linux(where: Path) -> str:
    try:
        mountinfo = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    return remote_type(str(where), mountinfo)


def _kind_on_windows(where: str) -> str:
    if is_unc(where):
        return "a Windows share"
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - known on Windows only
    is_remote = kernel.GetDriveTypeW(os.path.splitdrive(where)[0] + "\\") == _DRIVE_REMOTE
    return "a mapped drive" if is_remote else ""
