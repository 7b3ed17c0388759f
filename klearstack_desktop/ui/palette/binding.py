"""Joins the command palette to the table of actions and to what parts of the window offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.ui.action_specs import ACTIONS
from klearstack_desktop.ui.palette.ranking import Command

if TYPE_CHECKING:
    from klearstack_desktop.ui.action_specs import ActionSpec
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.palette.offering import Offer, Offering
    from klearstack_desktop.ui.palette.sheet import PaletteSheet

_MOST_REMEMBERED: Final = 8
_NOT_NOW: Final = "Sign in first."
_ITSELF: Final = "palette"


class PaletteBinding(QObject):
    """Opens the palette with what can be done now, and does what is chosen."""

    def __init__(self, actions: Actions, sheet: PaletteSheet) -> None:
        super().__init__(sheet)
        self._actions = actions
        self._sheet = sheet
        self._recent: list[str] = []
        self._offerings: tuple[Offering, ...] = ()
        self._offers: dict[str, Offer] = {}
        actions[_ITSELF].triggered.connect(self._open)
        sheet.chosen.connect(self._do)

    def set_offerings(self, *offerings: Offering) -> None:
        """Offer besides the actions what these parts of the window can do."""
        self._offerings = offerings

    def _open(self) -> None:
        commands = [self._command(spec) for spec in ACTIONS if spec.name != _ITSELF]
        offers = [offer for offering in self._offerings for offer in offering.offers()]
        self._offers = {offer.command.name: offer for offer in offers}
        self._sheet.open_sheet([*commands, *(offer.command for offer in offers)], self._recent)

    def _command(self, spec: ActionSpec) -> Command:
        action = self._actions[spec.name]
        # In a menu a single ampersand underlines the letter behind it.
        text = action.text().replace("&&", "&")
        why_not = "" if action.isEnabled() else self._actions.why_not(spec.name) or _NOT_NOW
        return Command(spec.name, text, spec.menu, self._actions.shown_keys(spec), why_not)

    def _do(self, name: str) -> None:
        self._recent = [name, *(known for known in self._recent if known != name)]
        del self._recent[_MOST_REMEMBERED:]
        if (offer := self._offers.get(name)) is not None:
            offer.do()
        else:
            self._actions[name].trigger()
