"""What is offered for a comment, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from klearstack_desktop.model.comments import MOST_OFFERED, WrittenComment, comment_offers
from klearstack_desktop.model.outbox import OutboxKind

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOON.astimezone().date()
BEFORE = NOON - timedelta(days=8)


def of_others(text: str, at: datetime = NOON) -> WrittenComment:
    return WrittenComment(text, OutboxKind.APPROVE, at, is_of_document=False)


def test_the_document_s_own_come_first_then_the_template_then_the_others() -> None:
    own = WrittenComment("resend it", OutboxKind.REJECT, BEFORE, is_of_document=True)
    offers = comment_offers([own, of_others("as agreed")], "Approved: 3 checked", TODAY)
    assert [(offer.text, offer.origin) for offer in offers] == [
        ("resend it", "here, rejected 14 Nov"),
        ("Approved: 3 checked", "template"),
        ("as agreed", "approved today"),
    ]


def test_a_year_is_said_where_it_is_another() -> None:
    (offer,) = comment_offers([of_others("as agreed", NOON - timedelta(days=365))], "", TODAY)
    assert offer.origin == "approved 22 Nov 2025"


def test_each_text_is_offered_once_and_empty_ones_never() -> None:
    written = [of_others("as agreed"), of_others("  "), of_others("as agreed ", BEFORE)]
    assert [offer.text for offer in comment_offers(written, "as agreed", TODAY)] == ["as agreed"]
    assert comment_offers([], "", TODAY) == ()


def test_no_more_are_offered_than_somebody_would_look_through() -> None:
    written = [of_others(f"comment {number}") for number in range(MOST_OFFERED * 2)]
    assert len(comment_offers(written, "template", TODAY)) == MOST_OFFERED
