"""The variables that one task sees: those of its own scope and of all scopes around it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, func, literal, select

from engine.store.schema import CASE_VARIABLE, ELEMENT_INSTANCE, TASK
from engine.store.scope import case_condition
from engine.store.search.cases import VARIABLES
from engine.store.search.fields import Source


def _scopes(task_key: Any) -> CTE:
    """(scope key, depth) from the task's own scope outward to the case."""
    start = select(
        TASK.c.case_key.label("case_key"), TASK.c.element_instance_key.label("scope"), literal(0).label("depth")
    ).where(TASK.c.task_key == task_key)
    chain = start.cte("scopes", recursive=True)
    outward = (
        select(chain.c.case_key, ELEMENT_INSTANCE.c.scope_key, chain.c.depth + 1)
        .join(
            ELEMENT_INSTANCE,
            (ELEMENT_INSTANCE.c.case_key == chain.c.case_key)
            & (ELEMENT_INSTANCE.c.element_instance_key == chain.c.scope),
        )
        .where(ELEMENT_INSTANCE.c.scope_key != chain.c.scope)
    )
    return chain.union_all(outward)


def _of_task(task_key: Any) -> ColumnElement[bool]:
    return CASE_VARIABLE.c.variable_key.in_(_ranked(task_key, is_innermost=False))


def _innermost_of_task(task_key: Any) -> ColumnElement[bool]:
    return CASE_VARIABLE.c.variable_key.in_(_ranked(task_key, is_innermost=True))


def _ranked(task_key: Any, *, is_innermost: bool) -> Select[Any]:
    scopes = _scopes(task_key)
    seen = CASE_VARIABLE.alias("seen")
    rank = func.row_number().over(partition_by=seen.c.name, order_by=scopes.c.depth)
    visible = (
        select(seen.c.variable_key, rank.label("rank"))
        .join(scopes, (seen.c.case_key == scopes.c.case_key) & (seen.c.scope_key == scopes.c.scope))
        .subquery("visible")
    )
    found = select(visible.c.variable_key)
    return found.where(visible.c.rank == 1) if is_innermost else found


def _named(names: Collection[str]) -> ColumnElement[bool]:
    return CASE_VARIABLE.c.name.in_(sorted(names))


TASK_VARIABLES = Source(
    kind="task_variable",
    title="variable",
    key=VARIABLES.key,
    fields=VARIABLES.fields,
    table=VARIABLES.table,
    # The pins say of which task, and which names its reader may see; an ended share shows nothing.
    scope=case_condition,
    pins={"task": _of_task, "innermost_of_task": _innermost_of_task, "named": _named},
)
