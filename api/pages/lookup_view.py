"""Look-up fields on a page: what was chosen in words, and choices for browsers that run no script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.feel import Environment
from engine.forms import (
    FindRecords,
    Form,
    Found,
    Option,
    Place,
    Situation,
    Wanted,
    filters_of,
    flat,
    no_records,
    paths,
    settle,
    wanted_records,
)
from engine.values import Json, Values

Search: TypeAlias = Callable[[str, str, Mapping[str, str], int], Sequence[Found]]
"""(source, typed text, filters, how many at most) to what is found."""
MAX_OPTIONS = 500
_OFFERED = 20


@dataclass(frozen=True, slots=True)
class LookupField:
    """What the macro of a look-up needs.

    `filters` and `fill` are for the script: FEEL or constants by filter name, columns by the name of the input they
    fill. `choices` are offered when the person asked, or when what he typed is wrong.
    """

    source: str
    filters: Mapping[str, Json]
    fill: Mapping[str, str]
    chosen: Found | None
    is_asked: bool
    choices: Sequence[Found]


def no_search(source: str, text: str, filters: Mapping[str, str], limit: int) -> Sequence[Found]:
    """For pages of nobody in particular, and the preview of the editor: nothing is within reach."""
    return ()


@dataclass(slots=True)
class LookupView:
    """The look-ups of one form for one reader. `finding` is the input whose search button was pressed."""

    find: FindRecords = no_records
    search: Search = no_search
    environment: Environment | None = None
    finding: str = ""
    _records: Mapping[Wanted, Found] = field(default_factory=dict)

    def prepare(self, form: Form, values: Values, situation: Situation, *, fills: bool) -> None:
        """Read the records that `values` name; with `fills`, put their columns into empty fields beside them."""
        self.environment = situation.environment
        places = settle(form, values, situation).places
        wanted = wanted_records(places, values, situation.environment)
        self._records = self.find(wanted) if wanted else {}
        for place in flat(places) if fills and self._records else ():
            self._fill(place, values)

    def field(self, place: Place, name: str, value: Json, *, is_wrong: bool) -> LookupField:
        """The field at `place`, whose input is called `name` and holds `value`."""
        rule = place.component.lookup
        assert rule is not None, "expected a field with a look-up"
        text = value.strip() if isinstance(value, str) else ""
        chosen, is_asked = self._chosen(place, text), bool(self.finding) and self.finding == name
        choices: Sequence[Found] = ()
        if is_asked or (is_wrong and text and chosen is None):
            choices = self.search(rule.source, text[:100], dict(self._filters(place)), _OFFERED)
        marks = {mark: setting.constant if setting.expression is None else f"={setting.expression.text}"
                 for mark, setting in rule.filters.items()}  # fmt: skip
        beside = name.rpartition(".")[0]
        fill = {".".join(filter(None, (beside, *target))): column for target, column in rule.fill}
        return LookupField(rule.source, marks, fill, chosen, is_asked, choices)

    def options(self, place: Place) -> tuple[Option, ...]:
        """Everything that a choice with a look-up offers, at most 500."""
        rule = place.component.lookup
        if rule is None:
            return ()
        found = self.search(rule.source, "", dict(self._filters(place)), MAX_OPTIONS)
        return tuple(Option(one.key, one.key, one.label("zh"), one.label("en")) for one in found)

    def _chosen(self, place: Place, key: str) -> Found | None:
        rule = place.component.lookup
        return self._records.get(Wanted(rule.source, key, self._filters(place))) if rule is not None else None

    def _filters(self, place: Place) -> tuple[tuple[str, str], ...]:
        rule = place.component.lookup
        if rule is None or self.environment is None:
            return ()
        return filters_of(rule, place.variables, self.environment)

    def _fill(self, place: Place, values: Values) -> None:
        rule, value = place.component.lookup, paths.get(values, place.path)
        found = self._chosen(place, value.strip()) if rule is not None and isinstance(value, str) else None
        if rule is None or found is None:
            return
        for target, column in rule.fill:
            path = (*place.path[:-1], *target)
            if paths.get(values, path) in (None, ""):
                paths.put(values, path, found.record.get(column))
