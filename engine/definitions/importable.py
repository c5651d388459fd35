"""Decision models that files may import, by namespace: each is read when a file asks for it (N8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from engine.dmn import DmnModel

Read: TypeAlias = Callable[[int, Mapping[str, DmnModel]], DmnModel | None]
STORED_LENGTH = 400
"""of a namespace in the database"""


class Importable(Mapping[str, DmnModel]):
    """Those deployed, and over them those of the set that is being deployed.

    `keys` are the deployed files by (stored) namespace; `read` reads one, and gets this for what it imports itself.
    """

    def __init__(self, keys: Mapping[str, int], read: Read) -> None:
        self._keys, self._read = keys, read
        self._found: dict[str, DmnModel | None] = {}

    def add(self, model: DmnModel) -> None:
        """A model of the set, which stands before a deployed one."""
        self._found[model.namespace] = model

    def __getitem__(self, namespace: str) -> DmnModel:
        if namespace not in self._found:
            self._found[namespace] = None  # while it is read: a file that imports itself in the end finds nothing
            self._found[namespace] = self._deployed(namespace)
        model = self._found[namespace]
        if model is None:
            raise KeyError(namespace)
        return model

    def __iter__(self) -> Iterator[str]:
        return iter({*self._keys, *self._found})

    def __len__(self) -> int:
        return len({*self._keys, *self._found})

    def _deployed(self, namespace: str) -> DmnModel | None:
        key = self._keys.get(namespace[:STORED_LENGTH])
        model = None if key is None else self._read(key, self)
        return model if model is not None and model.namespace == namespace else None
