"""All that can be sought, by kind."""

from __future__ import annotations

from collections.abc import Mapping

from engine.store.search.cases import CASES, ELEMENT_INSTANCES, INCIDENTS, VARIABLES
from engine.store.search.definitions import (
    DECISION_DEFINITIONS,
    DECISION_INSTANCES,
    PROCESS_DEFINITIONS,
    REQUIREMENTS,
    RESOURCES,
)
from engine.store.search.fields import Source
from engine.store.search.history import AUDIT_LOGS
from engine.store.search.organisation import GROUPS, ROLES, USERS
from engine.store.search.visible import TASK_VARIABLES
from engine.store.search.work import JOBS, MESSAGE_SUBSCRIPTIONS, USER_TASKS

SOURCES: Mapping[str, Source] = {
    source.kind: source
    for source in (
        *(CASES, ELEMENT_INSTANCES, INCIDENTS, VARIABLES, USER_TASKS, JOBS, MESSAGE_SUBSCRIPTIONS),
        *(PROCESS_DEFINITIONS, DECISION_DEFINITIONS, REQUIREMENTS, DECISION_INSTANCES, USERS, ROLES, GROUPS),
        *(TASK_VARIABLES, RESOURCES, AUDIT_LOGS),
    )
}
