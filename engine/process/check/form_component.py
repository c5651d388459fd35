"""One component of a form: kind, key, expressions, options, both languages."""

from __future__ import annotations

import re
from typing import TypeAlias

from engine.errors import Invalid
from engine.feel import FeelSyntaxError, compile_template
from engine.findings import Text
from engine.process.check.feel_texts import FeelTexts, TooMuchFeel
from engine.process.check.form_table import (
    COMPONENTS,
    FEEL_LIMITS,
    FEEL_PROPERTIES,
    TEMPLATES,
    UNSAFE,
    Component,
)
from engine.process.check.report import Place, Report
from engine.values import Json, check_name

JsonObject: TypeAlias = "dict[str, Json]"
Path: TypeAlias = "tuple[str, ...]"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BOOLEAN = Text("true or false (no expression)", "true 或 false（不能是表达式）")


class ComponentCheck:
    """Holds what must be unique in one form: ids and keys."""

    def __init__(self, report: Report, text: str) -> None:
        self._report, self._text = report, text
        self._ids: dict[str, int] = {}
        self._lines: dict[int, int] = {}
        self._seen_at: dict[str, int] = {}
        self._feel = FeelTexts()
        self._keys: dict[Path, Place] = {}
        self._lists: set[Path] = set()

    def place_of(self, component: JsonObject) -> Place:
        """Where the component stands: the line of its id in the file."""
        component_id = component.get("id")
        label = component.get("label") or component.get("dateLabel")
        name = label if isinstance(label, str) else ""
        if not isinstance(component_id, str) or not component_id:
            return Place(0, "", name)
        return Place(self._line_of(component_id, component), component_id, name)

    def _line_of(self, component_id: str, component: JsonObject) -> int:
        """The line of the id; of a repeated id the line of this occurrence."""
        if id(component) not in self._lines:
            start = self._seen_at.get(component_id, -1) + 1
            found = re.compile(r'"id"\s*:\s*"' + re.escape(component_id) + '"').search(self._text, start)
            self._seen_at[component_id] = found.start() if found else start
            self._lines[id(component)] = self._text.count("\n", 0, found.start()) + 1 if found else 0
        return self._lines[id(component)]

    def check(self, component: JsonObject, path: Path) -> Path | None:
        """Judge one component; the path of the values inside it when it holds components, else None."""
        place = self.place_of(component)
        kind = component.get("type")
        name = kind if isinstance(kind, str) else ""
        known = COMPONENTS.get(name)
        if known is None:
            key = "FORM_COMPONENT.unsafe" if name in UNSAFE else "FORM_COMPONENT"
            self._report.add_at(key, place, found=kind or "", known=", ".join(COMPONENTS))
            return None
        if place.id in self._ids:
            self._report.add_at("DUPLICATE_ID", place, id=place.id, first=self._ids[place.id])
        elif place.id:
            self._ids[place.id] = place.line
        for extra in component.keys() - known.own:
            self._report.add_at("FORM_PROPERTY", place, name=extra)
        self._check_expressions(component, place)
        self._check_texts(component, known, place)
        if known.has_options:
            self._check_options(component, place)
        if known.holds_value:
            self._check_key(component.get("key"), path, place, required=True)
        return self._inner_path(component, path, place) if "components" in known.own else None

    def _inner_path(self, component: JsonObject, path: Path, place: Place) -> Path:
        """Groups may leave the path out, their values then lie beside the group; lists need one."""
        is_list = component.get("type") == "dynamiclist"
        own = self._check_key(component.get("path"), path, place, required=is_list, keep=is_list)
        full = (*path, *own)
        if is_list:
            self._lists.add(full)
        return full

    def _check_key(self, key: Json, path: Path, place: Place, *, required: bool, keep: bool = True) -> Path:
        if not isinstance(key, str) or not key.strip():
            if required:
                self._report.add_at("FORM_KEY.missing", place)
            return ()
        parts = tuple(key.strip().split("."))
        try:
            for part in parts:
                check_name(part)
        except Invalid:
            self._report.add_at("FORM_KEY.name", place, key=key)
            return ()
        if keep:
            self._keep_key((*path, *parts), place)
        return parts

    def _keep_key(self, full: Path, place: Place) -> None:
        """One value per key; `a` beside `a.b` would overwrite it, except that rows lie inside their list."""
        name = ".".join(full)
        outer = next((full[:size] for size in range(1, len(full)) if full[:size] in self._keys), None)
        if full in self._keys:
            self._report.add_at("FORM_KEY", place, key=name)
        elif outer is not None and outer not in self._lists:
            self._report.add_at("FORM_KEY.overlap", place, key=name, other=".".join(outer))
        elif any(known[: len(full)] == full for known in self._keys):
            self._report.add_at("FORM_KEY.overlap", place, key=name, other=name)
        self._keys.setdefault(full, place)

    def _check_expressions(self, component: JsonObject, place: Place) -> None:
        for name, required in FEEL_PROPERTIES.items():
            self._check_feel(component.get(name), place, name, required=required)
        hide = component.get("conditional")
        if isinstance(hide, dict):
            self._check_feel(hide.get("hide"), place, "conditional.hide", required=True)
        limits = component.get("validate")
        if isinstance(limits, dict):
            for name in FEEL_LIMITS:
                self._check_feel(limits.get(name), place, f"validate.{name}", required=False)
            if not isinstance(limits.get("required", False), bool):
                found = limits.get("required")
                self._report.add_at("ATTRIBUTE_VALUE", place, name="validate.required", found=found, expected=_BOOLEAN)

    def _check_feel(self, value: Json, place: Place, name: str, *, required: bool) -> None:
        if not isinstance(value, str) or not value.strip():
            return
        if not value.strip().startswith("="):
            if required:
                self._report.add_at("EXPRESSION_REQUIRED", place, place=name, found=value)
            return
        try:
            self._feel.compile(value.strip()[1:].strip())
        except FeelSyntaxError as error:
            self._syntax(error, place, name)
        except TooMuchFeel as error:
            self._report.add_at("FEEL_SYNTAX.long", place, place=name, limit=error.limit)

    def _syntax(self, error: FeelSyntaxError, place: Place, name: str) -> None:
        facts = {"line": error.line, "column": error.column, "found": error.found}
        self._report.add_at("FEEL_SYNTAX", place, place=name, expected=" | ".join(error.expected[:6]), **facts)

    def _check_texts(self, component: JsonObject, known: Component, place: Place) -> None:
        own = component.get("properties")
        english = own if isinstance(own, dict) else {}
        for name in TEMPLATES:
            text = component.get(name)
            if isinstance(text, str) and "{{" in text:
                self._check_template(text, place, name)
            if name in known.texts:
                self._check_english(text, english, place, name)
        for option in _entries(component, "values"):
            self._check_english(option.get("label"), english, place, f"option.{option.get('value')}")
        for column in _entries(component, "columns"):
            self._check_english(column.get("label"), english, place, f"column.{column.get('key')}")

    def _check_template(self, text: str, place: Place, name: str) -> None:
        try:
            compile_template(text)
        except FeelSyntaxError as error:
            self._syntax(error, place, name)

    def _check_english(self, text: Json, english: JsonObject, place: Place, name: str) -> None:
        """A text with Chinese in it has its English beside it as `<name>.en`."""
        if isinstance(text, str) and _CHINESE.search(text) and not english.get(f"{name}.en"):
            self._report.add_at("FORM_ENGLISH_MISSING", place, property=f"{name}.en", found=text[:40])

    def _check_options(self, component: JsonObject, place: Place) -> None:
        sources = [name for name in ("values", "valuesKey", "valuesExpression") if component.get(name)]
        properties = component.get("properties")
        if isinstance(properties, dict) and properties.get("lookup"):
            sources.append("lookup")
        if len(sources) != 1:
            self._report.add_at("FORM_OPTIONS", place, count=len(sources))


def _entries(component: JsonObject, name: str) -> list[JsonObject]:
    entries = component.get(name)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
