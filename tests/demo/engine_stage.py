"""An engine as the stage of the demo's repairs: the same acts as over HTTP, without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from api.cli.demo import people
from api.cli.demo_moves import Values
from api.cli.demo_player import PROCESS, OpenTask
from engine.actor import Actor
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.messages import Publication
from engine.service import Engine
from engine.values import Values as CaseValues
from engine.values import dump, load
from engine.views import CasePage
from workers import Worker


class EngineStage:
    """Plays on one engine with a pinned clock; machine work is done by `settle` in this thread."""

    def __init__(self, engine: Engine, clock: PinnedClock) -> None:
        self.engine, self._clock = engine, clock
        self._worker = Worker(engine)
        self._people = people()
        self._actors: dict[str, Actor] = {}
        self._started = 0
        self.pages: dict[str, CasePage] = {}
        self.trouble: list[str] = []

    def actor(self, username: str) -> Actor:
        """A demo user with his grants."""
        if username not in self._actors:
            self._actors[username] = self.engine.actor_of_basic(username, "demo", address="127.0.0.1")
        return self._actors[username]

    def start(self, variables: Values, *, is_message: bool) -> str:
        agent = self.actor("agent")
        if not is_message:
            started = self.engine.start_case(StartRequest(PROCESS, variables=exact(variables)), actor=agent)
            return str(started.case_key)
        self._started += 1
        values = exact({**variables, "repair_number": f"WEB-{self._started}"})
        published = self.engine.publish_message(Publication("repair_requested", variables=values), actor=agent)
        return str(published.case_keys[0])

    def publish(self, message: str, key: str, values: Values) -> None:
        publication = Publication(message, key, exact(values), timedelta(hours=1))
        self.engine.publish_message(publication, actor=self.actor("agent"))

    def open_tasks(self, case_key: str) -> Sequence[OpenTask]:
        return [
            OpenTask(str(task.task_key), task.element_id, task.role, task.unit_code, task.assignee)
            for task in self._page(case_key).tasks
            if task.state == "open"
        ]

    def complete(self, task: OpenTask, values: Values) -> None:
        person = self.actor(task.assignee or self._people.get((task.role, task.unit)) or task.role)
        task_key = int(task.task_key)
        page = self.engine.task_page(task_key, actor=person)
        assert page.form is not None, task.element_id
        if task.assignee is None:
            self.engine.claim_task(task_key, actor=person)
        self.engine.complete_task(task_key, exact(values), actor=person, from_form=False)

    def variables(self, case_key: str) -> Mapping[str, Any]:
        return self._page(case_key).variables or {}

    def is_active(self, case_key: str) -> bool:
        page = self._page(case_key)
        self.trouble += [f"{incident}" for incident in page.incidents]
        assert not page.incidents, page.incidents
        return page.head.state == "active"

    def passed(self, case_key: str) -> frozenset[str]:
        return frozenset(self._page(case_key).done)

    def now(self) -> datetime:
        return self._clock()

    def move_clock(self, moment: datetime) -> None:
        self._clock.pin(moment)
        self.settle()

    def settle(self) -> None:
        self._worker.drain()

    def _page(self, case_key: str) -> CasePage:
        page = self.engine.case_page(int(case_key), actor=self.actor("operator"))
        self.pages[case_key] = page
        return page


def exact(values: Values) -> CaseValues:
    """The values as they would come over HTTP."""
    found = load(dump(values))
    assert isinstance(found, dict)
    return found
