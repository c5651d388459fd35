"""Task listeners of what the model assigns, and of what is withdrawn (A31)."""

from __future__ import annotations

from engine.process.command import CompleteJob
from tests.models.bpmn import boundary, extensions, model, timer
from tests.process.driver import Case
from tests.process.test_listeners import listened


def test_a31_a_canceling_listener_whose_type_is_no_text_is_an_incident_and_those_after_it_run_when_it_is_resolved() -> (
    None
):
    lines = "".join(f'<zeebe:taskListener eventType="canceling" type="={name}"/>' for name in ("t", "u"))
    task = f'<userTask id="a">{extensions(f"<zeebe:taskListeners>{lines}</zeebe:taskListeners>")}</userTask>'
    xml = task + boundary("late", "a", timer("PT1H"))
    case = Case(model("start -> a -> end", "late -> b", xml=xml)).start(u="x.after").wait(hours=1)
    assert (case.open, case.incident_types) == (["b"], ["EXTRACT_VALUE_ERROR"])

    case.set(t="x.first").resolve()
    case.job("a")

    assert [job.type for job in case.jobs.values()] == ["x.after"]


def test_a31_whom_the_model_names_holds_the_task_when_the_assigning_listener_agrees() -> None:
    named = '<zeebe:assignmentDefinition assignee="ann"/>'
    xml = listened("assigning").replace("<extensionElements>", "<extensionElements>" + named)
    case = Case(model("start -> a -> b", xml=xml)).start()
    opened = next(iter(case.tasks.values()))
    assert (opened.assignee, opened.meant_for) == (None, "ann")

    step = case.do(CompleteJob(case.job_key("a"), {}))

    assert step.tasks_changed == [(opened.element_instance_key, {"assignee": "ann"})]
