"""Joins bulk decisions to the selection of the list, their keys and their sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.model.outbox import OutboxKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.review.bulk import BulkResult
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.bulk.sheet import BulkSheet
    from klearstack_desktop.ui.presenter import Presenter
    from klearstack_desktop.ui.queue.panel import QueuePanel

_MAY_NOT: Final = "A Creator may correct and save, neither approve nor reject."


class BulkBinding(QObject):
    """Looks at what is selected, shows what would be decided, and does it on confirmation."""

    def __init__(
        self,
        *,
        desk: Desk,
        panel: QueuePanel,
        actions: Actions,
        presenter: Presenter,
        window: QWidget,
        open_after: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._panel = panel
        self._presenter = presenter
        self._open_after = open_after
        self._window = window
        self._made: BulkSheet | None = None
        for name, kind in (
            ("bulk_approve", OutboxKind.APPROVE),
            ("bulk_reject", OutboxKind.REJECT),
        ):
            actions[name].triggered.connect(lambda _is_checked, kind=kind: self._begin(kind))
        panel.bulk_approve_requested.connect(actions["bulk_approve"].trigger)
        panel.bulk_reject_requested.connect(actions["bulk_reject"].trigger)
        desk.bulk.ended.connect(self._on_ended)

    @property
    def _sheet(self) -> BulkSheet:
        """The sheet; it is made when it is first wanted."""
        if self._made is None:
            # Loaded late: no start needs it.
            from klearstack_desktop.ui.bulk.sheet import BulkSheet

            self._made = sheet = BulkSheet(self._window)
            bulk = self._desk.bulk
            bulk.progressed.connect(sheet.set_progress)
            bulk.looked.connect(sheet.show_plan)
            bulk.failed.connect(sheet.add_failure)
            sheet.finished.connect(self._window.activateWindow)
            sheet.confirmed.connect(bulk.carry_out)
            sheet.stop_requested.connect(bulk.stop)
            sheet.open_requested.connect(self._desk.session.open)
        return self._made

    def _begin(self, kind: OutboxKind) -> None:
        if not self._desk.rights.role.may_decide:
            self._presenter.show_news(_MAY_NOT)
            return
        ids = self._panel.selected_ids()
        if not ids:
            self._presenter.show_news("Select documents in the list first: Shift+Down, or Ctrl+A.")
            return
        self._sheet.open_looking(len(ids), kind)
        self._desk.bulk.look_at(ids, kind)

    def _on_ended(self, result: BulkResult) -> None:
        self._sheet.show_result(result)
        current = self._desk.session.current
        if current is not None and current.id in result.decided:
            self._open_after(current.id)
