"""Searches as operations of the Engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine import views
from engine.actor import Actor
from engine.search import finding, statistics
from engine.search.request import Item, Page, Search
from engine.search.statistics import ElementCount
from engine.service.base import Base
from engine.store import case_finding
from engine.store.database import Tx
from engine.values import Json, Values


class Searches(Base):
    """What an actor may see, sought by the words of `/v2`."""

    def search(self, kind: str, search: Search, *, actor: Actor) -> Page:
        """A page of what `search` finds; kinds are those of `engine.store.search.sources`."""
        return self._read(lambda tx: finding.find_page(tx, kind, search, actor=actor))

    def get_one(self, kind: str, key: int | str, *, actor: Actor) -> Item:
        """One object by its key. Raises NotFound."""
        return self._read(lambda tx: finding.get_one(tx, kind, key, actor=actor))

    def cases_about(self, text: str, *, variables: Collection[str], actor: Actor) -> tuple[int, ...]:
        """Cases about the machine or customer of that serial number, code, phone or name; see `case_finding.about`."""
        return self._read(lambda tx: case_finding.about(tx, actor, text, variables=variables))

    def units_called(self, text: str) -> frozenset[str]:
        """The paths of units of that code, or whose name holds the text; at most 50."""
        return self._read(lambda tx: case_finding.units_called(tx, text))

    def units_of_cases(self, case_keys: Collection[int]) -> Mapping[int, tuple[str, str]]:
        """The Chinese and English name of the unit of each of these cases."""
        return self._read(lambda tx: case_finding.units_of(tx, case_keys))

    def count_elements(
        self, *, definition_key: int, case_filter: Mapping[str, Json], actor: Actor
    ) -> tuple[ElementCount, ...]:
        """Element instances by element and state, over the cases of a definition that the filter finds."""
        return self._read(
            lambda tx: statistics.count_elements(
                tx, definition_key=definition_key, case_filter=case_filter, actor=actor
            )
        )

    def count_case_elements(self, case_key: int, *, actor: Actor) -> tuple[ElementCount, ...]:
        """Element instances of one case by element and state."""
        return self._read(lambda tx: statistics.count_case_elements(tx, case_key, actor=actor))

    def taken_flows(self, case_key: int, *, actor: Actor) -> tuple[Item, tuple[str, ...]]:
        """A case, and the sequence flows it has gone along, each once."""

        def read(tx: Tx) -> tuple[Item, tuple[str, ...]]:
            return finding.get_one(tx, "case", case_key, actor=actor), views.case_flows(tx, self.world, case_key)

        return self._read(read)

    def active_instances(self, case_key: int, element_id: str, *, actor: Actor) -> tuple[int, ...]:
        """The keys of the active instances of an element in a case."""
        return self._read(lambda tx: finding.active_instances(tx, case_key, element_id, actor=actor))

    def root_variables(self, case_key: int, *, actor: Actor) -> Values:
        """The variables in a case's own scope. Raises NotFound."""
        return self._read(lambda tx: finding.root_variables(tx, case_key, actor=actor))

    def check_ready(self) -> None:
        """Return when the database answers. Raises Overloaded when it does not."""
        self._read(finding.touch)
