"""The server profiles of this workstation: one TOML file each in one private folder."""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klearstack_desktop.store.folders import not_written, private_folder, write_private
from klearstack_desktop.store.problems import NotWritten, UnusableProfile
from klearstack_desktop.store.profile_text import only_certificates, read_profile, write_profile

if TYPE_CHECKING:
    from klearstack_desktop.model.profile import Profile

log = logging.getLogger(__name__)

SUFFIX: Final = ".toml"
_LONGEST_NAME: Final = 60
_LARGEST_FILE: Final = 1024 * 1024
_LAST_USED: Final = "last-used"
_CERTIFICATES: Final = "certificates"
# Names that Windows keeps for devices.
_RESERVED: Final = {"con", "prn", "aux", "nul"} | {
    f"{p}{n}" for p in ("com", "lpt") for n in "123456789"
}


class ProfileFolder:
    """Reads and writes profiles; everything blocks on the disk for a moment.

    Args:
        folder: where the files lie; made at the first write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """Return the names of all profiles, sorted as people sort."""
        found = (path.stem for path in self._folder.glob(f"*{SUFFIX}"))
        return tuple(sorted((n for n in found if not n.startswith(".")), key=str.casefold))

    def readable(self) -> tuple[Profile, ...]:
        """Return all profiles that can be read; the others are named in the log."""
        profiles = []
        for name in self.names():
            try:
                profiles.append(self.read(name))
            except UnusableProfile as problem:
                log.warning("a profile was left out: %s", problem.sentence)
        return tuple(profiles)

    def read(self, name: str) -> Profile:
        """Return the profile of that name, letter case aside.

        Raises:
            UnusableProfile: there is none, or it cannot be read.
        """
        known = next((n for n in self.names() if n.casefold() == name.strip().casefold()), None)
        if known is None:
            raise UnusableProfile(f"There is no profile named {name}.")
        return self.read_file(self._path(known))

    def find(self, name_or_file: str) -> Profile:
        """Return the profile of that name, or else the one in that file.

        Raises:
            UnusableProfile: there is neither, or it cannot be read.
            NotWritten: certificates that came with a file cannot be kept.
        """
        wanted = name_or_file.strip().casefold()
        is_known = any(name.casefold() == wanted for name in self.names())
        if not is_known and Path(name_or_file).is_file():
            return self.read_file(Path(name_or_file))
        return self.read(name_or_file)

    def read_file(self, path: Path) -> Profile:
        """Return the profile in a file, wherever it lies; certificates in it are kept here.

        Raises:
            UnusableProfile: the file cannot be read.
            NotWritten: the certificates cannot be kept.
        """
        name = checked_name(path.stem)
        read = read_profile(_text_of(path), name)
        profile = read.profile
        if read.certificates:
            profile = replace(profile, trust=str(self._kept(read.certificates)))
        elif (ca_file := profile.ca_file) is not None:
            profile = replace(profile, trust=str(path.parent / ca_file))
        return profile

    def write(self, profile: Profile, *, instead_of: str = "") -> None:
        """Write a profile, over the one of its name.

        Args:
            profile: what to write.
            instead_of: the profile's former name; its file goes once the new one is there.

        Raises:
            UnusableProfile: its name is none for a file, or another profile's.
            NotWritten: the disk or its rights stand in the way.
        """
        name = checked_name(profile.name)
        taken = {known.casefold(): known for known in self.names()}
        holder = taken.get(name.casefold())
        if holder is not None and holder not in (name, instead_of):
            raise UnusableProfile(f"There is a profile named {holder} already.")
        path = self._path(name)
        try:
            text = write_profile(profile).encode("utf-8")
        except (TypeError, ValueError) as error:
            raise UnusableProfile(f"The profile {name} cannot be written: {error}.") from None
        private_folder(self._folder)
        write_private(path, text)
        former = self._path(instead_of or name)
        # Where letter case does not count, Acme.toml and acme.toml are one file.
        if former.exists() and not former.samefile(path):
            self.remove(instead_of)

    def remove(self, name: str) -> None:
        """Remove a profile; nothing happens where there is none.

        Raises:
            NotWritten: the disk or its rights stand in the way.
        """
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise not_written(path, error) from error

    def export(self, profile: Profile, path: Path) -> None:
        """Write a profile for another reviewer: without the user, with the CA certificates in it.

        Raises:
            UnusableProfile: the file with CA certificates cannot be read or holds none.
            NotWritten: the disk or its rights stand in the way.
        """
        certificates = ""
        if profile.ca_file is not None:
            certificates = only_certificates(_text_of(Path(profile.ca_file)))
            if not certificates:
                raise UnusableProfile(f"{profile.ca_file} holds no certificate to hand on.")
        text = write_profile(replace(profile, user=""), certificates)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise not_written(path, error) from error

    def take_in(self, path: Path) -> Profile:
        """Copy a profile that somebody exported; a name that is taken is numbered.

        Raises:
            UnusableProfile: the file cannot be read.
            NotWritten: the disk or its rights stand in the way.
        """
        found = self.read_file(path)
        taken = {name.casefold() for name in self.names()}
        name, number = found.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{found.name[: _LONGEST_NAME - 4]} {number}"
        profile = replace(found, name=name)
        self.write(profile)
        return profile

    def last_used(self) -> Profile | None:
        """Return the profile of the last sign-in, or None where it is not known any more."""
        try:
            return self.read((self._folder / _LAST_USED).read_text(encoding="utf-8"))
        except (OSError, ValueError, UnusableProfile):
            return None

    def use(self, profile: Profile) -> None:
        """Write a profile and note that it was used last; trouble with the disk is logged."""
        try:
            self.write(profile)
            write_private(self._folder / _LAST_USED, profile.name.encode("utf-8"))
        except (NotWritten, UnusableProfile) as problem:
            log.warning("the sign-in is not remembered: %s", problem.details or problem.sentence)

    def free_name(self, wanted: str) -> str:
        """Return a name that no profile has yet, as close to the wanted one as a file allows."""
        kept = "".join(c if _may_stand_in_name(c) else " " for c in _composed(wanted))
        base = " ".join(kept.split()).strip(". ")[: _LONGEST_NAME - 4] or "Server"
        taken = {name.casefold() for name in self.names()} | _RESERVED
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base} {number}"
        return name

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"

    def _kept(self, certificates: str) -> Path:
        """Keep certificates in a file named after what it holds, and return it."""
        data = certificates.encode("ascii")
        folder = self._folder / _CERTIFICATES
        path = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.pem"
        if not path.is_file() or path.read_bytes() != data:
            private_folder(folder)
            write_private(path, data)
        return path


def checked_name(name: str) -> str:
    """Return a profile's name without blanks around it.

    Raises:
        UnusableProfile: it cannot be the name of a file on every system.
    """
    name = _composed(name).strip()
    if not name:
        raise UnusableProfile("The profile needs a name.")
    if len(name) > _LONGEST_NAME:
        raise UnusableProfile(f"The profile's name is too long: up to {_LONGEST_NAME} characters.")
    if name.startswith(".") or name.endswith(".") or not all(map(_may_stand_in_name, name)):
        raise UnusableProfile(
            "The profile's name may hold letters, digits, blanks, and - _ . ( ) within."
        )
    if name.casefold() in _RESERVED:
        raise UnusableProfile(f"Windows takes no file named {name}. Choose another name.")
    return name


def _may_stand_in_name(character: str) -> bool:
    # Marks are letters in scripts such as Devanagari.
    return character in " -_.()" or unicodedata.category(character)[0] in "LNM"


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UnusableProfile(f"{path} is too large to be a profile.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnusableProfile(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError:
        raise UnusableProfile(f"{path} is no text.") from None
