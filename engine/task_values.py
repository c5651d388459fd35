"""What a completed task may write: the form's word for people, the variables as given for machines (A7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from engine import lookups
from engine.actor import Actor, ActorKind
from engine.advance import OpenCase, World
from engine.errors import InvalidFields
from engine.feel import Environment
from engine.forms import KnownFile, check_submission
from engine.store import documents
from engine.store.database import Tx
from engine.store.tasks import TaskRecord
from engine.values import Values, checked_variables


def checked_values(
    tx: Tx, world: World, task: TaskRecord, case: OpenCase, variables: Values, *, actor: Actor, from_form: bool
) -> Values:
    """The variables to complete `task` with. Raises InvalidFields, Invalid or TooLarge; writes nothing.

    A person's values pass the form of the task, when it has one; a machine client's are taken as they are.
    """
    checked_variables(variables)
    if task.form_key is None or (actor.kind is not ActorKind.USER and not from_form):
        return variables
    zone = case.process.definition.time_zone or world.settings.time_zone
    checked = check_submission(
        world.library.form(tx, task.form_key).form,
        variables,
        variables=visible_values(case, task.element_instance_key),
        environment=Environment(now=tx.now, zone=ZoneInfo(zone), functions=world.functions),
        known_files=lambda ids: _known_files(tx, ids, actor, case.case_key),
        find_records=lookups.finder(tx, actor=actor),
    )
    if checked.errors:
        raise InvalidFields(checked.errors)
    return checked.values


def visible_values(case: OpenCase, element_instance_key: int) -> Values:
    """The variables a task sees: the case's, then those of its own scope on top (D5)."""
    return {**case.root_variables, **case.variables.get(element_instance_key, {})}


def _known_files(tx: Tx, ids: Sequence[str], actor: Actor, case_key: int) -> Mapping[str, KnownFile]:
    return {
        row.document_id: KnownFile(row.document_id, row.file_name, row.content_type, row.size_bytes)
        for row in documents.usable(tx, ids, by=actor.name, case_key=case_key)
    }
