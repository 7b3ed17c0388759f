"""Which proxy a call goes through: the profile's, else the system's, and never one for loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

if TYPE_CHECKING:
    from klearstack_desktop.api.profile import ServerProfile


def proxy_for(profile: ServerProfile) -> str | None:
    """Return the address of the proxy for a profile's server, or None for a direct connection."""
    origin = profile.origin
    if origin.is_loopback or profile.proxy == "":
        return None
    if profile.proxy is not None:
        return profile.proxy
    if proxy_bypass(origin.host):
        return None
    system = getproxies()
    return system.get(origin.scheme) or system.get("all") or None
