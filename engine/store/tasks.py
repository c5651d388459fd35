"""The task row: locked, read, changed; and the inbox."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update

from engine.errors import NotFound
from engine.store import case_variables
from engine.store.cases import ROOT, CaseRow
from engine.store.database import Tx
from engine.store.prepared import Query
from engine.store.schema import CASE, PROCESS_DEFINITION, TASK, TASK_CANDIDATE, UNIT, USER
from engine.values import Values

_LOCK = Query(
    select(CASE)
    .join(TASK, TASK.c.case_key == CASE.c.case_key)
    .join(ROOT, ROOT.c.case_key == CASE.c.root_case_key)
    .where(TASK.c.task_key == bindparam("key"))
    .with_for_update(of=(ROOT, CASE))
)
_GET = Query(select(TASK).where(TASK.c.task_key == bindparam("key")))
TaskRecord = Any
"""A row of `task`, by column name."""


def lock(tx: Tx, task_key: int) -> tuple[TaskRecord, CaseRow, MutableMapping[int, Values]]:
    """A task and its case, both locked with the root of the family, and the case's variables by scope.

    Each is read after the locks are held. Raises NotFound.
    """
    key = {"key": task_key}
    case, task, values = tx.look((_LOCK, key), (_GET, key), (case_variables.SOME_OF_TASK, key))
    if not case or not task:
        raise NotFound("user task", task_key)
    return task[0], case[0], case_variables.of_rows(tx, case[0].case_key, values)


def get(tx: Tx, task_key: int) -> TaskRecord | None:
    """A task as it stands."""
    return tx.execute(select(TASK).where(TASK.c.task_key == task_key)).one_or_none()


def open_at(tx: Tx, element_instance_key: int) -> TaskRecord | None:
    """The open task of that element instance: its keys, place and holder."""
    query = select(
        TASK.c.task_key, TASK.c.element_id, TASK.c.element_instance_key, TASK.c.unit_path, TASK.c.assignee
    ).where(TASK.c.element_instance_key == element_instance_key, TASK.c.state == "open")
    return tx.execute(query).one_or_none()


def at(tx: Tx, element_instance_key: int) -> TaskRecord | None:
    """The task of that element instance, open or ended."""
    return tx.execute(select(TASK).where(TASK.c.element_instance_key == element_instance_key)).one_or_none()


def candidates(tx: Tx, task_key: int) -> list[tuple[str, str]]:
    """Who else may take the task: (kind, name)."""
    query = select(TASK_CANDIDATE.c.kind, TASK_CANDIDATE.c.name).where(TASK_CANDIDATE.c.task_key == task_key)
    return [(row.kind, row.name) for row in tx.execute(query)]


def change(tx: Tx, task_key: int, *, by: str, **changes: object) -> None:
    """Write the named columns of an open task; counts its revision up."""
    tx.execute(
        update(TASK)
        .where(TASK.c.task_key == task_key)
        .values(revision=TASK.c.revision + 1, changed_by=by, changed_at=tx.now, **changes)
    )


def replace_candidates(tx: Tx, task_key: int, kind: str, names: Sequence[str]) -> None:
    """Set the further roles or users of a task."""
    tx.execute(TASK_CANDIDATE.delete().where(TASK_CANDIDATE.c.task_key == task_key, TASK_CANDIDATE.c.kind == kind))
    if names:
        tx.execute(TASK_CANDIDATE.insert(), [{"task_key": task_key, "kind": kind, "name": name} for name in names])


def units_by_element_instance(tx: Tx, keys: Sequence[int]) -> dict[int, str]:
    """The unit paths of the tasks of those element instances."""
    query = select(TASK.c.element_instance_key, TASK.c.unit_path).where(TASK.c.element_instance_key.in_(keys))
    return {row.element_instance_key: row.unit_path for row in tx.execute(query)}


def rows(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The query of task rows with the names people read beside them; not yet ordered or limited."""
    return (
        select(
            TASK,
            UNIT.c.code.label("unit_code"),
            UNIT.c.name.label("unit_name"),
            UNIT.c.name_en.label("unit_name_en"),
            PROCESS_DEFINITION.c.name.label("process_name"),
            PROCESS_DEFINITION.c.name_en.label("process_name_en"),
            USER.c.display_name.label("assignee_name"),
        )
        .join(UNIT, UNIT.c.unit_id == TASK.c.unit_id)
        .join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == TASK.c.definition_key)
        .outerjoin(USER, USER.c.username == TASK.c.assignee)
        .where(*conditions)
    )


def fetch(tx: Tx, query: Select[*tuple[Any, ...]]) -> Sequence[TaskRecord]:
    """Run a query made of `rows`."""
    return tx.execute(query).all()


def count(tx: Tx, *conditions: ColumnElement[bool]) -> int:
    """How many tasks meet the conditions."""
    return int(tx.execute(select(func.count()).select_from(TASK).where(*conditions)).scalar_one())
