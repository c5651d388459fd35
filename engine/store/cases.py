"""The case row: locked, made, moved on."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from sqlalchemy import bindparam, select

from engine.errors import NotFound
from engine.store import case_variables
from engine.store.database import Tx
from engine.store.prepared import Insertion, Query, Update
from engine.store.schema import CASE, ELEMENT_INSTANCE
from engine.values import Values

ROOT = CASE.alias("root")
_LOCK = Query(
    select(CASE)
    .join(ROOT, ROOT.c.case_key == CASE.c.root_case_key)
    .where(CASE.c.case_key == bindparam("key"))
    .with_for_update(of=(ROOT, CASE))
)
_CASES, _CHANGE = Insertion(CASE), Update(CASE, keys=("case_key",))
CaseRow = Any
"""A row of `case_instance`, by column name."""


def lock(tx: Tx, case_key: int) -> CaseRow:
    """The case row, locked until the commit together with the root of its family.

    The root is locked first by everybody, so that parent and child never wait for each other crosswise.
    Raises NotFound.
    """
    return lock_whole(tx, case_key)[0]


def lock_whole(tx: Tx, case_key: int) -> tuple[CaseRow, MutableMapping[int, Values]]:
    """The case row as `lock` gives it, and its live variables as `variables` gives them. Raises NotFound."""
    found, values = tx.look((_LOCK, {"key": case_key}), (case_variables.SOME, {"key": case_key}))
    if not found:
        raise NotFound("case", case_key)
    return found[0], case_variables.of_rows(tx, case_key, values)


def get(tx: Tx, case_key: int) -> CaseRow | None:
    """The case row as it stands, not locked."""
    return tx.execute(select(CASE).where(CASE.c.case_key == case_key)).one_or_none()


def variables(tx: Tx, case_key: int) -> MutableMapping[int, Values]:
    """All live variables of the case by scope, see case_variables.py; the root scope's key is the case's."""
    return case_variables.read(tx, case_key)


def add(tx: Tx, row: Mapping[str, object]) -> None:
    """Make a case."""
    tx.later(_CASES, [row])


def change(tx: Tx, case_key: int, **changes: object) -> None:
    """Write the named columns of the case and count its revision up."""
    tx.later(_CHANGE, [{"case_key": case_key, **changes}])


def active_with_business_key(tx: Tx, process_id: str, business_key: str) -> int | None:
    """The active root case of that process with that business key, if any (S17)."""
    query = select(CASE.c.case_key).where(
        CASE.c.process_id == process_id,
        CASE.c.business_key == business_key,
        CASE.c.state == "active",
        CASE.c.parent_case_key.is_(None),
    )
    return tx.execute(query.limit(1)).scalar_one_or_none()


def active_started_by_message(tx: Tx, process_id: str, correlation_key: str) -> int | None:
    """The active case of that process that a message with that key started, if any (C9)."""
    query = select(CASE.c.case_key).where(
        CASE.c.process_id == process_id,
        CASE.c.start_correlation_key == correlation_key,
        CASE.c.state == "active",
    )
    return tx.execute(query.limit(1)).scalar_one_or_none()


def child_of(tx: Tx, case_key: int, element_instance_key: int) -> int | None:
    """The active case called by that call activity, if any."""
    query = select(CASE.c.case_key).where(
        CASE.c.parent_case_key == case_key,
        CASE.c.parent_element_instance_key == element_instance_key,
        CASE.c.state == "active",
    )
    return tx.execute(query.limit(1)).scalar_one_or_none()


def scope_chain(tx: Tx, case_key: int, element_instance_key: int) -> list[int]:
    """The element instances around one, from the outermost inward, itself last; the case's own scope left out."""
    query = select(ELEMENT_INSTANCE.c.element_instance_key, ELEMENT_INSTANCE.c.scope_key).where(
        ELEMENT_INSTANCE.c.case_key == case_key, ELEMENT_INSTANCE.c.state == "ACTIVE"
    )
    parents = {row.element_instance_key: row.scope_key for row in tx.execute(query)}
    chain: list[int] = []
    key: int | None = element_instance_key
    while key is not None and key != case_key and key not in chain:
        chain.append(key)
        key = parents.get(key)
    return chain[::-1]
