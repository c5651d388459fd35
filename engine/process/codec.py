"""The bytes of a case's state: msgpack rows with a version in front, small and flat (P3, P9).

    blob     [version, root key, [instance …], [wait …], [parked move …]]
    instance [key - root, element id, scope - root | nil, form, stage] or with its data as sixth
    wait      [key - root, kind, element id, host - root, index] or with its data as sixth
The element id of the case itself is "".
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgpack

from engine.process.definition import Definition
from engine.process.graph import Node
from engine.process.state import CaseState, Form, Instance, Stage, Wait

STATE_VERSION = 1
_DECIMAL, _WIDE_INTEGER = 1, 2
_FORMS = tuple(Form)
_STAGES = tuple(Stage)


class UnknownState(ValueError):
    """The bytes are no state of a version this program knows, or of another definition."""


def dump_state(state: CaseState) -> bytes:
    """The bytes of `state`."""
    root = state.root_key
    instances = [_instance_row(instance, root) for instance in state.instances.values()]
    waits = [_wait_row(wait, root) for wait in state.waits.values()]
    rows: list[object] = [STATE_VERSION, root, instances, waits, state.parked]
    packed: bytes = msgpack.packb(rows, default=_encode)
    return packed


def load_state(blob: bytes, definition: Definition) -> CaseState:
    """The state of `blob` on the nodes of `definition`. Raises UnknownState."""
    rows = msgpack.unpackb(blob, ext_hook=_decode, strict_map_key=False)
    if not isinstance(rows, list) or rows[0] != STATE_VERSION:
        raise UnknownState(f"expected a state of version {STATE_VERSION}, but found {str(rows)[:40]}")
    _, root, instances, waits, parked = rows
    state = CaseState(root, parked=parked)
    for row in instances:
        state.add(_instance(row, root, definition))
    for row in waits:
        state.add_wait(_wait(row, root, definition))
    return state


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
