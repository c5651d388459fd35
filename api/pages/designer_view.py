"""What the designer's pages show: the list of models with their versions, and the data of one workbench."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Literal, Protocol

Kind = Literal["bpmn", "dmn", "form"]
KINDS: tuple[Kind, ...] = ("bpmn", "dmn", "form")
_ENTRIES: Mapping[Kind, str] = {"bpmn": "designer", "dmn": "dmn", "form": "form-editor"}
_SOURCES: Mapping[Kind, str] = {
    "bpmn": "/v2/process-definitions/{key}/xml",
    "dmn": "/v2/decision-requirements/{key}/xml",
    "form": "/v2/forms/{key}",
}
SAMPLE_TEXT = '{\n  "customer": {"name": "张伟", "phone": "13800000000"}\n}'


class ListedModel(Protocol):
    """One deployed version, as `Engine.list_models` gives it.

    `kind` is 'bpmn', 'dmn' or 'form'; `key` that of the process definition, the decision requirements or the form.
    """

    @property
    def kind(self) -> str: ...
    @property
    def key(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def version(self) -> int: ...
    @property
    def resource_name(self) -> str: ...
    @property
    def deployed_at(self) -> datetime: ...
    @property
    def deployed_by(self) -> str: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ModelGroup:
    """All versions of one model, newest first."""

    kind: Kind
    id: str
    versions: tuple[ListedModel, ...]

    @property
    def newest(self) -> ListedModel:
        """The version that new cases use."""
        return self.versions[0]

    @property
    def title(self) -> str:
        """The name of the newest version, or the id of a nameless one."""
        return self.newest.name or self.id

    def matches(self, query: str) -> bool:
        """Whether every word of `query` stands in name, id or file name, whatever the case."""
        text = " ".join((self.title, self.id, self.newest.resource_name)).casefold()
        return all(word in text for word in query.casefold().split())


@dataclass(frozen=True, slots=True)
class Bench:
    """One workbench: which model it opens, where its text comes from, and the versions to choose from.

    `key` None = a new model.
    """

    kind: Kind
    key: str | None = None
    id: str | None = None
    name: str | None = None
    version: int | None = None
    resource_name: str | None = None
    versions: tuple[ListedModel, ...] = ()
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
            "source": _SOURCES[self.kind].format(key=self.key) if self.key else None,
            "member": "schema" if self.kind == "form" else None,
        }


def grouped(models: Iterable[ListedModel], *, query: str = "") -> tuple[ModelGroup, ...]:
    """Models by kind (processes, decisions, forms) and name, each with its versions, those that match `query`."""
    known = [model for model in models if model.kind in KINDS]
    ordered = sorted(known, key=lambda model: (model.kind, model.id, -model.version))
    groups = [
        ModelGroup(kind, identifier, tuple(versions))
        for kind in KINDS
        for identifier, versions in groupby((one for one in ordered if one.kind == kind), key=lambda one: one.id)
    ]
    found = [group for group in groups if group.matches(query)]
    return tuple(sorted(found, key=lambda group: (KINDS.index(group.kind), group.title.casefold())))


def bench_for(models: Sequence[ListedModel], kind: Kind, key: str) -> Bench | None:
    """The workbench of the deployed model with `key`; None when there is none of this kind."""
    model = next((one for one in models if one.kind == kind and str(one.key) == key), None)
    if model is None:
        return None
    group = next(group for group in grouped(models) if group.kind == kind and group.id == model.id)
    return Bench(
        kind=kind, key=key, id=model.id, name=model.name, version=model.version,
        resource_name=model.resource_name, versions=group.versions,
    )  # fmt: skip
