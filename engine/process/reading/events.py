"""Event definitions in XML order, with the messages, signals, errors and escalations they name resolved.

The library orders them by kind, looks below sub-elements and knows neither links nor compensation: read here instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.process.expressions import Value, condition_of, value_of
from engine.process.graph import Timer, Trigger
from engine.process.reading import xml

_SUFFIX = "EventDefinition"
_KINDS = {"compensate": "compensation"}
_TIMER_KINDS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


@dataclass(slots=True)
class Names:
    """What a file declares at its top: name or code by id, and each message's correlation key."""

    values: dict[str, Value] = field(default_factory=dict)
    keys: dict[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element) -> Names:
        """Read them from the definitions element."""
        names = cls()
        for element in root:
            text, declared = _declared_text(element), element.get("id")
            if text is None or not declared:  # without an id nothing can refer to it
                continue
            names.values[declared] = Value(text)
            subscription = xml.extension(element, "subscription")
            key = None if subscription is None else condition_of(subscription.get("correlationKey"))
            if key is not None:
                names.keys[declared] = key
        return names


def _declared_text(element: etree._Element) -> str | None:
    attributes = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
    attribute = attributes.get(xml.local_name(element))
    return element.get(attribute) or None if attribute else None


def triggers(element: etree._Element, names: Names, own: Mapping[str, Value]) -> tuple[Trigger, ...]:
    """The event definitions of `element`; of a send or receive task its message."""
    reference = element.get("messageRef")
    if reference:
        return (Trigger("message", name=names.values.get(reference), correlation_key=names.keys.get(reference)),)
    definitions = [line for line in element if xml.local_name(line).endswith(_SUFFIX)]
    return tuple(_trigger(line, names, own) for line in definitions)


def _trigger(line: etree._Element, names: Names, own: Mapping[str, Value]) -> Trigger:
    kind = xml.local_name(line).removesuffix(_SUFFIX)
    kind = _KINDS.get(kind, kind)
    reference = line.get(f"{kind}Ref", "")
    if kind == "message":
        return Trigger(kind, name=names.values.get(reference), correlation_key=names.keys.get(reference))
    if kind == "signal":
        return Trigger(kind, name=names.values.get(reference))
    if kind in ("error", "escalation"):
        return Trigger(kind, code=names.values.get(reference))
    if kind == "timer":
        return Trigger(kind, timer=_timer(line, own))
    if kind == "conditional":
        return _conditional(line)
    if kind == "compensation":
        waits = xml.is_true(line, "waitForCompletion", default=True)
        return Trigger(kind, activity=line.get("activityRef"), waits=waits)
    return Trigger(kind, name=value_of(line.get("name")))


def _timer(line: etree._Element, own: Mapping[str, Value]) -> Timer | None:
    for tag, kind in _TIMER_KINDS.items():
        text = value_of(xml.text_of(line, tag))
        if text is not None:
            catch_up = own.get("catchUp")
            return Timer(kind, text, own.get("calendar"), catch_up.text if catch_up else "once")
    return None


def _conditional(line: etree._Element) -> Trigger:
    """E14, E16: the watched names are those of the expression unless `variableNames` replaces them."""
    condition = condition_of(xml.text_of(line, "condition"))
    names = condition.names if condition else frozenset[str]()
    changes = frozenset(("create", "update"))
    rule = xml.extension(line, "conditionalFilter")
    if rule is not None and rule.get("variableNames"):
        names = frozenset(name.strip() for name in rule.get("variableNames", "").split(","))
    if rule is not None and rule.get("variableEvents"):
        changes = frozenset(word.strip().lower() for word in rule.get("variableEvents", "").split(","))
    return Trigger("conditional", condition=condition, watched=names, changes=changes)
