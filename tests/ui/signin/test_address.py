"""Which server addresses are taken, and which are refused with a reason."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.ui.signin.address import AddressRefused, server_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://tenant.example", "https://tenant.example"),
        ("  tenant.example/ ", "https://tenant.example"),
        ("tenant.example:8443/base", "https://tenant.example:8443/base"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://[::1]:8765/", "http://[::1]:8765"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://127.9.9.9", "http://127.9.9.9"),
    ],
)
def test_addresses_that_are_taken(typed: str, address: str) -> None:
    assert server_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "http://tenant.example",
        "HTTP://tenant.example",
        "http://192.168.1.5:8000",
        "http://0.0.0.0",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
    ],
)
def test_plain_http_to_another_computer_is_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(AddressRefused, match="read your password"):
        server_address(typed)


@pytest.mark.parametrize(
    "typed", ["", "   ", "ftp://tenant.example", "https://", "https://:80", "https://a:port", "a b"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(AddressRefused, match="must look like"):
        server_address(typed)


@given(st.text(max_size=40))
def test_any_text_is_refused_or_becomes_an_address(typed: str) -> None:
    with suppress(AddressRefused):
        assert server_address(typed).lower().startswith(("https://", "http://"))
