"""Finds the fields of an invoice among its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from klearstack_desktop import resources
from klearstack_desktop.localserver.content import StoredField
from klearstack_desktop.localserver.reading.amounts import (
    commonest_currency,
    find_amounts,
    find_currencies,
)
from klearstack_desktop.localserver.reading.candidates import page_texts, places
from klearstack_desktop.localserver.reading.dates import find_dates, written
from klearstack_desktop.localserver.reading.labels import Wanted
from klearstack_desktop.localserver.reading.suppliers import find_supplier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from klearstack_desktop.localserver.content import PixelBox
    from klearstack_desktop.localserver.reading.candidates import PageText, Place
    from klearstack_desktop.localserver.reading.pages import ReadPage

_SURE = 0.97
_UNSURE = 0.45
_TOKEN = re.compile(r"[^\W_][\w./-]*[^\W_]|\d")
_TOKENS_BEHIND_LABEL = 3


@dataclass(frozen=True, slots=True)
class _Finding:
    """A value at a place; ``amount`` for sums only."""

    value: str
    score: float
    page_index: int
    box: PixelBox
    place: Place | None = None
    amount: Decimal = Decimal(0)


def read_invoice(pages: Sequence[ReadPage]) -> tuple[StoredField, ...]:
    """Return what the labelled patterns find, in the order of the field map.

    Fields that every invoice must have come back empty, with confidence 0 and no box, where nothing
    was found, so that a reviewer can fill them in.
    """
    texts = page_texts(pages)
    found: dict[str, _Finding] = {}
    all_places = list(places(texts))
    currency = commonest_currency(line.text for page in texts for line in page.lines)
    month_first = currency == "USD"
    _put(found, Wanted.NUMBER, _best(_numbers(all_places, Wanted.NUMBER)))
    _put(found, Wanted.ORDER, _best(_numbers(all_places, Wanted.ORDER)))
    for wanted in (Wanted.DATE, Wanted.DUE_DATE):
        _put(found, wanted, _best(_dates(all_places, wanted, month_first=month_first)))
    _put_sums(found, all_places)
    _put(found, "currency_value", _currency(texts, found.get(Wanted.TOTAL), currency))
    supplier = find_supplier(texts)
    if supplier is not None:
        place = supplier.page_index, supplier.box
        found["supplier_name_value"] = _Finding(supplier.name, supplier.confidence, *place)
    return tuple(_as_fields(found))


def _put(found: dict[str, _Finding], name: str, finding: _Finding | None) -> None:
    if finding is not None:
        found[name] = finding


def _best(findings: Iterable[_Finding]) -> _Finding | None:
    """Return the surest; of equals the first in reading order."""
    return max(findings, key=lambda finding: finding.score, default=None)


def _findings(
    all_places: Iterable[Place], wanted: Wanted, find: Callable[[Place], _Finding | None]
) -> list[_Finding]:
    searched = (find(place) for place in all_places if place.wanted is wanted)
    return [finding for finding in searched if finding is not None]


def _finding(place: Place, value: str, start: int, end: int) -> _Finding:
    return _Finding(value, place.score, place.page_index, place.box_of(start, end), place)


def _numbers(all_places: Iterable[Place], wanted: Wanted) -> list[_Finding]:
    def find(place: Place) -> _Finding | None:
        tokens = list(_TOKEN.finditer(place.text))
        for token in tokens[: 1 if place.is_close else _TOKENS_BEHIND_LABEL]:
            if any(map(str.isdigit, token[0])) and _is_number(token[0], place.text, token.end()):
                return _finding(place, token[0], token.start(), token.end())
        return None

    return _findings(all_places, wanted, find)


def _is_number(token: str, text: str, end: int) -> bool:
    """Tell a document number from a date, an amount or a count of something."""
    is_percentage = text[end : end + 2].strip().startswith("%")
    is_date = any(found.end - found.start == len(token) for found in find_dates(token))
    is_amount = any(found.written == token for found in find_amounts(token))
    begins_a_date = any(found.start < end <= found.end for found in find_dates(text))
    return len(token) > 1 and not (is_percentage or is_date or is_amount or begins_a_date)


def _dates(all_places: Iterable[Place], wanted: Wanted, *, month_first: bool) -> list[_Finding]:
    def find(place: Place) -> _Finding | None:
        for date in find_dates(place.text, month_first=month_first):
            if not place.is_close or date.start == 0:
                return _finding(place, written(date.day), date.start, date.end)
        return None

    return _findings(all_places, wanted, find)


def _sums(all_places: Iterable[Place], wanted: Wanted) -> list[_Finding]:
    def find(place: Place) -> _Finding | None:
        amounts = find_amounts(place.text)
        if not amounts:
            return None
        last = amounts[-1]
        box = place.box_of(last.start, last.end)
        return _Finding(last.written, place.score, place.page_index, box, place, amount=last.value)

    return _findings(all_places, wanted, find)


def _put_sums(found: dict[str, _Finding], all_places: Sequence[Place]) -> None:
    """Choose the total, and a net and a tax that add up to it; else only what stands alone."""
    totals = _sums(all_places, Wanted.TOTAL)
    if not totals:
        return
    total = max(totals, key=lambda finding: (finding.score, finding.amount))
    nets, taxes = _sums(all_places, Wanted.NET), _sums(all_places, Wanted.TAX)
    for net, tax in product(nets, taxes):
        if net.amount + tax.amount == total.amount:
            found |= {Wanted.NET: net, Wanted.TAX: tax}
            total = replace(total, score=1.0)
            break
    found[Wanted.TOTAL] = total


def _currency(
    texts: Sequence[PageText], total: _Finding | None, commonest: str | None
) -> _Finding | None:
    """Return the currency beside the total, else the one that is named most often."""
    if total is not None and total.place is not None:
        segment = total.place.segment
        for sign in find_currencies(segment.text):
            box = segment.box_of(sign.start, sign.end)
            return _Finding(sign.code, _SURE, total.page_index, box)
    for page in texts:
        for line in page.lines:
            for sign in find_currencies(line.text):
                if sign.code == commonest:
                    box = line.box_of(sign.start, sign.end)
                    return _Finding(sign.code, 0.8, page.page_index, box)
    return None


def _as_fields(found: dict[str, _Finding]) -> list[StoredField]:
    fields = []
    for definition in resources.toml("fields/fields.toml")["field"]:
        name, label = definition["name"], definition["result_labels"][0]
        finding = found.get(name)
        if finding is not None:
            confidence = round(_UNSURE + (_SURE - _UNSURE) * finding.score, 4)
            place = finding.page_index, finding.box
            fields.append(StoredField(name, label, finding.value, confidence, *place))
        elif definition.get("required", False):
            fields.append(StoredField(name, label, "", 0.0, page_index=1))
    return fields
