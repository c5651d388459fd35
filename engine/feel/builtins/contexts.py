"""Context functions (F23) and their old and extended forms (F25)."""

from engine.feel.builtins.registry import builtin
from engine.feel.limits import MAX_NESTING, check_list
from engine.feel.scope import Run
from engine.feel.values import FeelValue, NoValue


@builtin("get value", "m: context, key: string")
def get_value(run: Run, context: dict[str, object], key: str) -> FeelValue:
    """The value of an entry; null if there is none."""
    return context.get(key)


@builtin("get value", "m: context, keys: list")
def get_value_deep(run: Run, context: dict[str, object], keys: list[object]) -> FeelValue:
    """The value at the end of a list of keys."""
    value: FeelValue = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            return None
        value = value.get(key)
    return value if keys else None


@builtin("get entries", "m: context")
def get_entries(run: Run, context: dict[str, object]) -> list[object]:
    """A list of `{key, value}`."""
    run.charge(1 + len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("put", "context: context, key: string, value: Any")
@builtin("context put", "context: context, key: string, value: Any")
def context_put(run: Run, context: dict[str, object], key: str, value: FeelValue) -> dict[str, object]:
    """The context with one entry set."""
    return _with(run, context, key, value)


@builtin("put", "context: context, keys: list, value: Any")
@builtin("context put", "context: context, keys: list, value: Any")
def context_put_deep(run: Run, context: dict[str, object], keys: list[object], value: FeelValue) -> dict[str, object]:
    """The context with the entry at the end of a list of keys set; contexts on the way are made."""
    names = [key for key in keys if isinstance(key, str)]
    if not names or len(names) != len(keys) or len(names) > MAX_NESTING:
        raise NoValue("expected a list of keys, but found none or other items")
    return _put_at(run, context, names, value)


def _put_at(run: Run, context: dict[str, object], names: list[str], value: FeelValue) -> dict[str, object]:
    if len(names) == 1:
        return _with(run, context, names[0], value)
    inner = context.get(names[0])
    if inner is not None and not isinstance(inner, dict):
        raise NoValue("expected contexts on the way, but found another value")
    return _with(run, context, names[0], _put_at(run, inner or {}, names[1:], value))


def _with(run: Run, context: dict[str, object], key: str, value: FeelValue) -> dict[str, object]:
    run.charge(1 + len(context) // 4)
    return {**context, key: value}


@builtin("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[object]) -> dict[str, object]:
    """One context of all; later entries win."""
    merged: dict[str, object] = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise NoValue("expected a list of contexts, but found another item")
        run.charge(1 + len(context) // 4)
        merged.update(context)
        check_list(len(merged))
    return merged


@builtin("put all", "contexts: list")
def put_all_listed(run: Run, contexts: list[object]) -> dict[str, object]:
    """The old name of `context merge`."""
    return context_merge(run, contexts)


@builtin("put all", "context...: context")
def put_all(run: Run, *contexts: object) -> dict[str, object]:
    """The same over arguments."""
    return context_merge(run, list(contexts))


@builtin("context", "entries: list")
def context_from_entries(run: Run, entries: list[object]) -> dict[str, object]:
    """The context of a list of `{key, value}`; a key given twice is null."""
    result: dict[str, object] = {}
    run.charge(1 + len(entries))
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or not isinstance(key, str) or "value" not in entry or key in result:
            raise NoValue("expected entries with each key once and a value, but found others")
        result[key] = entry["value"]
    return result
