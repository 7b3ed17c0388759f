"""What the doctor found about each call, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from klearstack_desktop.model.diagnosis import Outcome
from klearstack_desktop.model.diagnosis_report import shown_answer, shown_status
from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.settings.rows import SHOWN, Rows
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from klearstack_desktop.model.diagnosis import CallFinding, Diagnosis

CALL, EVIDENCE, RESULT, STATUS, ANSWER, NOTE = range(6)
_ICONS = {
    Outcome.ANSWERED: "check",
    Outcome.REFUSED: "info",
    Outcome.MISSING: "page-missing",
    Outcome.ODD: "unknown",
    Outcome.FAILED: "warning",
    Outcome.NOT_TRIED: "minus",
}


class FindingsModel(Rows):
    """One row a call; says the result by word and icon, and by colour besides."""

    headings = ("Call", "Evidence", "Result", "Status", "Answer", "Note")

    def __init__(self) -> None:
        super().__init__()
        self._findings: tuple[CallFinding, ...] = ()

    def show_diagnosis(self, diagnosis: Diagnosis | None) -> None:
        """Show what was found, or nothing."""
        self.beginResetModel()
        self._findings = diagnosis.calls if diagnosis else ()
        self.endResetModel()

    def count(self) -> int:
        """Return the number of calls."""
        return len(self._findings)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = SHOWN) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        finding = self._findings[index.row()]
        if role == SHOWN:
            return _texts(finding)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return finding.note if index.column() == NOTE else finding.path
        if role == Qt.ItemDataRole.DecorationRole and index.column() == RESULT:
            return icon(_ICONS[finding.outcome])
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(finding.outcome, index.column())
        return None


def _texts(finding: CallFinding) -> tuple[str, ...]:
    return (
        finding.call,
        finding.evidence,
        finding.outcome.value,
        shown_status(finding),
        shown_answer(finding),
        finding.note,
    )


def _colour(outcome: Outcome, column: int) -> QColor | None:
    theme = current_theme()
    if outcome is Outcome.NOT_TRIED:
        return QColor(theme.muted)
    if column != RESULT:
        return None
    if outcome is Outcome.ANSWERED:
        return QColor(theme.good)
    return QColor(theme.check if outcome is Outcome.REFUSED else theme.bad)
