"""What the listeners of a user task are asked about, read out of the state of its case (A31)."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.process.codec import load_state
from engine.process.definition import Definition
from engine.values import Values


@dataclass(frozen=True, slots=True)
class Asked:
    """`changes`: facts of the task as they would be, in the words of `/v2`; `variables`: what completes it."""

    changes: Values = field(default_factory=dict)
    variables: Values = field(default_factory=dict)


def asked_of(state: bytes, definition: Definition, element_instance_key: int, job_key: int) -> Asked:
    """What the listener with that job is asked; nothing when another has its turn. Raises codec.UnknownState."""
    instance = load_state(state, definition).instances.get(element_instance_key)
    if instance is None or instance.data.get("job") != job_key:
        return Asked()
    wanted, corrected = instance.data.get("asked"), instance.data.get("corrections")
    asked = dict(wanted) if isinstance(wanted, dict) else Values()
    corrections = dict(corrected) if isinstance(corrected, dict) else Values()
    if instance.data.get("listening") == "completing":
        return Asked(corrections, asked)
    return Asked({**asked, **corrections})
