"""Reading a form-js schema once: every expression, template and pattern compiled, every fault named."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from engine.errors import Invalid
from engine.feel import Expression, FeelSyntaxError, Template, compile_expression, compile_template
from engine.forms import paths
from engine.forms.component import CHOICES, CONTAINERS, KEYED, KINDS, Component, Limits, Setting, Words
from engine.forms.patterns import pattern_fault
from engine.forms.problems import FormProblem, problem
from engine.forms.reading_lookup import read_lookup
from engine.values import Json, Values, load

MAX_COMPONENTS = 500
MAX_NESTING = 8
# A property of a list: the heading of each of its rows, such as `{{this.title}}`.
ROW_LABEL = "row.label"
_TEXTS = ("label", "description", "text", "content", "alt", "source", "dateLabel", "timeLabel", "accept")
_SETTINGS = ("readonly", "multiple", "valuesExpression", "columnsExpression", "dataSource")


class FormReader:
    """Turns one schema into components; `problems` grows on the way and decides whether the form may be used."""

    def __init__(self) -> None:
        self.problems: list[FormProblem] = []
        self._count = 0

    def read(self, text: str | bytes) -> tuple[str, Values, tuple[Component, ...]]:
        """Form id, schema and components of a form-js file. Raises Invalid when it is no form at all."""
        schema = load(text)
        if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
            raise Invalid("expected a form: a JSON object with 'components', but found something else")
        form_id = schema.get("id")
        if not isinstance(form_id, str) or not form_id:
            raise Invalid("expected a form with an 'id', but found none")
        return form_id, schema, tuple(self._components(schema["components"], depth=1))

    def _components(self, found: Json, *, depth: int) -> Iterator[Component]:
        if depth > MAX_NESTING:
            self.problems.append(problem("too_deep", "", MAX_NESTING))
            return
        for item in found if isinstance(found, list) else []:
            self._count += 1
            if self._count > MAX_COMPONENTS:
                self.problems.append(problem("too_many", "", MAX_COMPONENTS))
                return
            if not isinstance(item, dict) or not isinstance(item.get("type"), str):
                self.problems.append(problem("no_component", "", str(item)[:60]))
            elif item["type"] not in KINDS:
                self.problems.append(problem("kind", _id(item), str(item["type"])))
            else:
                yield self._component(item, depth=depth)

    def _component(self, item: Values, *, depth: int) -> Component:
        kind, place = str(item["type"]), _id(item)
        names = paths.split(_string(item, "path" if kind in CONTAINERS else "key"))
        self._check_names(kind, place, names)
        rule = item.get("conditional")
        hide = rule.get("hide") if isinstance(rule, dict) else None
        return Component(
            kind=kind,
            component_id=place,
            names=names,
            schema=item,
            hide=self._feel(hide, place) if isinstance(hide, str) and hide.strip() else None,
            is_disabled=item.get("disabled") is True,
            limits=self._limits(item, place),
            texts=MappingProxyType(dict(self._texts(item, place))),
            settings=MappingProxyType(
                {name: self._setting(item.get(name), place) for name in _SETTINGS if name in item}
            ),
            expression=self._feel(_string(item, "expression"), place) if kind == "expression" else None,
            children=tuple(self._components(item.get("components"), depth=depth + 1)) if kind in CONTAINERS else (),
            lookup=read_lookup(kind, place, _own(item), self._setting, self.problems),
        )

    def _check_names(self, kind: str, place: str, names: tuple[str, ...]) -> None:
        if not names and (kind in KEYED or kind == "dynamiclist"):
            self.problems.append(problem("no_key", place, kind))
        for name in names:
            if not name.replace("_", "a").isalnum() or name[0].isdigit() or name.startswith("__"):
                self.problems.append(problem("key", place, name))

    def _texts(self, item: Values, place: str) -> Iterator[tuple[str, Words]]:
        own = item.get("properties")
        english = own if isinstance(own, dict) else {}
        look = item.get("appearance")
        adorners = look if isinstance(look, dict) else {}
        for name in _TEXTS:
            if isinstance(item.get(name), str):
                yield name, self._words(item[name], english.get(f"{name}.en"), place)
        if isinstance(english.get(ROW_LABEL), str):
            yield ROW_LABEL, self._words(english[ROW_LABEL], english.get(f"{ROW_LABEL}.en"), place)
        for name in ("prefixAdorner", "suffixAdorner"):
            if isinstance(adorners.get(name), str):
                yield name, self._words(adorners[name], english.get(f"{name}.en"), place)

    def _words(self, zh: Json, en: Json, place: str) -> Words:
        return Words(self._template(zh, place), self._template(en, place))

    def _template(self, text: Json, place: str) -> str | Template:
        if not isinstance(text, str):
            return ""
        if "{{" not in text and not text.startswith("="):
            return text
        try:
            return compile_template("{{" + text[1:] + "}}" if text.startswith("=") else text)
        except FeelSyntaxError as error:
            self.problems.append(problem("feel", place, str(error)))
            return ""

    def _limits(self, item: Values, place: str) -> Limits:
        found = item.get("validate")
        rules = found if isinstance(found, dict) else {}
        pattern = rules.get("pattern") if isinstance(rules.get("pattern"), str) else None
        if pattern and (fault := pattern_fault(str(pattern))):
            self.problems.append(problem("pattern", place, fault))
            pattern = None
        own = item.get("properties")
        english = own.get("error.en") if isinstance(own, dict) else None
        return Limits(
            required=rules.get("required") is True,
            minimum=self._setting(rules.get("min"), place),
            maximum=self._setting(rules.get("max"), place),
            min_length=self._setting(rules.get("minLength"), place),
            max_length=self._setting(rules.get("maxLength"), place),
            pattern=str(pattern) if pattern else None,
            pattern_error=self._words(rules.get("patternErrorMessage"), english, place),
            kind=_string(rules, "validationType"),
        )

    def _setting(self, value: Json, place: str) -> Setting:
        if isinstance(value, str) and value.startswith("="):
            return Setting(expression=self._feel(value, place))
        return Setting(constant=value)

    def _feel(self, text: str, place: str) -> Expression | None:
        try:
            return compile_expression(text.removeprefix("="))
        except FeelSyntaxError as error:
            self.problems.append(problem("feel", place, str(error)))
            return None


def english_gaps(components: tuple[Component, ...]) -> Iterator[FormProblem]:
    """A warning for each text that a reader of English would see in Chinese."""
    for component in components:
        for name, words in component.texts.items():
            if name not in ("source", "accept", "prefixAdorner", "suffixAdorner") and words.zh and not words.en:
                yield problem("no_english", component.component_id, name)
        values = component.schema.get("values") if component.kind in CHOICES else None
        for option in values if isinstance(values, list) else []:
            value = option.get("value") if isinstance(option, dict) else option
            if f"option.{value}.en" not in component.properties:
                yield problem("no_english", component.component_id, f"option.{value}")
        yield from english_gaps(component.children)


def _own(item: Values) -> Values:
    found = item.get("properties")
    return found if isinstance(found, dict) else {}


def _id(item: Values) -> str:
    return _string(item, "id") or _string(item, "key") or _string(item, "path")


def _string(values: Values, name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""
