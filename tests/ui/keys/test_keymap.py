"""Which keys may be chosen: what clashes is named, what would not work is refused."""

from __future__ import annotations

from collections import Counter

import pytest

from klearstack_desktop.model.key_choices import KeyChoices
from klearstack_desktop.ui.action_specs import ACTIONS, Scope, default_keys
from klearstack_desktop.ui.keys.keymap import KeyMap, normal

SPECS = {spec.name: spec for spec in ACTIONS}
SAVE, REFRESH, CAPTURE, ROTATE = (
    SPECS[name] for name in ("save", "refresh", "capture", "rotate_right")
)


def why_not(key: str, scope: Scope = Scope.WINDOW, platform: str = "linux") -> str:
    return KeyMap(platform=platform).why_not(SAVE, scope, key)


def test_nothing_that_ships_clashes() -> None:
    """A window key and a page key that are the same would answer to neither."""
    for scopes in ((Scope.WINDOW, Scope.PAGE), (Scope.WINDOW, Scope.FIELD)):
        counted = Counter(
            key
            for spec in ACTIONS
            for scope in scopes
            for key in {normal(key) for key in default_keys(spec, scope)}
        )
        assert [key for key, count in counted.items() if count > 1] == []


def test_without_choices_every_action_has_what_it_comes_with() -> None:
    keymap = KeyMap()
    for spec in ACTIONS:
        for scope in Scope:
            assert keymap.keys(spec, scope) == default_keys(spec, scope)
        assert not keymap.is_changed(spec)


def test_a_chosen_key_takes_the_place_of_the_others() -> None:
    keymap = KeyMap().with_keys(SAVE, Scope.WINDOW, ("Ctrl+Alt+F9",))
    assert keymap.keys(SAVE, Scope.WINDOW) == ("Ctrl+Alt+F9",)
    assert keymap.is_changed(SAVE)
    assert keymap.choices == KeyChoices({"save": ("Ctrl+Alt+F9",)})
    assert not keymap.without_choice(SAVE).is_changed(SAVE)


def test_the_default_chosen_again_is_no_choice() -> None:
    approve = SPECS["approve"]
    keymap = KeyMap().with_keys(approve, Scope.WINDOW, ("F7",))
    assert keymap.with_keys(approve, Scope.WINDOW, ("Ctrl+Return",)).choices.is_empty


def test_enter_is_both_enter_keys() -> None:
    keymap = KeyMap().with_keys(SAVE, Scope.WINDOW, ("Ctrl+Alt+Return",))
    assert keymap.keys(SAVE, Scope.WINDOW) == ("Ctrl+Alt+Return", "Ctrl+Alt+Enter")
    assert "Save corrections" in keymap.why_not(REFRESH, Scope.WINDOW, normal("Ctrl+Alt+Enter"))


@pytest.mark.parametrize("scope", [Scope.WINDOW, Scope.PAGE])
def test_a_clash_is_named(scope: Scope) -> None:
    assert "“Refresh” has it everywhere" in why_not("F5", scope)


def test_a_bare_key_of_the_page_clashes_in_the_page_only() -> None:
    assert "“Capture text” has it in the page pane" in why_not("C", Scope.PAGE)


def test_its_own_key_is_no_clash() -> None:
    assert KeyMap().why_not(SAVE, Scope.WINDOW, "Ctrl+S") == ""
    assert KeyMap().why_not(CAPTURE, Scope.PAGE, "C") == ""


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("Return", "has the focus"),
        ("Shift+Tab", "has the focus"),
        ("Esc", "has the focus"),
        ("Left", "has the focus"),
        ("F2", "has the focus"),
        ("Alt+Down", "opens the list"),
        ("PgDown", "turns the page"),
        ("Ctrl+C", "clipboard"),
        ("X", "in the page pane only"),
        ("Shift+X", "in the page pane only"),
        ("7", "in the page pane only"),
        ("Space", "in the page pane only"),
        ("Alt+F", "opens the menu File"),
        ("Alt+F4", "for its windows"),
        ("Meta+L", "for itself"),
    ],
)
def test_a_key_that_is_somebody_elses_is_refused(key: str, part: str) -> None:
    assert part in why_not(key)


@pytest.mark.parametrize(
    ("key", "platform", "is_refused"),
    [
        ("Ctrl+Alt+X", "win32", True),
        ("Ctrl+Alt+X", "linux", False),
        ("Ctrl+Alt+F9", "win32", False),
        ("Alt+X", "darwin", True),
        ("Alt+X", "win32", False),
        ("Ctrl+Alt+X", "darwin", False),
        ("Ctrl+W", "darwin", True),
        ("Ctrl+H", "darwin", True),
        ("Ctrl+M", "darwin", True),
        ("Ctrl+Space", "darwin", True),
        ("Ctrl+Tab", "darwin", True),
        ("Ctrl+W", "linux", False),
        ("Alt+F", "darwin", True),
    ],
)
def test_each_system_has_keys_of_its_own(key: str, platform: str, is_refused: bool) -> None:
    assert bool(why_not(key, platform=platform)) is is_refused


def test_what_an_action_comes_with_is_never_refused() -> None:
    for spec in ACTIONS:
        for scope in (Scope.WINDOW, Scope.PAGE):
            for key in default_keys(spec, scope):
                for platform in ("win32", "linux", "darwin"):
                    assert KeyMap(platform=platform).why_not(spec, scope, normal(key)) == ""


def test_a_file_that_makes_no_sense_leaves_out_what_it_must_and_says_it() -> None:
    keymap = KeyMap(
        KeyChoices(
            {
                "save": ("F9", "nonsense+key", "Return"),
                "refresh": ("F9",),
                "no such thing": ("F10",),
            },
            {"capture": ("Ctrl+K, Ctrl+L",)},
        ),
        "linux",
    )
    assert keymap.keys(SAVE, Scope.WINDOW) == ("F9",)
    assert keymap.keys(REFRESH, Scope.WINDOW) == ()
    assert keymap.keys(CAPTURE, Scope.PAGE) == ()
    said = "\n".join(keymap.left_out)
    for part in ("nonsense+key", "has the focus", "chosen twice", "no such thing", "Ctrl+K"):
        assert part in said


def test_a_choice_outranks_a_key_that_a_newer_version_comes_with() -> None:
    keymap = KeyMap(KeyChoices({"save": ("F5",)}))
    assert keymap.keys(SAVE, Scope.WINDOW) == ("F5",)
    assert "F5" not in keymap.keys(REFRESH, Scope.WINDOW)
    assert "Save corrections" in keymap.missing(REFRESH)
    assert KeyMap().missing(REFRESH) == ""


def test_all_keys_can_be_taken_from_an_action() -> None:
    keymap = KeyMap().with_keys(ROTATE, Scope.PAGE, ())
    assert keymap.keys(ROTATE, Scope.PAGE) == ()
    assert KeyMap(keymap.choices).keys(ROTATE, Scope.PAGE) == ()
