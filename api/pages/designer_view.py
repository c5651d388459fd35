"""What the designer's pages show: the list of models with their versions, and the data of one workbench."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from engine.deployments import ModelList, ModelRow

Kind = Literal["bpmn", "dmn", "form"]
KINDS: tuple[Kind, ...] = ("bpmn", "dmn", "form")
_ENTRIES: Mapping[Kind, str] = {"bpmn": "designer", "dmn": "dmn", "form": "form-editor"}
SAMPLE_TEXT = '{\n  "customer": {"name": "张伟", "phone": "13800000000"}\n}'


@dataclass(frozen=True, slots=True)
class ModelGroup:
    """All versions of one model, newest first."""

    kind: Kind
    id: str
    versions: tuple[ModelRow, ...]

    @property
    def newest(self) -> ModelRow:
        """The version that new cases use."""
        return self.versions[0]

    @property
    def title(self) -> str:
        """The name of the newest version, or the id of a nameless one."""
        return self.newest.name or self.id

    def matches(self, query: str) -> bool:
        """Whether every word of `query` stands in name, id or file name, whatever the case."""
        text = " ".join((self.title, self.newest.name_en, self.id, self.newest.resource_name)).casefold()
        return all(word in text for word in query.casefold().split())


@dataclass(frozen=True, slots=True)
class Bench:
    """One workbench: which model it opens, where its text comes from, and the versions to choose from.

    `key` None = a new model.
    """

    kind: Kind
    key: str | None = None
    id: str | None = None
    name: str = ""
    name_en: str = ""
    version: int | None = None
    resource_name: str | None = None
    versions: tuple[ModelRow, ...] = ()
    sample_text: str = field(default=SAMPLE_TEXT)

    @property
    def entry(self) -> str:
        """The entry of the front-end build."""
        return _ENTRIES[self.kind]

    @property
    def newest_key(self) -> str | None:
        """The key of the newest version; None for a new model."""
        return str(self.versions[0].key) if self.versions else None

    def for_script(self) -> dict[str, str | int | None]:
        """What workbench.js reads. Keys are texts: they do not fit a JavaScript number."""
        return {
            "kind": self.kind,
            "key": self.key,
            "id": self.id,
            "newestKey": self.newest_key,
            "resourceName": self.resource_name,
            "source": f"/api/v1/models/{self.kind}/{self.key}/text" if self.key else None,
        }


def grouped(models: ModelList, *, query: str = "") -> tuple[ModelGroup, ...]:
    """Models by kind (processes, decisions, forms) and name, each with its versions, those that match `query`."""
    groups = [group for kind in KINDS for group in _groups(kind, _of_kind(models, kind)) if group.matches(query)]
    return tuple(sorted(groups, key=lambda group: (KINDS.index(group.kind), group.title.casefold())))


def bench_for(models: ModelList, kind: Kind, key: str) -> Bench | None:
    """The workbench of the deployed model with `key`; None when there is none of this kind."""
    rows = _of_kind(models, kind)
    model = next((row for row in rows if str(row.key) == key), None)
    if model is None:
        return None
    group = next(group for group in _groups(kind, rows) if group.id == model.id)
    return Bench(
        kind=kind,
        key=key,
        id=model.id,
        name=model.name,
        name_en=model.name_en,
        version=model.version,
        resource_name=model.resource_name,
        versions=group.versions,
    )


def _of_kind(models: ModelList, kind: Kind) -> Sequence[ModelRow]:
    return {"bpmn": models.processes, "dmn": models.requirements, "form": models.forms}[kind]


def _groups(kind: Kind, rows: Iterable[ModelRow]) -> list[ModelGroup]:
    ordered = sorted(rows, key=lambda row: (row.id, -row.version))
    return [ModelGroup(kind, identifier, tuple(same)) for identifier, same in groupby(ordered, key=lambda row: row.id)]
