"""Profiles as the window uses them: checked in words, kept, chosen again after a sign-in."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.desk import SignInDetails
from klearstack_desktop.review.lanes import Lanes
from klearstack_desktop.review.profile_checks import (
    call_descriptions,
    complaints,
    server_profile,
)
from klearstack_desktop.review.profiles import Profiles
from klearstack_desktop.review.signing_in import profile_of
from klearstack_desktop.store.profiles import ProfileFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path
    from typing import TypeAlias

    Scenario: TypeAlias = Callable[[Profiles], Coroutine[Any, Any, None]]
    Run: TypeAlias = Callable[[Scenario], None]

SERVER = "https://acme.example"
ACME = Profile("Acme", server=SERVER, company="Acme Ltd", endpoints={"getimage": "/pages"})


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    lanes = Lanes()
    yield lanes
    lanes.close()


@pytest.fixture
def run(lanes: Lanes, tmp_path: Path) -> Run:
    def run(scenario: Scenario) -> None:
        async def main() -> None:
            profiles = Profiles(ProfileFolder(tmp_path / "profiles"), lanes)
            await profiles.load()
            await scenario(profiles)

        asyncio.run(main())

    return run


def test_a_sound_profile_draws_no_complaint() -> None:
    assert complaints(ACME) == ()
    assert server_profile(ACME).table()["getimage"].path == "/pages"


@pytest.mark.parametrize(
    ("wrong", "setting", "key", "words"),
    [
        ({"name": "a/b"}, "name", "", "letters"),
        ({"server": "acme"}, "server", "", "https://"),
        ({"server": "http://acme.example"}, "server", "", "plain http"),
        ({"trust": "sha256:ab"}, "trust", "", "64 hex digits"),
        ({"trust": "/nowhere/ca.pem"}, "trust", "", "does not exist"),
        ({"proxy": "http://me:secret@proxy:1"}, "proxy", "", "Take user and password out"),
        ({"proxy": "ftp://proxy"}, "proxy", "", "must look like"),
        ({"endpoints": {"getpage": "/x"}}, "endpoints", "getpage", "no call named getpage"),
        ({"endpoints": {"getimage": "x"}}, "endpoints", "getimage", "start with one slash"),
        ({"endpoints": {"getimage": "//evil/x"}}, "endpoints", "getimage", "one slash"),
        ({"parameters": {"getimage": {"ID": "x"}}}, "parameters", "getimage", "no parameter ID"),
        ({"field_map": {"x": {"kind": "money"}}}, "field_map", "x", "money"),
    ],
)
def test_everything_wrong_is_said_where_it_stands(
    wrong: dict[str, Any], setting: str, key: str, words: str
) -> None:
    (complaint,) = complaints(replace(ACME, **wrong))
    assert (complaint.setting, complaint.key) == (setting, key)
    assert words in complaint.sentence
    assert "secret" not in complaint.sentence


def test_several_mistakes_are_all_named() -> None:
    wrong = replace(ACME, server="", endpoints={"getimage": "x", "getdocument": "y"})
    assert [(c.setting, c.key) for c in complaints(wrong)] == [
        ("server", ""),
        ("endpoints", "getimage"),
        ("endpoints", "getdocument"),
    ]


def test_all_calls_can_be_overridden() -> None:
    described = call_descriptions()
    assert len(described) == 31
    assert {call.evidence for call in described} == {"documented", "disputed", "assumed"}


def test_a_sign_in_makes_a_profile_and_uses_it_again(run: Run) -> None:
    async def scenario(profiles: Profiles) -> None:
        details = SignInDetails(SERVER, "Acme Ltd", "priya", "pw", trust=f"sha256:{'ab' * 32}")
        await profiles.use(details)
        (kept,) = profiles.known
        assert (kept.name, kept.user, kept.trust) == ("Acme Ltd", "priya", details.trust)
        await profiles.save(replace(kept, endpoints={"getimage": "/pages"}))
        await profiles.use(replace(details, user="arjun"))
        (again,) = profiles.known
        assert (again.user, again.endpoints) == ("arjun", {"getimage": "/pages"})
        assert profiles.last_used == again
        await profiles.use(replace(details, company="Other"))
        assert [profile.name for profile in profiles.known] == ["Acme Ltd", "Other"]

    run(scenario)


def test_the_chosen_profile_stands_behind_the_sign_in() -> None:
    details = SignInDetails("https://moved.example", "Acme Ltd", "priya", "pw", profile=ACME)
    assert profile_of(details).url == "https://moved.example"
    assert profile_of(details).endpoints == {"getimage": "/pages"}
    assert profile_of(replace(details, profile=None)).endpoints == {}


def test_a_profile_that_cannot_work_is_not_kept(run: Run) -> None:
    async def scenario(profiles: Profiles) -> None:
        with pytest.raises(Problem, match="one slash"):
            await profiles.save(replace(ACME, endpoints={"getimage": "pages"}))
        assert profiles.known == ()

    run(scenario)


def test_profiles_go_from_one_reviewer_to_the_next(run: Run, tmp_path: Path) -> None:
    async def scenario(profiles: Profiles) -> None:
        file = tmp_path / "handed on.toml"
        await profiles.export(replace(ACME, user="priya"), file)
        taken = await profiles.take_in(file)
        assert taken == replace(ACME, name="handed on")
        assert profiles.named("handed on") == taken
        assert await profiles.open("Handed On") == taken
        assert await profiles.open(str(file)) == taken
        with pytest.raises(Problem, match="no profile named nobody"):
            await profiles.open("nobody")
        await profiles.remove("handed on")
        assert profiles.known == ()

    run(scenario)
