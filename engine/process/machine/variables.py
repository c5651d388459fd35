"""Variables in scopes (section 2): read outward, written where the name lives, nothing copied per branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from engine.errors import Invalid, TooLarge
from engine.process.machine.faults import Fault
from engine.process.state import Instance
from engine.process.step import VariableWritten
from engine.process.surroundings import MeasuredScopes
from engine.values import MAX_CASE_BYTES, MAX_VALUE_BYTES, Json, Values, checked_variables, dump

if TYPE_CHECKING:
    from engine.process.machine.run import Run

_MISSING: object = object()
_LARGE_BYTES = 4096


class Variables:
    """The live variables of a case by scope key: those given, and what the step writes over them."""

    __slots__ = ("_given", "_given_size", "_growth", "_run", "_written")

    def __init__(self, run: Run, given: Mapping[int, Values]) -> None:
        self._run, self._given = run, given
        self._written: dict[int, Values] = {}
        self._given_size: int | None = None
        self._growth = 0

    def local(self, scope_key: int) -> Mapping[str, Json]:
        """The variables of one scope alone."""
        written = self._written.get(scope_key)
        return self._given.get(scope_key, {}) if written is None else written

    def scopes(self, key: int) -> Iterator[Instance]:
        """The scopes a name is looked up in from here, nearest first (D5)."""
        instances = self._run.state.instances
        found = instances.get(key)
        while found is not None:
            yield found
            found = instances.get(found.scope_key)

    def visible(self, names: Iterable[str], key: int) -> Values:
        """Those of `names` that are visible from scope `key`, with their values."""
        wanted, found = set(names), Values()
        for scope in self.scopes(key) if wanted else ():
            local = self.local(scope.key)
            for name in [name for name in wanted if name in local]:
                found[name] = local[name]
                wanted.discard(name)
            if not wanted:
                break
        return found

    def all_visible(self, key: int) -> Values:
        """Everything visible from scope `key`; inner names hide outer ones."""
        found: Values = {}
        for scope in reversed(list(self.scopes(key))):
            found.update(self.local(scope.key))
        return found

    def write_local(self, scope_key: int, values: Mapping[str, Json], element_id: str) -> None:
        """Write into exactly this scope (D6)."""
        self._check(values)
        for name, value in values.items():
            self._write(scope_key, name, value, element_id)

    def merge(self, scope_key: int, values: Mapping[str, Json], element_id: str) -> None:
        """Write each name where it lives, looking outward from `scope_key`, else to the case (D7)."""
        self._check(values)
        for name, value in values.items():
            self._write(self._home(name, scope_key), name, value, element_id)

    def write_item(
        self, scope_key: int, name: str, items: list[Json], index: int, value: Json, element_id: str
    ) -> None:
        """Put `value` at `index` into `items`, and write all of them as a local (M3).

        Only the item is checked anew and told to the history, since a collection of n outputs is written n times;
        all is told when somebody has written over the local.
        """
        self._check({name: value})
        is_known = self.local(scope_key).get(name) == items
        items[index] = value
        size = len(dump(items))
        if size > MAX_VALUE_BYTES:
            message = f"expected variable '{name}' of at most {MAX_VALUE_BYTES} bytes, but found {size}"
            raise Fault("MESSAGE_SIZE_EXCEEDED", message)
        self._write(scope_key, name, list(items), element_id, index=index if is_known else None)

    def _home(self, name: str, scope_key: int) -> int:
        for scope in self.scopes(scope_key):
            if name in self.local(scope.key):
                return scope.key
        return self._run.case_key

    def _write(self, scope_key: int, name: str, value: Json, element_id: str, *, index: int | None = None) -> None:
        current = self.local(scope_key)
        existed = name in current
        old = current[name] if existed else None
        if scope_key not in self._written:
            self._written[scope_key] = dict(current)
        self._written[scope_key][name] = value
        self._growth += _size({name: value}) - (_size({name: old}) if existed else 0)
        self._run.step.variables.append(VariableWritten(scope_key, name, value, old, existed, element_id, index))
        if not (existed and _is_same(old, value)):
            self._run.note_change(scope_key, name, "update" if existed else "create")

    def _check(self, values: Mapping[str, Json]) -> None:
        """D4 inside a step: nothing is written when a limit is broken."""
        try:
            checked_variables(values)
        except TooLarge as error:
            raise Fault("MESSAGE_SIZE_EXCEEDED", str(error)) from None
        except Invalid as error:
            raise Fault("EXTRACT_VALUE_ERROR", str(error)) from None
        size = sum(len(value) if isinstance(value, str) else 64 for value in values.values())
        if size > _LARGE_BYTES or any(isinstance(value, (list, dict)) for value in values.values()):
            self._check_total(values)

    def _check_total(self, values: Mapping[str, Json]) -> None:
        total = self._given_bytes() + self._growth + _size(values)
        if total > MAX_CASE_BYTES:
            message = f"expected variables of at most {MAX_CASE_BYTES} bytes in the case, but found {total}"
            raise Fault("MESSAGE_SIZE_EXCEEDED", message)

    def _given_bytes(self) -> int:
        """The size of what was given, reckoned at most once in a step."""
        if self._given_size is None:
            given = self._given
            if isinstance(given, MeasuredScopes):
                self._given_size = given.total_bytes()
            else:
                self._given_size = sum(_size(values) for values in given.values())
        return self._given_size

    def close(self, scope_key: int) -> None:
        """The scope is gone, and its variables with it."""
        if scope_key in self._given or scope_key in self._written:
            self._growth -= _size(self.local(scope_key))
            self._run.step.scopes_closed.append(scope_key)
            self._written[scope_key] = {}


def _size(values: Mapping[str, Json]) -> int:
    """The values as JSON text, in bytes."""
    return sum(len(dump(value)) for value in values.values())


def _is_same(old: Json, new: Json) -> bool:
    """Whether a write changed nothing (E14); true is not 1."""
    return old == new and isinstance(old, bool) == isinstance(new, bool)
