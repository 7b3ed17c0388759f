"""Profiles, credentials and the endpoint table with its overrides."""

from __future__ import annotations

import pytest

from klearstack_desktop.api import Credentials, ServerProfile
from klearstack_desktop.api.endpoints import Endpoints, Evidence, Repeat
from klearstack_desktop.api.errors import InvalidProfile, NotTrusted
from klearstack_desktop.api.proxies import proxy_for


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://[::1]:9",
        "http://demo.localhost:80",
        "http://127.9.9.9",
        "https://tenant.example",
    ],
)
def test_good_addresses(url: str) -> None:
    assert ServerProfile(f"  {url}/ ").url == url


@pytest.mark.parametrize(
    "url", ["http://tenant.example", "http://10.0.0.1", "http://127.0.0.1.evil.example"]
)
def test_plain_http_is_for_this_computer_only(url: str) -> None:
    with pytest.raises(NotTrusted, match="plain http"):
        ServerProfile(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tenant.example",
        "ftp://tenant.example",
        "https://",
        "https://maria:secret@tenant.example",
        "https://tenant.example/?a=b",
        "https://tenant.example:port",
        "https://[::1",
    ],
)
def test_malformed_addresses(url: str) -> None:
    with pytest.raises(InvalidProfile) as caught:
        ServerProfile(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("path", ["other", "//evil.example/x", "https://evil.example", "/a b", ""])
def test_a_path_cannot_lead_to_another_host(path: str) -> None:
    with pytest.raises(InvalidProfile):
        ServerProfile("https://tenant.example", endpoints={"getimage": path})


def test_unknown_names_are_said() -> None:
    with pytest.raises(InvalidProfile, match="getimages"):
        ServerProfile("https://tenant.example", endpoints={"getimages": "/x"})
    with pytest.raises(InvalidProfile, match="page_no"):
        ServerProfile("https://tenant.example", parameters={"getimage": {"page_no": "p"}})
    with pytest.raises(InvalidProfile, match="field map"):
        ServerProfile("https://tenant.example", field_map={"a_value": {"kind": "colour"}})


def test_a_password_is_never_shown() -> None:
    credentials = Credentials("acme", "maria", "s3cret")
    assert "s3cret" not in repr(credentials)
    profile = ServerProfile("https://tenant.example", proxy="http://eve:s3cret@proxy:3128")
    assert "s3cret" not in repr(profile)


def test_the_table_has_all_calls() -> None:
    table = {endpoint.name: endpoint for endpoint in Endpoints()}
    assert len(table) == 31
    assert sum(e.evidence is Evidence.ASSUMED for e in table.values()) == 11
    never = {name for name, endpoint in table.items() if endpoint.repeat is Repeat.NEVER}
    assert {"processdocument", "uploadbatch", "getmodifiedinvoices", "retry_push_api"} <= never
    assert not [e.name for e in table.values() if e.changes_data and e.repeat is Repeat.FREE]


class TestProxy:
    @pytest.fixture(autouse=True)
    def system(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("https_proxy", "http://system:3128")
        monkeypatch.setenv("http_proxy", "http://system:3128")
        monkeypatch.setenv("no_proxy", "inside.example,ported.example:8443")

    @pytest.mark.parametrize(
        ("url", "proxy", "expected"),
        [
            ("https://tenant.example", None, "system:3128"),
            ("https://tenant.example", "http://own:1", "own:1"),
            ("https://tenant.example", "", None),
            ("https://inside.example", None, None),
            ("https://deep.inside.example:8443", None, None),
            ("https://ported.example:8443", None, None),
            ("https://ported.example", None, "system:3128"),
            ("https://[2001:db8::1]:8443", None, "system:3128"),
            ("http://127.0.0.1:9", None, None),
            ("https://localhost", "http://own:1", None),
        ],
    )
    def test_which(self, url: str, proxy: str | None, expected: str | None) -> None:
        used = proxy_for(ServerProfile(url, proxy=proxy))
        assert (used and used.address) == expected
