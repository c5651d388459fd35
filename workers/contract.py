"""What a handler gets and gives. A handler runs outside any transaction and may run twice for one job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from engine.store.database import Tx
from engine.values import Json, Values

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine


@dataclass(frozen=True, slots=True)
class Done:
    """The job is done: `variables` go to the case; `writes` runs in the transaction that completes the job (S20).

    What `writes` gives joins `variables`: an answer that only the locked rows could tell.
    """

    variables: Values = field(default_factory=dict)
    writes: Callable[[Tx], Values | None] | None = None


class BpmnError(Exception):
    """The business answer is no: thrown at the job's element, where the model may catch `error_code` (E9)."""

    def __init__(self, error_code: str, message: str, variables: Values | None = None) -> None:
        super().__init__(message)
        self.error_code, self.message, self.variables = error_code, message, variables or {}


class BadInput(Exception):
    """The model gave the handler something it cannot use; trying again would not help: an incident at once."""


class Handler(Protocol):
    """One job type. Any exception but those above is a failed try: it is tried again after a back-off (I2, I3)."""

    def __call__(self, engine: Engine, job: ActivatedJob) -> Done: ...


def text_of(variables: Mapping[str, Json], name: str, *, default: str | None = None) -> str:
    """The text variable `name`. Raises BadInput when it is none and there is no default (null counts as absent)."""
    found = variables.get(name)
    if found is None and default is not None:
        return default
    if not isinstance(found, str):
        raise BadInput(f"expected text in input '{name}', but found {_kind(found)}")
    return found


def record_of(variables: Mapping[str, Json], name: str) -> Values:
    """The object variable `name`; null and absent are an empty object. Raises BadInput for anything else."""
    found = variables.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadInput(f"expected an object in input '{name}', but found {_kind(found)}")
    return found


def list_of(variables: Mapping[str, Json], name: str) -> list[Json]:
    """The list variable `name`; null and absent are an empty list. Raises BadInput for anything else."""
    found = variables.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise BadInput(f"expected a list in input '{name}', but found {_kind(found)}")
    return found


def _kind(value: Json) -> str:
    names = {type(None): "nothing", bool: "a boolean", str: "text", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
