"""The zeebe extensions of one element, as the table of section 0 lists them."""

from __future__ import annotations

from lxml import etree

from engine.process.expressions import Value, condition_of, value_of
from engine.process.graph import (
    AdHoc,
    DecisionCall,
    FormRef,
    IoLine,
    JobSpec,
    Listener,
    Loop,
    ProcessCall,
    Script,
    UserWork,
)
from engine.process.own_properties import TEXTS
from engine.process.reading import xml

_DEFAULT_RETRIES = "3"
_EMBEDDED_FORM = "camunda-forms:bpmn:"


def properties(element: etree._Element) -> tuple[dict[str, Value], dict[str, str]]:
    """(ours without the prefix `sl:`, the others)."""
    own: dict[str, Value] = {}
    others: dict[str, str] = {}
    for line in xml.extensions(element, "properties/property"):
        name, value = line.get("name", ""), line.get("value", "")
        if name.startswith(xml.OWN_PREFIX):
            short = name[len(xml.OWN_PREFIX) :]
            own[short] = Value.static(value) if short in TEXTS else Value(value)
        else:
            others[name] = value
    return own, others


def io_lines(element: etree._Element, side: str) -> tuple[IoLine, ...]:
    """The mappings of one side ('input' or 'output'), in order."""
    lines = xml.extensions(element, f"ioMapping/{side}")
    return tuple(
        IoLine(value_of(line.get("source")), tuple(line.get("target", "").strip().split("."))) for line in lines
    )


def headers(holder: etree._Element) -> dict[str, str]:
    """`taskHeaders/header` of an element."""
    return {line.get("key", ""): line.get("value", "") for line in xml.extensions(holder, "taskHeaders/header")}


def job(element: etree._Element, process_priority: Value | None) -> JobSpec | None:
    """`taskDefinition`, None when not written."""
    found = xml.extension(element, "taskDefinition")
    if found is None:
        return None
    priority = xml.extension(element, "jobPriorityDefinition")
    return JobSpec(
        type=Value(found.get("type", "")),
        retries=Value(found.get("retries") or _DEFAULT_RETRIES),
        headers=headers(element),
        priority=process_priority if priority is None else value_of(priority.get("priority")),
    )


def listeners(element: etree._Element, kind: str) -> tuple[Listener, ...]:
    """`kind` is executionListeners/executionListener or taskListeners/taskListener."""
    return tuple(_listener(line) for line in xml.extensions(element, kind))


def _listener(line: etree._Element) -> Listener:
    written = {head.get("key", ""): head.get("value", "") for head in line.iter(f"{xml.ZEEBE}header")}
    retries = Value(line.get("retries") or _DEFAULT_RETRIES)
    return Listener(line.get("eventType", "").lower(), Value(line.get("type", "")), retries, written)


def user_work(element: etree._Element) -> UserWork:
    """What a user task or start event says for people."""
    assignment = xml.extension(element, "assignmentDefinition")
    schedule = xml.extension(element, "taskSchedule")
    priority = xml.extension(element, "priorityDefinition")
    form, external = _form(element)
    return UserWork(
        assignee=_attribute(assignment, "assignee"),
        candidate_groups=_attribute(assignment, "candidateGroups"),
        candidate_users=_attribute(assignment, "candidateUsers"),
        due_date=_attribute(schedule, "dueDate"),
        follow_up_date=_attribute(schedule, "followUpDate"),
        priority=_attribute(priority, "priority"),
        form=form,
        external_form=external,
        headers=headers(element),
    )


def _form(element: etree._Element) -> tuple[FormRef | None, Value | None]:
    """A7: a form by id, or a text that names one elsewhere. An embedded form is bound to its deployment."""
    found = xml.extension(element, "formDefinition")
    if found is None:
        return None, None
    key = found.get("formKey", "")
    if key.startswith(_EMBEDDED_FORM):
        return FormRef(key[len(_EMBEDDED_FORM) :], "deployment"), None
    if found.get("formId"):
        return FormRef(found.get("formId", ""), found.get("bindingType", "latest"), found.get("versionTag")), None
    return None, value_of(found.get("externalReference")) or value_of(key)


def _attribute(element: etree._Element | None, name: str) -> Value | None:
    return None if element is None else value_of(element.get(name))


def script(element: etree._Element) -> Script | None:
    """`zeebe:script`, None when not written."""
    found = xml.extension(element, "script")
    expression = None if found is None else condition_of(found.get("expression"))
    if found is None or expression is None:
        return None
    return Script(expression, found.get("resultVariable", ""))


def decision(element: etree._Element) -> DecisionCall | None:
    """`zeebe:calledDecision`, None when not written."""
    found = xml.extension(element, "calledDecision")
    if found is None:
        return None
    return DecisionCall(
        decision_id=Value(found.get("decisionId", "")),
        result_variable=found.get("resultVariable", ""),
        binding=found.get("bindingType", "latest"),
        version_tag=value_of(found.get("versionTag")),
    )


def process_call(element: etree._Element) -> ProcessCall | None:
    """`zeebe:calledElement`, None when not written."""
    found = xml.extension(element, "calledElement")
    if found is None:
        return None
    return ProcessCall(
        process_id=Value(found.get("processId", "")),
        binding=found.get("bindingType", "latest"),
        version_tag=value_of(found.get("versionTag")),
        business_id=None if found.get("businessId") is None else Value(found.get("businessId", "")),
        propagate_parent=found.get("propagateAllParentVariables", "true") == "true",
        propagate_child=found.get("propagateAllChildVariables", "true") == "true",
    )


def loop(element: etree._Element) -> Loop | None:
    """Multi-instance or standard loop, None for a plain activity."""
    found = xml.child(element, "multiInstanceLoopCharacteristics")
    if found is not None:
        return _multi_instance(found)
    found = xml.child(element, "standardLoopCharacteristics")
    if found is None:
        return None
    maximum = found.get("loopMaximum")
    return Loop(
        kind="standard",
        condition=condition_of(xml.text_of(found, "loopCondition")),
        maximum=None if maximum is None else int(maximum),
        test_before=xml.is_true(found, "testBefore", default=False),
    )


def _multi_instance(found: etree._Element) -> Loop:
    line = xml.extension(found, "loopCharacteristics")
    output = None if line is None else condition_of(line.get("outputElement"))
    return Loop(
        kind="sequential" if xml.is_true(found, "isSequential", default=False) else "parallel",
        input_collection=None if line is None else condition_of(line.get("inputCollection")),
        input_element=None if line is None else line.get("inputElement"),
        output_collection=None if line is None else line.get("outputCollection"),
        output_element=output,
        output_local=plain_name(output),
        completion=condition_of(xml.text_of(found, "completionCondition")),
    )


def plain_name(value: Value | None) -> str | None:
    """The first name when `value` is nothing but a name or path (M3), else None."""
    if value is None:
        return None
    parts = [part.strip() for part in value.text.removeprefix("=").split(".")]
    return parts[0] if all(part.isidentifier() for part in parts) else None


def ad_hoc(element: etree._Element) -> AdHoc | None:
    """What stands at an ad-hoc sub-process; None for other elements."""
    if xml.local_name(element) != "adHocSubProcess":
        return None
    line = xml.extension(element, "adHoc")
    return AdHoc(
        active_elements=None if line is None else condition_of(line.get("activeElementsCollection")),
        completion=condition_of(xml.text_of(element, "completionCondition")),
        cancel_remaining=xml.is_true(element, "cancelRemainingInstances", default=True),
        sequential=element.get("ordering") == "Sequential",
        output_collection=None if line is None else line.get("outputCollection"),
        output_element=None if line is None else condition_of(line.get("outputElement")),
    )
