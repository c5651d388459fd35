"""What one built-in job type takes and gives (dialect S18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.findings import Text
from engine.values import Json

Schema = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class JobType:
    """One built-in job type. Schemas are JSON Schema; `idempotency` says what keeps a second run harmless."""

    type: str
    purpose: Text
    inputs: Schema
    outputs: Schema
    headers: Mapping[str, Text] = field(default_factory=dict)
    error_codes: Mapping[str, Text] = field(default_factory=dict)
    idempotency: str = "the result depends on nothing but inputs and reference data"


def object_of(required: tuple[str, ...], **properties: Json) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


TEXT: Json = {"type": "string"}
OBJECT: Json = {"type": "object"}
LIST: Json = {"type": "array"}
NUMBER: Json = {"type": "number"}
