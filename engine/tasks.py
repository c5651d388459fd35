"""Working on tasks: claim, release, assign, change, complete (dialect A2, A7, S5, S6)."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.access import Permission, acting_grant, require_at
from engine.actor import OVERSEEING_ROLES, Actor, ActorKind, Grant
from engine.advance import Turn, World
from engine.advance.lines import Note
from engine.advance.tasks import change_task
from engine.errors import Conflict, Forbidden, Invalid, NotFound, StaleRevision
from engine.history.chain import Line
from engine.process.command import ChangeTask, CompleteTask, ThrowError
from engine.store import organisation
from engine.store import tasks as store
from engine.store.cases import CaseRow
from engine.store.database import Tx
from engine.store.tasks import TaskRecord
from engine.task_values import checked_values
from engine.values import Values


class TaskNotOpen(Conflict):
    """The task is completed or withdrawn already."""

    code = "task_not_open"

    def __init__(self, task: TaskRecord) -> None:
        super().__init__(f"expected user task '{task.task_key}' to be open, but it is {task.state}")
        self.task_key, self.state, self.ended_by = task.task_key, task.state, task.ended_by


class TaskHeld(Conflict):
    """Somebody else holds the task."""

    code = "task_held"

    def __init__(self, task: TaskRecord) -> None:
        super().__init__(f"expected user task '{task.task_key}' to be free, but {task.assignee} holds it")
        self.task_key, self.by = task.task_key, task.assignee


@dataclass(frozen=True, slots=True)
class TaskCompleted:
    """What completing a task led to; `opened` are the keys of the tasks it opened at once, in order."""

    task_key: int
    case_key: int
    opened: tuple[int, ...]
    is_case_ended: bool


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A change of a task's facts; None keeps, an empty text or list clears (API section 7)."""

    due_at: datetime | str | None = None
    follow_up_at: datetime | str | None = None
    candidate_users: Sequence[str] | None = None
    candidate_groups: Sequence[str] | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class _Hand:
    """A task in hand: locked, visible, with the grant that allows work on it (None = only overseen)."""

    task: TaskRecord
    case: CaseRow
    variables: MutableMapping[int, Values]
    grant: Grant | None
    may_work: bool


def claim(tx: Tx, world: World, task_key: int, *, actor: Actor, expected_revision: int | None = None) -> None:
    """Give the task to the actor. His own already: nothing happens. Raises TaskHeld, TaskNotOpen, Forbidden."""
    hand = _take(tx, task_key, actor, expected_revision)
    if hand.task.assignee == actor.name:
        return
    if hand.task.assignee is not None:
        raise TaskHeld(hand.task)
    _require_work(hand)
    _assign(tx, world, hand, actor.name, actor=actor, event="task.claimed")


def release(tx: Tx, world: World, task_key: int, *, actor: Actor, expected_revision: int | None = None) -> None:
    """Put the task back for everybody of its role. The holder may, and who may assign; a free task stays as it is."""
    hand = _take(tx, task_key, actor, expected_revision)
    if hand.task.assignee is None:
        return
    if hand.task.assignee != actor.name:
        require_at(actor, Permission.ASSIGN_TASKS, hand.task.unit_path)
    _assign(tx, world, hand, None, actor=actor, event="task.released")


def assign(
    tx: Tx,
    world: World,
    task_key: int,
    *,
    assignee: str,
    allow_override: bool,
    actor: Actor,
    expected_revision: int | None = None,
) -> None:
    """Give the task to `assignee`, who must be able to hold it. Oneself as by claim; whoever holds it hands it over;
    else `assign_tasks` is needed."""
    hand = _take(tx, task_key, actor, expected_revision)
    if hand.task.assignee not in (None, assignee) and not allow_override:
        raise TaskHeld(hand.task)
    if not organisation.user_exists(tx, assignee) or not _may_hold(tx, hand.task, assignee):
        raise Invalid(f"expected an active user who may hold user task '{task_key}', but '{assignee}' may not")
    if hand.task.assignee == actor.name or (assignee == actor.name and hand.task.assignee is None):
        _require_work(hand)
    else:
        require_at(actor, Permission.ASSIGN_TASKS, hand.task.unit_path)
    if hand.task.assignee != assignee:
        _assign(tx, world, hand, assignee, actor=actor, event="task.assigned")


def change(tx: Tx, world: World, task_key: int, wanted: TaskChange, *, actor: Actor) -> None:
    """Change dates, candidates or priority of an open task (needs `assign_tasks` at its unit)."""
    hand = _take(tx, task_key, actor, None)
    require_at(actor, Permission.ASSIGN_TASKS, hand.task.unit_path)
    if wanted.priority is not None and not 0 <= wanted.priority <= 100:
        raise Invalid(f"expected a priority of 0 to 100, but found {wanted.priority}")
    far = [name for name in wanted.candidate_users or () if not organisation.reaches(tx, name, hand.task.unit_path)]
    if far:
        raise Invalid(f"expected candidate users whose roles reach the task's unit, but found '{far[0]}'")
    turn = Turn(tx, world, actor)
    case = turn.take(hand.case.case_key, hand.case, hand.variables)
    told = _told(wanted)
    if _listens(turn, hand, "updating"):
        turn.run(case, ChangeTask(hand.task.element_instance_key, "updating", told))
        turn.settle()
        return
    if wanted.candidate_groups is not None:
        _check_roles(tx, wanted.candidate_groups)
    change_task(tx, world, case, hand.task.element_instance_key, told, by=actor.name)
    turn.record(case, (_line("task.due_changed", hand, {"changed": told}),))


def _told(wanted: TaskChange) -> Values:
    """The change in the words of `/v2`, without what it keeps."""
    told: Values = {}
    for name, moment in (("dueDate", wanted.due_at), ("followUpDate", wanted.follow_up_at)):
        if moment is not None:
            told[name] = moment.isoformat() if isinstance(moment, datetime) else moment
    for name, listed in (("candidateUsers", wanted.candidate_users), ("candidateGroups", wanted.candidate_groups)):
        if listed is not None:
            told[name] = list(listed)
    if wanted.priority is not None:
        told["priority"] = wanted.priority
    return told


def complete(
    tx: Tx,
    world: World,
    task_key: int,
    variables: Values,
    *,
    actor: Actor,
    from_form: bool,
    action: str = "",
    expected_revision: int | None = None,
) -> TaskCompleted:
    """Complete the task with checked values and move the case on.

    Held by somebody else: TaskHeld, unless the actor is a machine client. Raises InvalidFields when the form refuses
    the values; nothing is written then.
    """
    hand = _take(tx, task_key, actor, expected_revision)
    if hand.task.assignee not in (None, actor.name) and actor.kind is not ActorKind.CLIENT:
        raise TaskHeld(hand.task)
    _require_work(hand)
    turn = Turn(tx, world, actor)
    case = turn.take(hand.case.case_key, hand.case, hand.variables)
    values = checked_values(tx, world, hand.task, case, variables, actor=actor, from_form=from_form)
    turn.run(
        case,
        CompleteTask(hand.task.element_instance_key, values),
        notes=lambda: {hand.task.element_instance_key: _note(hand, action)},
    )
    turn.settle()
    return TaskCompleted(task_key, case.case_key, tuple(turn.tasks_opened), not case.is_active)


def throw_error(
    tx: Tx, world: World, task_key: int, *, error_code: str, message: str, variables: Values, actor: Actor
) -> None:
    """Throw a BPMN error at the task's element (E9)."""
    hand = _take(tx, task_key, actor, None)
    _require_work(hand)
    turn = Turn(tx, world, actor)
    case = turn.take(hand.case.case_key, hand.case, hand.variables)
    command = ThrowError(hand.task.element_instance_key, error_code, message, variables)
    turn.run(case, command, notes=lambda: {hand.task.element_instance_key: _note(hand, "")})
    turn.settle()


def sees(tx: Tx, task: TaskRecord, actor: Actor) -> tuple[bool, Grant | None, bool]:
    """(whether the actor sees the task, by which grant he may work on it, whether he may)."""
    if actor.kind is ActorKind.SYSTEM:
        return True, None, True
    grant = acting_grant(actor, task.unit_path, frozenset({task.role}))
    if grant is not None:
        return True, grant, True
    if task.assignee == actor.name:
        return True, None, True
    candidates = store.candidates(tx, task.task_key)
    if ("user", actor.name) in candidates:
        return True, None, True
    further = frozenset(name for kind, name in candidates if kind == "role")
    grant = acting_grant(actor, task.unit_path, further) if further else None
    if grant is not None:
        return True, grant, True
    overseen = acting_grant(actor, task.unit_path, OVERSEEING_ROLES)
    return overseen is not None, None, False


def _take(tx: Tx, task_key: int, actor: Actor, expected_revision: int | None) -> _Hand:
    task, case, variables = store.lock(tx, task_key)
    visible, grant, may_work = sees(tx, task, actor)
    if not visible:
        raise NotFound("user task", task_key)
    if task.state != "open":
        raise TaskNotOpen(task)
    if expected_revision is not None and expected_revision != task.revision:
        raise StaleRevision(
            "User task", task_key, found=task.revision, expected=expected_revision,
            changed_by=task.changed_by, changed_at=task.changed_at,
        )  # fmt: skip
    return _Hand(task, case, variables, grant, may_work)


def _require_work(hand: _Hand) -> None:
    if not hand.may_work:
        raise Forbidden("work_on_task", reason=f"expected the role '{hand.task.role}' at the task's unit")


def _may_hold(tx: Tx, task: TaskRecord, username: str) -> bool:
    candidates = store.candidates(tx, task.task_key)
    if ("user", username) in candidates:
        return True
    roles = {task.role, *(name for kind, name in candidates if kind == "role")}
    return organisation.reaches(tx, username, task.unit_path, roles)


def _check_roles(tx: Tx, groups: Sequence[str]) -> None:
    known = organisation.role_names(tx)
    unknown = [group for group in groups if group not in known]
    if unknown:
        raise Invalid(f"expected known roles as candidate groups, but found '{unknown[0]}'")


def _listens(turn: Turn, hand: _Hand, event: str) -> bool:
    """Whether the task's element has listeners for `event`: then the core decides about the change (A31)."""
    node = turn.take(hand.case.case_key, hand.case, hand.variables).process.definition.node(hand.task.element_id)
    return any(listener.event == event for listener in node.task_listeners)


def _assign(tx: Tx, world: World, hand: _Hand, assignee: str | None, *, actor: Actor, event: str) -> None:
    turn = Turn(tx, world, actor)
    case = turn.take(hand.case.case_key, hand.case, hand.variables)
    if _listens(turn, hand, "assigning"):
        turn.run(case, ChangeTask(hand.task.element_instance_key, "assigning", {"assignee": assignee or ""}))
        turn.settle()
        return
    assigned_at = tx.now if assignee else None
    store.change(tx, hand.task.task_key, by=actor.name, assignee=assignee, assigned_at=assigned_at)
    turn.record(case, (_line(event, hand, {"from": hand.task.assignee, "to": assignee}),))


def _line(event: str, hand: _Hand, details: Values) -> Line:
    return Line(
        event,
        element_id=hand.task.element_id,
        element_instance_key=hand.task.element_instance_key,
        unit_path=hand.task.unit_path,
        details={"task": str(hand.task.task_key), **details, **_authority(hand)},
    )


def _note(hand: _Hand, action: str) -> Note:
    details: Values = {"task": str(hand.task.task_key), **_authority(hand)}
    if action:
        details["action"] = action
    return Note(hand.task.unit_path, details)


def _authority(hand: _Hand) -> Values:
    """The role and unit by which the actor may do this, as of now: never joined later."""
    return {"role": hand.grant.role, "at": hand.grant.unit_code} if hand.grant else {}
