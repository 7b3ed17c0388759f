"""Who sent an invoice: told by a company's legal form and by its own web address."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from klearstack_desktop.localserver.content import PixelBox
    from klearstack_desktop.localserver.reading.candidates import PageText
    from klearstack_desktop.localserver.reading.lines import Segment

_FORMS = (
    r"GmbH(?:\s&\sCo\.?\sKG)?|AG|KG|UG|e\.K\.|B\.?V\.?|N\.V\.|V\.O\.F\.|Inc\.?|LLC|L\.L\.C\.|Ltd\.?"
    r"|Limited|PLC|plc|Corp\.?|Corporation|S\.A\.S\.?|SAS|SARL|S\.A\.R\.L\.?|S\.A\.?|SA|S\.p\.A\.?"
    r"|S\.r\.l\.?|S\.L\.|AB|AS|A/S|Oy|ApS|Sp\.\sz\so\.o\.|s\.r\.o\.|a\.s\.|LLP|Pty\.?(?:\sLtd\.?)?"
)
_WITH_FORM = re.compile(
    rf"(?P<name>[^\W\d_][\w&.'’,+-]*(?:\s[\w&.'’,+-]+){{0,5}}?,?\s(?:{_FORMS}))(?=$|[\s,;|−–-])"
)
_ADDRESS = re.compile(r"(?:https?://|www\.|@)([\w-]+(?:\.[\w-]+)*)\.[a-z]{2,24}\b", re.IGNORECASE)
_CUSTOMER = re.compile(
    r"\b(?:bill(?:ed)?\sto|sold\sto|ship(?:ped)?\sto|attn|customer|invoice\sto|t\.a\.v"
    r"|rechnungsadresse|factuuradres|afleveradres|adresse\sde\s(?:facturation|livraison)"
    r"|nom\sde\sl)",
    re.IGNORECASE,
)
_FREE_MAIL = frozenset({"gmail", "outlook", "hotmail", "yahoo", "gmx", "web", "example", "icloud"})
_MOST_WORDS, _DISTINCTIVE = 5, 6
_LEAST, _MOST = 0.5, 0.97
_SERVICE_NAMES = frozenset({"www", "mail", "shop", "service", "info"})


@dataclass(frozen=True, slots=True)
class FoundSupplier:
    """A company name, how sure it is (0..1), and where it stands; pages count from 1."""

    name: str
    confidence: float
    page_index: int
    box: PixelBox


def find_supplier(pages: Sequence[PageText]) -> FoundSupplier | None:
    """Return the likeliest sender, or None where nothing speaks for anybody.

    A name with a legal form or one that is the document's own web address counts; both together
    count most; names in the customer's address count least.
    """
    domains = _domains(pages)
    found = [*_by_legal_form(pages), *_by_domain(pages, domains)]
    mentions = Counter(_plain(candidate.name) for candidate in found)

    def score(candidate: FoundSupplier) -> float:
        plain = _plain(candidate.name)
        bonus = 0.2 if any(domain in plain for domain in domains) else 0.0
        return candidate.confidence + bonus + 0.02 * min(mentions[plain], 5)

    best = max(found, key=score, default=None)
    if best is None or score(best) < _LEAST:
        return None
    return FoundSupplier(best.name, min(score(best), _MOST), best.page_index, best.box)


def _domains(pages: Sequence[PageText]) -> set[str]:
    parts = {
        part.lower().replace("-", "")
        for page in pages
        for line in page.lines
        for match in _ADDRESS.finditer(line.text)
        for part in match[1].split(".")
    }
    return {part for part in parts - _FREE_MAIL - _SERVICE_NAMES if len(part) > 3}


def _by_legal_form(pages: Sequence[PageText]) -> Iterator[FoundSupplier]:
    for page, segment, is_customer in _segments(pages):
        for match in _WITH_FORM.finditer(segment.text):
            box = segment.box_of(*match.span("name"))
            confidence = 0.3 if is_customer else 0.7
            yield FoundSupplier(match["name"].strip(" ,"), confidence, page.page_index, box)


def _by_domain(pages: Sequence[PageText], domains: set[str]) -> Iterator[FoundSupplier]:
    for page, segment, is_customer in _segments(pages):
        text = segment.text.strip()
        if not is_customer and "@" not in text and _is_named_by(text, domains):
            yield FoundSupplier(text, 0.6, page.page_index, segment.box)


def _is_named_by(text: str, domains: set[str]) -> bool:
    """Whether a short text is, or begins with, what stands in the document's web addresses."""
    plain = _plain(text)
    return len(text.split()) <= _MOST_WORDS and any(
        plain == domain or (len(domain) >= _DISTINCTIVE and plain.startswith(domain))
        for domain in domains
    )


def _segments(pages: Sequence[PageText]) -> Iterator[tuple[PageText, Segment, bool]]:
    """Yield all segments, and whether a label of the customer's address stands on or above them."""
    for page in pages:
        customers: list[PixelBox] = []
        for line in page.lines:
            for segment in line.segments():
                if _CUSTOMER.search(segment.text):
                    customers.append(segment.box)
                yield page, segment, any(_is_under(segment.box, box) for box in customers)


def _is_under(box: PixelBox, label: PixelBox) -> bool:
    height = label[3] - label[1]
    is_near = 0 <= box[1] - label[1] <= 6 * height
    return is_near and box[0] < label[2] and box[2] > label[0]


def _plain(name: str) -> str:
    without_form = re.sub(rf",?\s(?:{_FORMS})$", "", name)
    return re.sub(r"[\W_]", "", without_form).lower()
