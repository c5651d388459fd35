"""Requests made up from our own description of the API, about things that exist: most reach what they mean."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

Schema = Mapping[str, Any]
_WILD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", " ", "0", "-7", "\u0000", "\u202e", "ä中😀", "x" * 5_000, "9" * 25,
    "2026-13-41T99:00:00Z", "P1Y2M", "= 1 +", "=undefined_name.x", "'; --", "../../etc", [], {}, [[[[]]]],
    {"": {"$gt": []}}, ["a", 1, None],
)  # fmt: skip
_MOMENTS = ("2026-03-02T04:00:00Z", "2026-03-09T12:00:00+08:00", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
_WHOSE = {
    "process-definitions": "definition_key", "process-instances": "case_key", "cases": "case_key", "tasks": "task_key",
    "user-tasks": "task_key", "element-instances": "element_instance_key", "jobs": "job_key",
    "incidents": "incident_key", "variables": "variable_key", "decision-definitions": "decision_key",
    "decision-requirements": "requirements_key", "decision-instances": "decision_instance_key", "forms": "form_key",
    "resources": "resource_key", "grants": "grant_key", "imports": "import_key", "models": "definition_key",
}  # fmt: skip
_COLUMNS = {
    "processInstanceKey": "case_key", "rootProcessInstanceKey": "case_key", "processDefinitionKey": "definition_key",
    "userTaskKey": "task_key", "scopeKey": "element_instance_key", "ancestorElementInstanceKey": "element_instance_key",
    "processDefinitionId": "process_id", "messageName": "message_name", "signalName": "signal_name",
    "code": "unit_code", "candidateGroups": "role", "candidateUsers": "username", "assignee": "username",
    "decisionDefinitionId": "decision_id", "sourceElementId": "element_id", "targetElementId": "element_id",
    "elementInstanceKey": "element_instance_key",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invented:
    """One request: what it says, and the operation of the description that it belongs to."""

    operation: str
    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Inventor:
    """Makes requests up. `known` are values that exist, by column or parameter; `schemas` the description's."""

    random: random.Random
    schemas: Mapping[str, Schema]
    known: Mapping[str, Sequence[Any]]
    any_key: Sequence[Any] = field(default=())

    def request(self, method: str, path: str, operation: Mapping[str, Any]) -> Invented:
        """A request of that operation (an object of OpenAPI's `paths`)."""
        of, parameters = f"{method.upper()} {path}", operation.get("parameters", ())
        if path.startswith("/api/v1/data/{name}/{id}") and self.known["data row"] and self.random.random() < 0.8:
            path = path.replace("{name}/{id}", self.random.choice(self.known["data row"]))
        filled = re.sub(r"\{(\w+)\}", lambda found: self._in_path(path, found[1]), path)
        asked = {
            one["name"]: str(self._of_name(one["name"]))
            for one in parameters
            if one["in"] == "query" and self.random.random() < 0.4
        }
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        said = self.value(content["schema"], "") if content else None
        if path.endswith("/jobs/activation"):
            said["requestTimeout"] = -1  # not a word against waiting, but a test has no time for it
        body = json.dumps(said).encode() if content else b""
        query = f"?{urlencode(asked)}" if asked else ""
        return Invented(of, method.upper(), filled + query, body)

    def value(self, schema: Schema, name: str, depth: int = 0) -> Any:
        """A value of a schema; now and then one that exists, now and then a wild one."""
        if "$ref" in schema:
            return self.value(self.schemas[schema["$ref"].rsplit("/", 1)[-1]], name, depth)
        dice = self.random.random()
        if dice < 0.04 and depth:
            return self.random.choice(_WILD)
        if (exists := self._existing(name)) and dice < 0.75:
            found = self.random.choice(exists)
            return str(found) if name.endswith("Key") else found
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self.value(self.random.choice(schema[several]), name, depth)
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        return self._of_type(schema, name, depth)

    def _of_type(self, schema: Schema, name: str, depth: int) -> Any:
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            return self._object(schema, depth)
        if kind == "array":
            items = schema.get("items", {})
            return [
                self.value(items, name.removesuffix("s"), depth + 1) for _ in range(self.random.choice((0, 1, 1, 2, 5)))
            ]
        if kind == "integer":
            return self.random.choice((0, 1, 2, 10, 60, 1_000, 60_000, -1, 2**31, 2**63))
        if kind == "number":
            return self.random.choice((0, 0.5, 1, -2.5, 1e300))
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "null":
            return None
        return self._of_name(name) if kind == "string" else self._anything(depth)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        required = set(schema.get("required", ()))
        made = {
            name: self.value(part, name, depth + 1)
            for name, part in schema.get("properties", {}).items()
            if self.random.random() < (0.97 if name in required else 0.35)
        }
        if schema.get("additionalProperties") and depth < 4:
            further = schema["additionalProperties"]
            part = further if isinstance(further, Mapping) else {}
            for _ in range(self.random.choice((0, 1, 3))):
                name = str(self.random.choice(self.known["variable"]))
                made[name] = self.value(part, name, depth + 1)
        return made

    def _anything(self, depth: int) -> Any:
        if depth > 3 or self.random.random() < 0.7:
            return self.random.choice((*_WILD, *self.known["value"], *self.known["value"]))
        return {str(self.random.choice(self.known["variable"])): self._anything(depth + 1) for _ in range(2)}

    def _in_path(self, path: str, name: str) -> str:
        if self.random.random() < 0.05:
            return quote(str(self.random.choice(_WILD)), safe="") or "0"
        before = path.split("/{" + name + "}")[0].rsplit("/", 1)[-1]
        told = before.removesuffix("s").replace("-", "_") + "_key"
        of_path = (self.known.get(one, ()) for one in (_WHOSE.get(before, told), told, f"{before}/{name}"))
        exists = next(filter(None, of_path), ()) or self._existing(name)
        return quote(str(self.random.choice(exists or self.any_key)), safe="")

    def _existing(self, name: str) -> Sequence[Any]:
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        return self.known.get(_COLUMNS.get(name, name)) or self.known.get(snake) or ()

    def _of_name(self, name: str) -> Any:
        if (exists := self._existing(name)) and self.random.random() < 0.8:
            return self.random.choice(exists)
        if re.search("date|time|[aA]t$|from|until", name):
            return self.random.choice(_MOMENTS)
        return self.random.choice((*self.known["value"], *(one for one in _WILD if isinstance(one, str))))
