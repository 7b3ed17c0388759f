"""The invoice that a credit note is about, as it names it itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.fieldmap import FieldKind, FieldRole
from klearstack_desktop.model.slips.facts import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.slips.duplicates import SeenDocuments
    from klearstack_desktop.model.slips.facts import Facts

_SHORTEST: Final = 4
"""A number with fewer letters and digits may stand anywhere and mean something else."""

_MOST_WORDS: Final = 4
"""A number is written in so many words at most."""

_MOST_TRIED: Final = 1000
"""So many possible numbers are looked up: it is done in the frame of a key press."""

_LONGEST_TEXT: Final = 500
_ELSEWHERE: Final = frozenset(
    {FieldRole.NUMBER, FieldRole.SUPPLIER, FieldRole.TAX_ID, FieldRole.BANK_ACCOUNT}
)
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Original:
    """The invoice that a credit note is about.

    Attributes:
        number: as the credit note writes it.
        facts: of that invoice, or None where none of that number was seen here.
    """

    number: str
    facts: Facts | None = None


def original_of(document: Document, facts: Facts, seen: SeenDocuments) -> Original | None:
    """Return the invoice that a credit note names: in its field, else anywhere in its text.

    Args:
        document: with the draft laid over.
        facts: of the document.
        seen: where the invoice is looked for; among its supplier's only.

    Returns:
        None where the document is no credit note, or names no invoice that was seen here.
    """
    if not facts.is_credit_note:
        return None
    if facts.corrects:
        known = seen.invoices(facts.supplier, facts.corrects)
        return Original(facts.corrects, known[0] if known else None)
    others = seen.numbers_of(facts.supplier) - {comparable(facts.number)}
    if not others:
        return None
    for number in islice(_numbers_in(document), _MOST_TRIED):
        if comparable(number) in others and (known := seen.invoices(facts.supplier, number)):
            return Original(number, known[0])
    return None


def _numbers_in(document: Document) -> Iterator[str]:
    """Yield whatever could be a number: some words next to each other, with a digit in them."""
    for text in _texts(document):
        words = text[:_LONGEST_TEXT].split()
        for start in range(len(words)):
            for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
                number = _EDGES.sub("", " ".join(words[start:end]))
                if len(number) >= _SHORTEST and any(map(str.isdigit, number)):
                    yield number


def _texts(document: Document) -> Iterator[str]:
    for field in document.fields:
        if field.kind is FieldKind.TEXT and field.role not in _ELSEWHERE:
            yield field.value
    for table in document.tables:
        for row in table.rows:
            yield from (cell.value for cell in row)
