"""What a completed task may write: the form's word for people, the variables as given for machines (A7)."""

from __future__ import annotations

from engine.actor import Actor, ActorKind
from engine.advance import OpenCase, World
from engine.errors import InvalidFields
from engine.store import cases
from engine.store.database import Tx
from engine.store.tasks import TaskRecord
from engine.submissions import checked_form
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
    checked = checked_form(
        tx,
        world,
        world.library.form(tx, task.form_key).form,
        variables,
        variables=visible_values(tx, case, task.element_instance_key),
        actor=actor,
        zone=case.process.definition.time_zone,
        case_key=case.case_key,
    )
    if checked.errors:
        raise InvalidFields(checked.errors)
    return checked.values


def visible_values(tx: Tx, case: OpenCase, element_instance_key: int) -> Values:
    """The variables a task sees: the case's, then those of each scope around it, its own on top (D5)."""
    found = dict(case.root_variables)
    if len(case.variables) > 1:
        for key in cases.scope_chain(tx, case.case_key, element_instance_key):
            found |= case.variables.get(key, {})
    return found
