"""Joins what is found to the keys and links that settle it: a fix, or a reason to let it stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from klearstack_desktop.model.line_items.place import CellPlace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.active_place import ActivePlace
    from klearstack_desktop.ui.decision.reason_sheet import ReasonSheet
    from klearstack_desktop.ui.fields.line_items import LineItems
    from klearstack_desktop.ui.fields.panel import FieldPanel
    from klearstack_desktop.ui.presenter import Presenter

NO_FIX: Final = "Nothing is offered for this field."
NO_WARNING: Final = "There is no warning here that a reason could let stand."
NOT_WITH_A_REASON: Final = "This must be put right: no reason lets it stand."


class FindingsBinding(QObject):
    """Settles what is found at the active field or row, else about the whole document."""

    def __init__(
        self,
        *,
        desk: Desk,
        fields: FieldPanel,
        line_items: LineItems,
        active: ActivePlace,
        sheet: ReasonSheet,
        actions: Actions,
        presenter: Presenter,
    ) -> None:
        super().__init__(fields)
        self._editing = desk.editing
        self._session = desk.session
        self._fields = fields
        self._line_items = line_items
        self._active = active
        self._sheet = sheet
        self._presenter = presenter
        self._fix_action = actions["apply_fix"]
        self._override_action = actions["override"]
        self._asked: Finding | None = None
        self._fix_action.triggered.connect(self._apply_fix)
        self._override_action.triggered.connect(self._ask_reason)
        for action in (self._fix_action, self._override_action):
            action.changed.connect(self._say_keys)
        fields.fix_pressed.connect(self._editing.apply_fix)
        sheet.reason_given.connect(self._override)
        self._session.opened.connect(self._forget)
        self._session.closed.connect(self._forget)
        self._session.changed.connect(self._on_changed)
        self._say_keys()

    def _say_keys(self) -> None:
        native = QKeySequence.SequenceFormat.NativeText
        fix, override = (
            action.shortcut().toString(native)
            for action in (self._fix_action, self._override_action)
        )
        self._fields.set_settling_keys(fix=fix, override=override)

    def _apply_fix(self) -> None:
        self._line_items.commit()
        current = self._session.editable
        if current is None:
            return
        for finding in self._found_here(current):
            if finding.fix is not None and current.findings.is_open(finding):
                self._editing.apply_fix(finding.fix)
                return
        self._presenter.show_news(NO_FIX)

    def _ask_reason(self) -> None:
        self._line_items.commit()
        current = self._session.editable
        if current is None:
            return
        here = list(self._found_here(current))
        # A reason that was given already can be given anew, after what has none yet.
        standing = sorted((f for f in here if f.can_override), key=lambda f: f.is_overridden)
        if standing:
            self.ask_reason_for(standing[0])
        else:
            is_wrong = any(finding in current.findings.errors for finding in here)
            self._presenter.show_news(NOT_WITH_A_REASON if is_wrong else NO_WARNING)

    def ask_reason_for(self, finding: Finding) -> None:
        """Ask why something that was found in the open document may stand."""
        self._asked = finding
        self._sheet.close_sheet()
        self._sheet.open_sheet(finding.reason, about=finding.sentence)

    def _override(self, reason: str) -> None:
        asked, self._asked = self._asked, None
        self._sheet.close_sheet()
        if asked is not None:
            self._editing.override(asked, reason)

    def _found_here(self, current: OpenDocument) -> Iterator[Finding]:
        findings, spot = current.findings, self._active.spot
        if spot is not None:
            yield from findings.of(spot)
        if isinstance(spot, CellPlace):
            in_row = (f for f in findings.of_table(spot.table) if f.row == spot.row)
            yield from (f for f in in_row if f.place != spot)
        yield from findings.of_document()

    def _on_changed(self, changed: OpenDocument) -> None:
        if self._asked is not None and self._asked not in tuple(changed.findings):
            self._forget()

    def _forget(self) -> None:
        self._asked = None
        self._sheet.close_sheet()
