"""Documents on the shelf come back as they were put there."""

from __future__ import annotations

import sys
from dataclasses import replace

from hypothesis import given

from klearstack_desktop.model.document import Document
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.shelf import DocumentShelf
from tests.model.builders import document, field
from tests.store.strategies import documents


def as_read(made: Document) -> Document:
    """Return a document as a list brings it: without tables, every value as it came."""
    fields = tuple(replace(each, original_value=each.value) for each in made.fields)
    return replace(made, fields=fields, tables=())


@given(documents, documents)
def test_what_was_put_there_comes_back(one: Document, other: Document) -> None:
    shelf = DocumentShelf()
    for made in (as_read(one), one, as_read(replace(other, id=one.id)), other):
        shelf.put(made)
        assert shelf.get(made.id) == made
        assert made.id in shelf
    assert set(shelf) == {one.id, other.id}
    assert len(shelf) == len({one.id, other.id})


@given(documents)
def test_only_another_document_counts_as_a_difference(made: Document) -> None:
    shelf = DocumentShelf()
    read = as_read(made)
    assert shelf.put(read)
    assert not shelf.put(replace(read))
    assert shelf.put(replace(read, file_name=read.file_name + "x"))


def test_what_was_removed_is_gone() -> None:
    shelf = DocumentShelf()
    shelf.put(Document("a"))
    shelf.remove("a")
    assert shelf.get("a") is None
    assert "a" not in shelf


def test_the_fields_of_a_document_share_what_the_field_map_says() -> None:
    shelf = DocumentShelf()
    made = document(field("Inv_Total", "12.50", box=Box(1, 2, 3, 4)))
    shelf.put(made)
    found = shelf.get(made.id)
    assert found is not None
    assert found.fields[0].definition is made.fields[0].definition


def test_a_document_of_the_list_takes_a_small_part_of_the_memory() -> None:
    shelf = DocumentShelf()
    made = document(*(field(f"Name {n}", f"value {n}", box=Box(n, 2, 3, 4)) for n in range(20)))
    shelf.put(made)
    (held,) = shelf._held.values()
    assert isinstance(held, bytes)
    assert sys.getsizeof(held) < 20 * 80
