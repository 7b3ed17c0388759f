"""Server profiles in real files: what is written comes back, and what is wrong is named."""

from __future__ import annotations

import os
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.model.role import Role
from klearstack_desktop.store.problems import UnusableProfile
from klearstack_desktop.store.profile_text import read_profile, write_profile
from klearstack_desktop.store.profiles import ProfileFolder, checked_name

PEM = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
FULL = Profile(
    "Acme production",
    server="https://acme.example",
    company="Acme Ltd",
    user="priya",
    role=Role.CREATOR,
    trust=f"sha256:{'ab' * 32}",
    proxy="http://proxy.example:3128",
    collection_name="receipts",
    document_type="Receipts",
    box_dpi=300,
    upload_limit=9_000_000,
    endpoints={"getimage": "/access/klearstack/getpage"},
    parameters={"getdocument": {"id": "document_id"}},
    field_map={"cost_centre_value": {"label": "Cost centre", "choices": ["A", "B"]}},
    suppliers={"datasource": "Vendors", "name": "Vendor_Name", "bank_account": "IBAN"},
)


@pytest.fixture
def profiles(tmp_path: Path) -> ProfileFolder:
    return ProfileFolder(tmp_path / "profiles")


def test_everything_comes_back(profiles: ProfileFolder) -> None:
    profiles.write(FULL)
    assert profiles.read("acme PRODUCTION") == FULL
    assert profiles.names() == ("Acme production",)


def test_only_what_differs_is_written(profiles: ProfileFolder, tmp_path: Path) -> None:
    profiles.write(Profile("plain", server="https://acme.example"))
    text = (tmp_path / "profiles" / "plain.toml").read_text()
    assert tomllib.loads(text) == {"server": "https://acme.example"}
    assert "assword" in text  # it says where passwords lie


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    server=_texts,
    company=_texts,
    dpi=st.integers(36, 1200),
    endpoints=st.dictionaries(_texts, _texts, max_size=4),
    fields=st.dictionaries(_texts, st.dictionaries(_texts, _texts, max_size=3), max_size=3),
)
@example(server="a\r\nb", company="\r", dpi=36, endpoints={"a\r\n": "\n"}, fields={})
def test_any_text_survives(
    server: str,
    company: str,
    dpi: int,
    endpoints: dict[str, str],
    fields: dict[str, dict[str, str]],
) -> None:
    profile = Profile("any", server, company, box_dpi=dpi, endpoints=endpoints, field_map=fields)
    assert read_profile(write_profile(profile), "any").profile == profile


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("server = ", "valid TOML"),
        ("sever = 'x'", "does not exist: sever"),
        ("password = 'x'", "holds a password"),
        ("box_dpi = 'high'", "box_dpi must be a whole number from 36 to 1,200"),
        ("box_dpi = true", "box_dpi must be"),
        ("upload_limit = 0", "upload_limit must be"),
        ("endpoints = 3", "endpoints must be a table of calls"),
        ("[endpoints]\ngetimage = 3", "endpoints must be"),
        ("[parameters]\ngetimage = 'x'", "parameters must be"),
        ("[field_map]\nx = 'y'", "field_map must be"),
        ("[suppliers]\nname = 'N'", "under suppliers: datasource is missing"),
        ("[suppliers]\nvat = 'N'", "nothing called vat"),
        ("suppliers = 3", "suppliers must be a table"),
        ("proxy = 'http://me:secret@proxy'", "keychain"),
        ("ca_certificates = 'none'", "holds no certificates"),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, words: str) -> None:
    with pytest.raises(UnusableProfile) as caught:
        read_profile(text, "Acme")
    assert words in caught.value.sentence
    assert "Acme" in caught.value.sentence
    assert "secret" not in caught.value.sentence


@pytest.mark.parametrize("name", ["", "  ", "../etc", "a/b", "a\\b", ".hidden", "con", "x" * 61])
def test_a_name_that_is_none_for_a_file_is_refused(profiles: ProfileFolder, name: str) -> None:
    with pytest.raises(UnusableProfile):
        profiles.write(Profile(name))


@given(st.text(max_size=80))
def test_a_free_name_is_always_a_good_one(wanted: str) -> None:
    name = ProfileFolder(Path("/nowhere")).free_name(wanted)
    assert checked_name(name) == name


def test_a_profile_can_be_renamed_but_not_over_another(profiles: ProfileFolder) -> None:
    profiles.write(FULL)
    profiles.write(Profile("Other"))
    renamed = replace(FULL, name="acme PRODUCTION")
    profiles.write(renamed, instead_of=FULL.name)
    assert profiles.names() == ("acme PRODUCTION", "Other")
    with pytest.raises(UnusableProfile, match="already"):
        profiles.write(replace(renamed, name="OTHER"), instead_of=renamed.name)


def test_what_is_exported_can_be_imported_by_somebody_else(tmp_path: Path) -> None:
    authority = tmp_path / "authority.pem"
    authority.write_text(f"company CA\n{PEM}{KEY}")
    mine, theirs = ProfileFolder(tmp_path / "mine"), ProfileFolder(tmp_path / "theirs")
    exported = tmp_path / "Acme production.toml"
    mine.export(replace(FULL, trust=str(authority)), exported)
    text = exported.read_text()
    assert "priya" not in text
    assert "PRIVATE KEY" not in text
    authority.unlink()
    taken = theirs.take_in(exported)
    assert taken == replace(FULL, user="", trust=taken.trust)
    assert taken.ca_file is not None
    assert Path(taken.ca_file).read_text() == PEM
    assert theirs.take_in(exported).name == "Acme production 2"
    assert theirs.names() == ("Acme production", "Acme production 2")


def test_a_ca_file_may_lie_beside_its_profile(profiles: ProfileFolder, tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text("trust = 'ca.pem'")
    assert profiles.read_file(tmp_path / "acme.toml").trust == str(tmp_path / "ca.pem")


def test_the_last_used_profile_is_offered_again(profiles: ProfileFolder) -> None:
    assert profiles.last_used() is None
    profiles.write(Profile("Other"))
    profiles.use(FULL)
    assert profiles.last_used() == FULL
    profiles.remove(FULL.name)
    assert profiles.last_used() is None


def test_one_broken_file_does_not_hide_the_others(profiles: ProfileFolder, tmp_path: Path) -> None:
    profiles.write(FULL)
    (tmp_path / "profiles" / "broken.toml").write_bytes(b"\xff")
    assert profiles.readable() == (FULL,)
    assert profiles.names() == ("Acme production", "broken")


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_nobody_else_can_read_them(profiles: ProfileFolder, tmp_path: Path) -> None:
    profiles.use(FULL)
    for path in (tmp_path / "profiles").iterdir():
        assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "profiles").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("trust", [None, "SHA256:ab", "ca.pem"])
def test_a_pin_is_told_from_a_file(trust: str | None) -> None:
    assert Profile("x", trust=trust).ca_file == (trust if trust == "ca.pem" else None)


def test_a_server_is_recognised() -> None:
    assert FULL.is_for("HTTPS://acme.example/", "Acme Ltd ")
    assert not FULL.is_for("https://acme.example", "Other Ltd")


def test_a_role_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(UnusableProfile, match="one of not known, creator, approver, admin"):
        read_profile('role = "king"', "Acme")
    with pytest.raises(UnusableProfile, match="role must be"):
        read_profile("role = 3", "Acme")


def test_a_role_is_that_of_one_user_or_of_whoever_has_the_profile() -> None:
    assert FULL.role_of("priya") is Role.CREATOR
    assert FULL.role_of("arjun") is Role.UNKNOWN
    assert replace(FULL, user="").role_of("arjun") is Role.CREATOR
    assert FULL.signed_in_as("arjun", None).role is Role.UNKNOWN
    assert FULL.signed_in_as("priya", None).role is Role.CREATOR
