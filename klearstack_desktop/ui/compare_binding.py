"""Joins the key that compares to what stands side by side, and that to the sheets of decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.model.slips.alike import Why, reason_to_reject
from klearstack_desktop.model.slips.warning import (
    CREDITED,
    DUPLICATE,
    LOOKS_RESUBMITTED,
    ORIGINAL,
    RESUBMITTED,
)
from klearstack_desktop.ui.compare.sheet import CompareSheet, Deed

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.slips.alike import Alike
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.side_by_side import Pair
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.presenter import Presenter

NOTHING_LIKE_IT: Final = (
    "Nothing that this workstation has seen is likely the same document, or has to do with it."
)
NOT_WARNED: Final = "There is no warning because of this document, or it was let stand already."

_HERE: Final = "side by side"

_CODES: Final = {
    Why.SAME_NUMBER: (DUPLICATE,),
    Why.SAME_SUM: (DUPLICATE,),
    Why.REJECTED: (RESUBMITTED,),
    Why.LOOKS_SAME: (),
    Why.LOOKS_REJECTED: (LOOKS_RESUBMITTED,),
    Why.ORIGINAL: (ORIGINAL, CREDITED),
    Why.CREDIT_NOTE: (),
}


class CompareBinding(QObject):
    """Opens the sheet with the other document in it, and closes it before anything is asked.

    Args:
        commit: ends what is being typed into a cell.
        ask_rejection: asks why the open document is rejected; takes what could be said.
        ask_reason_for: asks why a finding may stand.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        actions: Actions,
        presenter: Presenter,
        window: QWidget,
        commit: Callable[[], object],
        ask_rejection: Callable[[str], object],
        ask_reason_for: Callable[[Finding], object],
    ) -> None:
        super().__init__(presenter)
        self._session = desk.session
        self._beside = desk.side_by_side
        self._sharpening = desk.sharpening
        self._actions = actions
        self._presenter = presenter
        self._window = window
        self._commit = commit
        self._ask_rejection = ask_rejection
        self._ask_reason_for = ask_reason_for
        self._sheet: CompareSheet | None = None
        actions["compare"].triggered.connect(self._compare)
        self._beside.begun.connect(self._on_begun)
        self._beside.changed.connect(self._on_changed)
        self._beside.page_arrived.connect(self._on_page_arrived)
        self._beside.page_failed.connect(self._on_page_failed)
        self._beside.sharpened.connect(self._on_sharpened)
        self._sharpening.sharpened.connect(self._on_sharpened)
        self._session.page_arrived.connect(self._on_own_page)
        self._session.page_failed.connect(self._on_own_problem)
        # What was sent or read meanwhile may have led elsewhere.
        self._session.opened.connect(self._close)
        self._session.closed.connect(self._close)

    def _compare(self) -> None:
        if self._session.current is None:
            return
        self._commit()
        if not self._beside.begin():
            self._presenter.show_news(NOTHING_LIKE_IT)

    def _on_begun(self, pair: Pair) -> None:
        if (sheet := self._sheet) is None:
            sheet = self._sheet = CompareSheet(self._actions, self._window)
            sheet.asked.connect(self._on_asked)
            sheet.retry_requested.connect(self._beside.retry)
            sheet.finished.connect(self._close)
            sheet.own.page_changed.connect(self._on_own_page_turned)
            sheet.other.page_changed.connect(self._beside.look_at)
            sheet.show_own(pair)
            sheet.open()
            self._on_own_page_turned(1)
        sheet.show_pair(pair, is_new=True)
        can_reject = self._session.editable is not None
        sheet.offer(
            reject="" if can_reject else pair.own.read_only_reason,
            let_stand="" if self._finding(pair.alike) is not None else NOT_WARNED,
        )

    def _on_changed(self, pair: Pair) -> None:
        if self._sheet is not None:
            self._sheet.show_pair(pair, is_new=False)

    def _on_page_arrived(self, page: int, decoded: object) -> None:
        if self._sheet is not None:
            self._sheet.other.put_page(page, decoded)

    def _on_page_failed(self, page: int, sentence: str) -> None:
        if self._sheet is not None:
            self._sheet.other.put_problem(page, sentence)

    def _on_own_page(self, page: int, decoded: object) -> None:
        if self._sheet is not None:
            self._sheet.own.put_page(page, decoded)

    def _on_own_problem(self, page: int, sentence: str) -> None:
        if self._sheet is not None:
            self._sheet.own.put_problem(page, sentence)

    def _on_own_page_turned(self, page: int) -> None:
        self._sharpening.look_closely(_HERE, {page})

    def _on_sharpened(self, decoded: object) -> None:
        if self._sheet is not None:
            self._sheet.own.page_sharpened(decoded)
            self._sheet.other.page_sharpened(decoded)

    def _on_asked(self, deed: Deed) -> None:
        if (pair := self._beside.pair) is None:
            return
        alike = pair.alike
        match deed:
            case Deed.PREVIOUS:
                self._beside.step(-1)
            case Deed.NEXT:
                self._beside.step(1)
            case Deed.OPEN:
                self._beside.open_other()
            case Deed.REJECT:
                self._close()
                self._ask_rejection(reason_to_reject(alike))
            case Deed.LET_STAND:
                finding = self._finding(alike)
                self._close()
                if finding is not None:
                    self._ask_reason_for(finding)

    def _finding(self, alike: Alike) -> Finding | None:
        """Return the warning that a document is the reason of, unless it was let stand."""
        current = self._session.editable
        if current is None:
            return None
        codes = _CODES[alike.why]
        return next((f for f in current.findings.warnings if f.code in codes), None)

    def _close(self) -> None:
        sheet, self._sheet = self._sheet, None
        if sheet is not None:
            self._beside.end()
            self._sharpening.look_closely(_HERE, ())
            sheet.close()
            sheet.deleteLater()
            self._window.activateWindow()
