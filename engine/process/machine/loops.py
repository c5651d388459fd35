"""Multi-instance and standard loop: one body, a fresh inner instance for each item or round (1.7).

In the data of a body: `count` instances in all, `next` index of the next one, `done`, `collected` outputs (as a local
of the body they can be read, and overwritten, by everybody), `items` still needed by a sequential one, `again` for a
standard loop, `enough` once the completion condition was true.
"""

from __future__ import annotations

from typing import cast

from engine.process.graph import Loop
from engine.process.machine import evaluation, flows, interrupting, lifecycle
from engine.process.machine.faults import Fault
from engine.process.machine.run import Move, Run
from engine.process.state import Form, Instance
from engine.values import Json, Values

_MOST = {"parallel": 1_000, "sequential": 10_000}


def _loop(body: Instance) -> Loop:
    assert body.node.loop is not None
    return body.node.loop


@lifecycle.behaves("loop")
def begin(run: Run, body: Instance) -> bool:
    """Start the first instance, or all of a parallel one; True when there is nothing to do."""
    loop = _loop(body)
    if loop.kind == "standard":
        return _begin_standard(run, body, loop)
    assert loop.input_collection is not None
    items = evaluation.items(run, loop.input_collection, body.key, what="the input collection")
    if len(items) > _MOST[loop.kind]:
        message = f"expected at most {_MOST[loop.kind]} instances of '{body.node.id}', but found {len(items)}"
        raise Fault("LIMIT_EXCEEDED", message)
    if loop.output_collection:
        body.data["collected"] = [None] * len(items)
        run.variables.write_local(body.key, {loop.output_collection: [None] * len(items)}, body.node.id)
    body.data.update(count=len(items), done=0, next=0)
    if not items:
        _set_results(body, loop)
        return True
    if loop.kind == "sequential":
        body.data["items"] = items
        _queue_next(run, body, items[0])
        return False
    for item in items:
        _queue_next(run, body, item)
    return False


def _begin_standard(run: Run, body: Instance, loop: Loop) -> bool:
    body.data.update(done=0, next=0)
    if not _goes_on(run, body, loop, scope=body, is_before=True):
        return True
    _queue_next(run, body, None)
    return False


def _goes_on(run: Run, body: Instance, loop: Loop, *, scope: Instance, is_before: bool) -> bool:
    """M7: whether another round follows."""
    if loop.maximum is not None and body.number("next") >= loop.maximum:
        return False
    if loop.condition is None or (is_before and not loop.test_before and not body.number("next")):
        return True
    extra: Values = {"loopCounter": body.number("next") + (1 if loop.test_before else 0)}
    what = f"the loop condition of '{body.node.id}'"
    return evaluation.condition(run, loop.condition, scope.key, what=what, error="CONDITION_ERROR", extra=extra)


def _queue_next(run: Run, body: Instance, item: Json) -> None:
    index = body.number("next")
    body.data["next"] = index + 1
    run.enqueue(Move("next", body.key, data={"index": index}, values={"item": item}))


def start_inner(run: Run, body: Instance, move: Move) -> None:
    """One instance with its locals (M2, M3)."""
    loop, index = _loop(body), cast("int", move.data["index"])
    inner = run.create(body.node, body.key, Form.INNER)
    inner.data["index"] = index
    values: Values = {}
    if loop.output_local:
        values[loop.output_local] = None
    if loop.input_element:
        values[loop.input_element] = move.values.get("item")
    values["loopCounter"] = index + 1
    lifecycle.begin(run, inner, values)


@lifecycle.leaves("inner")
def inner_done(run: Run, inner: Instance) -> None:
    """An instance completed: collect its output, ask whether it is enough (M3, M4, M7)."""
    body = run.scope_of(inner)
    loop = _loop(body)
    output: Json = None
    if loop.output_element is not None:
        output = evaluation.json_value(run, loop.output_element, inner.key, what="the output element")
    collected = body.data.get("collected")
    if isinstance(collected, list) and loop.output_collection:
        index = inner.number("index")
        run.variables.write_item(body.key, loop.output_collection, collected, index, output, body.node.id)
    _ask(run, body, inner, loop)
    body.data["done"] = body.number("done") + 1
    if any((inner.data.get("records"), _has_own_compensation(inner))):
        flows.keep_record(run, inner)
    run.end(inner, lifecycle.close_waits(run, inner))


def _has_own_compensation(inner: Instance) -> bool:
    return any(sub.start is not None and sub.start.trigger("compensation") for sub in inner.node.event_subs)


def _ask(run: Run, body: Instance, inner: Instance, loop: Loop) -> None:
    if loop.kind == "standard":
        body.data["again"] = int(_goes_on(run, body, loop, scope=inner, is_before=False))
        return
    if loop.completion is None:
        return
    done, active = body.number("done") + 1, len(body.children) - 1
    started = body.number("next") - run.pending.get(body.key, 0)
    extra: Values = {
        "numberOfInstances": body.number("count"),
        "numberOfActiveInstances": active,
        "numberOfCompletedInstances": done,
        "numberOfTerminatedInstances": started - active - done,
    }
    what = f"the completion condition of '{body.node.id}'"
    if evaluation.condition(run, loop.completion, inner.key, what=what, error=evaluation.EXTRACT, extra=extra):
        body.data["enough"] = 1


def review(run: Run, body: Instance) -> None:
    """After a move inside the body: the next instance, or the end."""
    loop = _loop(body)
    if "enough" in body.data:
        interrupting.terminate_content(run, body)
    elif body.children or body.key in run.pending:
        return
    elif loop.kind == "standard" and body.data.pop("again", 0):
        _queue_next(run, body, None)
        return
    elif loop.kind == "sequential" and body.number("next") < body.number("count"):
        items = cast("list[Json]", body.data["items"])
        _queue_next(run, body, items[body.number("next")])
        return
    _set_results(body, loop)
    lifecycle.complete(run, body)


def _set_results(body: Instance, loop: Loop) -> None:
    if loop.output_collection:
        body.data["results"] = {loop.output_collection: body.data.pop("collected", [])}
    body.data.pop("items", None)
