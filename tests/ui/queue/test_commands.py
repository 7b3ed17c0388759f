"""What the queue offers to the palette does what its buttons do, and says why it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QToolButton

from klearstack_desktop.model.share import Share
from klearstack_desktop.ui.queue.filter_panel import FilterPanel
from klearstack_desktop.ui.queue.panel import QueuePanel
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.palette.offering import Offer


class Palette:
    """The queue's panel as the palette sees it."""

    def __init__(self, panel: QueuePanel) -> None:
        self.panel = panel

    def offers(self) -> dict[str, Offer]:
        return {offer.command.text: offer for offer in self.panel.commands.offers()}

    def do(self, text: str) -> None:
        offer = self.offers()[text]
        assert offer.command.why_not == ""
        offer.do()

    def why_not(self, text: str) -> str:
        return self.offers()[text].command.why_not


@pytest.fixture
def palette(qtbot: QtBot) -> Palette:
    panel = QueuePanel()
    qtbot.addWidget(panel)
    return Palette(panel)


def test_each_segment_can_be_shown(palette: Palette) -> None:
    assert palette.why_not("Show open documents")
    for segment in ("approved", "rejected", "all"):
        palette.do(f"Show {segment} documents")
        assert found(palette.panel, QPushButton, f"stateFilter:{segment}").isChecked()
        assert palette.why_not(f"Show {segment} documents")
    palette.do("Show open documents")
    assert found(palette.panel, QPushButton, "stateFilter:open").isChecked()


def test_the_order_and_its_direction_can_be_chosen(palette: Palette) -> None:
    order = found(palette.panel, QComboBox, "sortBox")
    direction = found(palette.panel, QToolButton, "sortDirection")
    for row in range(order.count()):
        assert f"Order by: {order.itemText(row)}" in palette.offers()
    palette.do("Order by: Supplier")
    assert order.currentText() == "Supplier"
    was_turned = direction.isChecked()
    palette.do("Order the other way round")
    assert direction.isChecked() is not was_turned


def test_a_filter_is_chosen_and_cleared_with_the_search(palette: Palette) -> None:
    panel = found(palette.panel, FilterPanel, "filterPanel")
    panel.set_types(["Invoices", "Receipts"])
    assert palette.why_not("Clear filter and search") == "Nothing narrows the list."
    palette.do("Filter by state: draft")
    palette.do("Filter by what stands out: duplicate?")
    palette.do("Filter by document type: Receipts")
    palette.do("Filter by confidence: Below 85 %")
    names = ("stateChoice", "markChoice", "typeChoice", "confidenceChoice")
    boxes = [found(panel, QComboBox, name) for name in names]
    chosen = ["draft", "duplicate?", "Receipts", "Below 85 %"]
    assert [box.currentText() for box in boxes] == chosen
    assert palette.why_not("Filter by state: draft")
    search = found(palette.panel, QLineEdit, "searchBox")
    search.setText("flora")
    palette.do("Clear filter and search")
    assert search.text() == ""
    assert [box.currentIndex() for box in boxes] == [0, 0, 0, 0]
    search.setText("flora")
    assert palette.why_not("Clear filter and search") == ""


def test_a_colleague_s_share_is_taken_over_and_given_back(palette: Palette) -> None:
    assert not [text for text in palette.offers() if "share" in text]
    taken: list[frozenset[str]] = []
    palette.panel.taken_over_changed.connect(taken.append)
    palette.panel.set_share(Share("ann", ("ann", "bea", "cy")))
    palette.do("Take over bea’s share")
    palette.do("Give back bea’s share")
    assert taken == [frozenset({"bea"}), frozenset()]


def test_no_two_offers_have_one_name(palette: Palette) -> None:
    palette.panel.set_share(Share("ann", ("ann", "bea")))
    names = [offer.command.name for offer in palette.panel.commands.offers()]
    assert len(set(names)) == len(names)
