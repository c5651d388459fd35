"""Thirty-odd scenarios, each element family once: what the crash harness plays and dies in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from engine.definitions.files import ModelFile
from tests.models import bpmn
from tests.reliability.play import Play

Run: TypeAlias = Callable[[Play], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Models to deploy, and a course through them. Every step says what it waits for, so that it can begin again."""

    name: str
    files: tuple[ModelFile, ...]
    run: Run


SCENARIOS: dict[str, Scenario] = {}


def scenario(
    *models: bytes, files: tuple[ModelFile, ...] = ()
) -> Callable[[Callable[[Play], None]], Callable[[Play], None]]:
    """Declare the function below as a scenario on these models."""

    def declare(run: Run) -> Run:
        named = tuple(ModelFile(f"m{number}.bpmn", content) for number, content in enumerate(models))
        SCENARIOS[run.__name__] = Scenario(run.__name__, named + files, run)
        return run

    return declare


def person(element_id: str, inside: str = "", roles: str = "operator") -> str:
    """A user task."""
    parts = bpmn.extensions("<zeebe:userTask/>", f'<zeebe:assignmentDefinition candidateGroups="{roles}"/>')
    return f'<userTask id="{element_id}">{parts}{inside}</userTask>'


def people(*ids: str) -> str:
    """Several."""
    return "".join(map(person, ids))


def machine(element_id: str, kind: str = "work", inside: str = "", retries: str = "3") -> str:
    """A service task; `kind` is how its worker behaves."""
    return f'<serviceTask id="{element_id}">{bpmn.extensions(bpmn.job(kind, retries=retries))}{inside}</serviceTask>'


def gateway(element_id: str, kind: str = "exclusive", default: str = "") -> str:
    """A gateway."""
    flow = f' default="{default}"' if default else ""
    return f'<{kind}Gateway id="{element_id}"{flow}/>'


@scenario(bpmn.model("start -> a -> b -> end", xml=people("a", "b")))
def tasks_in_a_row(play: Play) -> None:
    case = play.start(amount=12, text="维修")
    play.complete(case, "a", ok=True)
    play.complete(case, "b")


@scenario(bpmn.model("start -> a -> end", xml=person("a", roles="operator,agent_lead")))
def two_claim_one_task(play: Play) -> None:
    case = play.start()
    task = play.task(case, "a")
    play.post(f"/api/v1/tasks/{task}/claim", key="claim", user="operator")
    play.refused(f"/api/v1/tasks/{task}/claim", user="agent_lead")
    play.complete(case, "a")


@scenario(bpmn.model("start -> a -> end", xml=person("a", roles="operator,agent_lead")))
def a_task_that_changes_hands(play: Play) -> None:
    case = play.start()
    task = play.task(case, "a")
    play.post(f"/api/v1/tasks/{task}/claim", key="claim", user="operator")
    play.post(f"/api/v1/tasks/{task}/return", key="return", user="operator")
    play.post(f"/v2/user-tasks/{task}/assignment", {"assignee": "agent_lead"}, key="assign", user="operator")
    play.complete(case, "a", user="agent_lead")


@scenario(
    bpmn.model(
        "start -> is_big",
        "is_big -> a : =amount > 10",
        "is_big -> b",
        "a -> end",
        "b -> end",
        xml=people("a", "b") + gateway("is_big", default="is_big_b"),
    )
)
def a_choice(play: Play) -> None:
    big, small = play.start(key="big", amount=11), play.start(key="small", amount=1)
    play.complete(big, "a")
    play.complete(small, "b")


@scenario(
    bpmn.model(
        "start -> fork -> a -> join -> end",
        "fork -> b -> join",
        "fork -> c -> join",
        xml=people("a", "b") + machine("c"),
    )
)
def a_fork_and_its_join(play: Play) -> None:
    case = play.start()
    play.complete(case, "b")
    play.work()
    play.complete(case, "a")


@scenario(
    bpmn.model(
        "start -> some",
        "some -> a : =true",
        "some -> b : =true",
        "some -> c : =false",
        "a -> all",
        "b -> all",
        "c -> all",
        "all -> end",
        xml=people("a", "b", "c") + gateway("some", "inclusive") + gateway("all", "inclusive"),
    )
)
def an_inclusive_fork_and_its_join(play: Play) -> None:
    case = play.start()
    play.complete(case, "a")
    play.complete(case, "b")


@scenario(
    bpmn.model(
        "start -> race -> said -> a -> end",
        "race -> late -> b -> end",
        top=bpmn.message_top("said_it"),
        xml=people("a", "b")
        + gateway("race", "eventBased")
        + bpmn.catch("said", bpmn.message("said_it"))
        + bpmn.catch("late", bpmn.timer("PT2H")),
    )
)
def a_race_of_events(play: Play) -> None:
    said, silent = play.start(key="said", id="1"), play.start(key="silent", id="2")
    play.publish("said_it", "1", key="say")
    play.at(3)
    play.complete(said, "a")
    play.complete(silent, "b")


@scenario(
    bpmn.model(
        "start -> a -> end", "late -> b -> end", xml=people("a", "b") + bpmn.boundary("late", "a", bpmn.timer("PT2H"))
    )
)
def a_boundary_timer_that_interrupts(play: Play) -> None:
    case = play.start()
    play.at(3)
    play.complete(case, "b")


@scenario(
    bpmn.model(
        "start -> a -> end",
        "remind -> b -> end_reminder",
        xml=people("a", "b")
        + bpmn.boundary("remind", "a", bpmn.timer("R2/PT2H", kind="timeCycle"), interrupting=False),
    )
)
def a_boundary_timer_that_reminds_twice(play: Play) -> None:
    case = play.start()
    play.at(3)
    play.at(5)
    play.complete(case, "b", nth=0)
    play.complete(case, "b", nth=1)
    play.complete(case, "a")


@scenario(bpmn.model("start -> wait -> a -> end", xml=people("a") + bpmn.catch("wait", bpmn.timer("PT1H"))))
def a_timer_between(play: Play) -> None:
    case = play.start()
    play.at(2)
    play.complete(case, "a")


@scenario(
    bpmn.model(
        "begin -> a -> end",
        xml=people("a") + f'<startEvent id="begin">{bpmn.timer("R2/PT2H", kind="timeCycle")}</startEvent>',
    )
)
def a_timer_that_starts_cases(play: Play) -> None:
    play.at(3)
    play.at(5)
    for case in sorted(play.find("process-instances"), key=lambda one: int(one["processInstanceKey"])):
        play.complete(case["processInstanceKey"], "a")


@scenario(
    bpmn.model(
        "begin -> a -> end",
        top=bpmn.message_top("order", key=""),
        xml=people("a") + f'<startEvent id="begin">{bpmn.message("order")}</startEvent>',
    )
)
def a_message_that_starts_cases_one_after_the_other(play: Play) -> None:
    play.publish("order", "7", key="first", live=9, n=1)
    play.publish("order", "7", key="second", live=9, n=2)
    first = play.find("process-instances")[0]["processInstanceKey"]
    play.complete(first, "a")
    second = max((one["processInstanceKey"] for one in play.find("process-instances")), key=int)
    play.complete(second, "a")


@scenario(
    bpmn.model(
        "start -> a -> got -> b -> end",
        top=bpmn.message_top("news"),
        xml=people("a", "b") + bpmn.catch("got", bpmn.message("news")),
    )
)
def a_message_that_waited_for_its_case(play: Play) -> None:
    play.publish("news", "5", key="early", live=9, told="x")
    case = play.start(id="5")
    play.complete(case, "a")
    play.complete(case, "b")


@scenario(
    bpmn.model(
        "start -> a -> got -> end",
        top=bpmn.message_top("news"),
        xml=people("a") + bpmn.catch("got", bpmn.message("news")),
    ),
    bpmn.model(
        "begin -> tell -> end_q",
        process="q",
        top=bpmn.message_top("news"),
        xml='<startEvent id="begin"/>' + bpmn.throw("tell", bpmn.message("news")),
    ),
)
def a_case_that_writes_to_another(play: Play) -> None:
    case = play.start(id="9")
    play.complete(case, "a")
    play.start("q", key="sender", id="9")
    play.work()


@scenario(
    bpmn.model(
        "start -> heard -> a -> end",
        top=bpmn.signal_top("alarm"),
        xml=people("a") + bpmn.catch("heard", bpmn.signal("alarm")),
    ),
    bpmn.model(
        "begin -> b -> end_q",
        process="q",
        top=bpmn.signal_top("alarm"),
        xml=people("b") + f'<startEvent id="begin">{bpmn.signal("alarm")}</startEvent>',
    ),
)
def a_signal_to_everybody(play: Play) -> None:
    cases = [play.start(key=f"start {n}") for n in range(2)]
    play.post("/v2/signals/broadcast", {"signalName": "alarm", "variables": {"loud": True}}, key="alarm")
    play.work()
    for case in cases:
        play.complete(case, "a")
    play.complete(play.find("process-instances", processDefinitionId="q")[0]["processInstanceKey"], "b")
