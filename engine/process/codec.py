"""The bytes of a case's state: msgpack rows with a version in front, small and flat (P3, P9).

    blob     [version, root key, [instance …], [wait …], [parked move …]] or with [shelf …] as sixth
    instance [key - root, element id, scope - root | nil, form, stage] or with its data as sixth
    wait     [key - root, kind, element id, host - root, index] or with its data as sixth
    shelf    [scope - root, children, watches, keys, bytes of [[instance …], [wait …]]], see shelves.py
The element id of the case itself is "". Version 1 has no shelves: a state without is written as one, so that servers
of before the shelves read it while both versions run on one database.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from struct import pack
from typing import Any

import msgpack

from engine.process import shelves
from engine.process.definition import Definition
from engine.process.graph import Node
from engine.process.shelves import Shelf, Shelved, ShelvedChildren, Shelves
from engine.process.slots import is_slot
from engine.process.state import CaseState, Form, Instance, Stage, Wait

STATE_VERSION = 2
_WITHOUT_SHELVES = 1
_KNOWN_VERSIONS = (_WITHOUT_SHELVES, STATE_VERSION)
_DECIMAL, _WIDE_INTEGER = 1, 2
_FORMS = tuple(Form)
_STAGES = tuple(Stage)
_WIDE = 64
"""children of one scope from which on they are put on shelves"""
_SHELF_ROWS = 32
"""instances on one shelf, or one child with more inside it"""


class UnknownState(ValueError):
    """The bytes are no state of a version this program knows, or of another definition."""


def dump_state(state: CaseState) -> bytes:
    """The bytes of `state`."""
    if state.shelves is not None:
        _empty_narrow_shelves(state, state.shelves)
    instances = shelves.at_hand(state.instances)
    wide = [instance for instance in instances if len(instance.children) > _WIDE]
    if not wide and (state.shelves is None or not state.shelves.closed):
        return _pack(_rows(state, instances, shelves.at_hand(state.waits)))
    return _pack(_shelved_rows(state, wide))


def load_state(blob: bytes, definition: Definition) -> CaseState:
    """The state of `blob` on the nodes of `definition`. Raises UnknownState."""
    rows = _unpack(blob)
    if not isinstance(rows, list) or rows[0] not in _KNOWN_VERSIONS:
        raise UnknownState(f"expected a state of version {STATE_VERSION}, but found {str(rows)[:40]}")
    root = rows[1]
    state = CaseState(root, parked=rows[4])
    _add_rows(state, definition, rows[2], rows[3])
    if len(rows) > 5:
        _add_shelves(state, definition, rows[5])
    return state


def _pack(rows: object) -> bytes:
    packed: bytes = msgpack.packb(rows, default=_encode)
    return packed


def _unpack(blob: bytes) -> Any:
    return msgpack.unpackb(blob, ext_hook=_decode, strict_map_key=False)


def _rows(state: CaseState, instances: list[Instance], waits: list[Wait]) -> list[object]:
    root = state.root_key
    rows = [_instance_row(instance, root) for instance in instances]
    return [_WITHOUT_SHELVES, root, rows, [_wait_row(wait, root) for wait in waits], state.parked]


def _add_rows(state: CaseState, definition: Definition, instances: list[Any], waits: list[Any]) -> None:
    root = state.root_key
    for row in instances:
        state.add(_instance(row, root, definition))
    for row in waits:
        state.add_wait(_wait(row, root, definition))


# ---- shelves ----


def _empty_narrow_shelves(state: CaseState, known: Shelves) -> None:
    """A scope that has become narrow has no shelves any more."""
    for scope_key in {shelf.scope_key for shelf in known.closed}:
        if len(state.instances[scope_key].children) <= _WIDE:
            known.open_of(scope_key)


def _shelved_rows(state: CaseState, wide: list[Instance]) -> list[object]:
    """The rows with the content of wide scopes on shelves; what was not touched goes on as the bytes it came in."""
    root = state.root_key
    put_away: set[int] = set()
    made = _filled_again(state, put_away)
    for scope in wide:
        if scope.key not in put_away:
            _make_shelves(scope, root, made, put_away)
    instances = [instance for instance in shelves.at_hand(state.instances) if instance.key not in put_away]
    waits = [wait for wait in shelves.at_hand(state.waits) if wait.host_key not in put_away]
    rows = [[shelf.scope_key - root, shelf.child_count, shelf.watches, shelf.keys, shelf.content] for shelf in made]
    return [STATE_VERSION, *_rows(state, instances, waits)[1:], rows]


def _filled_again(state: CaseState, put_away: set[int]) -> list[Shelf]:
    """The shelves there were, in their order: closed ones as they are, opened ones with what is left of them."""
    found: list[Shelf] = []
    if state.shelves is None:
        return found
    closed = set(state.shelves.closed)
    for shelf in state.shelves.known:
        if shelf in closed:
            found.append(shelf)
            continue
        scope = state.instances.get(shelf.scope_key)
        if scope is None or len(scope.children) <= _WIDE:
            continue
        offsets = shelf.offsets()
        children = [child for child in shelves.at_hand(scope.children) if child.key - state.root_key in offsets]
        if children:
            found.append(_shelf(scope.key, children, state.root_key, put_away))
    return found


def _make_shelves(scope: Instance, root: int, made: list[Shelf], put_away: set[int]) -> None:
    """Add full shelves for the children of `scope` that stand on none yet; the last few wait for more of them."""
    group: list[Instance] = []
    row_count = 0
    for child in shelves.at_hand(scope.children):
        if child.key in put_away or not _is_narrow(child):
            continue
        group.append(child)
        row_count += sum(1 for _ in _outer_first(child))
        if row_count >= _SHELF_ROWS:
            made.append(_shelf(scope.key, group, root, put_away))
            group, row_count = [], 0


def _is_narrow(instance: Instance) -> bool:
    """No scope in it is wide: those have shelves of their own, and a shelf holds no shelves."""
    if isinstance(instance.children, ShelvedChildren) or len(instance.children) > _WIDE:
        return False
    return all(_is_narrow(child) for child in instance.children.values())


def _outer_first(instance: Instance) -> Iterator[Instance]:
    yield instance
    for child in instance.children.values():
        yield from _outer_first(child)


def _shelf(scope_key: int, children: list[Instance], root: int, put_away: set[int]) -> Shelf:
    """A shelf with these children and all inside them, noted in `put_away`."""
    group = [instance for child in children for instance in _outer_first(child)]
    put_away.update(instance.key for instance in group)
    waits = [wait for instance in group for wait in instance.waits.values()]
    keys = [key - root for instance in group for key in (instance.key, *_keys_inside(instance))]
    keys += [wait.key - root for wait in waits]
    content = _pack([[_instance_row(instance, root) for instance in group], [_wait_row(wait, root) for wait in waits]])
    watches = any(wait.kind == "conditional" for wait in waits)
    return Shelf(scope_key, len(children), watches, pack(f"<{len(keys)}q", *keys), content)


def _keys_inside(instance: Instance) -> Iterator[int]:
    """The keys of jobs and incidents: what commands name besides instances and waits."""
    for name, value in instance.data.items():
        if isinstance(value, int) and (name == "job" or is_slot(name)):
            yield value


def _add_shelves(state: CaseState, definition: Definition, rows: list[Any]) -> None:
    root = state.root_key

    def unpack(shelf: Shelf) -> None:
        instances, waits = _unpack(shelf.content)
        _add_rows(state, definition, instances, waits)

    known = Shelves(root, unpack, [Shelf(scope + root, *rest) for scope, *rest in rows])
    for key in {shelf.scope_key for shelf in known.known}:
        scope = state.instances[key]
        scope.children = ShelvedChildren(scope.children, key, known)
    state.instances, state.waits = Shelved(state.instances, known), Shelved(state.waits, known)
    state.shelves = known


def _instance_row(instance: Instance, root: int) -> list[object]:
    """The row it was loaded from, when only its data changed or nothing did: most instances of a step are untouched."""
    row, data = instance.row, instance.data
    if row is not None and row[4] == instance.stage and (row[5] is data if len(row) > 5 else not data):
        return row
    is_root = instance.key == root
    row = [
        instance.key - root,
        "" if is_root else instance.node.id,
        None if is_root else instance.scope_key - root,
        int(instance.form),
        int(instance.stage),
    ]
    if data:
        row.append(data)
    return row


def _instance(row: list[Any], root: int, definition: Definition) -> Instance:
    scope = row[2]
    node = _node(row[1], definition)
    instance = Instance(row[0] + root, node, 0 if scope is None else scope + root, _FORMS[row[3]], _STAGES[row[4]])
    instance.row = row
    if len(row) > 5:
        instance.data = row[5]
    return instance


def _wait_row(wait: Wait, root: int) -> list[object]:
    row: list[object] = [wait.key - root, wait.kind, wait.node.id, wait.host_key - root, wait.index]
    if wait.data:
        row.append(wait.data)
    return row


def _wait(row: list[Any], root: int, definition: Definition) -> Wait:
    key, kind, element_id, host, index = row[:5]
    return Wait(key + root, kind, _node(element_id, definition), host + root, index, row[5] if len(row) > 5 else None)


def _node(element_id: str, definition: Definition) -> Node:
    if element_id == "":
        return definition.process
    try:
        return definition.nodes[element_id]
    except KeyError:
        raise UnknownState(
            f"expected element '{element_id}' in '{definition.process_id}', but it is not there"
        ) from None


def _encode(value: object) -> msgpack.ExtType:
    if isinstance(value, Decimal):
        return msgpack.ExtType(_DECIMAL, str(value).encode())
    if isinstance(value, int):  # beyond 64 bits, which msgpack does not have
        return msgpack.ExtType(_WIDE_INTEGER, str(value).encode())
    raise TypeError(f"expected plain state, but found {type(value).__name__}")


def _decode(code: int, data: bytes) -> object:
    if code == _DECIMAL:
        return Decimal(data.decode())
    if code == _WIDE_INTEGER:
        return int(data.decode())
    raise UnknownState(f"expected known value types, but found type {code}")
