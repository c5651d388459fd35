"""Input and output mappings, and what is merged outward without them (D7, D8, D20 to D24)."""

from __future__ import annotations

from engine.feel import FeelFailure
from engine.process.graph import IoLine
from engine.process.machine.evaluation import as_json
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Form, Instance
from engine.values import Json, Values

_ERROR = "IO_MAPPING_ERROR"


def map_inputs(run: Run, instance: Instance) -> None:
    """Evaluate the inputs in order and write them as locals; a dotted target builds the whole object (D21)."""
    if instance.node.inputs:
        values = _evaluate_lines(run, instance, instance.node.inputs, base=None)
        run.variables.write_local(instance.key, values, instance.node.id)


def take_results(run: Run, instance: Instance) -> None:
    """Merge the results outward, or with output mappings only what they name (D8, D22)."""
    found = instance.data.get("results")
    results = dict(found) if isinstance(found, dict) else Values()
    node = instance.node
    if instance.form not in (Form.PLAIN, Form.INNER) or not node.outputs:
        if results:
            # M3: what a body collected is its own local, and goes on outward from there
            run.variables.merge(instance.scope_key if instance.form is Form.BODY else instance.key, results, node.id)
        instance.data.pop("results", None)
        return
    if results:
        run.variables.write_local(instance.key, results, node.id)
        instance.data.pop("results", None)
    # M3: what the output element reads is a local of its own instance, so that results do not leak
    base = instance.key if instance.form is Form.INNER else instance.scope_key or run.case_key
    values = _evaluate_lines(run, instance, node.outputs, base=base)
    run.variables.merge(base, values, node.id)


def _evaluate_lines(run: Run, instance: Instance, lines: tuple[IoLine, ...], *, base: int | None) -> Values:
    """The targets' values; `base` is the scope whose objects dotted targets change a leaf of, None = build anew."""
    values: Values = {}
    for line in lines:
        value = _source(run, instance, line, values)
        name, *path = line.path
        if not path:
            values[name] = value
            continue
        if name not in values:
            values[name] = None if base is None else run.variables.visible((name,), base).get(name)
        values[name] = _with_leaf(values[name], path, value)
    return values


def _source(run: Run, instance: Instance, line: IoLine, earlier: Values) -> Json:
    if line.source is None:
        return None
    expression = line.source.expression
    if expression is None:
        return line.source.text
    variables = run.variables.visible(expression.names, instance.key)
    variables.update(earlier)
    try:
        value = expression.evaluate(variables, run.environment).value
    except FeelFailure as failure:
        raise Fault(_ERROR, f"mapping to '{'.'.join(line.path)}': {failure.message}") from None
    return as_json(value, what=f"mapping to '{'.'.join(line.path)}'", error=_ERROR)


def _with_leaf(outer: Json, path: list[str], value: Json) -> Json:
    """A copy of `outer` with the leaf at `path` changed; what is no object on the way is replaced by one."""
    copy = dict(outer) if isinstance(outer, dict) else Values()
    name, *rest = path
    copy[name] = _with_leaf(copy.get(name), rest, value) if rest else value
    return copy
