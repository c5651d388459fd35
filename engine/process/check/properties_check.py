"""Servicelane's own properties: known names, at their places, with values that fit (dialect 6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from engine.feel import parse_timer_duration
from engine.findings import Text
from engine.process.check.context import Context
from engine.process.check.expressions import check_either, is_expression
from engine.process.check.extension_table import triggers
from engine.process.check.model import bpmn, is_true, properties
from engine.process.check.names import FLOW_NODES, SUB_PROCESSES
from engine.process.check.report import local_name
from engine.process.own_properties import TEXTS
from engine.process.xml import Element

PREFIX = "sl:"
_BLOCKS = frozenset({"userTask", "process", *SUB_PROCESSES})
_DURATION = Text("an ISO duration such as PT8H, or =FEEL", "ISO 时长（例如 PT8H）或 =FEEL")
_CONTEXT = Text(
    'a FEEL context such as ={"Appointment": appointment.at}', 'FEEL 上下文，例如 ={"预约时间": appointment.at}'
)
_WHOLE = re.compile(r"[1-9][0-9]{0,2}\Z")
_FORM = re.compile(r"[A-Za-z_][\w.-]{0,255}\Z")
_CODE = re.compile(r"[^\W\d][\w.-]{0,63}\Z")


def _on(*names: str) -> Callable[[Element], bool]:
    return lambda element: local_name(element) in names


def _is_timer(element: Element) -> bool:
    return "timer" in triggers(element)


def _starts_by_hand(element: Element) -> bool:
    parent = element.getparent()
    in_process = parent is not None and local_name(parent) == "process"
    return local_name(element) == "startEvent" and in_process and not triggers(element)


def _has_blocks_or_timer(element: Element) -> bool:
    return local_name(element) in _BLOCKS | {"lane"} or _is_timer(element)


def _is_flow_node(element: Element) -> bool:
    return local_name(element) in FLOW_NODES


_PLACES: dict[str, Callable[[Element], bool]] = {
    "role": lambda element: local_name(element) == "lane" or _starts_by_hand(element),
    "unit": _on(*_BLOCKS, "lane"),
    "sla": _on(*_BLOCKS),
    "sla.response": _on(*_BLOCKS),
    "calendar": _has_blocks_or_timer,
    "pause": _on("intermediateCatchEvent", "receiveTask", "userTask", *SUB_PROCESSES),
    "timeZone": _on("process"),
    "catchUp": _is_timer,
    "retention": _on("process"),
    "businessKey": _on("process"),
    "businessKeyUnique": _on("process"),
    "name.en": lambda element: True,
    "stage": _is_flow_node,
    "stage.en": _is_flow_node,
    "public.shows": _on("process"),
    "public.shows.en": _on("process"),
    "public.values": _on("process"),
    "public.form": _on("message"),
    "public.action": _on("message"),
    "action": _on("message"),
    "action.en": _on("message"),
    "action.form": _on("message"),
    "action.role": _on("message"),
}
_CONTEXTS = frozenset({"public.shows", "public.shows.en", "public.values"})


def check_properties(context: Context) -> None:
    """The `sl:` properties of every element outside drawings."""
    for top in context.model.root:
        if top.tag == bpmn("process") and not is_true(top, "isExecutable"):
            continue
        for holder in top.iter(bpmn("extensionElements")):
            owner = holder.getparent()
            if owner is not None:
                _check_owner(context, owner)


def _check_owner(context: Context, owner: Element) -> None:
    seen: set[str] = set()
    for element, full_name, value in properties(owner):
        if not full_name.startswith(PREFIX):
            continue
        name = full_name.removeprefix(PREFIX)
        if name in seen:
            context.report.add("DUPLICATE_EXTENSION", element, name=full_name, count=2)
        seen.add(name)
        if name not in _PLACES:
            context.report.add("UNKNOWN_PROPERTY", element, name=full_name, known=", ".join(sorted(_PLACES)))
        elif not _PLACES[name](owner):
            context.report.add("UNKNOWN_PROPERTY.place", element, name=full_name, place=local_name(owner))
        else:
            _check_value(context, element, name, value)


def _check_value(context: Context, element: Element, name: str, value: str) -> None:
    if name in _CONTEXTS and not is_expression(value):
        context.report.add("ATTRIBUTE_VALUE", element, name=PREFIX + name, found=value, expected=_CONTEXT)
        return
    if name not in TEXTS and is_expression(value):
        check_either(context, value, element, place=f"{PREFIX}{name}")
        return
    expected = _EXPECTED.get(name)
    if expected is not None and not expected[0](value.strip()):
        context.report.add("ATTRIBUTE_VALUE", element, name=PREFIX + name, found=value, expected=expected[1])
    if name in ("public.form", "action.form") and value.strip() not in context.in_set.forms | context.vocabulary.forms:
        context.report.add("PUBLIC_FORM_UNKNOWN", element, found=value)
    if name == "action.role":
        _check_roles(context, element, value)
    calendars = context.vocabulary.calendars
    is_of_unit = value.strip().startswith("unit:")
    if name == "calendar" and calendars is not None and not is_of_unit and value.strip() not in calendars:
        context.report.add("UNKNOWN_CALENDAR", element, found=value, known=", ".join(sorted(calendars)) or "–")


def _check_roles(context: Context, element: Element, value: str) -> None:
    roles = context.vocabulary.roles
    for code in (part.strip() for part in value.split(",")):
        if roles is not None and code not in roles:
            context.report.add("UNKNOWN_ROLE", element, found=code, known=", ".join(sorted(roles)) or "–")


def _is_duration(value: str) -> bool:
    found = parse_timer_duration(value)
    return found is not None and found.is_positive


def _is_zone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        return False
    return bool(value)


_EXPECTED: dict[str, tuple[Callable[[str], bool], str | Text]] = {
    "sla": (_is_duration, _DURATION),
    "sla.response": (_is_duration, _DURATION),
    "pause": (lambda value: bool(_CODE.match(value)), Text("a reason code such as parts", "原因代码，例如 parts")),
    "timeZone": (_is_zone, Text("a time zone such as Asia/Shanghai", "时区，例如 Asia/Shanghai")),
    "catchUp": (lambda value: value in ("once", "all", "skip"), "once | all | skip"),
    "retention": (lambda value: bool(_WHOLE.match(value)), Text("whole years such as 7", "整数年数，例如 7")),
    "businessKeyUnique": (lambda value: value in ("true", "false"), "true | false"),
    "public.form": (lambda value: bool(_FORM.match(value)), Text("the id of a form", "表单的 id")),
    "public.action": (lambda value: value in ("answer", "withdraw", "stop"), "answer | withdraw | stop"),
}
