"""One component of a form, compiled: what its schema says, ready to be evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias, cast

from engine.feel import Environment, Expression, FeelFailure, Template, to_json
from engine.values import Json, Values

Variables: TypeAlias = Mapping[str, object]

CHOICES = frozenset(["checklist", "radio", "select", "taglist"])
KEYED = CHOICES | {"textfield", "textarea", "number", "checkbox", "datetime", "filepicker", "signature"}
SEVERAL = frozenset(["checklist", "taglist"])
LOOKUP_KINDS = frozenset(["textfield", "select", "checklist", "taglist"])
CONTAINERS = frozenset(["group", "dynamiclist"])
SHOWN_ONLY = frozenset(["table", "text", "html", "image", "separator", "spacer", "button"])
KINDS = KEYED | CONTAINERS | SHOWN_ONLY | {"expression"}


def evaluated(expression: Expression, variables: Variables, environment: Environment) -> object:
    """The FEEL value, or None when the evaluation fails: a form never stops because an expression does."""
    try:
        return expression.evaluate(variables, environment).value
    except FeelFailure:
        return None


@dataclass(frozen=True, slots=True)
class Setting:
    """A property that is a constant or, when `expression` is set, FEEL."""

    constant: Json = None
    expression: Expression | None = None

    def of(self, variables: Variables, environment: Environment) -> Json:
        """The value now; null when the expression fails or gives what JSON cannot hold."""
        if self.expression is None:
            return self.constant
        try:
            return cast(Json, to_json(evaluated(self.expression, variables, environment)))
        except FeelFailure:
            return None

    def holds(self, variables: Variables, environment: Environment) -> bool:
        """Whether the value is exactly true."""
        return self.of(variables, environment) is True


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages, each a constant or a template with `{{FEEL}}`. An empty `en` reads the Chinese one."""

    zh: str | Template = ""
    en: str | Template = ""

    def of(
        self, language: str, variables: Variables, environment: Environment, *, escape: Callable[[str], str] = str
    ) -> str:
        """The text in `language` ('zh…' or 'en…'), its expressions filled in; `escape` is applied to their values."""
        words = self.zh if language.startswith("zh") else self.en or self.zh
        if isinstance(words, str):
            return words
        try:
            return words.render(variables, environment, escape=escape)
        except FeelFailure:
            return ""


NOTHING = Setting()
NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class Limits:
    """`validate` of a component; None = not asked for. `pattern` is the text of a checked RE2 expression."""

    required: bool = False
    minimum: Setting = NOTHING
    maximum: Setting = NOTHING
    min_length: Setting = NOTHING
    max_length: Setting = NOTHING
    pattern: str | None = None
    pattern_error: Words = NO_WORDS
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LookupRule:
    """What makes a field a look-up: its source of reference data, and what narrows the choice.

    `fill` names fields beside this one that take a column of the chosen record while they are empty; `keep` is the
    variable beside this one in which the server writes the whole record.
    """

    source: str
    filters: Mapping[str, Setting]
    fill: tuple[tuple[tuple[str, ...], str], ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """`names` are the steps of `key` (of `path` for containers), below the enclosing containers.

    `texts` holds label, description, … by schema name; `settings` what may be FEEL: readonly, multiple,
    valuesExpression, columnsExpression, dataSource. `schema` is the component's JSON as deployed.
    """

    kind: str
    component_id: str
    names: tuple[str, ...]
    schema: Values
    hide: Expression | None = None
    is_disabled: bool = False
    limits: Limits = Limits()
    texts: Mapping[str, Words] = field(default_factory=lambda: MappingProxyType({}))
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    expression: Expression | None = None
    children: tuple[Component, ...] = ()
    lookup: LookupRule | None = None

    @property
    def is_keyed(self) -> bool:
        """Whether a person's input stands behind it."""
        return self.kind in KEYED and bool(self.names)

    @property
    def properties(self) -> Values:
        """The designer's own properties (`label.en`, `camera`, …)."""
        found = self.schema.get("properties")
        return found if isinstance(found, dict) else {}

    def words(self, name: str) -> Words:
        """The text `name`, empty when the schema has none."""
        return self.texts.get(name, NO_WORDS)

    def setting(self, name: str) -> Setting:
        """The setting `name`, null when the schema has none."""
        return self.settings.get(name, NOTHING)
