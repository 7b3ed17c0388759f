"""The page of the settings that examines the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.model.diagnosis_report import facts, text_report, verdict
from klearstack_desktop.ui.settings.findings_model import (
    ANSWER,
    CALL,
    EVIDENCE,
    RESULT,
    STATUS,
    FindingsModel,
)
from klearstack_desktop.ui.settings.parts import edit, label, table

if TYPE_CHECKING:
    from klearstack_desktop.model.diagnosis import Diagnosis

_WIDTHS = {CALL: 208, EVIDENCE: 96, RESULT: 122, STATUS: 60, ANSWER: 180}


class DoctorPage(QWidget):
    """Asks for the password, shows how far the examination is and what it found.

    Signals:
        examine_requested: carries the password, which may be empty.
        cancel_requested: the examination under way shall stop.
        paths_chosen: carries paths by call, at which the server answered.
    """

    examine_requested = Signal(str)
    cancel_requested = Signal()
    paths_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._diagnosis: Diagnosis | None = None
        self._is_busy = False
        self._password = edit("doctorPasswordEdit", "Password", "Password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.returnPressed.connect(self._on_button)
        self._button = _button("examineButton", "Examine the server", self._on_button)
        self._copy = _button("copyReportButton", "Copy report", self._copy_report)
        self._use = _button("usePathsButton", "Use the paths that answered", self._use_paths)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._said = label("", "strong")
        self._said.setObjectName("doctorVerdict")
        self._facts = QGridLayout()
        self._model = FindingsModel()
        self.view = table("findingsTable", "What was found", self._model, _WIDTHS)
        self._lay_out()
        self._fit()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._password, 1)
        row.addWidget(self._button)
        row.addWidget(self._use)
        row.addWidget(self._copy)
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(2)
        self._facts.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(
            label(
                "Tries every call that only reads, with what stands on the other pages, and changes"
                " nothing on the server. The report holds no password and no field value.",
                "small",
            )
        )
        layout.addLayout(row)
        layout.addWidget(self._progress)
        layout.addWidget(self._said)
        layout.addLayout(self._facts)
        layout.addWidget(self.view, 1)

    def set_password_known(self, hint: str) -> None:
        """Say in the empty password field where the password comes from."""
        self._password.setPlaceholderText(hint)

    def set_progress(self, done: int, total: int) -> None:
        """Say how far the examination is."""
        self._is_busy = True
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._fit()

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Show what was found."""
        self._is_busy = False
        self._diagnosis = diagnosis
        self._say(verdict(diagnosis), "good" if diagnosis.can_review else "problem")
        self._show_facts(diagnosis)
        self._model.show_diagnosis(diagnosis)
        self._fit()

    def show_problem(self, sentence: str) -> None:
        """Say why nothing could be examined."""
        self.forget()
        self._say(sentence, "problem")

    def forget(self) -> None:
        """Take back what was found: it is about something else now."""
        self._is_busy = False
        self._diagnosis = None
        self._say("", "strong")
        self._show_facts(None)
        self._model.show_diagnosis(None)
        self._fit()

    def _say(self, sentence: str, role: str) -> None:
        self._said.setText(sentence)
        self._said.setProperty("role", role)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)

    def _show_facts(self, diagnosis: Diagnosis | None) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if diagnosis is None:
            return
        for row, (what, said) in enumerate(facts(diagnosis)):
            self._facts.addWidget(label(what, "muted"), row, 0)
            self._facts.addWidget(label(" · ".join(said.splitlines())), row, 1)

    def _fit(self) -> None:
        self._button.setText("Stop" if self._is_busy else "Examine the server")
        self._progress.setVisible(self._is_busy)
        self._said.setVisible(bool(self._said.text()))
        self._copy.setEnabled(self._diagnosis is not None)
        paths = self._diagnosis.endpoints_to_set if self._diagnosis else {}
        self._use.setVisible(bool(paths))

    def _on_button(self) -> None:
        if self._is_busy:
            self.forget()
            self.cancel_requested.emit()
            return
        self.forget()
        self.set_progress(0, 0)
        self.examine_requested.emit(self._password.text())

    def _copy_report(self) -> None:
        if self._diagnosis is not None:
            QApplication.clipboard().setText(text_report(self._diagnosis))

    def _use_paths(self) -> None:
        if self._diagnosis is not None:
            self.paths_chosen.emit(dict(self._diagnosis.endpoints_to_set))


def _button(name: str, text: str, on_clicked: object) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAutoDefault(False)
    made.clicked.connect(on_clicked)
    return made
