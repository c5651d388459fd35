"""Making a case and running its first step (dialect S9, S15 to S17, P8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from engine.advance.lines import Note
from engine.advance.open_case import OpenCase
from engine.definitions.library import DeployedProcess
from engine.errors import AlreadyExists, Invalid
from engine.feel import Environment, FeelFailure, to_json
from engine.process.command import StartCase
from engine.process.step import Outcome, Step
from engine.store import cases, organisation
from engine.store.events import GENESIS, Head
from engine.store.organisation import UnitRow
from engine.values import Json, Values, dump

if TYPE_CHECKING:
    from engine.advance.turn import Turn

MAX_BUSINESS_KEY = 128


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a case begins. `unit_code` None = by the model or the starter (S9); `business_key` None = by the model (S15).

    `start_element_id` None = the none start event; `parent` and its call activity are set for a called case.
    """

    process: DeployedProcess
    variables: Values
    unit_code: str | None = None
    business_key: str | None = None
    tags: tuple[str, ...] = ()
    begin_at: tuple[str, ...] = ()
    start_element_id: str | None = None
    correlation_key: str | None = None
    parent: OpenCase | None = None
    parent_element_instance_key: int | None = None
    propagate_all: bool = True
    told: Values = field(default_factory=dict)
    """what the first line of its history says besides"""


def start(turn: Turn, beginning: Beginning) -> OpenCase:
    """Make the case and run it until every token waits.

    Raises Invalid without a unit or a start event that fits, AlreadyExists for a business key in use (S17).
    """
    definition = beginning.process.definition
    has_none_start = any(fact.kind == "none" for fact in definition.start_events)
    if beginning.start_element_id is None and not beginning.begin_at and not has_none_start:
        raise Invalid(f"expected process '{definition.process_id}' to have a none start event, but it has none")
    for element_id in beginning.begin_at:
        if element_id not in definition.nodes:
            raise Invalid(f"expected an element of '{definition.process_id}', but found '{element_id}'")
    case = _make(turn, beginning)
    turn.hold(case)
    command = StartCase(
        case_key=case.case_key,
        variables=beginning.variables,
        start_element_id=beginning.start_element_id,
        begin_at=beginning.begin_at,
        call_depth=case.call_depth,
    )
    turn.run(
        case,
        command,
        notes=lambda: {case.case_key: _note(case, beginning.told)},
        before_write=lambda step: _settle_identity(turn, case, beginning, step),
    )
    return case


def _make(turn: Turn, beginning: Beginning) -> OpenCase:
    """The case before its first step; unit and business key are settled after it, before anything is written."""
    parent = beginning.parent
    case_key = turn.tx.new_key()
    return OpenCase(
        case_key=case_key,
        process=beginning.process,
        process_id=beginning.process.definition.process_id,
        parent_case_key=parent.case_key if parent else None,
        parent_element_instance_key=beginning.parent_element_instance_key,
        root_case_key=parent.root_case_key if parent else case_key,
        call_depth=parent.call_depth + 1 if parent else 0,
        propagate_all=beginning.propagate_all,
        business_key=None,
        unit_id=0,
        unit_path="",
        start_correlation_key=beginning.correlation_key,
        outcome=Outcome.ACTIVE,
        started_at=turn.tx.now,
        incident_count=0,
        state=None,
        head=Head(),
        variables={},
    )


def _settle_identity(turn: Turn, case: OpenCase, beginning: Beginning, step: Step) -> None:
    """Evaluate unit and business key over what the start event left behind, and write the case row."""
    outcome, case.outcome = case.outcome, Outcome.ACTIVE
    started = {case.process_id, *(fact.element_id for fact in beginning.process.definition.start_events)}
    variables = {
        written.name: written.value
        for written in step.variables
        if written.scope_key == case.case_key and written.element_id in started
    }
    unit = _unit(turn, beginning, variables)
    case.unit_id, case.unit_path = unit.unit_id, unit.path
    case.business_key = _business_key(turn, beginning, variables)
    cases.add(turn.tx, _row(turn, case, beginning.tags))
    case.outcome = outcome


def _row(turn: Turn, case: OpenCase, tags: tuple[str, ...]) -> dict[str, object]:
    return {
        "case_key": case.case_key, "definition_key": case.process.key, "process_id": case.process_id,
        "process_version": case.process.version, "parent_case_key": case.parent_case_key,
        "parent_element_instance_key": case.parent_element_instance_key, "root_case_key": case.root_case_key,
        "call_depth": case.call_depth, "propagate_all": case.propagate_all, "state": "active",
        "business_key": case.business_key, "start_correlation_key": case.start_correlation_key,
        "unit_id": case.unit_id, "unit_path": case.unit_path, "tags": dump(list(tags)),
        "started_at": turn.tx.now, "started_by": turn.actor.name, "state_blob": b"", "history_seq": 0,
        "history_hash": GENESIS,
    }  # fmt: skip


def _unit(turn: Turn, beginning: Beginning, variables: Values) -> UnitRow:
    tx, parent = turn.tx, beginning.parent
    code: Json = beginning.unit_code
    if code is None and parent is not None:
        return UnitRow(parent.unit_id, "", parent.unit_path, "", "", "", None, is_closed=False)
    if code is None:
        code = _property(turn, beginning, "unit", variables)
    if code is None and turn.actor.home is not None:
        code = turn.actor.home.unit_code
    unit = organisation.root_unit(tx) if code is None else organisation.unit_by_code(tx, str(code))
    if unit is None or unit.is_closed:
        raise Invalid(f"expected an open unit for the case, but '{code}' is none")
    return unit


def _business_key(turn: Turn, beginning: Beginning, variables: Values) -> str | None:
    definition = beginning.process.definition
    key: Json = beginning.business_key
    if key is None and beginning.parent is not None:
        key = beginning.parent.business_key
    if key is None:
        key = _property(turn, beginning, "businessKey", variables)
    if key is None or key == "":
        return None
    if not isinstance(key, str) or len(key) > MAX_BUSINESS_KEY:
        raise Invalid(f"expected a business key of at most {MAX_BUSINESS_KEY} characters, but found another value")
    unique = definition.properties.get("businessKeyUnique")
    if unique is None or unique.text.strip().lower() != "true" or beginning.parent is not None:
        return key
    if cases.active_with_business_key(turn.tx, definition.process_id, key) is not None:
        raise AlreadyExists(f"expected no active case with business key '{key}', but found one")
    return key


def _property(turn: Turn, beginning: Beginning, name: str, variables: Values) -> Json:
    """The process property, evaluated over `variables`; None when absent or null."""
    value = beginning.process.definition.properties.get(name)
    if value is None:
        return None
    if value.expression is None:
        return value.text or None
    zone = beginning.process.definition.time_zone or turn.world.settings.time_zone
    environment = Environment(now=turn.tx.now, zone=ZoneInfo(zone), functions=turn.world.functions)
    try:
        return cast(Json, to_json(value.expression.evaluate(variables, environment).value))
    except FeelFailure as failure:
        raise Invalid(f"expected process property '{name}' to give a value, but {failure}") from None


def _note(case: OpenCase, told: Values) -> Note:
    details: Values = {
        **told,
        "process": case.process_id,
        "version": case.process.version,
        "definition": str(case.process.key),
        "unit_path": case.unit_path,
    }
    if case.parent_case_key is not None:
        details["parent"] = str(case.parent_case_key)
    return Note(None, details)
