from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.ui.action_specs import ACTIONS
from klearstack_desktop.ui.palette.ranking import Command, ranked

COMMANDS = tuple(Command(spec.name, spec.text, spec.menu) for spec in ACTIONS)


def names(typed: str, *recent: str) -> list[str]:
    return [hit.command.name for hit in ranked(COMMANDS, typed, recent)]


def test_nothing_typed_offers_everything_what_was_used_last_first() -> None:
    assert names("") == [spec.name for spec in ACTIONS]
    assert names("", "refresh", "save")[:3] == ["refresh", "save", ACTIONS[0].name]


def test_beginnings_of_words_say_which_command_is_meant() -> None:
    assert names("ztf")[0] == "zoom_to_field" or names("zaf")[0] == "zoom_to_field"
    assert names("fw")[0] == "fit_width"
    assert names("appr")[0] == "approve"
    assert names("take")[0] == "take_back"


def test_words_may_come_in_any_order_and_case() -> None:
    assert names("Document NEXT")[0] in {"next_document", "approve"}
    assert names("page fit") == names("Fit PAGE")


def test_the_menu_finds_what_stands_in_it() -> None:
    in_queue = {spec.name for spec in ACTIONS if spec.menu == "Queue"}
    assert in_queue <= set(names("queue"))


def test_letters_in_a_wrong_order_fit_nothing() -> None:
    assert names("zzz") == []
    assert "save" not in names("vas")


def test_among_equals_the_last_used_comes_first() -> None:
    assert names("zoom")[:2] == ["zoom_in", "zoom_out"]
    assert names("zoom", "zoom_out")[0] == "zoom_out"


@given(st.text(max_size=12))
def test_the_letters_that_are_shown_are_the_ones_that_were_typed(typed: str) -> None:
    for hit in ranked(COMMANDS, typed):
        text = hit.command.text.casefold()
        shown = {text[place] for place in hit.letters}
        assert shown <= set(typed.casefold())


@given(st.text(max_size=8), st.text(max_size=20))
def test_a_text_in_any_script_is_ranked(typed: str, text: str) -> None:
    command = Command("x", text, "Menu")
    for hit in ranked([command], typed):
        assert all(0 <= place < len(text) for place in hit.letters)
