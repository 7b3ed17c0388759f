"""What is found about a document as a whole, in words below its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from klearstack_desktop.model.finding import Severity

if TYPE_CHECKING:
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.findings import Findings

_MOST_SAID: Final = 2
_ROLES: Final = {Severity.ERROR: "problem", Severity.WARNING: "check", Severity.NOTE: "small"}
_SIGNS: Final = {Severity.ERROR: "✖", Severity.WARNING: "⚠", Severity.NOTE: "·"}


class DocumentNotes(QWidget):
    """A sentence each, what is open first, with the keys that settle it; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentNotes")
        self._findings: Findings | None = None
        self._keys = {"fix": "", "override": ""}
        self._labels: list[QLabel] = []
        line = QFrame(self)
        line.setProperty("rule", "true")
        self._column = QVBoxLayout()
        self._column.setContentsMargins(12, 5, 12, 5)
        self._column.setSpacing(2)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addLayout(self._column)
        around.addWidget(line)
        self.hide()

    def set_keys(self, *, fix: str, override: str) -> None:
        """Take the keys that use a fix or let a warning stand, as this system writes them."""
        self._keys = {"fix": fix, "override": override}
        self._say()

    def show_findings(self, findings: Findings | None) -> None:
        """Say what is found about the whole document; None says nothing."""
        self._findings = findings
        self._say()

    def _say(self) -> None:
        said = self._lines()
        for number, (text, role) in enumerate(said):
            label = self._label(number)
            label.setText(text)
            if label.property("role") != role:
                label.setProperty("role", role)
                label.style().unpolish(label)
                label.style().polish(label)
            label.show()
        for label in self._labels[len(said) :]:
            label.hide()
        self.setVisible(bool(said))

    def _lines(self) -> list[tuple[str, str]]:
        if self._findings is None:
            return []
        is_open = self._findings.is_open
        found = sorted(self._findings.of_document(), key=lambda finding: not is_open(finding))
        lines = [(self._sentence(each), self._role(each)) for each in found[:_MOST_SAID]]
        if more := len(found) - _MOST_SAID:
            lines += [(f"and {more} more about the whole document", "small")] if more > 0 else []
        return lines

    def _sentence(self, finding: Finding) -> str:
        text = f"{_SIGNS[finding.severity]} {finding.sentence}"
        if finding.is_overridden:
            return f"{text}. Overridden: {finding.reason}"
        ways = []
        if finding.fix is not None and self._keys["fix"]:
            ways.append(f"{self._keys['fix']}: {finding.fix.words.lower()}")
        if finding.can_override and self._keys["override"]:
            ways.append(f"{self._keys['override']} lets it stand")
        return " · ".join((text, *ways))

    @staticmethod
    def _role(finding: Finding) -> str:
        return "small" if finding.is_overridden else _ROLES[finding.severity]

    def _label(self, number: int) -> QLabel:
        while number >= len(self._labels):
            label = QLabel(self)
            label.setObjectName(f"documentNote:{len(self._labels)}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self._column.addWidget(label)
            self._labels.append(label)
        return self._labels[number]
