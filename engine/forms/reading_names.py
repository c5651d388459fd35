"""Which variables a form may show: nothing else of a case is given to a unit that only shares it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.feel import Expression, Template
from engine.forms import paths
from engine.forms.component import Component, Limits, Setting, Words
from engine.forms.form import Form


def names_read(form: Form) -> frozenset[str]:
    """The variables that the form's fields, texts, options, limits and conditions read."""
    found = set(form.declared_keys())
    for component in form.flat():
        found.update(_of_component(component))
    return frozenset(found)


def _of_component(component: Component) -> Iterator[str]:
    for expression in (component.hide, component.expression):
        yield from _of(expression)
    for words in (*component.texts.values(), component.limits.pattern_error):
        yield from _of_words(words)
    filters = component.lookup.filters.values() if component.lookup is not None else ()
    for setting in (*component.settings.values(), *_limits(component.limits), *filters):
        yield from _of(setting.expression)
    for place in ("valuesKey", "dataSource"):
        named = component.schema.get(place)
        if isinstance(named, str) and named and not named.startswith("="):
            yield from paths.split(named)[:1]
    yield from component.names[:1]


def _of_words(words: Words) -> Iterator[str]:
    for text in (words.zh, words.en):
        if isinstance(text, Template):
            yield from text.names


def _of(expression: Expression | None) -> Iterator[str]:
    yield from expression.names if expression is not None else ()


def _limits(limits: Limits) -> tuple[Setting, ...]:
    return limits.minimum, limits.maximum, limits.min_length, limits.max_length
