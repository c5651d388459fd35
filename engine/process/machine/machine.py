"""The door of the token machine."""

from __future__ import annotations

from collections.abc import Mapping

from engine.process.codec import dump_state, load_state
from engine.process.command import Command, StartCase
from engine.process.definition import Definition
from engine.process.machine import commands, moving
from engine.process.machine.run import Run
from engine.process.state import CaseState
from engine.process.step import Outcome, Step
from engine.process.surroundings import Surroundings
from engine.values import Values


def run(
    definition: Definition,
    command: Command,
    surroundings: Surroundings,
    *,
    case_key: int,
    state: bytes | None,
    variables: Mapping[int, Values],
) -> Step:
    """Everything `command` causes until every token waits (K9).

    `state` is what the step before gave, None for StartCase. `variables` are the live ones by scope key (the case's
    under `case_key`, others under their element instance key); they are read, never changed. The new state is in the
    step; it is empty once the case is over.
    Raises Conflict when what the command names has ended, Invalid when it cannot be asked for. Nothing is half done:
    a step that raised has yielded nothing.
    """
    if isinstance(command, StartCase):
        known = CaseState(case_key)
    else:
        assert state is not None
        known = load_state(state, definition)
    work = Run(definition, known, surroundings, variables)
    commands.apply(work, command)
    moving.drain(work)
    if work.step.outcome is Outcome.ACTIVE:
        work.step.state = dump_state(known)
    return work.step
