"""An operator starts and ends elements of a running case (V15)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import Invalid
from engine.process.command import Beside, Modify
from engine.process.graph import Node
from engine.process.machine import adhoc, flows, interrupting, scopes, tokens
from engine.process.machine.run import Run
from engine.process.state import Form, Instance
from engine.process.step import Outcome
from engine.values import Values


def modify(run: Run, command: Modify) -> None:
    """End what is named, start what is named; entering applies K8, ending K13. Scopes complete only afterwards."""
    left: list[int] = []
    ancestors = {**command.ancestors}
    for position, (how, key) in command.beside.items():  # as long as what they stand beside is there
        ancestors[position] = _around(run, _node(run, command.activate[position][0]), how, run.instance(key)).key
    for key in command.terminate:
        instance = run.instance(key)
        if instance.key == run.case_key:
            raise Invalid("expected element instances inside the case; to end the case itself, cancel it")
        run.happened("token.moved", instance, ended=instance.node.id)
        interrupting.terminate(run, instance)
        left.append(instance.scope_key)
        if "undo" in instance.data:
            flows.go_on_undoing(run, instance.number("undo"))
    for position, (element_id, values) in enumerate(command.activate):
        node = _node(run, element_id)
        run.happened("token.moved", run.state.root, started=element_id)
        ancestor = ancestors.get(position)
        _activate(run, node, values, None if ancestor is None else run.instance(ancestor))
    for scope_key in left:
        _end_empty(run, scope_key)


def _end_empty(run: Run, scope_key: int) -> None:
    """A scope whose last content an operator ended is ended too: it must not look like success."""
    while scope_key in run.state.instances:
        scope = run.state.instances[scope_key]
        is_plain = scope.form in (Form.PLAIN, Form.INNER) and scope.node.behaviour == "scope"
        if not is_plain or scope.children or scope.key in run.pending or tokens.wait(scope) or "todo" in scope.data:
            return
        scope_key = scope.scope_key
        interrupting.terminate(run, scope)
        if scope.key == run.case_key:
            scopes.finish(run, Outcome.TERMINATED)
            run.happened("case.terminated", scope)


def _node(run: Run, element_id: str) -> Node:
    node = run.definition.nodes.get(element_id)
    if node is None:
        raise Invalid(f"expected an element of '{run.definition.process_id}', but found '{element_id}'")
    if node.kind in ("startEvent", "boundaryEvent") or node.type == "EVENT_SUB_PROCESS":
        raise Invalid(f"expected an element that tokens enter, but '{element_id}' is started by its trigger")
    return node


def _activate(run: Run, node: Node, values: Values, ancestor: Instance | None) -> None:
    """Enter `node` in the one active instance of its scope; scopes that are missing are made on the way.

    With `ancestor`, every scope between it and the node is made anew.
    """
    inner: list[object] = []
    while True:
        scope = _only_scope(run, node) if ancestor is None else _as_scope(ancestor, node)
        if scope is not None:
            break
        inner = [[node.id, values, inner]]
        node, values = _scope_node(node), {}
    if scope.node.adhoc is not None and not inner:
        adhoc.activate(run, scope, node.id, values)
        return
    run.enter(node, scope.key, data={"begin": inner} if inner else None, values=values)


def _around(run: Run, node: Node, how: Beside, source: Instance) -> Instance:
    """The scope in which `node` takes the place of `source`. Raises Invalid when none around it surrounds `node`."""
    surrounding = _scopes_around(node)
    scope = source
    while scope.key != run.case_key:
        scope = run.scope_of(scope)
        if scope.form not in (Form.PLAIN, Form.INNER) or (scope.form is Form.PLAIN and scope.node.loop is not None):
            continue  # a body, an activation: what is in them stands in the scope around
        if any(scope.node is outer for outer in surrounding):
            return scope
        if how is Beside.PARENT:
            break
    raise Invalid(f"expected '{source.node.id}' to stand in a scope around '{node.id}', but it does not")


def _scopes_around(node: Node) -> list[Node]:
    """The scopes a node stands in, from the inside to the process."""
    return [] if node.scope is None else [node.scope, *_scopes_around(node.scope)]


def _scope_node(node: Node) -> Node:
    if node.scope is None:
        raise Invalid(f"expected an active scope for '{node.id}', but found none")
    return node.scope


def _as_scope(ancestor: Instance, node: Node) -> Instance | None:
    """The named ancestor, when it is an instance of the scope `node` stands in."""
    is_scope = ancestor.form is Form.INNER or (ancestor.form is Form.PLAIN and ancestor.node.loop is None)
    return ancestor if is_scope and ancestor.node is node.scope else None


def _only_scope(run: Run, node: Node) -> Instance | None:
    """The one active instance of the scope `node` stands in; None when there is none."""
    found = [
        instance
        for instance in run.state.instances.values()
        if instance.node is node.scope and instance.form in (Form.PLAIN, Form.INNER)
    ]
    found = [instance for instance in found if not (instance.form is Form.PLAIN and instance.node.loop)]
    if len(found) > 1:
        raise Invalid(f"expected one active scope for '{node.id}', but found {len(found)}")
    return found[0] if found else None


def paths(run: Run, wanted: Sequence[tuple[str, Values]]) -> list[object]:
    """Where to begin, nested from the process inward: [element id, locals, where to begin inside it]."""
    begin: list[object] = []
    for element_id, values in wanted:
        node: Node = _node(run, element_id)
        entry: list[object] = [node.id, values, []]
        while node.scope is not None and node.scope.kind != "process":
            node = node.scope
            entry = [node.id, {}, [entry]]
        begin.append(entry)
    return begin
