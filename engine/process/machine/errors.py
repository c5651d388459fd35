"""Errors and escalations: who catches them (E8, E9, E10, E12, P5, P28)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.process.graph import Node
from engine.process.machine import catching, interrupting
from engine.process.machine.run import Run
from engine.process.state import Form, Instance
from engine.values import Values


def throw(run: Run, kind: str, code: str, source: Instance, *, values: Values, at_own_boundary: bool = False) -> bool:
    """Look for a catch of `code` and let it take place. False when nobody catches it.

    The search starts in the scope of `source`; with `at_own_boundary` at the boundary events of its own element (E9).
    """
    found = _find(run, kind, code, source, at_own_boundary=at_own_boundary)
    if found is None:
        return False
    node, where = found
    if node.kind == "boundaryEvent":
        # D8: an escalation brings nothing outward but what the event maps
        catching.catch_at_boundary(run, node, where, values if kind == "error" or node.outputs else None)
    else:
        catching.start_event_sub(run, node, where, values)
    if kind == "error" and source.key in run.state.instances:
        interrupting.terminate(run, _handler_root(run, source))  # P28: a handler outside the scope that caught
    return True


def _handler_root(run: Run, instance: Instance) -> Instance:
    while "undo" not in instance.data and instance.scope_key in run.state.instances:
        scope = run.scope_of(instance)
        if scope.key == run.case_key:
            break
        instance = scope
    return instance


def _find(run: Run, kind: str, code: str, source: Instance, *, at_own_boundary: bool) -> tuple[Node, Instance] | None:
    """(the catching event, the scope of its event sub-process or the activity it is attached to)"""
    place: Instance | None = source
    is_inside = False
    while place is not None:
        if is_inside and _listens(place):
            starts = [sub.start for sub in place.node.event_subs if sub.start is not None]
            node = _match(starts, kind, code)
            if node is not None:
                return node, place
        if (is_inside or at_own_boundary) and place.form in (Form.PLAIN, Form.BODY):
            node = _match(place.node.attached, kind, code)
            if node is not None and not (place.form is Form.PLAIN and place.node.loop is not None):
                return node, place
        place, is_inside = _outward(run, place), True
    return None


def _listens(scope: Instance) -> bool:
    """Its event sub-processes can still start (P3, P4)."""
    return scope.form in (Form.PLAIN, Form.INNER) and not scope.data.keys() & {"interrupted", "completing"}


def _outward(run: Run, place: Instance) -> Instance | None:
    """The next place to search; out of a compensation handler it is the scope of the throw event (P28)."""
    while "undo" in place.data:
        holder = run.state.instances.get(place.number("undo"))
        if holder is None:
            break
        place = holder
    return run.state.instances.get(place.scope_key)


def _match(nodes: Iterable[Node], kind: str, code: str) -> Node | None:
    """An equal code wins over a catch-all (E8)."""
    catch_all: Node | None = None
    for node in nodes:
        trigger = node.trigger(kind)
        if trigger is None:
            continue
        if trigger.code is not None and trigger.code.text == code:
            return node
        if trigger.code is None and catch_all is None:
            catch_all = node
    return catch_all
