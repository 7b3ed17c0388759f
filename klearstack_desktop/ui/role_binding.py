"""Lets buttons, menus and keys say what the reviewer's role allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.decision.bar import DecisionBar

SAVE_AND_NEXT: Final = "Save corrections and open the next document"
MAY_NOT_REJECT: Final = (
    "A Creator may correct and save, not reject. If your role is another one, choose it in the"
    " settings of the server."
)


class RoleBinding(QObject):
    """Shows a Creator what a Creator can do; to everybody else everything is as it is."""

    def __init__(self, desk: Desk, bar: DecisionBar, actions: Actions) -> None:
        super().__init__(bar)
        self._rights = desk.rights
        self._bar = bar
        self._actions = actions
        desk.rights.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        may_decide = self._rights.role.may_decide
        self._bar.set_may_decide("" if may_decide else MAY_NOT_REJECT)
        self._actions.rename("approve", "" if may_decide else SAVE_AND_NEXT)
        self._actions.forbid("reject", "" if may_decide else MAY_NOT_REJECT)
