"""The other half of the scenarios: scopes, calls, machines, what operators do, and data."""

from __future__ import annotations

from functools import partial

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from tests.models import bpmn
from tests.reliability.play import Play
from tests.reliability.scenarios import gateway, machine, people, person, scenario

CALLED = '<zeebe:calledElement processId="q" propagateAllChildVariables="true"/>'
CALL = f'<callActivity id="call">{bpmn.extensions(CALLED)}</callActivity>'
CHILD = bpmn.model("start_q -> c -> end_q", process="q", xml=people("c"))
DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="g" name="grades" namespace="t">
<decision id="grade" name="grade"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="ie" typeRef="number"><text>amount</text></inputExpression></input>
<output id="o" name="grade" typeRef="string"/>
<rule id="r1"><inputEntry id="e1"><text>&lt; 10</text></inputEntry>
<outputEntry id="o1"><text>"low"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="e2"><text>&gt;= 10</text></inputEntry>
<outputEntry id="o2"><text>"high"</text></outputEntry></rule></decisionTable></decision></definitions>"""


@scenario(bpmn.model("start -> call -> a -> end", xml=CALL + people("a")), CHILD)
def a_called_case(play: Play) -> None:
    case = play.start(amount=3)
    play.complete(play.child(case), "c", result=4)
    play.complete(case, "a")


@scenario(
    bpmn.model(
        "start -> call -> end",
        "wrong -> a -> end",
        top=bpmn.error_top("broken"),
        xml=CALL + people("a") + bpmn.boundary("wrong", "call", bpmn.error("broken")),
    ),
    bpmn.model(
        "start_q -> c -> end_q",
        process="q",
        top=bpmn.error_top("broken"),
        xml=people("c") + bpmn.end("end_q", bpmn.error("broken")),
    ),
)
def an_error_that_leaves_a_called_case(play: Play) -> None:
    case = play.start()
    play.complete(play.child(case), "c")
    play.complete(case, "a")


@scenario(bpmn.model("start -> call -> end", xml=CALL), CHILD)
def a_family_that_is_cancelled(play: Play) -> None:
    case = play.start()
    play.child(case)
    play.post(f"/v2/process-instances/{case}/cancellation", {}, key="cancel")


@scenario(
    bpmn.model(
        "start -> part -> a -> end",
        "stop -> b -> end",
        top=bpmn.error_top("refused"),
        xml=bpmn.sub(
            "part", "start_in -> x -> end_in", "start_in -> y -> end_y", xml=people("x") + machine("y", "refusing")
        )
        + people("a", "b")
        + bpmn.boundary("stop", "part", bpmn.error("refused")),
    )
)
def a_part_that_a_worker_ends_by_an_error(play: Play) -> None:
    case = play.start()
    play.work()
    play.complete(case, "b")


@scenario(
    bpmn.model(
        "start -> a -> end",
        top=bpmn.message_top("halt"),
        xml=people("a")
        + bpmn.event_sub("halted", "start_halted -> b -> end_b", start=bpmn.message("halt"), xml=people("b")),
    )
)
def a_message_that_interrupts_everything(play: Play) -> None:
    case = play.start(id="3")
    play.publish("halt", "3", key="halt")
    play.complete(case, "b")


@scenario(
    bpmn.model("start -> each -> end", xml=person("each", bpmn.many("=[1,2,3]", output=("results", "=result")))),
)
def many_at_once(play: Play) -> None:
    case = play.start()
    for nth in range(3):
        play.complete(case, "each", nth=nth, result=nth)


@scenario(bpmn.model("start -> each -> end", xml=machine("each", inside=bpmn.many("=[1,2,3]", sequential=True))))
def many_one_after_the_other(play: Play) -> None:
    play.start()
    play.work()


@scenario(
    bpmn.model(
        "start -> a -> b -> undo -> end",
        xml=people("a", "b")
        + bpmn.compensation(
            "a", "un_a", xml=person("un_a").replace("<userTask ", '<userTask isForCompensation="true" ')
        )
        + bpmn.throw("undo", bpmn.compensate()),
    )
)
def a_step_that_is_compensated(play: Play) -> None:
    case = play.start()
    play.complete(case, "a")
    play.complete(case, "b")
    play.complete(case, "un_a")


@scenario(
    bpmn.model(
        "start -> part -> end",
        "raised -> b -> end_b",
        top=bpmn.escalation_top("help"),
        xml=bpmn.sub(
            "part", "start_in -> cry -> x -> end_in", xml=bpmn.throw("cry", bpmn.escalation("help")) + people("x")
        )
        + people("b")
        + bpmn.boundary("raised", "part", bpmn.escalation("help"), interrupting=False),
    )
)
def an_escalation(play: Play) -> None:
    case = play.start()
    play.complete(case, "b")
    play.complete(case, "x")


@scenario(
    bpmn.model(
        "start -> fork -> a -> stop",
        "fork -> b -> end",
        "fork -> wait -> end",
        xml=people("a", "b") + bpmn.end("stop", "<terminateEventDefinition/>") + bpmn.catch("wait", bpmn.timer("PT1H")),
    )
)
def an_end_that_ends_all(play: Play) -> None:
    case = play.start()
    play.complete(case, "a")


@scenario(bpmn.model("start -> m -> n -> a -> end", xml=machine("m") + machine("n") + people("a")))
def two_jobs_in_a_row(play: Play) -> None:
    case = play.start(amount=1)
    play.work()
    play.complete(case, "a")


@scenario(bpmn.model("start -> m -> end", xml=machine("m", "flaky")))
def a_job_that_is_tried_again(play: Play) -> None:
    play.start()
    for hours in (1, 2, 3):
        play.at(hours)


@scenario(bpmn.model("start -> m -> a -> end", xml=machine("m", "outside") + people("a")))
def an_incident_that_is_resolved(play: Play) -> None:
    case = play.start()
    _fail_job(play, case)
    incident = play.find("incidents", processInstanceKey=case)[0]["incidentKey"]
    job = play.find("jobs", processInstanceKey=case)[0]["jobKey"]
    if play.find("incidents", incidentKey=incident, state="ACTIVE"):
        play.post(f"/v2/jobs/{job}", {"changeset": {"retries": 2}}, key="retries", method="PATCH")
    play.post(f"/v2/incidents/{incident}/resolution", {}, key="resolve")
    play.post(f"/v2/jobs/{job}/completion", {"variables": {"x": 1}}, key="done")
    play.complete(case, "a")


def _fail_job(play: Play, case: str) -> None:
    """As a worker of somebody else would, over HTTP."""
    job = play.find("jobs", processInstanceKey=case)[0]
    play.post(f"/v2/jobs/{job['jobKey']}/failure", {"retries": 0, "errorMessage": "no"}, key="fail")


@scenario(
    bpmn.model(
        "start -> reckon -> decide -> a -> end",
        xml=bpmn.script("reckon", "=amount * 2", result="amount")
        + people("a")
        + '<businessRuleTask id="decide">'
        + bpmn.extensions('<zeebe:calledDecision decisionId="grade" resultVariable="grade"/>')
        + "</businessRuleTask>",
    ),
    files=(ModelFile("grade.dmn", DECISION),),
)
def a_script_and_a_decision(play: Play) -> None:
    case = play.start(amount=7)
    play.complete(case, "a")


@scenario(bpmn.model("start -> a -> b -> end", xml=people("a", "b")))
def a_token_that_an_operator_moves(play: Play) -> None:
    case = play.start()
    task = play.find("user-tasks", processInstanceKey=case, elementId="a")[0]["elementInstanceKey"]
    body = {"activateInstructions": [{"elementId": "b"}], "terminateInstructions": [{"elementInstanceKey": task}]}
    play.post(f"/v2/process-instances/{case}/modification", body, key="move")
    play.complete(case, "b")


@scenario(bpmn.model("start -> warm -> a -> end", xml=people("a") + bpmn.catch("warm", bpmn.conditional("=heat > 20"))))
def a_condition_that_comes_true(play: Play) -> None:
    case = play.start(heat=1)
    for heat in (10, 30):
        play.post(f"/v2/element-instances/{case}/variables", {"variables": {"heat": heat}}, key=f"{heat}", method="PUT")
    play.complete(case, "a")


@scenario(bpmn.model("start -> a -> end", xml=people("a")))
def a_new_version_beside_running_cases(play: Play) -> None:
    case = play.start(key="old")
    changed = bpmn.model("start -> a -> b -> end", xml=people("a", "b"))
    play.deploy("m0.bpmn", changed, key="deploy")
    new = play.start(key="new")
    play.complete(case, "a")
    play.complete(new, "a")
    play.complete(new, "b")


@scenario(bpmn.model("start -> a -> end", xml=people("a")))
def reference_data_that_is_imported(play: Play) -> None:
    customers = "".join(f"C-{n},Customer {n},1380000{n:04},region_east,1 Long Road\n" for n in range(40))
    for lines in (customers, customers.replace("Customer", "Client")):
        content = _customers(lines).encode()
        play.insist(partial(play.engine.import_sheet, "customers", content, actor=SYSTEM))
    case = play.start()
    play.complete(case, "a")


def _customers(lines: str) -> str:
    return "customer_code,name,phone,region_code,address\n" + lines


@scenario(bpmn.model("start -> desk -> end", xml=f'<adHocSubProcess id="desk">{people("x", "y")}</adHocSubProcess>'))
def work_that_is_added_by_hand(play: Play) -> None:
    case = play.start()
    play.post(f"/v2/process-instances/{case}/modification", {"activateInstructions": [{"elementId": "x"}]}, key="add x")
    play.complete(case, "x")


@scenario(
    bpmn.model(
        "start -> a -> end",
        xml=person("a", "") + bpmn.boundary("late", "a", bpmn.timer("PT9H")),
    ),
    files=(),
)
def a_timer_that_an_operator_moves(play: Play) -> None:
    case = play.start()
    timer = play.timers(case)
    if timer:
        body = {"timerKey": timer[0]["timerKey"], "dueAt": timer[0]["dueAt"], "reason": "as agreed"}
        play.post(f"/api/v1/cases/{case}/timers", body, key="sooner", method="PATCH")
    play.complete(case, "a")


@scenario(
    bpmn.model(
        "start -> loop -> is_done",
        "is_done -> loop : =not(ok)",
        "is_done -> end",
        xml=people("loop") + gateway("is_done", default="is_done_end"),
    )
)
def rework(play: Play) -> None:
    case = play.start()
    play.complete(case, "loop", nth=0, ok=False)
    play.complete(case, "loop", nth=1, ok=False)
    play.complete(case, "loop", nth=2, ok=True)
