"""Counts by element, for the diagram of a definition or of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.actor import Actor
from engine.search.finding import get_one
from engine.search.reading import read_search
from engine.search.request import Search
from engine.store.database import Tx
from engine.store.search import statistics
from engine.store.search.sources import SOURCES
from engine.values import Json


@dataclass(frozen=True, slots=True)
class ElementCount:
    """How many instances of an element are active, terminated or completed, and how many have an open incident."""

    element_id: str
    active: int
    terminated: int
    completed: int
    incidents: int


def count_elements(
    tx: Tx, *, definition_key: int, case_filter: Mapping[str, Json], actor: Actor
) -> tuple[ElementCount, ...]:
    """Over the cases of a definition that `case_filter` finds and the actor sees. Raises NotFound, Invalid."""
    get_one(tx, "process_definition", definition_key, actor=actor)
    return _counted(tx, Search(filter=case_filter, pins={"process_definition": definition_key}), actor)


def count_case_elements(tx: Tx, case_key: int, *, actor: Actor) -> tuple[ElementCount, ...]:
    """Of one case. Raises NotFound."""
    get_one(tx, "case", case_key, actor=actor)
    return _counted(tx, Search(filter={"processInstanceKey": str(case_key)}), actor)


def _counted(tx: Tx, search: Search, actor: Actor) -> tuple[ElementCount, ...]:
    query = read_search(search, SOURCES["case"])
    return tuple(
        ElementCount(element_id, active, terminated, completed, incidents)
        for element_id, active, terminated, completed, incidents in statistics.element_counts(tx, query, actor)
    )
