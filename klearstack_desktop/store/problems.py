"""What can go wrong with the memory of this workstation, in sentences for people."""

from __future__ import annotations

from klearstack_desktop.model.problems import Problem


class StoreProblem(Problem):
    """This workstation cannot remember or recall something."""


class AccountInUse(StoreProblem):
    """Another running program works on this account."""


class NewerDatabase(StoreProblem):
    """The database was written by a newer version of the program; nothing was touched."""


class DamagedDatabase(StoreProblem):
    """The file is no database, or its contents contradict each other."""


class NothingStored(StoreProblem):
    """There is nothing to read, or not yet."""


class NotWritten(StoreProblem):
    """The operating system did not let the store write: full disk, missing rights, a lock."""


class DamagedRecord(StoreProblem):
    """One stored value is not what the program writes; its neighbours may be sound."""


class UnusableExport(StoreProblem):
    """A file that should hold a journal or an anchor, or take one, and cannot."""


class UnusableProfile(StoreProblem):
    """A server profile that cannot be read, or that must not be written as it is."""


class UnusableKeys(StoreProblem):
    """A file that should hold keys for the actions, and cannot be read."""
