"""Plays one scenario on one engine and says how it went."""

from __future__ import annotations

import time
from collections.abc import Iterator

from engine.actor import SYSTEM
from engine.errors import ServicelaneError
from engine.findings import Text
from engine.service import Engine
from workers.scenarios.acts import do
from workers.scenarios.coverage import Reached
from workers.scenarios.expectations import mismatches, unexpected_incidents
from workers.scenarios.report import Failure, Mismatch, ScenarioReport
from workers.scenarios.scenario import Scenario, ScenarioStep
from workers.scenarios.stage import Stage
from workers.scenarios.theatre import as_csv

_REFERENCE = Text("reference data of the scenario", "场景的参考数据")
_STEP = Text("this step", "此步骤")


def play(scenario: Scenario, engine: Engine) -> ScenarioReport:
    """Play on an engine whose clock is pinned at the scenario's and whose models are deployed.

    It stops at the first step that fails; all that this step finds wrong is told.
    """
    began = time.perf_counter()
    stage = Stage(engine, answers=scenario.jobs, folder=scenario.folder)
    failures, done = _prepared(scenario, engine), 0
    for number, step in enumerate(scenario.steps, start=1):
        if failures:
            break
        failures = [_failure(scenario, stage, step, number, wrong) for wrong in _played(stage, step)]
        done += not failures
    if not failures:
        failures = list(_examined(scenario, engine))
    return ScenarioReport(
        file=scenario.file,
        name=scenario.name,
        name_en=scenario.name_en,
        process_id=scenario.process_id,
        step_count=done,
        seconds=time.perf_counter() - began,
        failures=tuple(failures),
        reached=tuple(Reached(case.process_id, frozenset(case.entered), frozenset(case.flows)) for case in stage.seen),
    )


def _prepared(scenario: Scenario, engine: Engine) -> list[Failure]:
    files = {name: as_csv(rows) for name, rows in scenario.reference.items()}
    try:
        if files:
            engine.load_network(files, actor=SYSTEM)
    except ServicelaneError as problem:
        return [Failure(scenario.file, 1, 0, _REFERENCE, "rows as the sheet wants them", str(problem))]
    return []


def _played(stage: Stage, step: ScenarioStep) -> Iterator[Mismatch]:
    """Everything wrong with one step."""
    try:
        do(stage, step.act)
    except Mismatch as wrong:
        yield wrong
        return
    except (ServicelaneError, ValueError, LookupError) as problem:
        yield Mismatch(_STEP, "to be carried out", f"a refusal: {problem}")
        return
    for expectation in step.expectations:
        for found in mismatches(stage, expectation):
            found.line = expectation.line
            yield found
    yield from unexpected_incidents(stage)


def _failure(scenario: Scenario, stage: Stage, step: ScenarioStep, number: int, wrong: Mismatch) -> Failure:
    line = wrong.line or step.line
    return Failure(scenario.file, line, number, wrong.subject, wrong.expected, wrong.found, _situation(stage))


def _situation(stage: Stage) -> Text:
    """How things stand: the time, the open tasks and jobs of every active case, what machine work failed."""
    now = stage.clock().astimezone(stage.zone).strftime("%Y-%m-%d %H:%M")
    parts = [f"{case.process_id}: {_waiting(stage, case.case_key)}" for case in stage.seen if case.outcome == "active"]
    tries = [f"failed: {text}" for text in stage.failed_tries[-3:]]
    told = "; ".join([*parts, *tries])
    return Text(
        f"at {now} these wait: {told or 'no case is active'}", f"此时 {now},等待中:{told or '没有进行中的流程实例'}"
    )


def _waiting(stage: Stage, case_key: int) -> str:
    case = stage.seen[case_key]
    tasks = [f"{task.element_id} ({task.role}@{task.unit_code})" for task in stage.open_tasks(case)]
    jobs = [f"job {job.type} at {job.element_id}" for job in case.jobs.values()]
    return ", ".join([*tasks, *jobs]) or "no tasks"


def _examined(scenario: Scenario, engine: Engine) -> Iterator[Failure]:
    """What the doctor finds when all is played."""
    last = scenario.steps[-1].line
    for ailment in engine.examine_all(actor=SYSTEM):
        subject = Text(f"the doctor ({ailment.code})", f"体检({ailment.code})")
        yield Failure(scenario.file, last, 0, subject, "a sound case", ailment.message)
