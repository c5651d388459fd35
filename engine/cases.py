"""Starting, cancelling and changing cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.access import Permission, may, require_at, require_in_scope
from engine.actor import Actor, ActorKind
from engine.advance import Turn, World
from engine.advance.starting import Beginning, start
from engine.definitions.library import DeployedProcess
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.process.command import Beside, CancelCase, Modify, SetVariables
from engine.store import cases as store
from engine.store import definitions, organisation, views
from engine.store.cases import CaseRow
from engine.store.database import Tx
from engine.submissions import start_values
from engine.values import Values, checked_variables


@dataclass(frozen=True, slots=True)
class StartRequest:
    """Which process to start, with what: by `definition_key`, or by `process_id` (newest, `version` or `version_tag`).

    `unit_code` None = by the model, else the starter's own unit (S9).
    """

    process_id: str | None = None
    definition_key: int | None = None
    version: int | None = None
    version_tag: str | None = None
    variables: Values | None = None
    unit_code: str | None = None
    business_key: str | None = None
    tags: tuple[str, ...] = ()
    begin_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseStarted:
    """The new case."""

    case_key: int
    definition_key: int
    process_id: str
    version: int
    tags: tuple[str, ...]
    business_key: str | None


def start_case(tx: Tx, world: World, request: StartRequest, *, actor: Actor) -> CaseStarted:
    """Start a case by its none start event (E2, S21); what people send is checked by its start form.

    Raises NotFound for an unknown process, Forbidden when no role of the actor may start it, InvalidFields, Invalid or
    AlreadyExists.
    """
    process = _process(tx, world, request)
    _require_start(tx, world, process, request, actor)
    variables = checked_variables(request.variables or {})
    beginning = Beginning(
        process=process,
        variables=variables if request.begin_at else start_values(tx, world, process, variables, actor=actor),
        unit_code=request.unit_code,
        business_key=request.business_key,
        tags=request.tags,
        begin_at=request.begin_at,
    )
    turn = Turn(tx, world, actor)
    case = start(turn, beginning)
    turn.settle()
    return CaseStarted(case.case_key, process.key, case.process_id, process.version, request.tags, case.business_key)


def cancel_case(tx: Tx, world: World, case_key: int, *, actor: Actor, reason: str) -> None:
    """Terminate a case with everything in it. Raises Conflict for a called case, NotFound when it has ended."""
    row = take_visible(tx, case_key, actor)
    if row.state != "active":
        raise NotFound("active case", case_key)
    require_at(actor, Permission.CANCEL_CASE, row.unit_path)
    if row.parent_case_key is not None:
        raise Conflict(f"expected a root case, but case '{case_key}' is called by case '{row.parent_case_key}'")
    turn = Turn(tx, world, actor)
    turn.run(turn.take(case_key, row), CancelCase(reason))
    turn.settle()


def modify_case(
    tx: Tx,
    world: World,
    case_key: int,
    *,
    activate: Sequence[tuple[str, Values]],
    terminate: Sequence[int],
    ancestors: Mapping[int, int],
    beside: Mapping[int, tuple[Beside, int]],
    actor: Actor,
) -> None:
    """Start and end elements of a running case by hand (V15); `ancestors`, `beside` as in `command.Modify`."""
    row = take_visible(tx, case_key, actor)
    require_at(actor, Permission.OPERATE, row.unit_path)
    if row.state != "active":
        raise NotFound("active case", case_key)
    turn = Turn(tx, world, actor)
    case = turn.take(case_key, row)
    unknown = [element_id for element_id, _ in activate if element_id not in case.process.definition.nodes]
    if unknown:
        raise Invalid(f"expected an element of '{case.process_id}', but found '{unknown[0]}'")
    named = tuple((element_id, dict(values)) for element_id, values in activate)
    turn.run(case, Modify(named, tuple(terminate), ancestors, beside))
    turn.settle()


def set_variables(tx: Tx, world: World, scope_key: int, variables: Values, *, local: bool, actor: Actor) -> None:
    """Write variables from outside, in the scope of a case or element instance (D11)."""
    checked_variables(variables)
    case_key = views.case_of_scope(tx, scope_key)
    if case_key is None or not views.sees_case(tx, case_key, actor):
        raise NotFound("element instance", scope_key)
    row = take_visible(tx, case_key, actor)
    require_at(actor, Permission.SET_VARIABLES, row.unit_path)
    if row.state != "active":
        raise NotFound("active case", case_key)
    turn = Turn(tx, world, actor)
    turn.run(turn.take(case_key, row), SetVariables(scope_key, variables, local))
    turn.settle()


def take_visible(tx: Tx, case_key: int, actor: Actor) -> CaseRow:
    """The case row, locked, when the actor sees it. Raises NotFound."""
    if not views.sees_case(tx, case_key, actor):
        raise NotFound("case", case_key)
    return store.lock(tx, case_key)


def startable(tx: Tx, world: World, *, actor: Actor) -> tuple[DeployedProcess, ...]:
    """The newest processes that the actor may start by hand (S21)."""
    found = []
    for row in definitions.all_of(tx, "process"):
        if row.is_latest and row.state == "ACTIVE":
            process = world.library.process(tx, row.definition_key)
            if any(fact.kind == "none" for fact in process.definition.start_events) and _may_start(
                tx, world, process, actor
            ):
                found.append(process)
    return tuple(found)


def _process(tx: Tx, world: World, request: StartRequest) -> DeployedProcess:
    if request.definition_key is not None:
        return world.library.process(tx, request.definition_key)
    if request.process_id is None:
        raise Invalid("expected a process id or definition key, but found neither")
    if request.version is not None:
        key = definitions.find_version(tx, request.process_id, request.version)
    else:
        binding = "versionTag" if request.version_tag is not None else "latest"
        key = definitions.find(
            tx, "process", request.process_id, binding=binding, version_tag=request.version_tag, deployment_key=None
        )
    if key is None:
        raise NotFound("process definition", request.process_id)
    return world.library.process(tx, key)


def _require_start(tx: Tx, world: World, process: DeployedProcess, request: StartRequest, actor: Actor) -> None:
    require_in_scope(actor, process_id=process.definition.process_id)
    if request.begin_at and not may(actor, Permission.OPERATE):
        raise Forbidden(Permission.OPERATE.value)
    if request.unit_code is not None and actor.kind is not ActorKind.SYSTEM:
        unit = organisation.unit_by_code(tx, request.unit_code)
        if unit is None or not actor.holds_at(unit.path):
            raise Invalid(f"expected an open unit in your reach, but found '{request.unit_code}'")
    if not _may_start(tx, world, process, actor):
        raise Forbidden("start_case", reason="expected the role of the start event's lane, but you do not hold it")


def _may_start(tx: Tx, world: World, process: DeployedProcess, actor: Actor) -> bool:
    if may(actor, Permission.START_ANY):
        return True
    roles = _start_roles(tx, world, process)
    return bool(roles) and actor.holds(*roles)


def _start_roles(tx: Tx, world: World, process: DeployedProcess) -> set[str]:
    written = [fact.lane_role for fact in process.definition.start_events if fact.kind == "none" and fact.lane_role]
    codes = (world.roles.code(tx, name.strip()) for text in written for name in text.split(","))
    return {code for code in codes if code is not None}
