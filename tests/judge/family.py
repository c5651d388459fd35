"""Parent and called cases played together on both sides, composed as the engine does it (P8 to P10, E8, E12).

Nothing is made up for a called case here: its variables, its end and what it throws come from the case itself.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from engine.process.command import CancelCase, ChildCompleted, ChildEnded, ChildThrew, Command, StartCase
from engine.process.step import Step
from engine.process.surroundings import CallerAnswer
from engine.values import Values
from tests.judge import interpreter as judge
from tests.judge import moves, views
from tests.judge.decisions import decide
from tests.judge.driver import Difference
from tests.judge.interpreter_model import everything, read
from tests.judge.interpreter_state import Case, Wait
from tests.judge.model import Model, Move
from tests.judge.product import CASE, NOON, Product


class Member(Product):
    """A case of the product whose commands reach the other cases of its family."""

    def __init__(self, family: Products, process_id: str, caller: Member | None = None, called_at: int = 0) -> None:
        super().__init__(family.content, process_id)
        self.family, self.caller, self.called_at = family, caller, called_at
        self.is_child = caller is not None
        self.answer = self._ask_caller

    def run(self, command: Command, *, now: datetime) -> Step:
        """One step; what it asks of others waits in the family's queue."""
        was_active = self.outcome == "active"
        step = super().run(command, now=now)
        for call in step.children_called:
            if call.element_instance_key in self.children:
                self.family.then(partial(self.family.call, self, call.element_instance_key, call.process_id,
                                         dict(call.variables), now))  # fmt: skip
        for key in step.children_ended:
            self.family.then(partial(self.family.end, self, key, now))
        if was_active and self.outcome != "active" and self.caller is not None:
            self.family.then(partial(self.family.tell, self, now))
        return step

    def _ask_caller(self, kind: str, code: str, message: str, variables: Values) -> CallerAnswer:
        asker = self
        while asker.caller is not None and asker.caller.outcome == "active":
            caller, key = asker.caller, asker.called_at
            step = caller.run(ChildThrew(key, kind, code, message, dict(variables)), now=self.family.now)
            if step.caught:
                if key in step.children_ended:
                    self.caller = None  # its end is no news to who ended it
                    return CallerAnswer.ENDED
                return CallerAnswer.GOES_ON
            asker = caller
        return CallerAnswer.UNCAUGHT


@dataclass
class Products:
    """The product's family, in the order of beginning."""

    content: bytes
    now: datetime = NOON
    members: list[Member] = field(default_factory=list)
    queue: deque[Callable[[], object]] = field(default_factory=deque)

    def then(self, action: Callable[[], object]) -> None:
        """Do it when the step that runs is over."""
        self.queue.append(action)

    def settle(self) -> None:
        """Do everything that waits."""
        while self.queue:
            self.queue.popleft()()

    def call(self, caller: Member, key: int, process_id: str, variables: Values, now: datetime) -> None:
        """Begin a called case."""
        if caller.outcome != "active" or key not in caller.children:
            return
        member = Member(self, process_id, caller, key)
        self.members.append(member)
        member.run(StartCase(CASE, variables, None, call_depth=1), now=now)

    def end(self, caller: Member, key: int, now: datetime) -> None:
        """The call activity ended: so does what it called."""
        for member in self.members:
            if member.caller is caller and member.called_at == key and member.outcome == "active":
                member.caller = None
                member.run(CancelCase(), now=now)

    def tell(self, member: Member, now: datetime) -> None:
        """A called case is over."""
        caller = member.caller
        if caller is None or caller.outcome != "active" or member.called_at not in caller.children:
            return
        caller.children.pop(member.called_at)
        if member.outcome == "completed":
            caller.run(ChildCompleted(member.called_at, dict(member.variables.get(CASE, {}))), now=now)
        else:
            caller.run(ChildEnded(member.called_at, "ended"), now=now)


@dataclass
class Cases:
    """The judge's family, in the order of beginning."""

    content: bytes
    now: datetime = NOON
    members: list[Case] = field(default_factory=list)
    calls: dict[int, tuple[Case, Wait, Case]] = field(default_factory=dict)
    """id of the wait of a call activity → caller, wait, called case"""

    def begin(self, process_id: str, variables: Values, caller: Case | None = None, wait: Wait | None = None) -> None:
        """A case, called or not; it may ask its caller while it begins."""
        place = len(self.members)

        def ask(kind: str, code: str, payload: Values) -> str:
            return self._ask(caller, wait, kind, code, payload)

        case = judge.start(
            read(self.content, process_id), variables, now=self.now, decide=decide, is_child=caller is not None,
            ask_caller=ask,
        )  # fmt: skip
        self.members.insert(place, case)
        if caller is not None and wait is not None:
            self.calls[id(wait)] = (caller, wait, case)

    def _ask(self, caller: Case | None, wait: Wait | None, kind: str, code: str, payload: Values) -> str:
        """The caller, then its callers, outward."""
        while caller is not None and wait is not None and caller.outcome == "active":
            if judge.child_threw(caller, wait, kind, code, payload, now=self.now):
                return "GOES_ON" if wait.is_open and not wait.owner.ended else "ENDED"
            further = next(((at, held) for at, held, case in self.calls.values() if case is caller), (None, None))
            caller, wait = further
        return "UNCAUGHT"

    def settle(self) -> None:
        """Called cases begin, end with their calls, and answer, until nothing is left to do."""
        while self._one():
            pass

    def _one(self) -> bool:
        for case in list(self.members):
            for wait in case.open_waits("child") if case.outcome == "active" else ():
                if id(wait) not in self.calls:
                    self.begin(wait.name, dict(self._given(case, wait)), case, wait)
                    return True
        for key, (caller, wait, case) in list(self.calls.items()):
            is_wanted = caller.outcome == "active" and wait.is_open and not wait.owner.ended
            if case.outcome == "active" and not is_wanted:
                judge.cancel(case, now=self.now)
                return True
            if case.outcome != "active" and is_wanted:
                self.calls[key] = (caller, Wait("gone", wait.owner, wait.event, is_open=False), case)
                if case.outcome == "completed":
                    judge.complete(caller, wait, dict(case.root.variables), now=self.now)
                else:
                    judge.child_ended(caller, wait, now=self.now)
                return True
        return False

    def _given(self, case: Case, wait: Wait) -> Values:
        """What this call gives to the called case (P10)."""
        called = wait.owner.element.extension("calledElement")
        assert called is not None
        everything_visible = called.get("propagateAllParentVariables", "true") == "true"
        return judge.values.visible(wait.owner) if everything_visible else dict(wait.owner.variables)


def random_family_run(model: Model, seed: int) -> list[Move]:
    """One seeded run of a family; the commands made: (number of the case, move). Raises Difference."""
    rng = random.Random(f"{model.name}/{seed}")
    begin = {**model.start, **moves.random_values(model.data, rng, share=0.7)}
    products, cases = Products(model.content), Cases(model.content)
    products.members.append(Member(products, model.process_id))
    products.members[0].run(StartCase(CASE, dict(begin)), now=NOON)
    products.settle()
    cases.begin(model.process_id, begin)
    cases.settle()
    commands: list[Move] = [("start", begin)]
    while True:
        _compare(model, seed, commands, products, cases)
        active = [number for number, case in enumerate(cases.members) if case.outcome == "active"]
        if cases.members[0].outcome != "active" or len(commands) > model.length:
            return commands
        number = rng.choice(active)
        table = _table(products, cases, number)
        move = moves.random_move(table, model, rng)
        if move[0] in ("child_threw", "child_ended") or move[:2] == ("complete", "child"):
            continue
        commands.append((number, move))
        table.act(move)
        products.now = cases.now = max(cases.now, table.now)
        products.settle()
        cases.settle()


def _table(products: Products, cases: Cases, number: int) -> moves.Table:
    case = cases.members[number]
    elements = {element.id: element for element in everything(case.process)}
    return moves.Table(products.members[number], case, cases.now, elements)


def _compare(model: Model, seed: int, commands: list[Move], products: Products, cases: Cases) -> None:
    ours = {f"case {number}": _settled(views.of_product(member)) for number, member in enumerate(products.members)}
    theirs = {f"case {number}": _settled(views.of_judge(case)) for number, case in enumerate(cases.members)}
    if ours != theirs:
        raise Difference(model.name, seed, list(commands), ours, theirs)


def _settled(view: views.View) -> views.View:
    """What is compared: how a case stands, not what its last step did, since several make one command."""
    told = ("flows", "messages", "signals", "calls", "asked")
    return {name: part for name, part in view.items() if name not in told}
