"""Variables in scopes, mappings (section 2) and incidents (section 5)."""

from __future__ import annotations

from engine.process.command import JobExhausted
from tests.models.bpmn import (
    boundary,
    extensions,
    io,
    model,
    service,
    sub,
    timer,
)
from tests.process.driver import Case


def test_d21_and_d22_mappings_make_locals_and_carry_only_what_they_name() -> None:
    mapping = extensions(
        io("input: =order.total -> amount", "output: =answer -> reply.text", "output: =amount + 1 -> next")
    )
    given = model("start -> a -> end", "a -> b", xml=f'<userTask id="a">{mapping}</userTask>')
    case = Case(given).start(order={"total": 5}, reply={"kept": True})
    assert case.local("a") == {"amount": 5}

    case.task("a", answer="yes", noise=1)

    assert case.variables == {"order": {"total": 5}, "reply": {"kept": True, "text": "yes"}, "next": 6}


def test_d7_a_result_is_written_where_the_name_lives() -> None:
    inner = sub("s", "start_s -> a -> b", inside=extensions(io("input: =1 -> mine")))
    case = Case(model("start -> s -> end", xml=inner)).start(ours=1).task("a", mine=2, ours=2, fresh=2)

    assert case.variables == {"ours": 2, "fresh": 2}
    assert case.local("s") == {"mine": 2}


def test_d8_a_sub_process_merges_only_its_output_mappings() -> None:
    inner = sub("s", "start_s -> a -> end_s", inside=extensions(io("input: =1 -> mine", "output: =mine -> result")))

    case = Case(model("start -> s -> b", xml=inner)).start().task("a", mine=7)

    assert case.variables == {"result": 7}


def test_d24_a_missing_variable_in_a_mapping_is_null() -> None:
    mapping = extensions(io("input: =nothing.there -> x"))
    case = Case(model("start -> a", xml=f'<userTask id="a">{mapping}</userTask>')).start()

    assert case.local("a") == {"x": None}


def test_d24_a_failing_mapping_is_an_incident_and_entry_is_repeated() -> None:
    mapping = extensions(io("input: =assert(n, n &gt; 0) -> x".replace("&gt;", ">")))
    case = Case(model("start -> a", xml=f'<userTask id="a">{mapping}</userTask>')).start(n=0)
    assert case.incident_types == ["IO_MAPPING_ERROR"]

    case.set(n=4).resolve()

    assert case.open == ["a"]
    assert case.local("a") == {"x": 4}


def test_i5_a_boundary_event_removes_the_incident_of_its_element() -> None:
    given = model("start -> a -> end", "late -> b", xml=service("a") + boundary("late", "a", timer("PT1H")))
    case = Case(given).start()
    case.do(JobExhausted(case.job_key("a"), "JOB_NO_RETRIES", "broken"))
    assert case.incident_types == ["JOB_NO_RETRIES"]

    case.wait(hours=1)

    assert case.open == ["b"]
    assert not case.incidents


def test_i6_resolving_a_job_incident_gives_its_retries_back() -> None:
    case = Case(model("start -> a -> end", xml=service("a"))).start()
    case.do(JobExhausted(case.job_key("a"), "JOB_NO_RETRIES", "broken", {"why": "x"}))
    assert case.local("a") == {"why": "x"}

    case.resolve()

    assert case.steps[-1].jobs_reopened == [(case.job_key("a"), 3)]
    assert case.job("a").is_completed


def test_d24_a_source_that_cannot_be_stored_fails_the_mapping() -> None:
    inside = extensions(io("input: =sum -> total"))
    case = Case(model("start -> a", xml=f'<userTask id="a">{inside}</userTask>')).start()

    assert case.incident_types == ["IO_MAPPING_ERROR"]
