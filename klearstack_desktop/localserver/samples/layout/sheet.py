"""What all parts of one document's drawing share: the invoice, its type styles, its margins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.canvas import PAPERS, TextStyle

if TYPE_CHECKING:
    from klearstack_desktop.localserver.samples.canvas import Canvas
    from klearstack_desktop.localserver.samples.catalogue import Look
    from klearstack_desktop.localserver.samples.invoice import Invoice

INK = "#1a1a1a"
MUTED = "#5c6066"
WHITE = "#ffffff"


@dataclass(frozen=True)
class Sheet:
    """The stationery of one document. Measures are in points."""

    invoice: Invoice
    margin: float = 48.0

    @property
    def look(self) -> Look:
        """The supplier's stationery."""
        return self.invoice.supplier.look

    @property
    def width(self) -> float:
        """Width of the paper."""
        return PAPERS[self.look.paper][0]

    @property
    def height(self) -> float:
        """Height of the paper."""
        return PAPERS[self.look.paper][1]

    @property
    def start(self) -> float:
        """Where the text begins; further in where a coloured strip runs down the edge."""
        return self.margin + (26.0 if self.look.letterhead == "strip" else 0.0)

    @property
    def end(self) -> float:
        """Where the text ends."""
        return self.width - self.margin

    @cached_property
    def body(self) -> TextStyle:
        """Running text."""
        return TextStyle(self.look.face, self.look.size, colour=INK)

    @cached_property
    def strong(self) -> TextStyle:
        """Running text, bold."""
        return self.body.but(bold=True)

    @cached_property
    def small(self) -> TextStyle:
        """Labels and footers."""
        return self.body.but(size=self.look.size * 0.8, colour=MUTED)

    @cached_property
    def heading(self) -> TextStyle:
        """The kind of document."""
        return TextStyle(self.look.title_face, self.look.size * 2.3, True, self.look.accent)

    @cached_property
    def name(self) -> TextStyle:
        """The supplier's name."""
        return TextStyle(self.look.title_face, self.look.size * 1.75, True, INK)

    @cached_property
    def tint(self) -> str:
        """The accent, diluted to a background."""
        return mixed(self.look.accent, WHITE, 0.88)

    @property
    def title_stands_in_details(self) -> bool:
        """Whether the kind of document is written beside its number and not in the letterhead."""
        return self.look.details in ("stack", "letter")

    def word(self, key: str) -> str:
        """Return a word in the supplier's language."""
        return self.invoice.supplier.wording[key]

    def title(self) -> str:
        """Return the kind of document in the supplier's language."""
        return self.word("credit_note" if self.invoice.is_credit else "invoice")


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with so much of another one in it, both as ``#rrggbb``."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own + (new - own) * share):02x}" for own, new in pairs)


def draw_money(
    canvas: Canvas,
    sheet: Sheet,
    end: float,
    baseline: float,
    amount: str,
    style: TextStyle,
    mark: str,
) -> None:
    """Write an amount with its currency sign, ending at ``end``."""
    supplier = sheet.invoice.supplier
    gap = style.size * 0.3
    if supplier.mark_first:
        start = end - canvas.measure(amount, style)
        canvas.text(end, baseline, amount, style, align="end", mark=mark)
        canvas.text(start - gap, baseline, supplier.mark, style, align="end", mark="currency_value")
        return
    start = end - canvas.measure(supplier.mark, style)
    canvas.text(end, baseline, supplier.mark, style, align="end", mark="currency_value")
    canvas.text(start - gap, baseline, amount, style, align="end", mark=mark)
