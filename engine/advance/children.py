"""Called cases: begun, ended and answered for (dialect P8 to P11, E8, E12)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.advance.open_case import OpenCase
from engine.advance.starting import Beginning, start
from engine.errors import Invalid
from engine.process.command import (
    CancelCase,
    ChildCompleted,
    ChildEnded,
    ChildThrew,
    ElementFailed,
)
from engine.process.step import ChildCalled, Outcome, Step
from engine.process.surroundings import CallerAnswer
from engine.store import cases, definitions
from engine.values import Values

if TYPE_CHECKING:
    from engine.advance.turn import Turn


def follow(turn: Turn, case: OpenCase, step: Step, *, ended: bool) -> None:
    """Queue what a step asks of its children, and its end of the parent."""
    for call in step.children_called:
        turn.then(partial(_call, turn, case, call))
    for element_instance_key in step.children_ended:
        turn.then(partial(_end_child, turn, case, element_instance_key))
    if ended:
        turn.then(partial(_tell_parent, turn, case))


def _call(turn: Turn, case: OpenCase, call: ChildCalled) -> None:
    key = definitions.find(
        turn.tx, "process", call.process_id, binding=call.binding, version_tag=call.version_tag,
        deployment_key=case.process.deployment_key,
    )  # fmt: skip
    if key is None:
        message = f"expected a deployed process '{call.process_id}' ({call.binding}), but there is none"
        turn.run(case, ElementFailed(call.element_instance_key, "CALLED_ELEMENT_ERROR", message))
        return
    beginning = Beginning(
        process=turn.world.library.process(turn.tx, key),
        variables=dict(call.variables),
        business_key=call.business_id,
        parent=case,
        parent_element_instance_key=call.element_instance_key,
        propagate_all=call.propagate_all,
    )
    try:
        start(turn, beginning)
    except Invalid as problem:
        turn.run(case, ElementFailed(call.element_instance_key, "CALLED_ELEMENT_ERROR", str(problem)))


def _end_child(turn: Turn, case: OpenCase, element_instance_key: int) -> None:
    child_key = cases.child_of(turn.tx, case.case_key, element_instance_key)
    if child_key is not None:
        child = turn.take(child_key)
        if not child.is_active:  # the error or escalation it threw ended it
            return
        child.is_let_go = True
        turn.run(child, CancelCase("the calling element ended"))


def _tell_parent(turn: Turn, case: OpenCase) -> None:
    parent, key = _parent(turn, case)
    if parent is None or key is None:
        return
    if case.outcome is Outcome.COMPLETED:
        turn.run(parent, ChildCompleted(key, dict(case.root_variables)))
    else:
        turn.run(parent, ChildEnded(key, "the called case was ended"))


def ask_caller(turn: Turn, case: OpenCase, kind: str, code: str, message: str, variables: Values) -> CallerAnswer:
    """Search the callers of a case, inner ones first, for a catch of what it threw (E8, E12).

    The parent's step is written before the child's goes on. When the catch ends the call, the child ends itself.
    """
    asker = case
    while True:
        parent, key = _parent(turn, asker)
        if parent is None or key is None:
            return CallerAnswer.UNCAUGHT
        step = turn.run(parent, ChildThrew(key, kind, code, message, dict(variables)))
        if step.caught:
            break
        asker = parent
    if key not in step.children_ended:
        return CallerAnswer.GOES_ON
    case.is_let_go = True
    return CallerAnswer.ENDED


def _parent(turn: Turn, case: OpenCase) -> tuple[OpenCase | None, int | None]:
    if case.parent_case_key is None or case.is_let_go:
        return None, None
    parent = turn.take(case.parent_case_key)
    return (parent if parent.is_active else None), case.parent_element_instance_key
