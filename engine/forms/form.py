"""A form, compiled once for each deployed version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import Invalid
from engine.feel import Expression
from engine.forms.component import KEYED, Component
from engine.forms.problems import FormProblem
from engine.forms.reading import FormReader, english_gaps
from engine.values import Values


@dataclass(frozen=True, slots=True)
class Form:
    """Immutable; may be used by several threads at once. Make it with `Form.read`."""

    form_id: str
    schema: Values
    components: tuple[Component, ...]

    @classmethod
    def read(cls, text: str | bytes) -> Form:
        """The form of a form-js JSON text.

        Raises Invalid naming every fault: unknown component, missing key, wrong FEEL, a pattern RE2 cannot run.
        """
        form, problems = cls.inspect(text)
        faults = [f"{found.component_id or 'form'}: {found.en}" for found in problems if found.level == "error"]
        if faults:
            raise Invalid("; ".join(faults))
        return form

    @classmethod
    def inspect(cls, text: str | bytes) -> tuple[Form, tuple[FormProblem, ...]]:
        """The form with all its problems, also texts without English; for the deployment gate and the editor.

        Raises Invalid only when the text is no form at all.
        """
        reader = FormReader()
        form_id, schema, components = reader.read(text)
        return cls(form_id, schema, components), (*reader.problems, *english_gaps(components))

    def declared_keys(self) -> frozenset[str]:
        """The variables a submission may write: the first names of all keyed components and expressions."""
        return frozenset(first_names(self.components))

    def flat(self) -> Iterator[Component]:
        """Every component, depth first."""
        yield from _flat(self.components)

    def expression_names(self) -> frozenset[str]:
        """The variables that conditions and computed fields name: what a page needs to evaluate them itself."""
        found: set[str] = set()
        for component in self.flat():
            for expression in (component.hide, component.expression, *_filters(component)):
                found |= expression.names if expression is not None else frozenset()
        return frozenset(found)


def _flat(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        yield from _flat(component.children)


def _filters(component: Component) -> Iterator[Expression | None]:
    if component.lookup is not None:
        yield from (setting.expression for setting in component.lookup.filters.values())


def first_names(components: tuple[Component, ...], above: tuple[str, ...] = ()) -> Iterator[str]:
    """The first step of the path of every field among `components`, below `above`."""
    for component in components:
        names = (*above, *component.names)
        if component.kind == "group":
            yield from first_names(component.children, names)
        elif names and component.kind in KEYED | {"expression", "dynamiclist"}:
            yield names[0]
            if component.lookup is not None and component.lookup.keep:
                yield (*above, *component.names[:-1], *component.lookup.keep)[0]
