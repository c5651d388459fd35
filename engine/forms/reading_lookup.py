"""Reading the look-up mark of a component: `properties` named `lookup` and `lookup.…`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType

from engine.forms import paths
from engine.forms.component import LOOKUP_KINDS, LookupRule, Setting
from engine.forms.problems import FormProblem, problem
from engine.forms.vocabulary import SOURCES, Source
from engine.values import Json, Values

_MARK = "lookup"


def read_lookup(
    kind: str, place: str, own: Values, setting: Callable[[Json, str], Setting], problems: list[FormProblem]
) -> LookupRule | None:
    """The rule of a field marked with `lookup`, None for others; what is wrong with the mark goes to `problems`."""
    name = own.get(_MARK)
    if name is None:
        return None
    source = SOURCES.get(name) if isinstance(name, str) else None
    if source is None or kind not in LOOKUP_KINDS:
        expected = ", ".join(SOURCES) if source is None else f"a field of {', '.join(sorted(LOOKUP_KINDS))}"
        problems.append(problem("lookup", place, expected, name if source is None else kind))
        return None
    marks = {mark.removeprefix("lookup."): value for mark, value in own.items() if mark.startswith("lookup.")}
    fill, keep = marks.pop("fill", ""), marks.pop("keep", "")
    unknown = [mark for mark in marks if mark not in source.filters]
    if unknown:
        problems.append(problem("lookup", place, ", ".join((*source.filters, "fill", "keep")), unknown[0]))
    pairs = tuple(_fill(str(fill), source, place, problems))
    filters = {mark: setting(value, place) for mark, value in marks.items() if mark in source.filters}
    return LookupRule(source.name, MappingProxyType(filters), pairs, paths.split(str(keep)))


def _fill(text: str, source: Source, place: str, problems: list[FormProblem]) -> Iterator[tuple[tuple[str, ...], str]]:
    """`name=customer.name; …`: which field beside this one takes which column."""
    for pair in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        target, _, column = (word.strip() for word in pair.partition("="))
        if not target or column not in source.columns:
            problems.append(problem("lookup", place, f"field=column with one of {', '.join(source.columns)}", pair))
        else:
            yield paths.split(target), column
