"""The settings of the review: what needs a person, in which order, and what blocks approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from klearstack_desktop.model.policy import MustLookAt, Policy, WalkOrder, wrong_with
from klearstack_desktop.ui.settings.parts import FIELD_HEIGHT, edit, label, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOX_WIDTH: Final = 132
_CHOICE_WIDTH: Final = 300
_ORDERS: Final = {
    WalkOrder.PANEL: "as the fields are listed",
    WalkOrder.PAGE: "as they stand on the page",
}
_LOOKS: Final = {
    MustLookAt.NONE: "only where something is doubtful",
    MustLookAt.LISTED: "also at these fields",
    MustLookAt.ALL: "at every field",
}
_BY_PROFILE: Final = "Your administrator has set this for the server that you are signed in to."
_NOT_UNDERSTOOD: Final = "Write each as a name, a space and a percentage: Total 95, IBAN 100."
_TEMPLATE_WRONG: Final = "The comment needs some text, and may hold {checked} and {corrected}."


class ReviewPage(QWidget):
    """Shows the policy that counts; what is changed counts at once.

    Signals:
        changed: carries what differs from the usual policy, as its table states it.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reviewPage")
        self._stated: Mapping[str, Any] = {}
        self._values: dict[str, Any] = {}
        self._threshold = QSpinBox()
        self._threshold.setObjectName("policy:threshold")
        self._threshold.setAccessibleName("Needs a person below this confidence")
        self._threshold.setRange(0, 100)
        self._threshold.setSuffix(" %")
        self._threshold.setFixedWidth(_BOX_WIDTH)
        self._threshold.setMinimumHeight(FIELD_HEIGHT)
        self._threshold.setKeyboardTracking(False)
        self._threshold.lineEdit().setTextMargins(6, 0, 0, 0)  # no padding of the sheet reaches it
        self._by_type = edit(
            "policy:thresholds_by_type", "Other thresholds by document type", "Receipts 70"
        )
        self._by_field = edit(
            "policy:thresholds_by_field", "Other thresholds by field", "Total 95, IBAN 100"
        )
        self._walk = _choice("policy:walk", "Order of the fields", list(_ORDERS.values()))
        self._must = _choice("policy:must_look_at", "What to look at", list(_LOOKS.values()))
        self._listed = edit("policy:listed", "Fields to look at", "IBAN, Total")
        self._unlooked = QCheckBox("until everything that needs a person, and every page, was seen")
        self._unlooked.setObjectName("policy:block_unlooked")
        self._unlooked.setAccessibleName(f"No approval {self._unlooked.text()}")
        self._errors = QCheckBox("while an error is open")
        self._errors.setObjectName("policy:block_errors")
        self._errors.setAccessibleName(f"No approval {self._errors.text()}")
        self._template = edit("policy:approval_template", "Comment of an approval")
        self._problem = label("", "problem")
        self._problem.setObjectName("reviewProblem")
        self._lay_out()
        self.show_policy({}, {})
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        lines: tuple[tuple[str, QWidget] | str, ...] = (
            "Who needs a person",
            ("Confidence below", self._threshold),
            ("By document type", self._by_type),
            ("By field", self._by_field),
            ("A person looks", self._must),
            ("These fields", self._listed),
            "Enter goes through them",
            ("In the order", self._walk),
            "No approval",
            ("", self._unlooked),
            ("", self._errors),
            "Comment of an approval without one",
            ("Text", self._template),
        )
        for row, line in enumerate(lines):
            if isinstance(line, str):
                grid.addWidget(label(line.upper(), "heading"), row, 0, 1, 3)
                grid.setRowMinimumHeight(row, 30)
                continue
            text, widget = line
            caption = label(text)
            caption.setWordWrap(False)
            caption.setBuddy(widget)
            is_wide = isinstance(widget, (QCheckBox, QLineEdit))
            grid.addWidget(caption, row, 0)
            grid.addWidget(widget, row, 1, 1, 2 if is_wide else 1)
        grid.addWidget(self._problem, len(lines), 0, 1, 3)
        grid.setRowStretch(len(lines) + 1, 1)

    def _connect(self) -> None:
        self._threshold.valueChanged.connect(lambda n: self._change("threshold", n / 100))
        self._by_type.editingFinished.connect(
            lambda: self._change_shares("thresholds_by_type", self._by_type)
        )
        self._by_field.editingFinished.connect(
            lambda: self._change_shares("thresholds_by_field", self._by_field)
        )
        self._walk.activated.connect(lambda n: self._change("walk", list(_ORDERS)[n].value))
        self._must.activated.connect(lambda n: self._change("must_look_at", list(_LOOKS)[n].value))
        self._listed.editingFinished.connect(
            lambda: self._change("listed", _names(self._listed.text()))
        )
        self._unlooked.clicked.connect(lambda on: self._change("block_unlooked", on))
        self._errors.clicked.connect(lambda on: self._change("block_errors", on))
        self._template.editingFinished.connect(self._change_template)

    def show_policy(self, values: Mapping[str, Any], stated: Mapping[str, Any]) -> None:
        """Show what counts.

        Args:
            values: what the reviewer has set, as a policy's table.
            stated: what an administrator has set above that; it cannot be changed here.
        """
        self._values, self._stated = dict(values), stated
        policy = Policy().overruled(values).overruled(stated)
        self._threshold.blockSignals(True)
        self._threshold.setValue(round(policy.threshold * 100))
        self._threshold.blockSignals(False)
        self._by_type.setText(_in_words(policy.thresholds_by_type))
        self._by_field.setText(_in_words(policy.thresholds_by_field))
        self._walk.setCurrentIndex(list(_ORDERS).index(policy.walk))
        self._must.setCurrentIndex(list(_LOOKS).index(policy.must_look_at))
        self._listed.setText(", ".join(policy.listed))
        self._unlooked.setChecked(policy.block_unlooked)
        self._errors.setChecked(policy.block_errors)
        self._template.setText(policy.approval_template)
        for widget in self._parts():
            name = widget.objectName().removeprefix("policy:")
            widget.setEnabled(name not in stated)
            widget.setToolTip(_BY_PROFILE if name in stated else "")
        if "listed" not in stated:
            self._listed.setEnabled(policy.must_look_at is MustLookAt.LISTED)

    def _parts(self) -> tuple[QWidget, ...]:
        return (
            *(self._threshold, self._by_type, self._by_field, self._walk, self._must),
            *(self._listed, self._unlooked, self._errors, self._template),
        )

    def _change(self, name: str, value: object) -> None:
        self._say("")
        # What is as usual is left out, so that a better default reaches everybody.
        changed = Policy().overruled({**self._values, name: value}).values
        if changed != self._values:
            self.show_policy(changed, self._stated)
            self.changed.emit(changed)

    def _change_shares(self, name: str, box: QLineEdit) -> None:
        shares = shares_in(box.text())
        mark(box, is_bad=shares is None)
        if shares is None:
            self._say(_NOT_UNDERSTOOD)
        else:
            self._change(name, shares)

    def _change_template(self) -> None:
        text = self._template.text()
        is_bad = bool(wrong_with({"approval_template": text}))
        mark(self._template, is_bad=is_bad)
        if is_bad:
            self._say(_TEMPLATE_WRONG)
        else:
            self._change("approval_template", text)

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)


def shares_in(text: str) -> dict[str, float] | None:
    """Return names and shares (0..1) from ``Total 95, IBAN 100``; None where it makes no sense."""
    shares: dict[str, float] = {}
    for part in _names(text):
        name, _, percent = part.rstrip("% ").rpartition(" ")
        if not name.strip() or not percent.isdecimal() or int(percent) > 100:
            return None
        shares[name.strip()] = int(percent) / 100
    return shares


def _in_words(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {round(share * 100)}" for name, share in shares.items())


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _choice(name: str, accessible: str, texts: list[str]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(accessible)
    box.addItems(texts)
    box.setFixedWidth(_CHOICE_WIDTH)
    box.setMinimumHeight(FIELD_HEIGHT)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
