"""Who sits here: what every row of the journal says of this workstation."""

from __future__ import annotations

import getpass
import platform

from klearstack_desktop.model.journal import Witness
from klearstack_desktop.version import version


def witness_here(server: str, company: str, user: str) -> Witness:
    """Return what rows of this session say of who acts, where; what is not known is empty.

    Args:
        server: the tenant's address.
        company: the tenant's name.
        user: the login name at KlearStack.
    """
    return Witness(
        user=user,
        company=company,
        server=server,
        system_user=_system_user(),
        workstation=platform.node(),
        version=version(),
    )


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A user id without a name, in a container for example; before Python 3.13 not an OSError.
        return ""
