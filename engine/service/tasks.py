"""Tasks and the inbox."""

from __future__ import annotations

from collections.abc import Mapping

from engine import inbox, overview, tasks, views
from engine.actor import Actor
from engine.inbox import InboxPage, InboxQuery, Queue
from engine.overview import Overview
from engine.service.base import Base
from engine.service.transaction import Once
from engine.tasks import TaskChange, TaskCompleted
from engine.values import Values
from engine.views import TaskPage


class TaskOperations(Base):
    """Operations on tasks."""

    def inbox(self, query: InboxQuery, *, actor: Actor) -> InboxPage:
        """One page of a queue. Raises Invalid."""
        return self._read(lambda tx: inbox.page(tx, query, actor=actor))

    def inbox_counts(self, *, actor: Actor) -> Mapping[Queue, int]:
        """How many tasks stand in each queue."""
        return self._read(lambda tx: inbox.counts(tx, actor=actor))

    def overview(self, *, actor: Actor) -> Overview:
        """What the actor's first page tells of the last two weeks."""
        return self._read(lambda tx: overview.look(tx, actor=actor))

    def task_page(self, task_key: int, *, actor: Actor) -> TaskPage:
        """Everything for the screen of a task. Raises NotFound."""
        return self._read(lambda tx: views.task_page(tx, self.world, task_key, actor=actor))

    def claim_task(
        self, task_key: int, *, actor: Actor, expected_revision: int | None = None, once: Once[None] | None = None
    ) -> None:
        """Take the task. Raises NotFound, TaskNotOpen, TaskHeld, Forbidden, StaleRevision."""
        return self._write(
            lambda tx: tasks.claim(tx, self.world, task_key, actor=actor, expected_revision=expected_revision),
            once=once,
        )

    def release_task(
        self, task_key: int, *, actor: Actor, expected_revision: int | None = None, once: Once[None] | None = None
    ) -> None:
        """Put the task back. Raises NotFound, TaskNotOpen, Forbidden, StaleRevision."""
        return self._write(
            lambda tx: tasks.release(tx, self.world, task_key, actor=actor, expected_revision=expected_revision),
            once=once,
        )

    def assign_task(
        self,
        task_key: int,
        *,
        assignee: str,
        actor: Actor,
        allow_override: bool = True,
        expected_revision: int | None = None,
        once: Once[None] | None = None,
    ) -> None:
        """Give the task to somebody who may hold it. Raises NotFound, TaskNotOpen, TaskHeld, Invalid, Forbidden."""
        return self._write(
            lambda tx: tasks.assign(
                tx, self.world, task_key, assignee=assignee, allow_override=allow_override, actor=actor,
                expected_revision=expected_revision,
            ),
            once=once,
        )  # fmt: skip

    def update_task(self, task_key: int, change: TaskChange, *, actor: Actor, once: Once[None] | None = None) -> None:
        """Change dates, candidates or priority. Raises NotFound, TaskNotOpen, Forbidden, Invalid."""
        return self._write(lambda tx: tasks.change(tx, self.world, task_key, change, actor=actor), once=once)

    def complete_task(
        self,
        task_key: int,
        variables: Values,
        *,
        actor: Actor,
        from_form: bool,
        action: str = "",
        expected_revision: int | None = None,
        once: Once[TaskCompleted] | None = None,
    ) -> TaskCompleted:
        """Complete the task and move its case on. Raises NotFound, TaskNotOpen, TaskHeld, InvalidFields, Forbidden."""
        return self._write(
            lambda tx: tasks.complete(
                tx, self.world, task_key, variables, actor=actor, from_form=from_form, action=action,
                expected_revision=expected_revision,
            ),
            once=once,
        )  # fmt: skip

    def throw_task_error(
        self,
        task_key: int,
        *,
        error_code: str,
        message: str,
        variables: Values,
        actor: Actor,
        once: Once[None] | None = None,
    ) -> None:
        """Throw a BPMN error at the task. Raises NotFound, TaskNotOpen, Forbidden."""
        return self._write(
            lambda tx: tasks.throw_error(
                tx, self.world, task_key, error_code=error_code, message=message, variables=variables, actor=actor
            ),
            once=once,
        )
