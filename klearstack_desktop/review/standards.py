"""By what documents are judged at this desk: its policy, its rules, and what day it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.known import Known
from klearstack_desktop.model.policy import Policy

if TYPE_CHECKING:
    from klearstack_desktop.model.profile import Profile
    from klearstack_desktop.model.rules.book import RuleBook
    from klearstack_desktop.model.settings import Settings
    from klearstack_desktop.review.ports import Clock


class Standards(QObject):
    """What the queue and the open document are examined by; both ask the same one.

    Signals:
        changed: documents are judged by something else from now on.
        known_changed: documents are compared with something else from now on; carries the ids of
            those of which something else is said.

    Args:
        clock: tells the day.
    """

    changed = Signal()
    known_changed = Signal(object)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._policy = Policy()
        self._known = Known()

    @property
    def policy(self) -> Policy:
        """What this desk asks of a document."""
        return self._policy

    @property
    def known(self) -> Known:
        """What documents are compared with; the same object until something of it changes."""
        today = self._clock.now().astimezone().date()
        if self._known.today != today:
            self._known = replace(self._known, today=today)
        return self._known

    def know(self, known: Known, changed: frozenset[str]) -> None:
        """Let documents be compared with something else from now on.

        Args:
            known: what they are compared with.
            changed: the ids of the documents of which something else is said by it.
        """
        self._known = known
        self.known_changed.emit(changed)

    def judge_by(self, policy: Policy) -> None:
        """Let another policy count from now on."""
        if policy != self._policy:
            self._policy = policy
            self.changed.emit()

    def judge_as_stated(self, settings: Settings, profile: Profile | None) -> None:
        """Let count what the reviewer has set, and above that what the administrator states."""
        policy = Policy(rules=self._policy.rules).overruled(settings.policy)
        self.judge_by(policy.overruled(profile.policy) if profile else policy)

    def judge_by_rules(self, rules: RuleBook) -> None:
        """Let other rules count from now on, the rest of the policy as it is."""
        self.judge_by(replace(self._policy, rules=rules))
