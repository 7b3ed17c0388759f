"""What a document can be found by, and what a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.fieldmap import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from klearstack_desktop.model.document import Document

MOST_CHARACTERS: Final = 200_000
"""Of a document that holds more, only the beginning can be found."""


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """What is remembered of a document that was in the list once and is not any more.

    Attributes:
        id: the service's document id.
        supplier, amount, number, date_text: texts ready to be shown.
        file_name, document_type, collection_name: as `Document` has them.
    """

    id: str
    supplier: str
    amount: str
    number: str
    date_text: str
    file_name: str
    document_type: str
    collection_name: str


@dataclass(frozen=True, slots=True)
class SearchHits:
    """What was found by some words.

    Attributes:
        text: what was searched for, as it was typed.
        ids: the documents found that are in the list.
        earlier: the others, the latest first.
    """

    text: str
    ids: frozenset[str] = frozenset()
    earlier: tuple[SeenDocument, ...] = ()


def words_of(document: Document) -> str:
    """Return everything that a document can be found by: values, amounts in several spellings."""
    return "\n".join(dict.fromkeys(_words(document)))[:MOST_CHARACTERS].casefold()


def amount_spellings(amount: Decimal) -> tuple[str, ...]:
    """Return how people type an amount: with and without marks between thousands, and whole.

    Marks count as gaps in a search, so that a comma and a point are the same.
    """
    whole = f"{amount:.2f}".partition(".")[0]
    return f"{amount:f}", f"{amount:.2f}", f"{amount:,.2f}", whole


def _words(document: Document) -> Iterator[str]:
    yield document.file_name
    yield document.document_type
    for field in document.fields:
        yield field.value
        if field.kind is FieldKind.AMOUNT and (amount := parse_amount(field.value)) is not None:
            yield from amount_spellings(amount)
    for table in document.tables:
        for row in table.rows:
            yield from (cell.value for cell in row)
