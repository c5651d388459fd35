"""The simulated days: time moves in turns; in each, contacts come in and people do what lies before them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from api.cli.business.clerk import Clerk
from api.cli.business.consumers import REACTIONS
from api.cli.business.contacts import Contact
from api.cli.business.customs import KNOWN_BY_HEART
from api.cli.business.desk import Desk, Refused
from api.cli.business.network import Network
from engine.values import Values

HOURS = (9, 11, 13, 15, 17, 19)
QUIET_HOURS = (10, 16)  # after the last contact days pass with fewer turns
HANDS = 3
MOST_TRIES = 3
_GONE = frozenset({404, 409})


@dataclass(slots=True)
class Work:
    """Something that waits for somebody: a task, or a message a consumer may send."""

    key: str
    name: str
    number: str
    case_key: str
    ready_at: datetime
    roles: tuple[str, ...] = ()
    unit: str = ""
    assignee: str | None = None
    form_key: str | None = None
    correlation_key: str = ""
    tries: int = 0

    @property
    def is_task(self) -> bool:
        """Whether a person of the network does it."""
        return not self.correlation_key


@dataclass(slots=True)
class Tally:
    """What was done, and what was refused."""

    contacts: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)


class Month:
    """Plays contacts on a server with a test clock; every choice is drawn by seed, number of the case and place."""

    def __init__(self, desk: Desk, network: Network, *, zone: ZoneInfo, seed: int) -> None:
        self._desk, self._network, self._zone, self._seed = desk, network, zone, seed
        self._open: dict[str, Work] = {}
        self._known: set[str] = set()
        self._met: Counter[tuple[str, str]] = Counter()
        self._looked_at: datetime | None = None
        self.now = datetime.min.replace(tzinfo=zone)
        self.tally = Tally()

    def play(
        self,
        contacts: Sequence[Contact],
        *,
        first: datetime,
        last: datetime,
        until: Callable[[], bool],
        told: Callable[[datetime], None],
    ) -> None:
        """Play from `first` on: at least to `last`'s contacts, then on until `until()` says that all is done."""
        waiting = list(contacts)
        with ThreadPoolExecutor(HANDS) as hands:
            for moment in self._turns(first, last):
                self._turn(moment, hands, waiting)
                told(moment)
                if not waiting and moment > last and until():
                    return

    def _turns(self, first: datetime, last: datetime) -> Iterable[datetime]:
        day = first
        while True:
            local = day.astimezone(self._zone)
            for hour in HOURS if day <= last else QUIET_HOURS:
                yield local.replace(hour=hour, minute=0, second=0, microsecond=0)
            day += timedelta(days=1)

    def _turn(self, moment: datetime, hands: ThreadPoolExecutor, waiting: list[Contact]) -> None:
        self.now = moment
        self._desk.pin(moment)
        self._look()
        due = [contact for contact in waiting if contact.at <= moment]
        del waiting[: len(due)]
        ready = [work for work in self._open.values() if work.ready_at <= moment]
        list(hands.map(self._begin, due))
        list(hands.map(self._do, ready))

    def _look(self) -> None:
        """What came up since the last look; the same moment is looked at twice, keys tell old from new."""
        since = self._looked_at or self.now - timedelta(days=1)
        self._looked_at = self.now
        for item in self._desk.new_tasks(since):
            if item["userTaskKey"] not in self._known:
                self._known.add(item["userTaskKey"])
                self._open[item["userTaskKey"]] = self._task(item)
        for item in self._desk.new_subscriptions(list(REACTIONS), since):
            key = item["messageSubscriptionKey"]
            if key not in self._known and item["correlationKey"]:
                self._known.add(key)
                self._consider(item)

    def _task(self, item: Mapping[str, Any]) -> Work:
        groups = item["candidateGroups"]
        roles = tuple(group for group in groups if "@" not in group)
        unit = next((group.partition("@")[2] for group in groups if "@" in group), "hq")
        number = item["businessId"] or item["processInstanceKey"]
        work = Work(
            item["userTaskKey"], item["elementId"], number, item["processInstanceKey"], self.now, roles, unit,
            item["assignee"], item["formKey"],
        )  # fmt: skip
        work.ready_at = self._ready_at(work, item["dueDate"])
        return work

    def _ready_at(self, work: Work, due_date: str | None) -> datetime:
        """Most work is done the same day, some lies until somebody reminds; who has an appointment keeps it."""
        dice = self._dice(work, "delay")
        if work.assignee is not None and due_date is not None:
            due_at = datetime.fromisoformat(due_date)
            return due_at if dice.randrange(20) else due_at + timedelta(hours=6)
        if dice.randrange(100) < 4:
            return self.now + timedelta(hours=dice.randint(20, 60))
        return self.now + timedelta(hours=min(dice.lognormvariate(0.2, 0.9), 16))

    def _consider(self, item: Mapping[str, Any]) -> None:
        """Whether the consumer will send this message, and when."""
        name = item["messageName"]
        number = item["businessId"] or item["processInstanceKey"]
        key = item["messageSubscriptionKey"]
        work = Work(key, name, number, item["processInstanceKey"], self.now, correlation_key=item["correlationKey"])
        dice, reaction = self._dice(work, "wish"), REACTIONS[name]
        if dice.randrange(100) < reaction.percent:
            work.ready_at = self.now + timedelta(hours=dice.randint(*reaction.hours))
            self._open[key] = work

    def _begin(self, contact: Contact) -> None:
        try:
            values = dict(contact.values)
            if contact.path:
                for _ in range(contact.times):
                    self._desk.call(contact.by, "POST", contact.path, values)
            elif contact.message:
                self._desk.publish(contact.message, "", values, message_id=contact.number)
            else:
                self._desk.start(contact.by, contact.process_id, self._form_values(contact))
            self.tally.contacts[contact.kind] += 1
        except Refused as refused:
            self.tally.troubles.append(f"{contact.kind} {contact.number}: {refused}")

    def _form_values(self, contact: Contact) -> Values:
        """What the person writes into the start form: what he came with, and whatever else it asks for."""
        given = {name: self._uploaded(value, contact.by) for name, value in contact.values.items()}
        form = self._desk.start_form(contact.by, contact.process_id)
        if form is None:
            return given
        place = Work("", contact.process_id, contact.number, "", self.now)
        return self._clerk(place, contact.by, {}).filled(form, given)

    def _uploaded(self, value: Any, person: str) -> Any:
        if isinstance(value, dict):
            return {name: self._uploaded(item, person) for name, item in value.items()}
        if isinstance(value, list):
            return [self._uploaded(item, person) for item in value]
        if isinstance(value, str) and value.startswith("file:"):
            return self._desk.upload(person, value.removeprefix("file:"))
        return value

    def _do(self, work: Work) -> None:
        try:
            if work.is_task:
                self._complete(work)
                self.tally.tasks[work.name] += 1
            else:
                values = REACTIONS[work.name].values(self._dice(work, "words"))
                self._desk.publish(work.name, work.correlation_key, values)
                self.tally.messages[work.name] += 1
            self._open.pop(work.key, None)
        except Refused as refused:
            self._refused(work, refused)

    def _refused(self, work: Work, refused: Refused) -> None:
        """What ended in between is nobody's work any more; anything else is tried again, then told."""
        work.tries += 1
        if refused.status in _GONE:
            self._open.pop(work.key, None)
        elif work.tries >= MOST_TRIES:
            self._open.pop(work.key, None)
            self.tally.troubles.append(f"{work.name} of {work.number}: {refused}")
        else:
            work.ready_at = self.now + timedelta(hours=2)

    def _complete(self, work: Work) -> None:
        found = (self._network.person(role, work.unit) for role in work.roles)
        person = work.assignee or next(filter(None, found), None)
        if person is None:
            raise Refused(f"expected somebody with a role of {work.roles} at '{work.unit}', but there is nobody", 422)
        form = self._desk.form(person, work.key, work.form_key)
        if form is None:
            self._desk.complete(person, work.key, {})
            return
        variables = {} if work.name in KNOWN_BY_HEART else self._desk.variables(person, work.key)
        clerk = self._clerk(work, person, variables)
        self._desk.complete(person, work.key, clerk.filled(form))

    def _clerk(self, work: Work, person: str, variables: Values) -> Clerk:
        return Clerk(
            work.name, variables, self.now, self._zone, self._dice(work, "answer"),
            look_up=lambda source, filters: self._desk.look_up(person, source, filters),
            upload=lambda name: self._desk.upload(person, name),
        )  # fmt: skip

    def _dice(self, work: Work, purpose: str) -> random.Random:
        """The same for the same seed, case number, place and time it comes round."""
        met = self._met[work.number, work.name]
        if purpose in ("delay", "wish"):
            self._met[work.number, work.name] += 1
        return random.Random(f"{self._seed}/{work.number}/{work.name}/{met}/{purpose}")
