"""Following the active field, and freezing the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.ui.fields.text import ElidedLabel
from tests.ui.page.sheets import DATE, NUMBER, TOTAL, on_view, page_box, plain_page

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.page.pane import PagePane

# Far enough from the edges of the page to come to the middle of the view.
NUMBER_BOX, DATE_BOX = Box(300, 400, 500, 440), Box(320, 560, 520, 600)
TOTAL_BOX = Box(280, 700, 480, 740)
BOXES = (page_box(NUMBER, NUMBER_BOX), page_box(DATE, DATE_BOX), page_box(TOTAL, TOTAL_BOX))


@pytest.fixture
def walked(opened: PagePane) -> PagePane:
    """The pane with its fields in the middle of the page."""
    opened.set_boxes(BOXES)
    return opened


def off_centre(pane: PagePane, box: Box) -> int:
    """How far the middle of a box is from that of the view, in pixels."""
    middle = on_view(pane, (box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return (middle - pane.view.viewport().rect().center()).manhattanLength()


def hold(pane: PagePane) -> str:
    label = pane.findChild(ElidedLabel, "holdLabel")
    assert isinstance(label, ElidedLabel)
    return label.text()


def test_following_zooms_to_the_field_and_keeps_each_next_one_in_the_middle(
    walked: PagePane,
) -> None:
    walked.set_active(NUMBER)
    walked.set_following(True)
    zoom = walked.zoom
    assert off_centre(walked, NUMBER_BOX) <= 4
    walked.set_active(DATE)
    assert off_centre(walked, DATE_BOX) <= 4
    walked.set_active(TOTAL)
    assert off_centre(walked, TOTAL_BOX) <= 4
    assert walked.zoom == zoom
    assert hold(walked) == "following"


def test_following_leads_to_other_pages_and_documents(walked: PagePane) -> None:
    walked.set_active(NUMBER)
    walked.set_following(True)
    walked.set_boxes((*BOXES[:2], page_box(TOTAL, TOTAL_BOX, page=2)))
    walked.set_active(TOTAL)
    assert walked.current_page == 2
    assert off_centre(walked, TOTAL_BOX) <= 4
    walked.set_document("doc-2", 1)
    walked.set_boxes(BOXES)
    walked.set_active(DATE)
    walked.set_page(1, plain_page())
    assert off_centre(walked, DATE_BOX) <= 4


def test_without_following_only_what_is_not_seen_is_brought_in(walked: PagePane) -> None:
    walked.set_active(NUMBER)
    walked.set_following(True)
    walked.set_following(False)
    walked.zoom_reset()
    before = on_view(walked, 0, 0)
    walked.set_active(DATE)
    assert on_view(walked, 0, 0) == before
    assert hold(walked) == ""


def test_a_frozen_view_stays_where_it_is(walked: PagePane) -> None:
    walked.zoom_reset()
    walked.view.verticalScrollBar().setValue(0)
    walked.set_boxes((*BOXES[:2], page_box(TOTAL, TOTAL_BOX, page=2)))
    walked.set_frozen(True)
    before = on_view(walked, 0, 0)
    walked.set_active(TOTAL)
    assert walked.current_page == 1
    walked.set_boxes(BOXES)
    walked.set_active(TOTAL)
    assert on_view(walked, 0, 0) == before
    walked.restore_zoom("fit page", 1.0)
    assert walked.zoom == 1.0
    assert hold(walked) == "frozen"


def test_who_asks_for_the_field_gets_it_from_a_frozen_view_too(walked: PagePane) -> None:
    walked.set_boxes((*BOXES[:2], page_box(TOTAL, TOTAL_BOX, page=2)))
    walked.set_frozen(True)
    walked.set_active(TOTAL)
    walked.zoom_to_active()
    assert walked.current_page == 2
    assert off_centre(walked, TOTAL_BOX) <= 4


def test_following_and_freezing_end_each_other(qtbot: QtBot, walked: PagePane) -> None:
    with qtbot.waitSignal(walked.hold_changed) as following:
        walked.set_following(True)
    assert following.args == [True, False]
    with qtbot.waitSignal(walked.hold_changed) as frozen:
        walked.set_frozen(True)
    assert frozen.args == [False, True]
    with qtbot.waitSignal(walked.hold_changed) as again:
        walked.set_following(True)
    assert again.args == [True, False]
