"""What the pages of a task and a case show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.access import Permission, may_at
from engine.actor import Actor, ActorKind
from engine.advance import World
from engine.definitions.library import FormRow
from engine.errors import NotFound
from engine.forms import names_read
from engine.inbox import TaskRow
from engine.process.definition import Definition, ElementFact
from engine.store import cases, organisation, scope, views
from engine.store import tasks as task_store
from engine.store.case_links import LinkedCase, links_of
from engine.store.database import Tx
from engine.store.reference import notifications
from engine.store.reference.notifications import NotificationRow
from engine.store.schema import TASK
from engine.tasks import sees
from engine.values import Values, load


@dataclass(frozen=True, slots=True)
class CaseHead:
    """A case in one line; `is_own`: the actor reaches the case's own unit, so he sees raw variables too."""

    case_key: int
    definition_key: int
    process_id: str
    process_version: int
    process_name: str
    process_name_en: str
    business_key: str | None
    state: str
    unit_code: str
    unit_path: str
    unit_name: str
    unit_name_en: str
    tags: tuple[str, ...]
    started_at: datetime
    started_by: str
    started_by_name: str
    ended_at: datetime | None
    incident_count: int
    parent_case_key: int | None
    root_case_key: int
    revision: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything for the screen of one task; `values` are the variables its form may show."""

    task: TaskRow
    case: CaseHead
    form: FormRow | None
    values: Values
    headers: Mapping[str, str]
    may_claim: bool
    may_complete: bool
    may_release: bool
    may_assign: bool
    holders: tuple[tuple[str, str], ...] = ()
    """(name, display name) of whom the actor may give it to: others who may hold it; empty without `may_assign`."""

    def readable(self, subjects: Collection[str]) -> frozenset[str] | None:
        """The variables the actor may read raw; None = all. Where he only shares the case: `subjects` and the form's.

        Other stations' names and prices stand in the rest.
        """
        if self.case.is_own:
            return None
        return frozenset(subjects) | (names_read(self.form.form) if self.form is not None else frozenset())


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as pages show it."""

    incident_key: int
    case_key: int
    element_id: str
    error_type: str
    message: str
    state: str
    job_key: int | None
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """A parent or child case."""

    case_key: int
    parent_case_key: int | None
    process_name: str
    process_name_en: str
    business_key: str | None
    state: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything for the screen of one case. `active` counts tokens by element; `variables` None = not his to see."""

    head: CaseHead
    elements: Mapping[str, ElementFact]
    done: tuple[str, ...]
    active: Mapping[str, int]
    flows: tuple[str, ...]
    incidents: tuple[IncidentView, ...]
    tasks: tuple[TaskRow, ...]
    readable_tasks: frozenset[int]
    related: tuple[RelatedCase, ...]
    variables: Values | None
    may_cancel: bool
    may_operate: bool
    notifications: tuple[NotificationRow, ...] = ()
    links: tuple[LinkedCase, ...] = ()


def task_page(tx: Tx, world: World, task_key: int, *, actor: Actor) -> TaskPage:
    """The task with its form and values. Raises NotFound for what the actor does not see."""
    found = task_store.fetch(tx, task_store.rows(TASK.c.task_key == task_key))
    if not found:
        raise NotFound("user task", task_key)
    visible, _, may_work = sees(tx, found[0], actor)
    if not visible:
        raise NotFound("user task", task_key)
    task = TaskRow.of(found[0], tx.now)
    is_open = task.state == "open"
    is_held = task.assignee == actor.name
    may_assign = may_at(actor, Permission.ASSIGN_TASKS, task.unit_path)
    headers = load(found[0].headers)
    return TaskPage(
        task=task,
        case=_head(tx, task.case_key, actor),
        form=world.library.form(tx, task.form_key) if task.form_key is not None else None,
        values=_values(tx, task),
        headers={key: str(value) for key, value in headers.items()} if isinstance(headers, dict) else {},
        may_claim=is_open and may_work and task.assignee is None,
        may_complete=is_open and may_work and task.assignee in (None, actor.name),
        may_release=is_open and task.assignee is not None and (is_held or may_assign),
        may_assign=is_open and (is_held or may_assign),
        holders=_others(tx, task) if is_open and (is_held or may_assign) else (),
    )


def _others(tx: Tx, task: TaskRow) -> tuple[tuple[str, str], ...]:
    """Who may hold the task by its roles, besides who holds it."""
    further = {name for kind, name in task_store.candidates(tx, task.task_key) if kind == "role"}
    found = organisation.holders(tx, task.unit_path, {task.role, *further})
    return tuple((name, shown) for name, shown in found if name != task.assignee)


def case_head(tx: Tx, case_key: int, *, actor: Actor) -> CaseHead:
    """The case in one line. Raises NotFound for what the actor does not see."""
    return _head(tx, case_key, actor)


def case_page(tx: Tx, world: World, case_key: int, *, actor: Actor) -> CasePage:
    """The case with diagram state, tasks, incidents, relations. Raises NotFound for what the actor does not see."""
    head = _head(tx, case_key, actor)
    definition = world.library.process(tx, head.definition_key).definition
    counts = views.element_counts(tx, case_key)
    tasks = task_store.fetch(tx, task_store.rows(TASK.c.case_key == case_key).order_by(TASK.c.task_key))
    readable = task_store.fetch(tx, task_store.rows(TASK.c.case_key == case_key, scope.task_condition(actor)))
    readable_keys = frozenset(row.task_key for row in readable)
    return CasePage(
        head=head,
        elements={fact.id: fact for fact in definition.elements},
        done=tuple(sorted({row.element_id for row in counts if row.state == "COMPLETED"})),
        active={row.element_id: row.instances for row in counts if row.state == "ACTIVE"},
        flows=taken_flows(definition, counts, views.choices_made(tx, case_key)),
        incidents=tuple(_incident(row, is_own=head.is_own) for row in views.incidents(tx, case_key)),
        tasks=tuple(TaskRow.of(row, tx.now) for row in tasks if head.is_own or row.task_key in readable_keys),
        readable_tasks=readable_keys,
        related=_related(tx, head, actor),
        variables=cases.variables(tx, case_key).get(case_key, {}) if head.is_own else None,
        may_cancel=head.state == "active"
        and head.parent_case_key is None
        and may_at(actor, Permission.CANCEL_CASE, head.unit_path),
        may_operate=may_at(actor, Permission.OPERATE, head.unit_path),
        notifications=notifications.of_case(tx, case_key) if head.is_own else (),
        links=links_of(tx, case_key, actor),
    )


def case_flows(tx: Tx, world: World, case_key: int) -> tuple[str, ...]:
    """The sequence flows tokens of the case went along, each once. Raises NotFound without such a case."""
    row = cases.get(tx, case_key)
    if row is None:
        raise NotFound("case", case_key)
    definition = world.library.process(tx, row.definition_key).definition
    return taken_flows(definition, views.element_counts(tx, case_key), views.choices_made(tx, case_key))


def taken_flows(definition: Definition, counts: Sequence[views.Record], chosen: set[str]) -> tuple[str, ...]:
    """The sequence flows tokens went along: those chosen, and those out of completed elements that leave no choice."""
    completed = {row.element_id for row in counts if row.state == "COMPLETED"}
    entered = {row.element_id for row in counts}
    taken = set(chosen)
    for flow in definition.flows.values():
        source, target = flow.source, flow.target
        choice = source.behaviour in _CHOOSING or any(out.condition is not None for out in source.outgoing)
        if source.id in completed and not choice:
            waited = source.behaviour == "event_gateway" or source.type == "EVENT_BASED_GATEWAY"
            taken |= {flow.id} if not waited or target.id in entered else set()
    return tuple(sorted(taken))


_CHOOSING = frozenset({"exclusive", "inclusive", "complex"})


def _head(tx: Tx, case_key: int, actor: Actor) -> CaseHead:
    row = views.head(tx, case_key, actor)
    if row is None:
        raise NotFound("case", case_key)
    tags = load(row.tags)
    return CaseHead(
        case_key=row.case_key, definition_key=row.definition_key, process_id=row.process_id,
        process_version=row.process_version, process_name=row.process_name or row.process_id,
        process_name_en=row.process_name_en or row.process_name or row.process_id, business_key=row.business_key,
        state=row.state, unit_code=row.unit_code, unit_path=row.unit_path, unit_name=row.unit_name,
        unit_name_en=row.unit_name_en or row.unit_name,
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (), started_at=row.started_at,
        started_by=row.started_by, started_by_name=row.started_by_name or row.started_by, ended_at=row.ended_at,
        incident_count=row.incident_count, parent_case_key=row.parent_case_key, root_case_key=row.root_case_key,
        revision=row.revision, is_own=actor.kind is ActorKind.SYSTEM or bool(row.is_own),
    )  # fmt: skip


def _values(tx: Tx, task: TaskRow) -> Values:
    scopes = cases.variables(tx, task.case_key)
    found = dict(scopes.get(task.case_key, {}))
    if len(scopes) > 1:
        for key in cases.scope_chain(tx, task.case_key, task.element_instance_key):
            found |= scopes.get(key, {})
    return found


def _incident(row: views.Record, *, is_own: bool) -> IncidentView:
    """Its message may quote variables, so only who may read those reads it."""
    message = row.message if is_own else ""
    return IncidentView(
        row.incident_key, row.case_key, row.element_id, row.error_type, message, row.state, row.job_key,
        row.opened_at, row.resolved_at, row.resolved_by,
    )  # fmt: skip


def _related(tx: Tx, head: CaseHead, actor: Actor) -> tuple[RelatedCase, ...]:
    rows = views.family(tx, head.root_case_key, actor)
    return tuple(
        RelatedCase(
            row.case_key, row.parent_case_key, row.process_name or row.process_id,
            row.process_name_en or row.process_name or row.process_id, row.business_key, row.state,
        )
        for row in rows
        if row.case_key != head.case_key
    )  # fmt: skip
