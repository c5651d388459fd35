"""Rarer blocks of random models: listeners, quantities, links, jumps, ad-hoc, conditional flows, cycles."""

from __future__ import annotations

from collections.abc import Callable

from tests.judge.library.data import LISTEN
from tests.judge.library.random_blocks import CONDITIONS, Maker
from tests.judge.library.scopes import ad_hoc, call
from tests.models import bpmn as b


class RareMaker(Maker):
    """Makes all that Maker makes, and these."""

    def choices(self) -> tuple[list[Callable[[str], str]], list[float]]:
        """All blocks."""
        blocks, weights = super().choices()
        found: dict[Callable[[str], str], float] = {
            self.listened: 1, self.linked: 0.7, self.many_mapped: 1, self.waiting: 1, self.cycle: 1,
            self.message_out: 1,
        }  # fmt: skip
        if self.merges:
            found[self.jump] = 2
        if self.depth > 0:
            found |= {self.ways: 2, self.quantity: 1, self.ad_hoc: 1, self.undoable_sub: 1.5, self.many_calls: 0.5}
        return [*blocks, *found], [*weights, *found.values()]

    def listened(self, last: str) -> str:
        """A task with listeners, perhaps mapped."""
        io = b.io("input: =n -> own", "output: =own -> kept") if self.rng.random() < 0.5 else ""
        inside = b.extensions(io, LISTEN)
        return self.add(last, *self._with_xml("t", lambda name: f'<userTask id="{name}">{inside}</userTask>'))

    def linked(self, last: str) -> str:
        """A link."""
        throw, catch = self.name("th"), self.name("c")
        definition = f'<linkEventDefinition name="{catch}"/>'
        self.add(last, throw, b.throw(throw, definition))
        self.xml.append(b.catch(catch, definition))
        return catch

    def many_mapped(self, last: str) -> str:
        """A repeated task whose results are mapped."""
        loop = b.many("=items", sequential=self.rng.random() < 0.5, output=("out", "=own + n"))
        inside = b.extensions(b.io("input: =item -> own", "output: =n -> kept")) + loop
        return self.guard(
            self.add(last, *self._with_xml("r", lambda name: f'<userTask id="{name}">{inside}</userTask>'))
        )

    def waiting(self, last: str) -> str:
        """A timer by expression: null is an incident."""
        return self.add(last, *self._with_xml("c", lambda name: b.catch(name, b.timer("=wait"))))

    def cycle(self, last: str) -> str:
        """A task with a cycle beside it, or with an event of several kinds."""
        host, event = self.task(last), self.name("on")
        kinds = (b.timer("R2/PT1H", kind="timeCycle"), b.message("m2") + b.signal("s"))
        self.xml.append(b.boundary(event, host, self.rng.choice(kinds), interrupting=False))
        self.finish(self.row(event, 1))
        return host

    def message_out(self, last: str) -> str:
        """A message with a payload."""
        inside = b.extensions(b.io("input: =n -> carried")) + b.message("m")
        name = self.name("th")
        return self.add(last, name, f'<intermediateThrowEvent id="{name}">{inside}</intermediateThrowEvent>')

    def jump(self, last: str) -> str:
        """A way back into some loop of this scope, out of whatever is around."""
        choose, out = self.name("x"), self.name("m")
        self.flow(last, choose)
        self.flow(choose, self.rng.choice(self.merges), self.rng.choice(CONDITIONS))
        self.flow(choose, out)
        self.xml.append(f'<exclusiveGateway id="{choose}" default="{choose}_{out}"/><manualTask id="{out}"/>')
        return out

    def ways(self, last: str) -> str:
        """Conditional flows out of a task."""
        task, join = self.name("t"), self.name("i")
        self.flow(last, task)
        self.depth -= 1
        for condition in (*self.rng.sample(CONDITIONS, 2), ""):
            first = self.name("m")
            self.flow(task, first, condition)
            self.flow(self.row(first, self.rng.choice((0, 1))), join)
        self.depth += 1
        default = f' default="{task}_{first}"' if self.rng.random() < 0.5 else ""
        joins = self.rng.choice(("inclusiveGateway", "inclusiveGateway", "exclusiveGateway"))
        self.xml.append(f'<userTask id="{task}"{default}/><{joins} id="{join}"/><manualTask id="{first}"/>')
        self.xml += [
            f'<manualTask id="{line.split(" -> ")[1].split(" : ")[0]}"/>' for line in self._to_manual(task, first)
        ]
        return join

    def _to_manual(self, task: str, but: str) -> list[str]:
        lines = [line for line in self.lines if line.startswith(f"{task} -> m")]
        return [line for line in lines if not line.endswith(f"-> {but}")]

    def quantity(self, last: str) -> str:
        """Two tokens start it, or it sends two."""
        fork, task = self.name("fork"), self.name("t")
        self.flow(last, fork)
        for _ in range(2):
            self.flow(self.row(fork, 1), task)
        sends = 2 if self.rng.random() < 0.3 else 1
        self.xml.append(f'<userTask id="{task}" startQuantity="2" completionQuantity="{sends}"/>')
        return task

    def ad_hoc(self, last: str) -> str:
        """An ad-hoc sub-process."""
        name = self.name("h")
        inner = b.content(f"{name}a -> {name}e", f"{name}c", f"{name}d")
        listed = f"=for w in which return &quot;{name}&quot; + w" if self.rng.random() < 0.8 else ""
        until = self.rng.choice(("", "=p", "=q"))
        attributes = self.rng.choice(("", 'ordering="Sequential"', 'cancelRemainingInstances="false"'))
        collect = "=n" if self.rng.random() < 0.5 else ""
        xml = ad_hoc(name, inner, active=listed, until=until, collect=collect, attributes=attributes)
        return self.guard(self.add(last, name, xml))

    def undoable_sub(self, last: str) -> str:
        """A sub-process with a compensation event sub-process."""
        name, rng = self.name("s"), self.rng
        inner = type(self)(rng, self.names, depth=self.depth - 1)
        event = self.name("es")
        start = f'<startEvent id="start{event}">{b.compensate()}</startEvent>'
        undo = type(self)(rng, self.names, depth=0)
        undo.xml.append(start)
        if rng.random() < 0.5:
            undo.handled.append("")
        body = undo.content(f"start{event}", 1)
        inner.xml.append(f'<subProcess id="{event}" triggeredByEvent="true">{body}</subProcess>')
        inside = self.repetition() if rng.random() < 0.2 else ""
        self.handled.append(name)
        content = inner.content(f"start{name}", rng.choice((1, 2)))
        return self.add(last, name, f'<subProcess id="{name}">{inside}{content}</subProcess>')

    def many_calls(self, last: str) -> str:
        """A repeated call activity."""
        name = self.name("call")
        loop = b.many("=items", output=("out", "=n"))
        return self.guard(self.add(last, name, call(name).replace("</callActivity>", f"{loop}</callActivity>")))
