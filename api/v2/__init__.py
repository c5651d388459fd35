"""The Camunda-8-shaped API. `TABLES` lists every subject; the first that declares a path has it."""

from api.v2 import (
    audit_logs,
    cluster,
    decisions,
    definitions,
    deployments,
    documents,
    elements,
    identity,
    incidents,
    instance_commands,
    instances,
    jobs,
    messages,
    modification,
    not_offered,
    resources,
    tools,
    user_tasks,
)

TABLES = (
    *(cluster.table, deployments.table, definitions.table, instance_commands.table, instances.table),
    *(modification.table, resources.table, audit_logs.table),
    *(elements.table, user_tasks.table, jobs.table, messages.table, incidents.table, decisions.table),
    *(documents.table, tools.table, identity.table, not_offered.table),
)
