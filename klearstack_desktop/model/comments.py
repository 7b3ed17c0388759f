"""Comments that were written before, for whoever writes the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.dates import display_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from klearstack_desktop.model.outbox import OutboxKind

MOST_OFFERED: Final = 20
_DEEDS: Final = {"approve": "approved", "reject": "rejected", "save": "saved"}


@dataclass(frozen=True, slots=True)
class WrittenComment:
    """A comment of a decision that was made here.

    Attributes:
        text: as it was sent with this document, else as it was typed.
        kind: what was decided.
        at: when, in UTC.
        is_of_document: it belongs to the document that is asked for.
    """

    text: str
    kind: OutboxKind
    at: datetime
    is_of_document: bool


@dataclass(frozen=True, slots=True)
class CommentOffer:
    """A text for the comment, and in a few words where it comes from."""

    text: str
    origin: str


def comment_offers(
    written: Iterable[WrittenComment], template: str, today: date
) -> tuple[CommentOffer, ...]:
    """Return what can go into the comment: each text once, empty ones never.

    First what was said of the document itself, then the template as it is filled now, then what was
    typed elsewhere.

    Args:
        written: of each kind the newest first.
        template: what an empty comment sends; empty for none.
        today: the day at this place.
    """
    own = [_offer(one, today, "here, ") for one in written if one.is_of_document]
    others = [_offer(one, today, "") for one in written if not one.is_of_document]
    offers: dict[str, CommentOffer] = {}
    for offer in (*own, CommentOffer(template, "template"), *others):
        if offer.text.strip():
            offers.setdefault(offer.text.strip(), offer)
    return tuple(offers.values())[:MOST_OFFERED]


def _offer(comment: WrittenComment, today: date, where: str) -> CommentOffer:
    day = comment.at.astimezone().date()
    date_shown = display_date(day.isoformat()).removesuffix(f" {today.year:04d}")
    when = "today" if day == today else date_shown
    return CommentOffer(comment.text, f"{where}{_DEEDS[comment.kind]} {when}")
