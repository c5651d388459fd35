"""The options of a choice, as the server sees them now."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel import Environment
from engine.forms import paths
from engine.forms.component import Component, Variables
from engine.values import Json, dump

MAX_OPTIONS = 2000


@dataclass(frozen=True, slots=True)
class Option:
    """`text` is the value as a page sends it; labels are plain text."""

    value: Json
    text: str
    zh: str
    en: str

    def label(self, language: str) -> str:
        """The label in `language`."""
        return self.zh if language.startswith("zh") else self.en


def options(component: Component, variables: Variables, environment: Environment) -> tuple[Option, ...]:
    """The options of a radio, select, checklist or taglist: written out, from a variable, or by FEEL."""
    schema = component.schema
    found: object = schema.get("values")
    if schema.get("valuesExpression"):
        found = component.setting("valuesExpression").of(variables, environment)
    elif isinstance(schema.get("valuesKey"), str):
        found = _variable(variables, str(schema["valuesKey"]))
    items = found[:MAX_OPTIONS] if isinstance(found, list) else []
    return tuple(_option(component, item) for item in items)


def as_text(value: Json) -> str:
    """An option's value as a page sends it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else dump(value)


def written_value(component: Component, text: str) -> Json:
    """The value of the written-out option that a page sends as `text`, so that conditions compare numbers as numbers.

    Text that names none stays text: the check refuses it, or finds it among options from elsewhere.
    """
    found = component.schema.get("values")
    for item in found if isinstance(found, list) else ():
        value = item.get("value") if isinstance(item, dict) else item
        if as_text(value) == text:
            return value
    return text


def _option(component: Component, item: Json) -> Option:
    value, zh, en = item, None, None
    if isinstance(item, dict) and "value" in item:
        value, zh, en = item["value"], item.get("label"), item.get("label.en")
    text = as_text(value)
    english = component.properties.get(f"option.{text}.en")
    label = text if zh is None else as_text(zh)
    return Option(value, text, label, as_text(english or en or label))


def _variable(variables: Variables, key: str) -> object:
    names = paths.split(key)
    found: object = variables
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found
