"""Compiled definitions, read once and kept: they never change, so a key is enough to share them between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from engine.definitions.importable import Importable
from engine.dmn import DmnModel, read_dmn
from engine.errors import NotFound
from engine.forms import Form
from engine.process.definition import Definition, read_definitions
from engine.store import definitions as store
from engine.store.database import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeployedProcess:
    """A compiled process with the facts of its row."""

    key: int
    deployment_key: int
    version: int
    definition: Definition


@dataclass(frozen=True, slots=True)
class DeployedDecision:
    """A decision with the compiled file it stands in."""

    key: int
    decision_id: str
    name: str
    version: int
    requirements_key: int
    model: DmnModel


@dataclass(frozen=True, slots=True)
class FormRow:
    """A deployed form: `schema` is the form-js JSON text as deployed, `form` the same, compiled."""

    form_key: int
    form_id: str
    version: int
    name: str
    schema: str
    form: Form


class Library:
    """The definitions in memory, each kind bounded; the least used leave first."""

    def __init__(self, *, size: int = 500) -> None:
        self._processes: _Kept[DeployedProcess] = _Kept(size)
        self._models: _Kept[DmnModel] = _Kept(size)
        self._dmn_files: _Kept[DmnModel | bytes] = _Kept(size)
        self._forms: _Kept[FormRow] = _Kept(size)

    def process(self, tx: Tx, key: int) -> DeployedProcess:
        """The process of that key. Raises NotFound."""
        return self._processes.get(key, lambda: _read_process(tx, key))

    def form(self, tx: Tx, key: int) -> FormRow:
        """The form of that key. Raises NotFound."""
        return self._forms.get(key, lambda: _read_form(tx, key))

    def decision(self, tx: Tx, key: int) -> DeployedDecision:
        """The decision of that key. Raises NotFound."""
        row = store.get(tx, "decision", key)
        if row is None:
            raise NotFound("decision", key)
        model = self._models.get(row.requirements_key, lambda: self._read_model(tx, row.requirements_key))
        return DeployedDecision(key, row.decision_id, row.name, row.version, row.requirements_key, model)

    def imports(self, tx: Tx) -> Importable:
        """The newest deployed DMN models by namespace. However many there are, only those asked for are read."""
        return Importable(store.latest_namespaces(tx), partial(self._model, tx))

    def _model(self, tx: Tx, key: int, imports: Mapping[str, DmnModel]) -> DmnModel | None:
        """That of a file; one that imports others is read anew, as these may be new."""
        file = self._dmn_file(tx, key)
        return file if isinstance(file, DmnModel) else read_dmn(file, imports=imports)[0]

    def _read_model(self, tx: Tx, key: int) -> DmnModel:
        model = self._model(tx, key, self.imports(tx))
        if model is None:
            raise NotFound("decision requirements", key)
        return model

    def _dmn_file(self, tx: Tx, key: int) -> DmnModel | bytes:
        return self._dmn_files.get(key, partial(_read_dmn_file, tx, key))


class _Kept(Generic[T]):
    def __init__(self, size: int) -> None:
        self._items: OrderedDict[int, T] = OrderedDict()
        self._lock = threading.Lock()
        self._size = size

    def get(self, key: int, read: Callable[[], T]) -> T:
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key]
        item = read()
        with self._lock:
            self._items[key] = item
            while len(self._items) > self._size:
                self._items.popitem(last=False)
        return item


def _read_process(tx: Tx, key: int) -> DeployedProcess:
    row = store.get(tx, "process", key)
    if row is None:
        raise NotFound("process definition", key)
    found = {item.process_id: item for item in read_definitions(row.content, file=row.resource_name)}
    return DeployedProcess(key, row.deployment_key, row.version, found[row.process_id])


def _read_dmn_file(tx: Tx, key: int) -> DmnModel | bytes:
    """The model of a file that stands for itself; the bytes of one that imports others, whose versions change."""
    row = store.get(tx, "requirements", key)
    if row is None:
        raise NotFound("decision requirements", key)
    content = bytes(row.content)
    model = None if b"import" in content else read_dmn(content)[0]
    return content if model is None else model


def _read_form(tx: Tx, key: int) -> FormRow:
    row = store.get(tx, "form", key)
    if row is None:
        raise NotFound("form", key)
    schema = row.content.decode()
    return FormRow(key, row.form_id, row.version, row.name, schema, Form.read(schema))
