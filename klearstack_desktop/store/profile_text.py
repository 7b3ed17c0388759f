"""A profile as TOML text: what stands in its file, and what travels to the next reviewer."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.policy import wrong_with
from klearstack_desktop.model.profile import MEGABYTE, Profile
from klearstack_desktop.model.role import Role
from klearstack_desktop.model.slips.supplier_list import columns_from
from klearstack_desktop.store.problems import UnusableProfile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HEAD: Final = (
    "# A server profile of KlearStack Desktop. Passwords never stand here; they are asked for,\n"
    "# or lie in the keychain.\n\n"
)
_CERTIFICATES: Final = "ca_certificates"
_ROLE: Final = "role"
_SECRETS: Final = frozenset({"password", "token", "access_token", "refresh_token", "secret"})
_CERTIFICATE: Final = re.compile(
    r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----"
)


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """What stood in a profile's text.

    Attributes:
        profile: the profile.
        certificates: CA certificates (PEM) that travelled with it, or an empty string.
    """

    profile: Profile
    certificates: str = ""


def write_profile(profile: Profile, certificates: str = "") -> str:
    """Return a profile as TOML; what is as usual is left out.

    Args:
        profile: what to write; its name is the file's and stands nowhere in the text.
        certificates: CA certificates (PEM) that travel in the place of ``trust``.

    Raises:
        UnusableProfile: it could not be read again, or it holds a secret.
    """
    import tomli_w  # loaded late: a start writes no profile

    usual = Profile(profile.name)
    settings: dict[str, Any] = {
        name: _plain(value)
        for name in _RULES
        if (value := getattr(profile, name)) != getattr(usual, name)
    }
    for key, value in settings.items():
        _check(profile.name, key, value)
    if certificates:
        settings.pop("trust", None)
        settings[_CERTIFICATES] = certificates
    tables: dict[str, Any] = {name: settings.pop(name) for name in _TABLES if name in settings}
    text = tomli_w.dumps({**settings, **tables})
    if r"\r" in text:  # a string of several lines would come back without it
        return _HEAD + text
    return _HEAD + tomli_w.dumps({**settings, **tables}, multiline_strings=True)


def read_profile(text: str, name: str) -> ReadProfile:
    """Read a profile.

    Args:
        text: TOML.
        name: the profile's name, for the result and for what is said.

    Raises:
        UnusableProfile: it is no TOML, names an unknown setting, or a value is of the wrong kind.
    """
    try:
        settings = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusableProfile(f"The profile {name} is no valid TOML: {error}.") from None
    certificates = settings.pop(_CERTIFICATES, "")
    if not isinstance(certificates, str) or (certificates and not only_certificates(certificates)):
        raise UnusableProfile(f"The profile {name} holds no certificates in {_CERTIFICATES}.")
    for key, value in settings.items():
        _check(name, key, value)
    if _ROLE in settings:
        settings[_ROLE] = Role(settings[_ROLE])
    return ReadProfile(Profile(name, **settings), only_certificates(certificates))


def only_certificates(pem: str) -> str:
    """Return the certificates of a PEM text, without keys, comments and whatever else it holds."""
    return "".join(f"{found.strip()}\n" for found in _CERTIFICATE.findall(pem))


def _check(name: str, key: str, value: object) -> None:
    if key.lower() in _SECRETS:
        raise UnusableProfile(f"The profile {name} holds a {key}. Take it out: it must not.")
    rule = _RULES.get(key)
    if rule is None:
        raise UnusableProfile(f"The profile {name} has a setting that does not exist: {key}.")
    if key == "policy" and isinstance(value, dict) and (wrong := wrong_with(value)):
        raise UnusableProfile(f"In the profile {name}, under policy: {wrong}")
    if key == "suppliers" and isinstance(value, dict):
        try:
            columns_from(value)
        except ValueError as error:
            raise UnusableProfile(f"In the profile {name}, under suppliers: {error}.") from None
    if not rule.holds(value):
        raise UnusableProfile(f"In the profile {name}, {key} must be {rule.words}.")
    if key == "proxy" and "@" in str(value):
        raise UnusableProfile(
            f"In the profile {name}, the proxy's address holds a user or a password. Take them out:"
            " they lie in the keychain."
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    words: str
    holds: Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_tables(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(table, dict) for table in value.values())


def _is_team(value: object) -> bool:
    return isinstance(value, dict) and all(
        name == "members"
        and isinstance(members, (list, tuple))
        and all(isinstance(member, str) and member.strip() for member in members)
        for name, members in value.items()
    )


def _whole_number(least: int, most: int) -> _Rule:
    def holds(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return _Rule(f"a whole number from {least:,} to {most:,}", holds)


_RULES: Final[Mapping[str, _Rule]] = {
    "server": _Rule("an address in quotes", _is_text),
    "company": _Rule("a name in quotes", _is_text),
    "user": _Rule("a name in quotes", _is_text),
    _ROLE: _Rule(
        f"one of {', '.join(role.value for role in Role)}, in quotes",
        lambda value: isinstance(value, str) and value in set(Role),
    ),
    "trust": _Rule("sha256: and a fingerprint, or the path of a file, in quotes", _is_text),
    "proxy": _Rule("an address in quotes", _is_text),
    "collection_name": _Rule("a name in quotes", _is_text),
    "document_type": _Rule("a name in quotes", _is_text),
    "box_dpi": _whole_number(36, 1200),
    "upload_limit": _whole_number(1, 4096 * MEGABYTE),
    "endpoints": _Rule("a table of calls and their paths", _is_texts),
    "parameters": _Rule(
        "a table of calls, each with its form fields and their names on this server",
        lambda value: isinstance(value, dict) and all(_is_texts(t) for t in value.values()),
    ),
    "field_map": _Rule("a table of fields, each with what is said of it", _is_tables),
    "policy": _Rule(
        "a table of what is asked of documents",
        lambda value: isinstance(value, dict),
    ),
    "suppliers": _Rule("a table with a datasource and its columns", _is_texts),
    "team": _Rule("a table with members, a list of login names", _is_team),
}
_TABLES: Final = ("endpoints", "parameters", "field_map", "suppliers", "team")

if {f.name for f in fields(Profile)} != {"name", *_RULES}:
    raise AssertionError("a setting of a profile has no rule")


def _plain(value: Any) -> Any:  # noqa: ANN401 - what TOML can hold
    """Return a value in the plain types that TOML is written from."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return list(value) if isinstance(value, tuple) else value
