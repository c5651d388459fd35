"""Wide scopes: most of what is active in them stays packed on shelves, and is unpacked when it is asked for.

A step of a multi-instance of a thousand touches one instance; its cost must not follow the other 999. A shelf holds
some children of one scope with everything inside them. The mappings of a `CaseState` that has shelves open the one with
a key on their own, and all of them when they are gone through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from struct import pack, unpack
from typing import TYPE_CHECKING, TypeVar, overload

from engine.process.state import CaseState, Instance, Wait

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys, dict_values

Thing = TypeVar("Thing", bound="Instance | Wait")
Other = TypeVar("Other")


@dataclass(slots=True, eq=False)
class Shelf:
    """`child_count` children of one scope, packed in `content`.

    `keys`: of every instance, wait, job and incident on it, less the case's key, 8 bytes each, little end first.
    `watches`: one of its waits is for a condition, so it is opened whenever conditions are looked at.
    """

    scope_key: int
    child_count: int
    watches: bool
    keys: bytes
    content: bytes

    def offsets(self) -> set[int]:
        """All those keys."""
        return set(unpack(f"<{len(self.keys) // 8}q", self.keys))

    def holds(self, offset: int) -> bool:
        """Whether something with that key, less the case's, is on it."""
        wanted = pack("<q", offset)
        at = self.keys.find(wanted)
        while at != -1 and at % 8:
            at = self.keys.find(wanted, at + 1)
        return at != -1


@dataclass(slots=True)
class Shelves:
    """The shelves of a state, and which are still closed; `put_back` puts the content of one into the state."""

    root_key: int
    put_back: Callable[[Shelf], None]
    known: list[Shelf]
    closed: list[Shelf] = field(init=False)

    def __post_init__(self) -> None:
        self.closed = list(self.known)

    def fetch(self, key: int) -> bool:
        """Open the shelf with that instance, wait, job or incident; False when none has it."""
        if key <= 0:  # what surrounds the case itself
            return False
        offset = key - self.root_key
        for shelf in self.closed:
            if shelf.holds(offset):
                self._open(shelf)
                return True
        return False

    def open_all(self) -> None:
        """Open every shelf."""
        for shelf in list(self.closed):
            self._open(shelf)

    def open_watching(self) -> None:
        """Open the shelves with waits for conditions."""
        for shelf in [shelf for shelf in self.closed if shelf.watches]:
            self._open(shelf)

    def open_of(self, scope_key: int) -> bool:
        """Open the shelves of one scope; False when there were none."""
        mine = [shelf for shelf in self.closed if shelf.scope_key == scope_key]
        for shelf in mine:
            self._open(shelf)
        return bool(mine)

    def closed_count(self, scope_key: int) -> int:
        """How many children of that scope are on closed shelves."""
        return sum(shelf.child_count for shelf in self.closed if shelf.scope_key == scope_key)

    def _open(self, shelf: Shelf) -> None:
        self.closed.remove(shelf)
        self.put_back(shelf)


class Shelved(dict[int, Thing]):
    """Instances or waits by key, some of them on shelves."""

    __slots__ = ("shelves",)

    def __init__(self, known: dict[int, Thing], shelves: Shelves) -> None:
        super().__init__(known)
        self.shelves = shelves

    def __missing__(self, key: int) -> Thing:
        if self.shelves.fetch(key) and super().__contains__(key):
            return super().__getitem__(key)
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        if super().__contains__(key):
            return True
        return isinstance(key, int) and self.shelves.fetch(key) and super().__contains__(key)

    @overload
    def get(self, key: int, default: None = None, /) -> Thing | None: ...
    @overload
    def get(self, key: int, default: Thing, /) -> Thing: ...
    @overload
    def get(self, key: int, default: Other, /) -> Thing | Other: ...
    def get(self, key: int, default: object = None, /) -> object:
        """The thing of that key, else `default`."""
        found = super().get(key)
        if found is None and self.shelves.fetch(key):
            found = super().get(key)
        return default if found is None else found

    def keys(self) -> dict_keys[int, Thing]:
        """All keys."""
        self.shelves.open_all()
        return super().keys()

    def values(self) -> dict_values[int, Thing]:
        """All things."""
        self.shelves.open_all()
        return super().values()

    def items(self) -> dict_items[int, Thing]:
        """All of them."""
        self.shelves.open_all()
        return super().items()

    def __iter__(self) -> Iterator[int]:
        return iter(self.keys())

    def __len__(self) -> int:
        self.shelves.open_all()
        return super().__len__()


class ShelvedChildren(dict[int, Instance]):
    """The children of a scope, some of them on shelves. Gone through, they stand in the order of their keys."""

    __slots__ = ("scope_key", "shelves")

    def __init__(self, known: dict[int, Instance], scope_key: int, shelves: Shelves) -> None:
        super().__init__(known)
        self.scope_key, self.shelves = scope_key, shelves

    def __len__(self) -> int:
        return super().__len__() + self.shelves.closed_count(self.scope_key)

    def values(self) -> dict_values[int, Instance]:
        """All children."""
        if self.shelves.open_of(self.scope_key):
            in_order = sorted(super().items())
            self.clear()
            self.update(in_order)
        return super().values()


def at_hand(known: dict[int, Thing]) -> list[Thing]:
    """The things of a mapping that are on no closed shelf."""
    return list(dict.values(known))


def near(state: CaseState, key: int) -> list[Instance]:
    """The instances that may hold the job or incident of that key: of wide scopes only those that share its shelf."""
    if state.shelves is not None:
        state.shelves.fetch(key)
    return at_hand(state.instances)


def conditional_waits(state: CaseState) -> list[Wait]:
    """The waits for conditions."""
    if state.shelves is not None:
        state.shelves.open_watching()
    return [wait for wait in at_hand(state.waits) if wait.kind == "conditional"]


def has_conditional_waits(state: CaseState) -> bool:
    """Whether a condition is waited for, on a shelf or off it."""
    if state.shelves is not None and any(shelf.watches for shelf in state.shelves.closed):
        return True
    return any(wait.kind == "conditional" for wait in at_hand(state.waits))
