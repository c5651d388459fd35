"""Names in an instance's data under which the key of an incident stands."""

from __future__ import annotations

REOPEN = "reopen:"
CONDITION = "condition:"
ACTIVATION = "activation:"
CANCELING = "canceling:"
WITHOUT_JOB = -1
"""The retries of a canceling listener that has an incident in place of a job"""
STUCK = "stuck:"
"""Beginnings of the slots of incidents that belong to something at an instance rather than to itself"""
LISTENER = "listener incident"
"""The incident of a task's listener, beside that of an error which nobody caught at the task"""
_BEGINNINGS = (REOPEN, CONDITION, ACTIVATION, CANCELING, STUCK)


def is_slot(name: str) -> bool:
    """Whether this entry of an instance's data holds the key of an incident."""
    return name in ("incident", "limit", LISTENER) or name.startswith(_BEGINNINGS)
