"""A case in the hands of a turn: its row, locked, and its live variables."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.definitions.library import DeployedProcess
from engine.process.step import Outcome, Step
from engine.store.cases import CaseRow
from engine.store.events import Head
from engine.values import Values


@dataclass(slots=True)
class OpenCase:
    """The case as it stands inside the transaction; `state` is None before its first step."""

    case_key: int
    process: DeployedProcess
    process_id: str
    parent_case_key: int | None
    parent_element_instance_key: int | None
    root_case_key: int
    call_depth: int
    propagate_all: bool
    business_key: str | None
    unit_id: int
    unit_path: str
    start_correlation_key: str | None
    outcome: Outcome
    started_at: datetime
    incident_count: int
    state: bytes | None
    head: Head
    variables: MutableMapping[int, Values]
    is_let_go: bool = False
    """Its caller ended it, so that its end is no news there."""

    @classmethod
    def of(cls, row: CaseRow, process: DeployedProcess, variables: MutableMapping[int, Values]) -> OpenCase:
        """The case of a locked row."""
        fields: dict[str, Any] = row._asdict()
        return cls(
            case_key=fields["case_key"],
            process=process,
            process_id=fields["process_id"],
            parent_case_key=fields["parent_case_key"],
            parent_element_instance_key=fields["parent_element_instance_key"],
            root_case_key=fields["root_case_key"],
            call_depth=fields["call_depth"],
            propagate_all=fields["propagate_all"],
            business_key=fields["business_key"],
            unit_id=fields["unit_id"],
            unit_path=fields["unit_path"],
            start_correlation_key=fields["start_correlation_key"],
            outcome=Outcome(fields["state"]),
            started_at=fields["started_at"],
            incident_count=fields["incident_count"],
            state=bytes(fields["state_blob"]),
            head=Head(fields["history_seq"], bytes(fields["history_hash"])),
            variables=variables,
        )

    @property
    def is_active(self) -> bool:
        """Whether it has not ended."""
        return self.outcome is Outcome.ACTIVE

    @property
    def root_variables(self) -> Values:
        """The variables of the case's own scope."""
        return self.variables.get(self.case_key, {})

    def apply(self, step: Step) -> None:
        """Take over what a step changed in variables, state and outcome."""
        for written in step.variables:
            self.variables.setdefault(written.scope_key, {})[written.name] = written.value
        for scope_key in step.scopes_closed:
            if scope_key != self.case_key:  # what the case ended with is its answer to its caller
                self.variables.pop(scope_key, None)
        self.state = step.state
        self.outcome = step.outcome
        self.incident_count += len(step.incidents_opened) - len(step.incidents_closed)
