"""The blocks of random models: blocks within blocks, sometimes joined by the wrong gateway on purpose."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.judge.library.gateways import complex_
from tests.judge.library.repetition import loop
from tests.judge.library.scopes import call
from tests.models import bpmn as b

CONDITIONS = ("=p", "=q", "=not(p)", "=n = 1", "=p and q", "=n > 1 or q")
GATES = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")


class Maker:
    """Makes the inside of one scope: `lines` are flows, `xml` the declared elements."""

    def __init__(self, rng: random.Random, names: list[int], *, depth: int, in_transaction: bool = False) -> None:
        self.rng, self.names, self.depth = rng, names, depth
        self.in_transaction = in_transaction
        self.lines: list[str] = []
        self.xml: list[str] = []
        self.handled: list[str] = []
        self.merges: list[str] = []

    def name(self, prefix: str) -> str:
        """A fresh id."""
        self.names[0] += 1
        return f"{prefix}{self.names[0]}"

    def content(self, start: str, length: int) -> str:
        """Blocks in a row from the start event to an end event."""
        last = self.row(start, length)
        self.finish(last)
        return b.content(*self.lines, xml="".join(self.xml))

    def row(self, last: str, length: int) -> str:
        """Some blocks in a row behind `last`; the id of the last element."""
        for _ in range(length):
            last = self.rng.choices(*self.choices())[0](last)
        return last

    def choices(self) -> tuple[list[Callable[[str], str]], list[float]]:
        """The blocks to choose from, with weights."""
        flat: dict[Callable[[str], str], float] = {
            self.task: 4, self.service: 1, self.script: 1, self.manual: 1, self.catch: 1, self.throw: 1,
            self.guarded: 2, self.compensable: 1, self.repeated: 1,
        }  # fmt: skip
        if self.handled:
            flat[self.compensate] = 1
        if self.depth > 0:
            flat |= {
                self.split: 5, self.loop: 1.5, self.sub: 3, self.event_gate: 1, self.discriminator: 0.7,
                self.called: 0.7,
            }  # fmt: skip
        return list(flat), list(flat.values())

    def flow(self, source: str, target: str, condition: str = "") -> None:
        """A flow, with a condition when one is given."""
        self.lines.append(f"{source} -> {target} : {condition}" if condition else f"{source} -> {target}")

    def add(self, last: str, element_id: str, xml: str = "") -> str:
        """One element behind `last`."""
        self.flow(last, element_id)
        self.xml.append(xml)
        return element_id

    def finish(self, last: str) -> None:
        """One of the ends."""
        ends = ["", "", "", "", b.escalation("X1"), b.signal("s"), "<terminateEventDefinition/>", b.error("E1")]
        if self.in_transaction:
            ends += ["<cancelEventDefinition/>"] * 4
        if self.handled:
            ends += [b.compensate()] * 2
        self.add(last, *self._with_xml("end", lambda name: b.end(name, self.rng.choice(ends))))

    def _with_xml(self, prefix: str, make: Callable[[str], str]) -> tuple[str, str]:
        name = self.name(prefix)
        return name, make(name)

    def task(self, last: str) -> str:
        """A user task, perhaps with mappings."""
        io = ("input: =n -> own", "output: =n -> kept", "input: =1 -> n")
        lines = [line for line in io if self.rng.random() < 0.15]
        inside = b.extensions(b.io(*lines)) if lines else ""
        return self.add(last, *self._with_xml("t", lambda name: f'<userTask id="{name}">{inside}</userTask>'))

    def service(self, last: str) -> str:
        """A service task."""
        return self.add(last, *self._with_xml("j", b.service))

    def script(self, last: str) -> str:
        """A script that counts."""
        return self.add(last, *self._with_xml("calc", lambda name: b.script(name, "=n + 1", result="n")))

    def manual(self, last: str) -> str:
        """A task that passes."""
        return self.add(last, *self._with_xml("m", lambda name: f'<manualTask id="{name}"/>'))

    def catch(self, last: str) -> str:
        """A catch event."""
        kinds = (b.message("m"), b.timer("PT1H"), b.signal("s"), b.conditional("=p and q"))
        return self.add(last, *self._with_xml("c", lambda name: b.catch(name, self.rng.choice(kinds))))

    def throw(self, last: str) -> str:
        """A throw event."""
        kinds = ("", b.message("m"), b.signal("s"), b.escalation("X1"), b.escalation("X2"))
        return self.add(last, *self._with_xml("th", lambda name: b.throw(name, self.rng.choice(kinds))))

    def compensable(self, last: str) -> str:
        """A task with a compensation handler."""
        name = self.name("w")
        self.handled.append(name)
        return self.add(last, name, f'<userTask id="{name}"/>' + b.compensation(name, f"undo{name}"))

    def compensate(self, last: str) -> str:
        """A compensation throw."""
        target = self.rng.choice(("", "", self.rng.choice(self.handled)))
        waits = self.rng.random() < 0.8
        return self.add(last, *self._with_xml("ct", lambda name: b.throw(name, b.compensate(target, waits=waits))))

    def repetition(self) -> str:
        """A loop of some kind."""
        return self.rng.choice(
            (
                b.many("=items"),
                b.many("=items", sequential=True, output=("out", "=n")),
                b.many("=items", until="=p"),
                loop("=q", maximum=3),
                loop("=p", maximum=2, before=True),
            )
        )

    def repeated(self, last: str) -> str:
        """A task that repeats."""
        inside = self.repetition()
        return self.add(last, *self._with_xml("r", lambda name: f'<userTask id="{name}">{inside}</userTask>'))

    def called(self, last: str) -> str:
        """A call activity, guarded."""
        name = self.name("call")
        self.add(last, name, call(name))
        return self.guard(name)

    def guarded(self, last: str) -> str:
        """A task with boundary events."""
        return self.guard(self.task(last))

    def guard(self, host: str) -> str:
        """Boundary events at `host`, whose ways meet the normal one or end."""
        merge = self.name("x")
        self.flow(host, merge)
        self.xml.append(f'<exclusiveGateway id="{merge}"/>')
        kinds = [
            b.message("m"),
            b.timer("PT2H"),
            b.signal("s"),
            b.conditional("=q"),
            b.error("E1"),
            b.error(),
            b.escalation(),
        ]
        for definition in self.rng.sample(kinds, self.rng.choice((1, 1, 2))):
            name = self.name("on")
            interrupting = "error" in definition or self.rng.random() < 0.6
            self.xml.append(b.boundary(name, host, definition, interrupting=interrupting))
            way = self.row(name, self.rng.choice((0, 1)))
            if self.rng.random() < 0.6:
                self.flow(way, merge)
            else:
                self.add(way, self.name("end"))
        return merge

    def split(self, last: str) -> str:
        """A gateway, some ways, and a gateway that is mostly of the same kind."""
        kind = self.rng.choice(GATES)
        joins = kind if self.rng.random() < 0.75 else self.rng.choice(GATES)
        fork, join = self.name("g"), self.name("g")
        self.depth -= 1
        ways = self.rng.choice((2, 2, 3))
        default = ""
        self.flow(last, fork)
        for index in range(ways):
            first = self.name("m")
            self.xml.append(f'<manualTask id="{first}"/>')
            is_default = kind != "parallelGateway" and index == ways - 1
            default = f"{fork}_{first}" if is_default else default
            condition = "" if is_default or kind == "parallelGateway" else self.rng.choice(CONDITIONS)
            self.flow(fork, first, condition)
            way = self.row(first, self.rng.choice((0, 1, 1, 2)))
            if self.rng.random() < 0.9 or index == 0:
                self.flow(way, join)
            else:
                self.finish(way)
        self.depth += 1
        attribute = f' default="{default}"' if default else ""
        self.xml.append(f'<{kind} id="{fork}"{attribute}/><{joins} id="{join}"/>')
        return join

    def discriminator(self, last: str) -> str:
        """A complex gateway."""
        fork, join = self.name("fork"), self.name("k")
        self.flow(last, fork)
        self.depth -= 1
        for _ in range(3):
            self.flow(self.row(fork, 1), join)
        self.depth += 1
        self.xml.append(complex_(join, f"=activationCount >= {self.rng.choice((1, 2, 3))}"))
        return join

    def loop(self, last: str) -> str:
        """A way back."""
        entry, again = self.name("x"), self.name("x")
        self.flow(last, entry)
        self.merges.append(entry)
        self.depth -= 1
        way = self.row(self.task(entry), self.rng.choice((0, 1, 2)))
        self.depth += 1
        self.flow(way, again)
        out = self.name("m")
        self.flow(again, entry, self.rng.choice(CONDITIONS))
        self.flow(again, out)
        gate = f'<exclusiveGateway id="{entry}"/><exclusiveGateway id="{again}" default="{again}_{out}"/>'
        self.xml.append(gate + f'<manualTask id="{out}"/>')
        return out

    def event_gate(self, last: str) -> str:
        """An event-based gateway."""
        gate, merge = self.name("gate"), self.name("x")
        self.flow(last, gate)
        self.xml.append(f'<eventBasedGateway id="{gate}"/><exclusiveGateway id="{merge}"/>')
        for definition in self.rng.sample((b.message("m"), b.timer("PT1H"), b.signal("s"), b.conditional("=q")), 2):
            name = self.name("c")
            self.add(gate, name, b.catch(name, definition))
            self.flow(name, merge)
        return merge

    def sub(self, last: str) -> str:
        """A sub-process or transaction with everything: mappings, repetition, event sub-processes, boundary events."""
        name, rng = self.name("s"), self.rng
        is_transaction = rng.random() < 0.2
        inner = type(self)(rng, self.names, depth=self.depth - 1, in_transaction=is_transaction)
        inner.xml.append(inner.event_sub() if rng.random() < 0.4 else "")
        body = inner.content(f"start{name}", rng.choice((1, 2, 3)))
        inside = b.extensions(b.io("input: =n -> n", "output: =n -> from_inside")) if rng.random() < 0.3 else ""
        inside += self.repetition() if rng.random() < 0.25 else ""
        tag = "transaction" if is_transaction else "subProcess"
        self.add(last, name, f'<{tag} id="{name}">{inside}{body}</{tag}>')
        if is_transaction:
            event = self.name("on")
            self.xml.append(b.boundary(event, name, "<cancelEventDefinition/>"))
            self.add(event, self.name("end"))
        return self.guard(name) if rng.random() < 0.6 else name

    def event_sub(self) -> str:
        """An event sub-process for this scope."""
        kinds = (
            b.message("m"), b.timer("PT1H"), b.signal("s"), b.conditional("=q"), b.error("E1"), b.escalation("X1"),
        )  # fmt: skip
        definition, name = self.rng.choice(kinds), self.name("es")
        interrupting = "error" in definition or self.rng.random() < 0.5
        flag = "true" if interrupting else "false"
        start = f'<startEvent id="start{name}" isInterrupting="{flag}">{definition}</startEvent>'
        inner = type(self)(self.rng, self.names, depth=0)
        inner.xml.append(start)
        return f'<subProcess id="{name}" triggeredByEvent="true">{inner.content(f"start{name}", 1)}</subProcess>'
