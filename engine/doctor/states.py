"""Cases that cannot go on, and rows that do not say what their case's state says (I4, I5, I10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from engine.advance.world import World
from engine.doctor.ailment import Ailment
from engine.process.codec import UnknownState, dump_state, load_state
from engine.process.definition import Definition
from engine.process.open_work import OpenWork, open_work
from engine.process.state import CaseState
from engine.store import open_rows
from engine.store.database import Tx

Read = Callable[[Callable[[Tx], Any]], Any]
_BATCH, _MOST_LEFT_OVERS = 200, 100
_SHOWN_KEYS = 5


def examine(read: Read, world: World) -> Iterator[Ailment]:
    """Examine every open case, a batch a transaction, then what ended cases left open.

    `read` runs a function in a read transaction.
    """
    after = 0
    while True:
        found, after = read(partial(_examine_batch, world=world, after=after))
        yield from found
        if not after:
            break
    yield from read(_left_overs)


def _examine_batch(tx: Tx, *, world: World, after: int) -> tuple[list[Ailment], int]:
    """What is wrong in the next batch, and the last case key of it; 0 when there was none."""
    cases = open_rows.active_cases(tx, after=after, limit=_BATCH)
    if not cases:
        return [], 0
    first, last = cases[0].case_key, cases[-1].case_key
    rows = {kind: open_rows.open_keys(tx, kind, first=first, last=last) for kind in open_rows.OPEN_KINDS}
    found: list[Ailment] = []
    for case in cases:
        definition = world.library.process(tx, case.definition_key).definition
        try:
            work = open_work(bytes(case.state_blob), definition)
        except UnknownState as problem:
            found.append(Ailment(case.case_key, "state", str(problem)))
            continue
        found += _changed_by_saving(case.case_key, bytes(case.state_blob), definition)
        kept = {kind: by_case.get(case.case_key, set()) for kind, by_case in rows.items()}
        found += compare(case.case_key, work, kept)
    return found, last


def _changed_by_saving(case_key: int, blob: bytes, definition: Definition) -> list[Ailment]:
    """I10: loaded and saved again from nothing, a state is the same state."""
    state = load_state(blob, definition)
    for instance in state.instances.values():
        instance.row = None  # or the stored row would be written again as it is
    if _all_of(load_state(dump_state(state), definition)) == _all_of(load_state(blob, definition)):
        return []
    return [Ailment(case_key, "state", "expected the state to be the same when saved again, but it differs")]


def _all_of(state: CaseState) -> list[object]:
    """Everything a state says; an instance with no data says as much as one with empty data."""
    instances = sorted(
        (one.key, one.node.id, one.scope_key, one.form, one.stage, repr(one.data)) for one in state.instances.values()
    )
    waits = sorted(
        (one.key, one.kind, one.node.id, one.host_key, one.index, repr(one.data)) for one in state.waits.values()
    )
    return [state.root_key, instances, waits, state.parked]


def compare(case_key: int, work: OpenWork, rows: dict[str, set[int]]) -> list[Ailment]:
    """Hold a case's state against its open rows by kind."""
    found: list[Ailment] = []
    if not work.is_waiting:
        message = "expected a task, job, timer, subscription, called case or incident to wait for, but found none"
        found.append(Ailment(case_key, "stalled", message))
    for kind, keys in rows.items():
        expected: set[int] = getattr(work, kind)
        if keys != expected:
            missing, surplus = _shown(sorted(expected - keys)), _shown(sorted(keys - expected))
            message = f"expected the open {kind} of its state, but rows are missing ({missing}) or too many ({surplus})"
            found.append(Ailment(case_key, kind, message))
    return found


def _left_overs(tx: Tx) -> list[Ailment]:
    found: list[Ailment] = []
    for kind in open_rows.OPEN_KINDS:
        for case_key, key in open_rows.work_of_ended_cases(tx, kind, limit=_MOST_LEFT_OVERS):
            message = f"expected no open {kind} of a case that is over, but found {key}"
            found.append(Ailment(case_key, "left_over", message))
    return found


def _shown(keys: Sequence[int]) -> str:
    more = len(keys) - _SHOWN_KEYS
    text = ", ".join(map(str, keys[:_SHOWN_KEYS])) or "none"
    return f"{text} and {more} more" if more > 0 else text
