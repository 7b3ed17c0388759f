"""What is known of suppliers from the invoices that were approved at this workstation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.model.slips.facts import Outcome, comparable, comparable_account
from klearstack_desktop.model.slips.names import NearNames

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from klearstack_desktop.model.slips.facts import Facts


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A bank account that was approved once, after another one that was approved more often.

    Attributes:
        since: the day on which it was approved here, or None where nobody noted it.
        usual: the other one.
        usual_times: how often that was approved.
    """

    since: date | None
    usual: str
    usual_times: int


class Suppliers:
    """The approved documents by supplier, the last one first; immutable.

    Args:
        facts: of documents, the one decided last first; those not approved do not count.
    """

    __slots__ = ("_by_name", "_names", "approved")

    def __init__(self, facts: Iterable[Facts] = ()) -> None:
        self._by_name: dict[str, list[Facts]] = defaultdict(list)
        self.approved = 0
        for each in facts:
            if each.outcome is Outcome.APPROVED and (name := comparable(each.supplier)):
                self._by_name[name].append(each)
                self.approved += 1
        self._names = self._near_names()

    def with_latest(self, facts: Facts) -> Suppliers:
        """Return what is known once another document was decided, the last of all."""
        name = comparable(facts.supplier)
        before = self._by_name.get(name, [])
        others = [each for each in before if each.document_id != facts.document_id]
        other = Suppliers()
        other._by_name = defaultdict(list, self._by_name)
        is_approved = facts.outcome is Outcome.APPROVED and bool(name)
        other._by_name[name] = [facts, *others] if is_approved else others
        other.approved = self.approved + len(other._by_name[name]) - len(before)
        if not other._by_name[name]:
            del other._by_name[name]
        # Without another name whoever is near to whom stays the same.
        is_same = other._by_name.keys() == self._by_name.keys()
        other._names = self._names if is_same else other._near_names()
        return other

    def _near_names(self) -> NearNames:
        return NearNames({name: known[0].supplier for name, known in self._by_name.items()})

    def approved_of(self, facts: Facts) -> tuple[Facts, ...]:
        """Return the other approved documents of a document's supplier, the last one first."""
        known = self._by_name.get(comparable(facts.supplier), ())
        return tuple(each for each in known if each.document_id != facts.document_id)

    def accounts_of(self, facts: Facts, last: int) -> tuple[str, ...]:
        """Return the bank accounts in the last approved documents of a supplier, each once."""
        named = [each.bank_account for each in self.approved_of(facts) if each.bank_account]
        return tuple({comparable_account(account): account for account in named[:last]}.values())

    def new_account(self, facts: Facts) -> NewAccount | None:
        """Return since when a document's bank account is a new one; None where it is not.

        A single approval can have been the slip: it makes an account no usual one.
        """
        by_account: dict[str, list[tuple[int, Facts]]] = defaultdict(list)
        for place, each in enumerate(self.approved_of(facts)):
            if account := comparable_account(each.bank_account):
                by_account[account].append((place, each))
        mine = by_account.pop(comparable_account(facts.bank_account), [])
        if len(mine) != 1:
            return None
        place, once = mine[0]
        earlier = [used for used in by_account.values() if len(used) > 1 and used[-1][0] > place]
        if not earlier:
            return None
        usual = max(earlier, key=len)
        since = once.decided_at.astimezone().date() if once.decided_at else None
        return NewAccount(since, usual[0][1].bank_account, len(usual))

    def amounts_of(self, facts: Facts) -> tuple[Decimal, ...]:
        """Return what was approved of a supplier in a document's currency, credit notes aside."""
        return tuple(
            each.amount
            for each in self.approved_of(facts)
            if each.amount and each.currency == facts.currency and not each.is_credit_note
        )

    def near_name(self, supplier: str) -> str:
        """Return the known supplier whose name is near but not equal; empty where there is none."""
        return self._names.near(supplier)
