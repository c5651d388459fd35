"""The size of what an evaluation may return (D4, F32)."""

from engine.feel.errors import FeelFailure
from engine.feel.limits import MAX_RESULT_DEPTH, MAX_RESULT_NODES, MAX_STRING
from engine.feel.values import FeelValue


def check_result(value: FeelValue) -> FeelValue:
    """The value itself; raises FeelFailure `limit` if it holds too many parts, too much text, or nests too deep."""
    if isinstance(value, list | dict):
        _measure(value)
    return value


def _measure(value: FeelValue) -> None:
    nodes = text = 0
    pending: list[tuple[FeelValue, int]] = [(value, 1)]
    while pending:
        part, depth = pending.pop()
        nodes += 1
        if isinstance(part, str):
            text += len(part)
        elif isinstance(part, list):
            nodes += len(part)
            pending.extend((item, depth + 1) for item in part if isinstance(item, str | list | dict))
        elif isinstance(part, dict):
            nodes += len(part)
            pending.extend((item, depth + 1) for item in part.values() if isinstance(item, str | list | dict))
        if nodes > MAX_RESULT_NODES or text > 4 * MAX_STRING or depth > MAX_RESULT_DEPTH:
            raise FeelFailure("limit", "expected a smaller result, but found too much data or too deep nesting")
