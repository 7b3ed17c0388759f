"""What is known of suppliers from the invoices that were approved at this workstation."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.slips.facts import Outcome, comparable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from klearstack_desktop.model.slips.facts import Facts

NEAR: Final = 88.0
"""From this likeness (0..100) on two names are near each other."""

_SHORTEST_NAME: Final = 5


class Suppliers:
    """The approved documents by supplier, the last one first; immutable.

    Args:
        facts: of documents, the one decided last first; those not approved do not count.
    """

    __slots__ = ("_by_name", "_near", "approved")

    def __init__(self, facts: Iterable[Facts] = ()) -> None:
        self._by_name: dict[str, list[Facts]] = defaultdict(list)
        self._near: dict[str, str] = {}
        self.approved = 0
        for each in facts:
            if each.outcome is Outcome.APPROVED and (name := comparable(each.supplier)):
                self._by_name[name].append(each)
                self.approved += 1

    def with_latest(self, facts: Facts) -> Suppliers:
        """Return what is known once another document was decided, the last of all."""
        name = comparable(facts.supplier)
        before = self._by_name.get(name, [])
        others = [each for each in before if each.document_id != facts.document_id]
        other = Suppliers()
        other._by_name = defaultdict(list, self._by_name)
        other._by_name[name] = (
            [facts, *others] if facts.outcome is Outcome.APPROVED and name else others
        )
        if not other._by_name[name]:
            del other._by_name[name]
        other.approved = self.approved + len(other._by_name.get(name, ())) - len(before)
        return other

    def approved_of(self, facts: Facts) -> tuple[Facts, ...]:
        """Return the other approved documents of a document's supplier, the last one first."""
        known = self._by_name.get(comparable(facts.supplier), ())
        return tuple(each for each in known if each.document_id != facts.document_id)

    def accounts_of(self, facts: Facts, last: int) -> tuple[str, ...]:
        """Return the bank accounts in the last approved documents of a supplier, each once."""
        named = [each.bank_account for each in self.approved_of(facts) if each.bank_account]
        return tuple({comparable(account): account for account in named[:last]}.values())

    def amounts_of(self, facts: Facts) -> tuple[Decimal, ...]:
        """Return what was approved of a supplier in a document's currency, credit notes aside."""
        return tuple(
            each.amount
            for each in self.approved_of(facts)
            if each.amount and each.currency == facts.currency and not each.is_credit_note
        )

    def near_name(self, supplier: str) -> str:
        """Return the known supplier whose name is near but not equal; empty where there is none."""
        name = comparable(supplier)
        if len(name) < _SHORTEST_NAME or name in self._by_name:
            return ""
        if name not in self._near:
            # Late, because the first screen does not need it.
            from rapidfuzz import fuzz, process

            names = list(self._by_name)
            best = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=NEAR)
            self._near[name] = self._by_name[best[0]][0].supplier if best else ""
        return self._near[name]
