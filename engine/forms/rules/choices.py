"""Choices: only what the server itself would offer now."""

from __future__ import annotations

from engine.forms.messages import Wrong
from engine.forms.options import as_text, options
from engine.forms.rules.view import View
from engine.values import Json


def check_ticked(value: Json, view: View) -> Json:
    """True or false; a required box must be ticked, which the caller has seen to."""
    if not isinstance(value, bool):
        raise Wrong.of_type("truth")
    return value


def check_one(value: Json, view: View) -> Json:
    """The option's own value: a page sends its text, the case keeps number or context as the option had it."""
    return _offered(view, value)


def check_several(value: Json, view: View) -> Json:
    """The values of the ticked options, each once, in the order sent."""
    if not isinstance(value, list):
        raise Wrong.of_type("list")
    chosen = {as_text(item): _offered(view, item) for item in value}
    return list(chosen.values())


def _offered(view: View, value: Json) -> Json:
    offered = {option.text: option.value for option in options(view.component, view.variables, view.environment)}
    text = as_text(value)
    if text not in offered:
        raise Wrong("option")
    return offered[text]
