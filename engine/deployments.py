"""Checking and deploying models (dialect G1 to G12, V1 to V4)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from engine.access import Permission, require
from engine.actor import Actor
from engine.advance import World
from engine.definitions.files import CheckedFile, ModelFile, check
from engine.definitions.library import FormRow
from engine.errors import Invalid, NotFound, Refused
from engine.findings import Finding
from engine.process.check import Vocabulary
from engine.process.definition import Definition
from engine.process.start_timers import Clockwork
from engine.store import definitions, organisation
from engine.store.database import Tx


@dataclass(frozen=True, slots=True)
class DeployedItem:
    """One definition of a deployment; `is_new` False = the same bytes were deployed before and keep their key (G12).

    `kind` is process, decision, requirements or form; decisions name their requirements.
    """

    kind: str
    id: str
    key: int
    version: int
    name: str
    resource_name: str
    is_new: bool
    requirements_id: str = ""
    requirements_key: int = 0


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a deployment made, and the warnings of the gate."""

    deployment_key: int
    items: tuple[DeployedItem, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A definition as the designer's list shows it. `kind` is process, requirements or form."""

    kind: str
    key: int
    id: str
    version: int
    name: str
    name_en: str
    resource_name: str
    is_latest: bool
    deployed_at: datetime
    deployed_by: str
    note: str


@dataclass(frozen=True, slots=True)
class ModelList:
    """Everything deployed, newest version of each id first."""

    processes: tuple[ModelRow, ...]
    requirements: tuple[ModelRow, ...]
    forms: tuple[ModelRow, ...]


def check_models(tx: Tx, world: World, files: Sequence[ModelFile], *, strict: bool = False) -> tuple[Finding, ...]:
    """Every finding of the gate on `files` as one set; nothing is deployed."""
    return _check(tx, world, files, strict=strict)[1]


def deploy(
    tx: Tx, world: World, files: Sequence[ModelFile], *, actor: Actor, note: str, strict: bool = False
) -> Deployed:
    """Deploy all files or none (G1). Raises Forbidden, Invalid without files, Refused with the gate's findings."""
    require(actor, Permission.DEPLOY)
    if not files:
        raise Invalid("expected at least one file to deploy, but found none")
    checked, findings = _check(tx, world, files, strict=strict)
    if any(finding.level == "error" for finding in findings):
        raise Refused(findings)
    deployment_key = tx.new_key()
    definitions.add_deployment(tx, deployment_key, by=actor.name, note=note)
    items: list[DeployedItem] = []
    for item in checked:
        items += _deploy_file(tx, world, item, deployment_key)
    return Deployed(deployment_key, tuple(items), findings)


def unknown_files(tx: Tx, files: Sequence[ModelFile]) -> list[ModelFile]:
    """Those of `files` that were never deployed with these bytes."""
    return [
        file for file in files
        if not definitions.was_deployed(tx, file.name[:400], hashlib.sha256(file.content).hexdigest())
    ]  # fmt: skip


def vocabulary(tx: Tx, world: World) -> Vocabulary:
    """What models may name in this installation."""
    return Vocabulary(
        roles=organisation.role_names(tx),
        calendars=world.calendar_codes(tx),
        time_zone=world.settings.time_zone,
        forms=definitions.ids(tx, "form"),
    )


def list_models(tx: Tx) -> ModelList:
    """All deployed processes, decision files and forms."""
    return ModelList(
        *(
            tuple(_model_row(kind, row) for row in definitions.all_of(tx, kind))
            for kind in ("process", "requirements", "form")
        )
    )


def file_of(tx: Tx, key: int) -> tuple[str, bytes]:
    """Name and bytes of the file behind a process, decision requirements or form. Raises NotFound."""
    for kind in ("process", "requirements", "form"):
        row = definitions.get(tx, kind, key)
        if row is not None:
            return row.resource_name, bytes(row.content)
    raise NotFound("resource", key)


def content(tx: Tx, kind: str, key: int) -> bytes:
    """The file behind a definition, byte for byte. Raises NotFound."""
    row = definitions.get(tx, kind, key)
    if row is None:
        raise NotFound(f"{kind} definition" if kind == "process" else kind, key)
    return bytes(row.content)


def start_form(tx: Tx, world: World, definition_key: int) -> FormRow | None:
    """The newest form that the start event of a process names; None without one. Raises NotFound."""
    row = definitions.get(tx, "process", definition_key)
    if row is None:
        raise NotFound("process definition", definition_key)
    if row.start_form_id is None:
        return None
    found = definitions.find(tx, "form", row.start_form_id, binding="latest", version_tag=None, deployment_key=None)
    return world.library.form(tx, found) if found is not None else None


def _check(
    tx: Tx, world: World, files: Sequence[ModelFile], *, strict: bool
) -> tuple[tuple[CheckedFile, ...], tuple[Finding, ...]]:
    return check(files, vocabulary=vocabulary(tx, world), imports=world.library.imports(tx), strict=strict)


def _deploy_file(tx: Tx, world: World, item: CheckedFile, deployment_key: int) -> list[DeployedItem]:
    file = _File(tx, item.file, deployment_key)
    made = [_deploy_process(tx, world, definition, file) for definition in item.processes]
    if item.form_id:
        extra = {
            "name": item.form_name[:400], "name_en": item.form_name_en[:400], "version_tag": item.form_version_tag
        }  # fmt: skip
        made.append(_deploy_one(tx, "form", item.form_id, item.form_name, file, extra))
    if item.decisions is not None:
        made += _deploy_decisions(tx, item, file)
    return made


class _File:
    """A file being deployed: stored once, when the first definition of it is new."""

    def __init__(self, tx: Tx, file: ModelFile, deployment_key: int) -> None:
        self.name, self.kind = file.name[:400], file.kind
        self.deployment_key = deployment_key
        self.sha256 = hashlib.sha256(file.content).hexdigest()
        self._tx, self._content = tx, file.content
        self._key: int | None = None

    def key(self) -> int:
        """The key of the stored file."""
        if self._key is None:
            self._key = self._tx.new_key()
            row = {
                "resource_key": self._key, "deployment_key": self.deployment_key, "name": self.name,
                "kind": self.kind, "sha256": self.sha256, "content": self._content,
            }  # fmt: skip
            definitions.add_resource(self._tx, row)
        return self._key


def _deploy_one(
    tx: Tx, kind: str, identifier: str, name: str, file: _File, extra: Mapping[str, object]
) -> DeployedItem:
    latest = definitions.latest(tx, kind, identifier, for_update=True)
    _, key_column, id_column = definitions.KINDS[kind]
    if latest is not None and latest.sha256 == file.sha256 and latest.resource_name == file.name:
        return DeployedItem(
            kind, identifier, getattr(latest, key_column), latest.version, name, file.name, is_new=False
        )
    key = tx.new_key()
    version = latest.version + 1 if latest is not None else 1
    row = {
        key_column: key, id_column: identifier, "version": version, "resource_key": file.key(),
        "resource_name": file.name, "deployment_key": file.deployment_key, **extra,
    }  # fmt: skip
    definitions.add(tx, kind, row)
    return DeployedItem(kind, identifier, key, version, name, file.name, is_new=True)


def _deploy_process(tx: Tx, world: World, definition: Definition, file: _File) -> DeployedItem:
    forms = [fact.form.form_id for fact in definition.start_events if fact.kind == "none" and fact.form]
    extra = {
        "name": definition.name or None, "name_en": definition.name_en or None, "version_tag": definition.version_tag,
        "start_form_id": forms[0] if forms else None, "state": "ACTIVE",
    }  # fmt: skip
    item = _deploy_one(tx, "process", definition.process_id, definition.name, file, extra)
    if item.is_new:
        definitions.replace_start_subscriptions(tx, definition.process_id, _start_rows(tx, world, definition, item.key))
    return item


def _start_rows(tx: Tx, world: World, definition: Definition, key: int) -> list[dict[str, object]]:
    zone = definition.time_zone or world.settings.time_zone
    rows: list[dict[str, object]] = []
    for fact in definition.start_events:
        if fact.kind == "none":
            continue
        due_at = None
        if fact.kind == "timer":
            working = partial(world.add_working_time, tx)
            due_at = Clockwork(definition, fact.element_id, now=tx.now, zone=zone, working=working).first()
        rows.append(
            {
                "subscription_key": tx.new_key(), "definition_key": key, "process_id": definition.process_id,
                "element_id": fact.element_id, "kind": fact.kind, "name": fact.event_name or "", "due_at": due_at,
                "timer_text": fact.timer.text.text if fact.timer else None, "fired_count": 0,
            }
        )  # fmt: skip
    return rows


def _deploy_decisions(tx: Tx, item: CheckedFile, file: _File) -> list[DeployedItem]:
    model = item.decisions
    assert model is not None
    extra = {"name": (model.name or model.requirements_id)[:400], "namespace": model.namespace[:400]}
    requirements = _deploy_one(tx, "requirements", model.requirements_id, model.name, file, extra)
    made = [requirements]
    for decision in model.decisions.values():
        latest = definitions.latest(tx, "decision", decision.id)
        if not requirements.is_new and latest is not None and latest.requirements_key == requirements.key:
            key, version, is_new = latest.decision_key, latest.version, False
        else:
            key, version, is_new = tx.new_key(), latest.version + 1 if latest is not None else 1, True
            row = {
                "decision_key": key, "decision_id": decision.id, "version": version, "version_tag": model.version_tag,
                "name": decision.name[:400], "requirements_key": requirements.key,
                "deployment_key": file.deployment_key,
            }  # fmt: skip
            definitions.add(tx, "decision", row)
        made.append(
            DeployedItem(
                "decision", decision.id, key, version, decision.name, file.name, is_new,
                requirements_id=requirements.id, requirements_key=requirements.key,
            )
        )  # fmt: skip
    return made


def _model_row(kind: str, row: Any) -> ModelRow:
    _, key_column, id_column = definitions.KINDS[kind]
    facts = row._mapping
    name = facts["name"] or facts[id_column]
    return ModelRow(
        kind=kind, key=facts[key_column], id=facts[id_column], version=facts["version"], name=name,
        name_en=facts.get("name_en") or name, resource_name=facts["resource_name"], is_latest=facts["is_latest"],
        deployed_at=facts["deployed_at"], deployed_by=facts["deployed_by"], note=facts["note"],
    )  # fmt: skip
