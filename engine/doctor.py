"""Looking for cases that cannot go on, and for rows that do not say what their case's state says (I3 to I5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from engine.advance.world import World
from engine.history.reading import verify_all
from engine.process.codec import UnknownState
from engine.process.open_work import OpenWork, open_work
from engine.store import open_rows
from engine.store.database import Tx

Read = Callable[[Callable[[Tx], Any]], Any]
_BATCH, _MOST_LEFT_OVERS = 200, 100
_SHOWN_KEYS = 5


@dataclass(frozen=True, slots=True)
class Ailment:
    """What is wrong with one case.

    `code`: `stalled` (I5), `state` (cannot be read), `chain` (I3), or the kind of rows that differ (I4): `tasks`,
    `jobs`, `timers`, `subscriptions`, `incidents`, `calls`; `left_over` are open rows of a case that is over.
    """

    case_key: int
    code: str
    message: str


def examine(read: Read, world: World, *, with_chains: bool) -> Iterator[Ailment]:
    """Examine every open case, a batch a transaction, then what ended cases left, then (I3) every chain.

    `read` runs a function in a read transaction.
    """
    after = 0
    while True:
        found, after = read(partial(_examine_batch, world=world, after=after))
        yield from found
        if not after:
            break
    yield from read(_left_overs)
    if with_chains:
        for chain in verify_all(read):
            if not chain.ok:
                yield Ailment(chain.case_key, "chain", f"broken at event {chain.first_break_seq}: {chain.reason}")


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
        kept = {kind: by_case.get(case.case_key, set()) for kind, by_case in rows.items()}
        found += compare(case.case_key, work, kept)
    return found, last


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
