"""Models: checked, deployed, listed, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import decisions, deployments
from engine.actor import Actor
from engine.decisions import DecisionReport
from engine.definitions.files import ModelFile
from engine.definitions.library import FormRow
from engine.deployments import Deployed, ModelList
from engine.findings import Finding
from engine.process.check import Vocabulary
from engine.process.definition import Definition
from engine.service.base import Base
from engine.service.transaction import Once
from engine.store.database import Tx
from engine.values import Json, Values


class DeploymentOperations(Base):
    """Operations on models."""

    def check_models(self, files: Sequence[ModelFile], *, actor: Actor, strict: bool = False) -> tuple[Finding, ...]:
        """Every finding of the gate; nothing is deployed."""
        return self._read(lambda tx: deployments.check_models(tx, self.world, files, strict=strict))

    def deploy(
        self,
        files: Sequence[ModelFile],
        *,
        actor: Actor,
        note: str = "",
        strict: bool = False,
        once: Once[Deployed] | None = None,
    ) -> Deployed:
        """Deploy all files or none (G1). Raises Forbidden, Invalid, Refused."""
        return self._write(
            lambda tx: deployments.deploy(tx, self.world, files, actor=actor, note=note, strict=strict), once=once
        )

    def deploy_unknown(self, files: Sequence[ModelFile], *, actor: Actor, note: str = "") -> Deployed | None:
        """Deploy those of `files` that were never deployed with these bytes; None when there are none.

        What somebody changed since then stays the newest: a restart never takes a designer's work back.
        """

        def operation(tx: Tx) -> Deployed | None:
            unknown = deployments.unknown_files(tx, files)
            return deployments.deploy(tx, self.world, unknown, actor=actor, note=note) if unknown else None

        return self._write(operation)

    def list_models(self, *, actor: Actor) -> ModelList:
        """All deployed processes, decision files and forms, newest version of each first."""
        return self._read(deployments.list_models)

    def vocabulary(self, *, actor: Actor) -> Vocabulary:
        """The roles, calendars and job types that models may name."""
        return self._read(lambda tx: deployments.vocabulary(tx, self.world))

    def definition(self, definition_key: int, *, actor: Actor) -> Definition:
        """The compiled process. Raises NotFound."""
        return self._read(lambda tx: self.world.library.process(tx, definition_key)).definition

    def definition_xml(self, definition_key: int, *, actor: Actor) -> bytes:
        """The BPMN file of a process, byte for byte. Raises NotFound."""
        return self._read(lambda tx: deployments.content(tx, "process", definition_key))

    def requirements_xml(self, requirements_key: int, *, actor: Actor) -> bytes:
        """The DMN file, byte for byte. Raises NotFound."""
        return self._read(lambda tx: deployments.content(tx, "requirements", requirements_key))

    def resource_content(self, key: int, *, actor: Actor) -> tuple[str, bytes]:
        """Name and bytes of the file behind a process, decision requirements or form. Raises NotFound."""
        return self._read(lambda tx: deployments.file_of(tx, key))

    def start_form(self, definition_key: int, *, actor: Actor) -> FormRow | None:
        """The start form of a process; None without one. Raises NotFound."""
        return self._read(lambda tx: deployments.start_form(tx, self.world, definition_key))

    def form_schema(self, form_key: int, *, actor: Actor) -> FormRow:
        """A deployed form. Raises NotFound."""
        return self._read(lambda tx: self.world.library.form(tx, form_key))

    def evaluate_decision(
        self,
        *,
        variables: Values,
        actor: Actor,
        decision_key: int | None = None,
        decision_id: str | None = None,
        once: Once[DecisionReport] | None = None,
    ) -> DecisionReport:
        """Evaluate a decision and keep the evaluation. Raises NotFound."""
        return self._write(
            lambda tx: decisions.evaluate_decision(
                tx, self.world, decision_key=decision_key, decision_id=decision_id, variables=variables
            ),
            once=once,
        )

    def evaluate_expression(
        self, text: str, variables: Mapping[str, Json], *, actor: Actor, scope_key: int | None = None
    ) -> tuple[Json, tuple[str, ...]]:
        """The value of a FEEL text and its warnings. Raises Invalid, NotFound."""
        return self._read(
            lambda tx: decisions.evaluate_expression(tx, self.world, text, variables, scope_key=scope_key, actor=actor)
        )
