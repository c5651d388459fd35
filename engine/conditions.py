"""Conditional start events: they begin cases when somebody asks with values in hand (dialect E17)."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from engine.access import Permission, require
from engine.actor import Actor, ActorKind, is_within
from engine.advance import Turn, World
from engine.advance.starting import Beginning, start
from engine.cases import CaseStarted
from engine.definitions.library import DeployedProcess
from engine.errors import Invalid, NotFound
from engine.feel import Environment, FeelFailure
from engine.process.definition import StartFact
from engine.store import definitions, organisation
from engine.store.database import Tx
from engine.values import Values, checked_variables


@dataclass(frozen=True, slots=True)
class ConditionCheck:
    """Values to look at; they become the variables of every case that begins.

    `process_id` None = every process with conditional start events. `unit_code`, `business_key` as in StartRequest.
    """

    variables: Values = field(default_factory=dict)
    process_id: str | None = None
    unit_code: str | None = None
    business_key: str | None = None


def evaluate_conditions(tx: Tx, world: World, check: ConditionCheck, *, actor: Actor) -> tuple[CaseStarted, ...]:
    """Begin one case for each conditional start event of a newest version whose condition is true.

    Anything but true counts as not true (E15). Raises Forbidden, NotFound for a process without such start events,
    Invalid for a condition that fails hard (F30) or a unit that is none.
    """
    require(actor, Permission.START_ANY)
    _check_unit(tx, check, actor)
    variables = checked_variables(check.variables)
    scope = actor.scopes.process_ids
    found = [one for one in _waiting(tx, world, check) if is_within(one[0].definition.process_id, scope)]
    true = [(process, fact) for process, fact in found if _is_true(tx, world, process, fact, variables)]
    turn = Turn(tx, world, actor)
    started = [_begin(turn, process, fact, variables, check) for process, fact in true]
    turn.settle()
    return tuple(started)


def _check_unit(tx: Tx, check: ConditionCheck, actor: Actor) -> None:
    if check.unit_code is None or actor.kind is ActorKind.SYSTEM:
        return
    unit = organisation.unit_by_code(tx, check.unit_code)
    if unit is None or not actor.holds_at(unit.path):
        raise Invalid(f"expected an open unit in your reach, but found '{check.unit_code}'")


def _waiting(tx: Tx, world: World, check: ConditionCheck) -> list[tuple[DeployedProcess, StartFact]]:
    rows = definitions.start_subscriptions(tx, "conditional", "")
    mine = [row for row in rows if check.process_id in (None, row.process_id)]
    if check.process_id is not None and not mine:
        raise NotFound("process definition with a conditional start event", check.process_id)
    found = []
    for row in mine:
        process = world.library.process(tx, row.definition_key)
        facts = process.definition.start_events
        found += [(process, fact) for fact in facts if fact.element_id == row.element_id and fact.condition is not None]
    return found


def _is_true(tx: Tx, world: World, process: DeployedProcess, fact: StartFact, variables: Values) -> bool:
    if fact.condition is None or fact.condition.expression is None:
        return False
    zone = ZoneInfo(process.definition.time_zone or world.settings.time_zone)
    environment = Environment(now=tx.now, zone=zone, functions=world.functions)
    try:
        return fact.condition.expression.evaluate(variables, environment).value is True
    except FeelFailure as failure:
        place = f"'{fact.element_id}' of '{process.definition.process_id}'"
        raise Invalid(f"expected the condition of {place} to give a value, but {failure}") from None


def _begin(
    turn: Turn, process: DeployedProcess, fact: StartFact, variables: Values, check: ConditionCheck
) -> CaseStarted:
    beginning = Beginning(
        process=process,
        variables=dict(variables),
        unit_code=check.unit_code,
        business_key=check.business_key,
        start_element_id=fact.element_id,
    )
    case = start(turn, beginning)
    return CaseStarted(case.case_key, process.key, case.process_id, process.version, (), case.business_key)
