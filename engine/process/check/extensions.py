"""Each zeebe extension stands where it is read, once, with known attributes and values (dialect section 0, G3, D20)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC

from engine.errors import Invalid
from engine.feel import parse_timer_date
from engine.findings import Text
from engine.process.check.context import Context
from engine.process.check.expressions import check_either, check_required, is_expression
from engine.process.check.extension_table import (
    INNER_RULES,
    RULES,
    UNSUPPORTED,
    ExtensionRule,
    Kind,
    takes_inputs,
    takes_outputs,
)
from engine.process.check.model import bpmn, is_true
from engine.process.check.names import EVENT_DEFINITIONS
from engine.process.check.refused_names import foreign_engine
from engine.process.check.report import local_name, namespace
from engine.process.check.words import words
from engine.process.xml import ZEEBE, Element
from engine.values import check_name

_WORDS = {Kind.FLAG: ("true", "false"), Kind.BINDING: ("latest", "deployment", "versionTag")}
_VARIABLE = Text(
    "a variable name (letters, digits, _; no FEEL keyword)", "变量名（字母、数字、下划线，且不是 FEEL 关键字）"
)
_REPEATABLE = frozenset({"userTaskForm"})  # one for each user task that names it
_NUMBER = Text("a whole number", "整数")
_DATE = Text("an ISO 8601 date and time, or an expression", "ISO 8601 日期时间，或表达式")
_WHOLE = re.compile(r"[0-9]{1,9}\Z")
_ENGINE_NAMES = words(
    "loopCounter numberOfInstances numberOfActiveInstances numberOfCompletedInstances "
    "numberOfTerminatedInstances activationCount waitingForStart adHocSubProcessElements"
)


def check_extensions(context: Context) -> None:
    """Every zeebe element outside drawings."""
    for top in context.model.root:
        if top.tag == bpmn("process") and not is_true(top, "isExecutable"):
            continue
        for holder in top.iter(bpmn("extensionElements")):
            owner = holder.getparent()
            if owner is not None:
                _check_holder(context, owner, holder)


def _check_holder(context: Context, owner: Element, holder: Element) -> None:
    found = [child for child in holder if isinstance(child.tag, str) and namespace(child) == ZEEBE]
    counts = Counter(local_name(child) for child in found)
    for child in found:
        _check_top(context, owner, child)
        name = local_name(child)
        if counts[name] > 1 and name in RULES and name not in _REPEATABLE:
            context.report.add("DUPLICATE_EXTENSION", child, name=name, count=counts[name])
            counts[name] = 0


def _check_top(context: Context, owner: Element, element: Element) -> None:
    name = local_name(element)
    if name in UNSUPPORTED or (name == "taskDefinition" and local_name(owner) == "adHocSubProcess"):
        context.report.add("UNSUPPORTED_EXTENSION", element, name=f"zeebe:{name}")
    elif name not in RULES:
        key = "EXTENSION_NOT_ALLOWED_HERE" if name in INNER_RULES else "UNKNOWN_ELEMENT"
        context.report.add(key, element, name=f"zeebe:{name}", place=local_name(owner))
    elif not RULES[name].place(owner):
        context.report.add("EXTENSION_NOT_ALLOWED_HERE", element, name=f"zeebe:{name}", place=_place(owner))
    else:
        _check_element(context, element, RULES[name])
        if name == "ioMapping":
            _check_mapping_sides(context, owner, element)


def _place(owner: Element) -> str:
    names = [local_name(child) for child in owner if isinstance(child.tag, str)]
    kinds = [name for name in names if name in EVENT_DEFINITIONS]
    return f"{local_name(owner)} ({', '.join(kinds)})" if kinds else local_name(owner)


def _check_mapping_sides(context: Context, owner: Element, mapping: Element) -> None:
    allowed = {"input": takes_inputs(owner), "output": takes_outputs(owner)}
    for child in mapping:
        if not allowed.get(local_name(child), True):
            name = f"zeebe:{local_name(child)}"
            context.report.add("EXTENSION_NOT_ALLOWED_HERE", child, name=name, place=_place(owner))


def _check_element(context: Context, element: Element, rule: ExtensionRule) -> None:
    """One zeebe element and all below it; the nesting is at most three deep, whatever the file says."""
    if element.get("versionTag") and (element.get("bindingType") or "").strip() != "versionTag":
        context.report.add("IGNORED_BY_DESIGN.attribute", element, name="zeebe:versionTag")
    waiting = [(element, rule)]
    while waiting:
        at, known = waiting.pop()
        _check_attributes(context, at, known)
        _check_headers(context, at)
        for child in at:
            name = local_name(child)
            if namespace(child) != ZEEBE or name not in known.children:
                space = foreign_engine(namespace(child))
                key = "FOREIGN_ENGINE_EXTENSION.without_counterpart" if space else "UNKNOWN_ELEMENT.misplaced"
                context.report.add(key, child, name=name, parent=f"zeebe:{local_name(at)}", engine=space)
            else:
                waiting.append((child, INNER_RULES[name]))


def _check_headers(context: Context, holder: Element) -> None:
    """A header that is written twice would hide the other value."""
    counts = Counter(child.get("key") for child in holder if local_name(child) == "header" and child.get("key"))
    for key, count in counts.items():
        if count > 1:
            context.report.add("DUPLICATE_EXTENSION", holder, name=f"zeebe:header '{key}'", count=count)


def _check_attributes(context: Context, element: Element, rule: ExtensionRule) -> None:
    name = local_name(element)
    for key in element.attrib:
        attribute = str(key)
        if attribute not in rule.attributes:
            context.report.add("UNKNOWN_ATTRIBUTE", element, name=attribute, parent=f"zeebe:{name}")
            continue
        text = element.get(attribute) or ""
        if text.strip():
            _check_value(context, element, attribute, text, rule.attributes[attribute])
    for attribute in rule.required:
        if not (element.get(attribute) or "").strip() and not _has_own_code(name, attribute):
            context.report.add("ATTRIBUTE_MISSING", element, name=attribute, parent=f"zeebe:{name}")


def _has_own_code(name: str, attribute: str) -> bool:
    """Missing values that other checks name more exactly."""
    return (name, attribute) in {
        ("subscription", "correlationKey"),
        ("calledDecision", "decisionId"),
        ("calledDecision", "resultVariable"),
        ("script", "expression"),
        ("taskDefinition", "type"),
        ("calledElement", "processId"),
    }


def _check_value(context: Context, element: Element, attribute: str, text: str, kind: Kind) -> None:
    place = f"{local_name(element)}/@{attribute}"
    if kind is Kind.FEEL:
        check_required(context, text, element, place=place)
    elif kind is Kind.EITHER:
        check_either(context, text, element, place=place)
        if attribute in ("retries", "priority") and not is_expression(text):
            _check_number(context, element, attribute, text)
        if attribute in ("dueDate", "followUpDate") and not is_expression(text):
            _check_date(context, element, attribute, text)
    elif kind in (Kind.NAME, Kind.PATH):
        _check_target(context, element, attribute, text, kind)
    elif kind in _WORDS and text.strip() not in _WORDS[kind]:
        expected = " | ".join(_WORDS[kind])
        context.report.add("ATTRIBUTE_VALUE", element, name=attribute, found=text, expected=expected)


def _check_date(context: Context, element: Element, attribute: str, text: str) -> None:
    """A fixed text that is no date would be an incident at each task (A5)."""
    if parse_timer_date(text, zone=UTC) is None:
        context.report.add("ATTRIBUTE_VALUE", element, name=attribute, found=text, expected=_DATE)


def _check_number(context: Context, element: Element, attribute: str, text: str) -> None:
    is_task_priority = local_name(element) == "priorityDefinition"
    fits = bool(_WHOLE.match(text.strip())) and (not is_task_priority or int(text) <= 100)
    if not fits:
        expected = "0 … 100" if is_task_priority else _NUMBER
        context.report.add("ATTRIBUTE_VALUE", element, name=attribute, found=text, expected=expected)


def _check_target(context: Context, element: Element, attribute: str, text: str, kind: Kind) -> None:
    parts = text.strip().split(".") if kind is Kind.PATH else [text.strip()]
    try:
        for part in parts:
            check_name(part)
    except Invalid:
        context.report.add("ATTRIBUTE_VALUE", element, name=attribute, found=text, expected=_VARIABLE)
        return
    if kind is Kind.PATH and parts[0] in _ENGINE_NAMES:
        context.report.add("SOUNDNESS_HINT.engine_name", element, name=parts[0])
