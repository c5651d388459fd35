"""Looking for what must never be (I0 to I12): cases that cannot go on, rows that differ from what happened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Any

from engine.advance.world import World
from engine.doctor import books, places, proofs, states, told
from engine.doctor.ailment import RULES, Ailment
from engine.store import events
from engine.store.database import Tx
from engine.store.inspection import case_files

Read = Callable[[Callable[[Tx], Any]], Any]
_BATCH = 100
_LOOKS: tuple[tuple[str, Callable[[Tx], Iterable[Ailment]]], ...] = (
    ("schema", proofs.schema),
    ("corrupt", proofs.pages),
    ("answer", proofs.answers),
    ("orphan", places.belonging),
    ("books", books.books),
    ("unit", places.units),
    ("late", places.late),
    ("file", proofs.files),
    ("unguarded", proofs.guards),
)


def examine(
    read: Read, world: World, *, skip: Collection[str] = (), each: Callable[[int], None] = lambda _count: None
) -> Iterator[Ailment]:
    """Everything that is wrong, but for the rules (`I3`) and codes (`late`) in `skip`.

    `read` runs a function in a read transaction; one batch of cases each, so that nobody waits for the doctor. `each`
    is told how many more cases were examined.
    """
    for code, look in _LOOKS:
        if code not in skip and RULES[code] not in skip:
            yield from _wanted(read(partial(_listed, look=look)), skip)
    yield from _wanted(states.examine(read, world), skip)
    yield from _wanted(_by_history(read, skip, each), skip)


def _listed(tx: Tx, *, look: Callable[[Tx], Iterable[Ailment]]) -> list[Ailment]:
    return list(look(tx))


def _wanted(found: Iterable[Ailment], skip: Collection[str]) -> Iterator[Ailment]:
    for ailment in found:
        if ailment.rule not in skip and ailment.code not in skip:
            yield ailment


def _by_history(read: Read, skip: Collection[str], each: Callable[[int], None]) -> Iterator[Ailment]:
    after = 0
    while True:
        found, after, count = read(partial(_batch, after=after, with_chain="I3" not in skip))
        yield from found
        each(count)
        if not after:
            break
    if "I3" not in skip:
        yield from read(_headless)


def _batch(tx: Tx, *, after: int, with_chain: bool) -> tuple[list[Ailment], int, int]:
    files = case_files(tx, after=after, limit=_BATCH)
    found = [ailment for file in files for ailment in told.examine_case(file, with_chain=with_chain)]
    return found, files[-1].case_key if files else 0, len(files)


def _headless(tx: Tx) -> list[Ailment]:
    return [Ailment(key, "chain", "the case of these events is gone") for key in events.orphans(tx)]


__all__ = ["RULES", "Ailment", "examine"]
