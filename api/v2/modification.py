"""Changing a process instance by hand: activating, moving and ending elements (API 5, V15)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from starlette.responses import Response

from api.bodies import Body, FreeObject, Key
from api.call import Call
from api.endpoints import Table
from api.errors import BadRequest
from api.v2.instance_commands import Reference
from engine.errors import Invalid
from engine.process.command import Beside
from engine.values import Values

table = Table("/v2", "Process instances")


class VariableInstruction(Body):
    """Variables to write when an element is activated; in the scope of `scopeId`, else in the root."""

    variables: FreeObject
    scope_id: str | None = None


class ActivateInstruction(Body):
    """Activate an element, in the scope `ancestorElementInstanceKey` when several are possible."""

    element_id: str
    variable_instructions: list[VariableInstruction] = []
    ancestor_element_instance_key: Key | None = None


class TerminateInstruction(Body):
    """End an element instance, or all of an element."""

    element_instance_key: Key | None = None
    element_id: str | None = None


class SourceElement(Body):
    """What is moved: all instances of an element, or one."""

    source_type: Literal["byId", "byKey"]
    source_element_id: str | None = None
    source_element_instance_key: Key | None = None


class AncestorScope(Body):
    """How the scope of the target is chosen.

    `direct`: the one named. `sourceParent`: the one the source stands in. `inferred`: the nearest one around the source
    that surrounds the target too.
    """

    ancestor_scope_type: Literal["direct", "inferred", "sourceParent"]
    ancestor_element_instance_key: Key | None = None


class MoveInstruction(Body):
    """End each instance of the source and activate the target for each; of a repeated source for its body."""

    source_element_instruction: SourceElement
    target_element_id: str
    ancestor_scope_instruction: AncestorScope | None = None
    variable_instructions: list[VariableInstruction] = []


class ModifyInstance(Body):
    """Changes of an instance's tokens, applied together."""

    activate_instructions: list[ActivateInstruction] = []
    move_instructions: list[MoveInstruction] = []
    terminate_instructions: list[TerminateInstruction] = []
    operation_reference: Reference | None = None


@dataclass(slots=True)
class _Plan:
    """What the instructions come to; `ancestors` and `beside` by position in `activate`."""

    activate: list[tuple[str, Values]] = field(default_factory=list)
    terminate: list[int] = field(default_factory=list)
    ancestors: dict[int, int] = field(default_factory=dict)
    beside: dict[int, tuple[Beside, int]] = field(default_factory=dict)


@table.post("/process-instances/{key}/modification", status=204, command="MODIFY")
def modify_instance(call: Call, key: int, body: ModifyInstance) -> Response:
    """Activate, move and end elements of a process instance, all together."""
    plan = _Plan()
    for activation in body.activate_instructions:
        named = activation.ancestor_element_instance_key
        if named is not None and named > 0:
            plan.ancestors[len(plan.activate)] = named
        plan.activate.append(_activation(activation.element_id, activation.variable_instructions))
    for end in body.terminate_instructions:
        plan.terminate += _instances(call, key, end.element_instance_key, end.element_id)
    for move in body.move_instructions:
        _add_move(plan, call, key, move)
    if not plan.activate and not plan.terminate:
        raise BadRequest("expected at least one instruction, but found none")
    return call.do(
        lambda once: call.engine.modify_case(
            key, activate=plan.activate, terminate=plan.terminate, ancestors=plan.ancestors, beside=plan.beside,
            actor=call.actor, once=once,
        )
    )  # fmt: skip


def _add_move(plan: _Plan, call: Call, case_key: int, move: MoveInstruction) -> None:
    """Each source ends, and the target begins once for each."""
    source = move.source_element_instruction
    key = source.source_element_instance_key if source.source_type == "byKey" else None
    element_id = source.source_element_id if source.source_type == "byId" else None
    for instance in _instances(call, case_key, key, element_id):
        _choose_scope(plan, move.ancestor_scope_instruction, instance)
        plan.activate.append(_activation(move.target_element_id, move.variable_instructions))
        plan.terminate.append(instance)


def _choose_scope(plan: _Plan, scope: AncestorScope | None, source: int) -> None:
    position = len(plan.activate)
    if scope is None:
        return
    named = scope.ancestor_element_instance_key
    if scope.ancestor_scope_type != "direct":
        if named is not None:
            raise BadRequest("expected an ancestorElementInstanceKey with ancestorScopeType 'direct' only")
        how = Beside.PARENT if scope.ancestor_scope_type == "sourceParent" else Beside.NEAREST
        plan.beside[position] = (how, source)
    elif named is None:
        raise BadRequest("expected an ancestorElementInstanceKey with ancestorScopeType 'direct', but found none")
    elif named > 0:
        plan.ancestors[position] = named


def _activation(element_id: str, instructions: list[VariableInstruction]) -> tuple[str, Values]:
    """The element with the variables of its own scope; other scopes have their own operation."""
    values: Values = {}
    for instruction in instructions:
        if instruction.scope_id != element_id:
            raise BadRequest(f"expected the scopeId '{element_id}' of the activated element in variableInstructions")
        values |= instruction.variables
    return element_id, values


def _instances(call: Call, case_key: int, key: int | None, element_id: str | None) -> list[int]:
    """The element instances that an instruction names by key or by element."""
    if key is not None:
        return [key]
    if element_id is None:
        raise BadRequest("expected an element instance key or an element id as source, but found neither")
    found = call.engine.active_instances(case_key, element_id, actor=call.actor)
    if not found:
        raise Invalid(f"expected an active instance of element '{element_id}', but found none")
    return list(found)
