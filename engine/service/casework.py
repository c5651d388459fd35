"""Standard answers, links between cases, fees and settlements: what the built-in handlers of service work stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from engine import settlements as corrections
from engine.actor import Actor, ActorKind
from engine.errors import Forbidden
from engine.knowledge import MOST, MOST_CHARACTERS, Suggestion, suggestions
from engine.service.transaction import Transactions
from engine.store import adjustments, case_links, knowledge, settlements
from engine.store.adjustments import AdjustmentRow
from engine.store.case_links import CaseAbout, LinkedCase
from engine.store.database import Tx
from engine.store.knowledge import KnowledgeRow
from engine.store.settlements import FeeRow, PlannedSettlement, SettlementRow

_ANSWERING = frozenset({"agent", "agent_lead", "quality", "surveyor", "operator", "admin", "integration"})


class CaseworkOperations(Transactions):
    """Reading; what changes tables is written in the transaction that completes a job, by the functions below."""

    def knowledge_entries(self, *, category: str) -> tuple[KnowledgeRow, ...]:
        """The standard answers for a product category and those for any."""
        return self._read(lambda tx: knowledge.entries(tx, category=category))

    def suggest_knowledge(
        self, text: str, *, category: str = "", product: str = "", limit: int = MOST, actor: Actor
    ) -> list[Suggestion]:
        """The standard answers that fit a text best; those of `category`, else of `product`: a serial or a model.

        Raises Forbidden for who answers no customers.
        """
        if actor.kind is not ActorKind.SYSTEM and not actor.holds(*_ANSWERING):
            raise Forbidden("suggest_knowledge", reason="expected a role that answers customers, but you hold none")

        def entries(tx: Tx) -> tuple[str, tuple[KnowledgeRow, ...]]:
            wanted = category or (knowledge.category_of(tx, product) if product else "")
            return wanted, knowledge.entries(tx, category=wanted)

        wanted, found = self._read(entries)
        return suggestions(text[:MOST_CHARACTERS], found, category=wanted, most=limit)

    def case_by_number(self, number: str) -> int | None:
        """The newest root case with that business key."""
        return self._read(lambda tx: case_links.by_number(tx, number))

    def linked_cases(self, case_key: int, *, actor: Actor) -> tuple[LinkedCase, ...]:
        """The cases linked with this one, in either direction, as far as the actor sees them."""
        return self._read(lambda tx: case_links.links_of(tx, case_key, actor))

    def fee_of_case(self, case_key: int) -> FeeRow | None:
        """The approved fee of a case, when it has one."""
        return self._read(lambda tx: settlements.fee_of_case(tx, case_key))

    def open_fees(self, *, before: datetime, unit_code: str = "") -> tuple[FeeRow, ...]:
        """Approved fees that wait for a settlement."""
        return self._read(lambda tx: settlements.open_fees(tx, before=before, unit_code=unit_code))

    def open_adjustments(self, *, before: datetime, unit_code: str = "") -> tuple[AdjustmentRow, ...]:
        """Corrections of statements that wait for a settlement."""
        return self._read(lambda tx: adjustments.open_adjustments(tx, before=before, unit_code=unit_code))

    def adjustments_of(self, settlement_key: int) -> tuple[AdjustmentRow, ...]:
        """The corrections that stand in one statement."""
        return self._read(lambda tx: adjustments.of_settlement(tx, settlement_key))

    def settled_units(self, period: str) -> frozenset[str]:
        """The units that have a statement for that month."""
        return self._read(lambda tx: settlements.settled(tx, period))

    def unit_names(self, codes: Sequence[str]) -> list[tuple[str, str, str]]:
        """(code, name, English name) of these units."""
        return self._read(lambda tx: settlements.unit_names(tx, codes))

    def settlements(self, *, case_key: int | None = None, number: str | None = None) -> tuple[SettlementRow, ...]:
        """Statements: those a case made, the one of a number, or all."""
        return self._read(lambda tx: settlements.settlements(tx, case_key=case_key, number=number))

    def fees_of(self, settlement_key: int) -> tuple[FeeRow, ...]:
        """The fees of one statement."""
        return self._read(lambda tx: settlements.fees_of(tx, settlement_key))


def register_case(tx: Tx, case_key: int, subjects: Mapping[str, str], *, limit: int) -> tuple[CaseAbout, ...]:
    """Say what a case is about (kind → value); the other cases about the same, newest first."""
    case_links.put_subjects(tx, case_key, subjects)
    return case_links.about(tx, case_key, subjects, limit=limit)


def link_case(tx: Tx, case_key: int, *, to: list[tuple[int, str]], missed_by: list[tuple[int, str]]) -> None:
    """Let a case point at earlier ones (case, kind), and later ones that were registered before it point at it."""
    case_links.put_links(tx, case_key, to)
    for later, kind in missed_by:
        case_links.add_link(tx, later, case_key, kind)


def book_fee(tx: Tx, *, case_key: int, element_instance_key: int, values: Mapping[str, object]) -> None:
    """Write the fee of a case, once."""
    settlements.add_fee(tx, case_key=case_key, element_instance_key=element_instance_key, values=values)


def settle_fees(tx: Tx, planned: tuple[PlannedSettlement, ...], *, case_key: int) -> None:
    """Write all statements of a batch. Raises Conflict, and writes none, when a fee was settled meanwhile."""
    for one in planned:
        settlements.settle(tx, one, case_key=case_key)


adjust_settlement = corrections.adjust


def release_settlements(tx: Tx, numbers: list[str]) -> None:
    """Mark statements as released."""
    settlements.release(tx, numbers)
