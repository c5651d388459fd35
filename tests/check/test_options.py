"""What the caller tells the gate: strictness, the machine's capabilities, the clock, roles, the rest of the set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.process.check import DeploymentSet, Vocabulary, check_bpmn, deployment_set
from tests.check.models import END, START, VOCABULARY, ext, lane, line, model, said, timer, work

_USER = f'<userTask id="t">{ext("<zeebe:userTask/>")}</userTask>'


def _in_lane(name: str, extra: str = "") -> bytes:
    return model(lane(name, "start t end", extra) + line(START, _USER, END))


def test_extensions_of_unknown_namespaces_are_refused_only_by_strict_deployments() -> None:
    content = model(line(START, work("work", "<acme:note/>"), END))

    assert said(content) == set()
    assert said(content, strict=True) == {("UNKNOWN_EXTENSION", "work")}


@pytest.mark.parametrize(
    ("name", "element", "body"),
    [
        ("serviceTask", "work", line(START, work(), END)),
        ("startQuantity", "work", line(START, work(attributes='startQuantity="2"'), END)),
        ("timerEventDefinition", "c", line(START, timer("intermediateCatchEvent", "c", "PT1H"), END)),
        ("endEvent", "end", line(START, work(), END)),
    ],
)
def test_what_the_machine_does_not_execute_is_refused_by_name(name: str, element: str, body: str) -> None:
    narrowed = replace(VOCABULARY, executed=VOCABULARY.executed - {name})

    assert said(model(body)) == set()
    assert said(model(body), vocabulary=narrowed) == {("UNKNOWN_ELEMENT", element)}


def test_a_date_in_the_past_is_a_hint_when_the_caller_gives_a_clock() -> None:
    content = model(line(START, timer("intermediateCatchEvent", "c", "2026-01-01T08:00:00", of="timeDate"), END))
    now = datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)

    late = check_bpmn(content, file="a", vocabulary=VOCABULARY, in_set=DeploymentSet(), now=now)
    early = check_bpmn(content, file="a", vocabulary=VOCABULARY, in_set=DeploymentSet(), now=now.replace(year=2025))
    silent = check_bpmn(content, file="a", vocabulary=VOCABULARY, in_set=DeploymentSet())

    assert [each.element_id for each in late if each.code == "SOUNDNESS_HINT"] == ["c"]
    assert [each for each in (*early, *silent) if each.code == "SOUNDNESS_HINT"] == []


@pytest.mark.parametrize("name", ["agent", "Agent", " 坐席 ", "FINANCE", "财务"])
def test_a_lane_is_a_role_by_code_or_display_name_in_either_language(name: str) -> None:
    assert said(_in_lane(name)) == set()


def test_the_role_property_of_a_lane_wins_over_its_name() -> None:
    role = ext('<zeebe:properties><zeebe:property name="sl:role" value="{}"/></zeebe:properties>')

    assert said(_in_lane("Anything", role.format("agent"))) == set()
    assert said(_in_lane("agent", role.format("boss"))) == {("UNKNOWN_ROLE", "lane")}


def test_roles_are_not_judged_where_they_are_not_known() -> None:
    assert said(_in_lane("Boss"), vocabulary=Vocabulary()) == set()


def test_a_lane_without_user_tasks_may_have_any_name() -> None:
    content = _in_lane("Machines").replace(_USER.encode(), work("t").encode())

    assert said(content) == set()


def test_a_task_inside_a_sub_process_has_the_lane_of_the_sub_process() -> None:
    inner = line('<startEvent id="s2"/>', _USER, prefix="g")
    content = model(lane("agent", "start sub end") + line(START, f'<subProcess id="sub">{inner}</subProcess>', END))

    assert said(content) == set()
    assert said(content, "warning") == set()


def test_what_is_bound_to_the_deployment_may_be_anywhere_in_it() -> None:
    form = ext("<zeebe:userTask/><zeebe:formDefinition formId=@f@ bindingType=@deployment@/>")
    decision = ext("<zeebe:calledDecision decisionId=@d@ resultVariable=@r@ bindingType=@deployment@/>")
    call = ext("<zeebe:calledElement processId=@q@ bindingType=@deployment@/>")
    tasks = (
        f'<userTask id="u">{form}</userTask>',
        f'<businessRuleTask id="d">{decision}</businessRuleTask>',
        f'<callActivity id="c">{call}</callActivity>',
    )
    content = model(line(START, *tasks, END))
    one = frozenset

    assert said(content) == {("BINDING_MISSING", element) for element in "udc"}
    assert said(content, forms=one("f"), decisions=one("d"), processes=one("q")) == set()
    assert said(content, forms=one("f"), decisions=one("d"), processes=one("q"), without_none_start=one("q")) == {
        ("NO_NONE_START_EVENT", "c")
    }


def test_our_own_functions_may_be_used_in_timers_of_start_events() -> None:
    value = '=add working time(now(), duration("PT8H"), "standard")'
    content = model(line(timer("startEvent", "s", value, of="timeDate"), work(), END))

    assert said(content) == set()


def test_a_set_of_files_offers_its_forms_decisions_and_processes_by_content() -> None:
    files = {
        "a": model(line(START, work(), END)),
        "b": model(line(timer("startEvent", "s", "R/PT1H", of="timeCycle"), work(), END)).replace(b'"p"', b'"q"'),
        "c": b'{"type": "default", "id": "f", "components": []}',
        "d": b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d"/></definitions>',
        "e": b"<<<",
        "g": b'{"id": 3, "components": []}',
    }

    found = deployment_set(files)

    assert (found.forms, found.decisions, found.processes) == ({"f"}, {"d"}, {"p", "q"})
    assert found.without_none_start == {"q"}


def test_a_form_inside_the_model_is_judged_like_a_form_file() -> None:
    good = '{"type": "default", "components": []}'
    bad = '{"type": "default", "components": [{"type": "iframe", "id": "i"}]}'
    body = line(START, work(), END)

    def embedded(form: str) -> bytes:
        holder = f'<extensionElements><zeebe:userTaskForm id="f">{form}</zeebe:userTaskForm></extensionElements>'
        return model(holder + body)

    assert said(embedded(good)) == set()
    assert said(embedded(bad)) == {("FORM_COMPONENT", "p")}


def test_two_embedded_forms_are_no_duplicate_extension() -> None:
    form = '<zeebe:userTaskForm id="{}">{{"type": "default", "components": []}}</zeebe:userTaskForm>'
    content = f"<extensionElements>{form.format('a')}{form.format('b')}</extensionElements>" + line(START, work(), END)

    assert said(model(content)) == set()


def test_an_unknown_role_is_answered_with_all_known_ones() -> None:
    roles = {f"role_number_{at}": () for at in range(40)}

    found = check_bpmn(_in_lane("Boss"), file="a", vocabulary=Vocabulary(roles=roles), in_set=DeploymentSet())

    advice = next(each.advice.en for each in found if each.code == "UNKNOWN_ROLE")
    assert all(code in advice for code in roles)


def test_a_form_deployed_earlier_may_be_named_by_a_message() -> None:
    marks = ext('<zeebe:properties><zeebe:property name="sl:public.form" value="earlier"/></zeebe:properties>')
    content = model(line(START, work(), END), f'<message id="pm" name="said">{marks}</message>')

    assert ("PUBLIC_FORM_UNKNOWN", "pm") in said(content, "warning")
    known = said(content, "warning", vocabulary=replace(VOCABULARY, forms=frozenset({"earlier"})))
    assert ("PUBLIC_FORM_UNKNOWN", "pm") not in known
