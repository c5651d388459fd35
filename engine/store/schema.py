"""The tables as SQLAlchemy Core objects: what queries are written with (`CASE.c.case_key`)."""

from __future__ import annotations

from sqlalchemy import Table

from engine.store.tables import metadata


def table(name: str) -> Table:
    """The Core table of that name."""
    return metadata.tables[name]


UNIT = table("unit")
ROLE = table("role")
USER = table("user_account")
ROLE_GRANT = table("role_grant")
KEY_NODE = table("key_node")
DEPLOYMENT = table("deployment")
RESOURCE = table("resource")
PROCESS_DEFINITION = table("process_definition")
DECISION_REQUIREMENTS = table("decision_requirements")
DECISION_DEFINITION = table("decision_definition")
FORM_DEFINITION = table("form_definition")
START_SUBSCRIPTION = table("start_subscription")
CASE = table("case_instance")
CASE_VARIABLE = table("case_variable")
ELEMENT_INSTANCE = table("element_instance")
CASE_SHARE = table("case_share")
INCIDENT = table("incident")
DECISION_INSTANCE = table("decision_instance")
TASK = table("task")
TASK_CANDIDATE = table("task_candidate")
JOB = table("job")
TIMER = table("timer")
SUBSCRIPTION = table("subscription")
MESSAGE = table("message")
MESSAGE_CORRELATION = table("message_correlation")
DOCUMENT = table("document")
EVENT = table("event")
IDEMPOTENT_ANSWER = table("idempotent_answer")
