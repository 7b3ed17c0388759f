"""The book behind the draft sign, against a store that fails as it likes."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.undo import CommentStep, Step, UndoStack
from klearstack_desktop.review.unsaved import Edited, UnsavedEdits

documents = st.sampled_from(["a", "b"])
STACK = UndoStack((Step("edit", "v", CommentStep("", "x")),))


def draft_with(numbers: frozenset[int]) -> Draft:
    """A draft that tells which edits are in it."""
    return Draft(checked={FieldKey("edit", number): "" for number in numbers})


def numbers_in(draft: Draft) -> frozenset[int]:
    return frozenset(key.occurrence for key in draft.checked)


class Bookkeeping(RuleBasedStateMachine):
    """Edits go into a store and an outbox; whatever the book calls saved must be in one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.book = UnsavedEdits()
        self.document_of: dict[int, str] = {}
        self.current: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
        self.store: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
        self.outbox: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
        self.in_flight: dict[str, Edited] | None = None
        self.handed_over: list[tuple[str, frozenset[int]]] = []

    @rule(document=documents)
    def edit(self, document: str) -> None:
        number = self.book.revision + 1
        self.document_of[number] = document
        self.current[document] |= {number}
        self.book.note(document, Edited(draft_with(self.current[document])))
        assert self.book.revision == number

    @precondition(lambda self: self.in_flight is None)
    @rule()
    def begin_writing(self) -> None:
        self.in_flight = self.book.take()

    @precondition(lambda self: self.in_flight is not None)
    @rule()
    def write(self) -> None:
        assert self.in_flight is not None
        for document, edited in self.in_flight.items():
            self.store[document] = numbers_in(edited.draft)
        self.in_flight = None
        self.book.stored()

    @precondition(lambda self: self.in_flight is not None)
    @rule()
    def fail_to_write(self) -> None:
        self.in_flight = None
        self.book.failed()

    @rule(document=documents)
    def hand_over(self, document: str) -> None:
        self.book.hold(document)
        self.handed_over.append((document, self.current[document]))
        self.current[document] = frozenset()

    @precondition(lambda self: self.in_flight is None and self.handed_over)
    @rule()
    def enqueue(self) -> None:
        document, numbers = self.handed_over.pop(0)
        self._store_what_is_held(document)
        self.outbox[document] |= numbers
        self.store[document] = frozenset()
        self.book.release(document)

    @precondition(lambda self: self.in_flight is None and self.handed_over)
    @rule(is_stored=st.booleans())
    def fail_to_enqueue(self, is_stored: bool) -> None:
        """What stands on a hand-over that failed comes back with it, the newest first."""
        document = self.handed_over[0][0]
        if is_stored:
            self._store_what_is_held(document)
        failed = [each for each in self.handed_over if each[0] == document]
        self.handed_over = [each for each in self.handed_over if each[0] != document]
        for _, numbers in reversed(failed):
            self.book.came_back(document, draft_with(numbers))
            # Whoever handed the draft over puts it back under what was edited since.
            self.current[document] |= numbers
            self.book.note(document, Edited(draft_with(self.current[document])))
            self.document_of[self.book.revision] = ""

    def _store_what_is_held(self, document: str) -> None:
        edited = self.book.held(document)
        if edited is not None:
            self.store[document] = numbers_in(edited.draft)

    @invariant()
    def nothing_is_called_saved_that_is_not(self) -> None:
        for number in range(1, self.book.saved_revision + 1):
            document = self.document_of[number]
            kept = self.store[document] | self.outbox[document]
            assert not document or number in kept, number

    def teardown(self) -> None:
        while self.handed_over:
            if self.in_flight is not None:
                self.fail_to_write()
            self.enqueue()
        if self.in_flight is None:
            self.begin_writing()
        self.write()
        self.begin_writing()
        self.write()
        assert not self.book.is_waiting
        assert self.book.saved_revision == self.book.revision
        self.nothing_is_called_saved_that_is_not()


TestBookkeeping = Bookkeeping.TestCase
TestBookkeeping.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def test_steps_stay_with_an_edit_that_does_not_speak_of_them() -> None:
    book = UnsavedEdits()
    book.note("a", Edited(Draft(comment="1"), STACK, is_whole=False))
    book.note("a", Edited(Draft(comment="2")))
    assert book.of("a") == Edited(Draft(comment="2"), STACK, is_whole=False)
    assert book.without_whole_steps() == {"a"}
    book.take()
    book.note("a", Edited(Draft(comment="3")))
    assert book.of("a") == Edited(Draft(comment="3"), STACK, is_whole=False)
    book.failed()
    assert book.take() == {"a": Edited(Draft(comment="3"), STACK, is_whole=False)}
    book.stored()
    assert book.of("a") is None
    assert book.without_whole_steps() == frozenset()


def test_a_draft_that_was_not_taken_comes_back_under_what_was_edited_since() -> None:
    book = UnsavedEdits()
    book.note("a", Edited(Draft(comment="handed over"), STACK))
    book.hold("a")
    assert not book.is_waiting
    book.note("a", Edited(Draft(checked={FieldKey("new"): ""})))
    assert book.take() == {}
    book.stored()
    book.came_back("a", Draft(comment="handed over"))
    both = Draft(comment="handed over", checked={FieldKey("new"): ""})
    assert book.take() == {"a": Edited(both, STACK)}
    assert book.saved_revision == 0
