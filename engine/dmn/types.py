"""Item definitions as FEEL types: components, collections, allowed values, constraints (dialect N5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime

from engine.dmn.definitions import ItemSource
from engine.dmn.elements import Literal
from engine.dmn.findings import FindingList, Place, Text
from engine.feel import (
    Environment,
    ExternalFunction,
    FeelSyntaxError,
    FeelType,
    FeelValue,
    UnaryTests,
    compile_unary_tests,
    list_of,
    named_type,
    parse_type,
)

ANY = FeelType("Any")
_FUNCTION = FeelType("function")

# Allowed values are tested deep inside type conformance, where no evaluation is at hand; they may ask for today().
current_environment: ContextVar[Environment | None] = ContextVar("current_environment", default=None)


class TypeTable:
    """The types of one model by name, those of imported models as `alias.name`."""

    def __init__(
        self, items: tuple[ItemSource, ...], imported: Mapping[str, tuple[TypeTable, ...]], findings: FindingList
    ) -> None:
        self._sources = {item.name: item for item in items}
        self._imported = imported
        self._findings = findings
        self._types: dict[str, FeelType] = {}
        # Types being built, outermost first; an empty text stands for a step into a component.
        self._open: list[str] = []
        for item in items:
            self.find(item.name)

    def find(self, name: str) -> FeelType | None:
        """The type of that name, or None: an own item definition, an imported one, or a FEEL type."""
        known = self._types.get(name)
        if known is not None:
            return known
        source = self._sources.get(name)
        if source is None or name in self._open:
            return self._find_imported(name) or _builtin(name)
        self._open.append(name)
        built = self._types[name] = self._build(source)
        self._open.pop()
        return built

    def resolve(self, name: str, place: Place) -> FeelType | None:
        """The type named at `place`; None when no type is asked for. An unknown one is `REFERENCE_UNRESOLVED`."""
        if not name:
            return None
        found = self.find(name)
        if found is None:
            self._findings.add(
                "REFERENCE_UNRESOLVED",
                place,
                Text(f"expected a known type, but found {name}", f"未知的类型 {name}"),
                Text("Define the type in the designer or correct its name", "请在设计器中定义该类型或更正名称"),
            )
        return None if found is None or found.name == "Any" else found

    def allowed_text(self, name: str) -> Literal | None:
        """The allowed values as written of the item definition `name` (or what it refers to), or None."""
        seen = set[str]()
        while name in self._sources and name not in seen:
            seen.add(name)
            source = self._sources[name]
            if source.allowed is not None or source.constraint is not None:
                return source.allowed or source.constraint
            name = source.type_ref
        return None

    def all_by_name(self) -> dict[str, FeelType]:
        """Every item definition by the name FEEL texts may use in `instance of`: own ones, imported as `alias.name`."""
        found: dict[str, FeelType] = {}
        for alias, tables in self._imported.items():
            prefix = f"{alias}." if alias else ""
            for table in tables:
                found |= {prefix + name: kind for name, kind in table.all_by_name().items()}
        return found | self._types

    def entry_names(self) -> frozenset[str]:
        """The names of all components, own and imported: they may stand in paths."""
        names = {name for item in self._sources.values() for name in _component_names(item)}
        for tables in self._imported.values():
            for table in tables:
                names |= table.entry_names()
        return frozenset(names)

    def _find_imported(self, name: str) -> FeelType | None:
        for alias, tables in self._imported.items():
            prefix = f"{alias}." if alias else ""
            for table in tables if name.startswith(prefix) else ():
                found = table.find(name.removeprefix(prefix))
                if found is not None:
                    return found
        return None

    def _build(self, source: ItemSource) -> FeelType:
        base = self._base(source)
        if source.allowed is not None:
            base = self._restricted(base, source.allowed)
        if source.is_collection:
            base = list_of(base)
        return base if source.constraint is None else self._restricted(base, source.constraint)

    def _base(self, source: ItemSource) -> FeelType:
        if source.components:
            self._open.append("")
            entries = tuple((part.name, self._build(part)) for part in source.components)
            self._open.pop()
            return FeelType("context", entries=entries)
        if source.is_function:
            return _FUNCTION
        if not source.type_ref:
            return ANY
        if source.type_ref in self._open and _builtin(source.type_ref) is None:
            self._check_cycle(source)
            return ANY
        return self.resolve(source.type_ref, source.place) or ANY

    def _check_cycle(self, source: ItemSource) -> None:
        """A type may hold components of its own type (a tree); being itself an alias of itself is no type at all."""
        if "" in self._open[self._open.index(source.type_ref) :]:
            return
        self._findings.add(
            "DMN_CYCLE",
            source.place,
            Text(f"expected a type other than itself, but {source.name} is one", f"类型 {source.name} 循环引用自身"),
            Text("Remove the reference", "请移除循环引用"),
        )

    def _restricted(self, base: FeelType, literal: Literal) -> FeelType:
        try:
            tests = compile_unary_tests(literal.text)
        except FeelSyntaxError as failure:
            note_syntax(failure, literal.place, self._findings)
            return base
        return replace(base, test=_both(base.test, allowed_test(tests)))


def allowed_test(tests: UnaryTests) -> Callable[[FeelValue], bool]:
    """A test of a value against allowed values; null always passes, it is the missing value."""

    def is_allowed(value: FeelValue) -> bool:
        environment = current_environment.get() or Environment(now=datetime.fromtimestamp(0, UTC))
        return value is None or tests.test(value, {}, environment)

    return is_allowed


def note_syntax(failure: FeelSyntaxError, place: Place, findings: FindingList) -> None:
    """Note a FEEL text that does not parse, with its line and column (G9)."""
    if isinstance(failure, ExternalFunction):
        note_external("external", place, findings)
        return
    expected = " or ".join(failure.expected)
    where = f"line {failure.line}, column {failure.column}"
    findings.add(
        "FEEL_SYNTAX",
        place,
        Text(
            f"expected {expected} at {where} of {failure.text!r}, but found {failure.found}",
            f"FEEL 语法错误：{failure.text!r} 第 {failure.line} 行第 {failure.column} 列"
            f"应为 {expected}，实际为 {failure.found}",
        ),
        Text("Correct the expression", "请修正表达式"),
    )


def note_external(kind: str, place: Place, findings: FindingList) -> None:
    """Note a function that is not written in FEEL (F14)."""
    findings.add(
        "EXTERNAL_FUNCTION",
        place,
        Text(f"expected a FEEL function, but found one of kind {kind}", f"仅支持 FEEL 函数，发现 {kind} 函数"),
        Text("Write the function in FEEL, or call the system in a service task", "请用 FEEL 编写，或改用服务任务"),
    )


def _builtin(name: str) -> FeelType | None:
    plain = named_type(name)
    if plain is not None or "<" not in name:
        return plain
    try:
        return parse_type(name)
    except FeelSyntaxError:
        return None


def _both(
    first: Callable[[FeelValue], bool] | None, second: Callable[[FeelValue], bool]
) -> Callable[[FeelValue], bool]:
    if first is None:
        return second
    return lambda value: first(value) and second(value)


def _component_names(item: ItemSource) -> set[str]:
    names = set[str]()
    for part in item.components:
        names |= {part.name} | _component_names(part)
    return names
