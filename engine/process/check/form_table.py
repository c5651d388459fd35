"""The form-js components that Servicelane renders and what each may carry (studies/frontend, section 4.1)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.check.words import words

UNSAFE = frozenset({"iframe", "documentPreview"})
ROOT_KEYS = words(
    "id type components schemaVersion executionPlatform executionPlatformVersion exporter versionTag "
    "properties generator"
)
_COMMON = (
    "id type key label description readonly disabled defaultValue layout conditional validate properties appearance"
)
_OPTIONS = "values valuesKey valuesExpression"


@dataclass(frozen=True, slots=True)
class Component:
    """One kind of component: own properties, whether it stores a value, the texts that need both languages."""

    own: frozenset[str]
    holds_value: bool
    texts: tuple[str, ...] = ("label", "description")
    has_options: bool = False


def _component(
    own: str = "", *, value: bool = True, texts: str = "label description", options: bool = False
) -> Component:
    names = f"{_COMMON} {own} {_OPTIONS if options else ''}".split()
    return Component(frozenset(names), value, tuple(texts.split()), options)


COMPONENTS: dict[str, Component] = {
    "textfield": _component("placeholder"),
    "textarea": _component("placeholder"),
    "number": _component("decimalDigits increment serializeToString"),
    "checkbox": _component(),
    "checklist": _component(options=True),
    "taglist": _component(options=True),
    "radio": _component(options=True),
    "select": _component("searchable", options=True),
    "datetime": _component(
        "subtype dateLabel timeLabel timeSerializingFormat timeInterval use24h disallowPassedDates",
        texts="dateLabel timeLabel description",
    ),
    "filepicker": _component("accept multiple"),
    "signature": _component(),
    "expression": _component("expression computeOn", texts="label"),
    "group": _component("path showOutline components verticalAlignment", value=False, texts="label"),
    "dynamiclist": _component(
        "path components showOutline isRepeating allowAddRemove defaultRepetitions disableCollapse nonCollapsedItems "
        "verticalAlignment",
        value=False,
        texts="label",
    ),
    "table": _component("dataSource columns columnsExpression rowCount", value=False, texts="label"),
    "text": _component("text", value=False, texts="text"),
    "html": _component("content", value=False, texts="content"),
    "image": _component("source alt", value=False, texts="alt"),
    "separator": _component("height", value=False, texts=""),
    "spacer": _component("height", value=False, texts=""),
    "button": _component("action", value=False, texts="label"),
}
# places of FEEL: name -> must it begin with "="?
FEEL_PROPERTIES: dict[str, bool] = {
    "readonly": False,
    "expression": True,
    "valuesExpression": True,
    "columnsExpression": True,
    "dataSource": False,
    "source": False,
    "multiple": False,
    "accept": False,
    "url": False,
}
FEEL_LIMITS = ("min", "max", "minLength", "maxLength")
TEMPLATES = ("label", "description", "text", "content", "alt", "dateLabel", "timeLabel", "source")
