"""Compensation: handlers one after the other, newest completion first (1.6).

A record is [element id, local variables then, inner records, form]. A *holder* works through records: the throw
event, a reopened sub-process, or a series nobody waits for. Its data: `todo` records, `in` the scope they ran in.
"""

from __future__ import annotations

from typing import TypeAlias, cast

from engine.process.graph import Node, Trigger
from engine.process.machine import flows, lifecycle
from engine.process.machine.run import Move, Run
from engine.process.state import Form, Instance, Stage
from engine.process.step import ElementState, Happening
from engine.values import Values

Record: TypeAlias = "list[object]"


def throw(run: Run, instance: Instance, trigger: Trigger) -> bool:
    """P23: compensate what completed in the scope (in an event sub-process: in its parent). False while it waits."""
    scope = run.scope_of(instance)
    if scope.is_event_sub:
        scope = run.scope_of(scope)
    todo = _take_records(scope, trigger.activity)
    if not todo:
        return True
    if trigger.waits:
        hold(run, instance, todo, scope)
        return False
    series = run.create(instance.node, instance.scope_key, Form.SERIES)
    series.stage = Stage.ACTIVE
    hold(run, series, todo, scope)
    return True


def hold(run: Run, holder: Instance, todo: list[Record], scope: Instance) -> None:
    """Let `holder` work through `todo`, whose activities ran in `scope`."""
    holder.data["todo"], holder.data["in"] = todo, scope.key
    run.enqueue(Move("undo", holder.key))


def take_all(scope: Instance) -> list[Record]:
    """Every record of the scope; none stays."""
    return _take_records(scope, None)


def _take_records(scope: Instance, activity: str | None) -> list[Record]:
    records = cast("list[Record]", scope.data.pop("records", []))
    taken = [record for record in records if activity in (None, record[0])]
    rest = [record for record in records if activity not in (None, record[0])]
    if rest:
        scope.data["records"] = rest
    return taken


def next_handler(run: Run, holder: Instance) -> None:
    """Run the newest record that is left; without one the holder is done (P22, P24)."""
    todo = cast("list[Record]", holder.data.get("todo", []))
    if not todo:
        _done(run, holder)
        return
    element_id, snapshot, inner, form = todo.pop()
    node = run.definition.nodes[str(element_id)]
    scope_key = holder.number("in")
    values = cast("Values", snapshot)
    if node.handler is not None and form != Form.INNER:
        run.step.happenings.append(Happening("activity.compensated", node.id, holder.key))
        run.enter(node.handler, scope_key, data={"undo": holder.key}, values=values)
    else:
        _reopen(run, holder, node, values, cast("list[Record]", inner), is_body=form == Form.BODY)


def _reopen(run: Run, holder: Instance, node: Node, snapshot: Values, inner: list[Record], *, is_body: bool) -> None:
    """P22, P26: a completed sub-process is compensated inside, by its own event sub-process or handler by handler."""
    reopened = run.create(node, holder.number("in"), Form.REOPENED)
    reopened.stage = Stage.ACTIVE
    reopened.data["undo"] = holder.key
    if snapshot:
        run.variables.write_local(reopened.key, snapshot, node.id)
    starts = [sub.start for sub in node.event_subs if sub.start is not None and sub.start.trigger("compensation")]
    if is_body or not starts:
        hold(run, reopened, inner, reopened)
        return
    reopened.data["records"] = inner
    sub = starts[0].scope
    assert sub is not None
    handling = run.create(sub, reopened.key)
    handling.data["undo"] = reopened.key
    lifecycle.advance(run, handling)


def _done(run: Run, holder: Instance) -> None:
    holder.data.pop("todo", None)
    if holder.form is Form.REOPENED:
        outer = holder.number("undo")
        run.end(holder, lifecycle.close_waits(run, holder))
        flows.go_on_undoing(run, outer)
    elif holder.form is Form.SERIES:
        run.end(holder, ElementState.COMPLETED)
    elif "cancelled" in holder.data:
        holder.stage = Stage.BEHAVE  # P7: the cancel end event has a second half
        lifecycle.advance(run, holder)
    else:
        lifecycle.complete(run, holder)


def give_back(run: Run, holder: Instance) -> None:
    """P28: when a holder ends early, handlers not yet run stay recorded."""
    todo = holder.data.pop("todo", None)
    scope = run.state.instances.get(holder.number("in", -1))
    if todo and scope is not None and scope is not holder:
        scope.data["records"] = [*cast("list[Record]", todo), *scope.records()]
