"""What a person submitted, checked by the form: the server's word is final (A7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.errors import FieldError
from engine.feel import Environment
from engine.forms import paths
from engine.forms.component import SEVERAL, Component
from engine.forms.declared import shape_faults
from engine.forms.form import Form
from engine.forms.lookups import FindRecords, Found, Wanted, filters_of, keys_of, missing, no_records
from engine.forms.messages import Wrong
from engine.forms.rules import CHECKS, KnownFile, View
from engine.forms.settling import base_rows, settle
from engine.forms.walking import Place, Situation, flat
from engine.values import Json, Values

FindFiles: TypeAlias = Callable[[Sequence[str]], Mapping[str, KnownFile]]


@dataclass(frozen=True, slots=True)
class Checked:
    """`values` are the variables to write, each whole; they count only while `errors` is empty.

    An error's pointer is the dotted path of its field, in the order of the form.
    """

    values: Values
    errors: tuple[FieldError, ...]


def no_files(file_ids: Sequence[str]) -> Mapping[str, KnownFile]:
    """For forms without files: none is known."""
    return {}


def check_submission(
    form: Form,
    submitted: Mapping[str, Json],
    *,
    variables: Mapping[str, Json],
    environment: Environment,
    known_files: FindFiles = no_files,
    find_records: FindRecords = no_records,
) -> Checked:
    """The values that `submitted` (nested, as the form's paths name them) leaves, or what is wrong with it.

    Undeclared names are refused. Values of hidden and disabled fields are dropped: the case keeps what it has.
    Readonly values are the case's own; expressions are computed here. A declared name that is absent altogether keeps
    the case's value, and required then looks at that. `known_files` gives those of the ids that belong to this user
    and case, `find_records` those records of look-up fields that exist in reach of this user. A context that the case
    already holds is written merged with the submitted members; lists are replaced.
    """
    given, situation = dict(submitted), Situation(variables, environment)
    faults = tuple(shape_faults(form, given, situation))
    if faults:
        return Checked({}, faults)
    settled = settle(form, given, situation)
    files = known_files(_file_ids(settled.places, settled.values))
    wanted = wanted_records(settled.places, settled.values, environment)
    check = _Check(given, settled.values, situation, files, find_records(wanted) if wanted else {})
    for place in flat(settled.places):
        check.place(place)
    return Checked(_whole(check.kept, variables), tuple(check.errors))


class _Check:
    def __init__(
        self,
        given: Values,
        shown: Values,
        situation: Situation,
        files: Mapping[str, KnownFile],
        records: Mapping[Wanted, Found],
    ) -> None:
        self.kept: Values = {}
        self.errors: list[FieldError] = []
        self._given, self._shown, self._situation = given, shown, situation
        self._files, self._records = files, records

    def place(self, place: Place) -> None:
        component = place.component
        if place.is_hidden or component.is_disabled or not component.names:
            return
        if component.kind == "dynamiclist":
            self._keep_rows(place)
        elif component.kind == "expression":
            paths.put(self.kept, place.path, paths.get(self._shown, place.path))
        elif component.is_keyed and place.is_readonly:
            self._keep_readonly(place)
        elif component.is_keyed:
            self._check(place)

    def _keep_rows(self, place: Place) -> None:
        rows = paths.get(self._shown, place.path)
        if place.component.limits.required and not rows:
            self.errors.append(Wrong("row").at(paths.dotted(place.path)))
        if isinstance(rows, list):
            paths.put(self.kept, place.path, base_rows(place, len(rows), self._situation))

    def _keep_readonly(self, place: Place) -> None:
        value = paths.get(self._shown, place.path)
        if place.is_in_row or value != paths.get(dict(self._situation.variables), place.path):
            paths.put(self.kept, place.path, value)

    def _check(self, place: Place) -> None:
        component, is_given = place.component, paths.has(self._given, place.path)
        source = self._given if is_given or place.is_in_row else dict(self._situation.variables)
        value = paths.get(source, place.path)
        if is_blank(component, value):
            if component.limits.required:
                self.errors.append(_missing(component).at(paths.dotted(place.path)))
            elif is_given or place.is_in_row:
                paths.put(self.kept, place.path, _blank(component))
                self._keep_record(place, None)
            return
        if not is_given:
            return
        try:
            paths.put(self.kept, place.path, self._checked(place, value))
        except Wrong as wrong:
            self.errors.append(wrong.at(paths.dotted(place.path)))

    def _checked(self, place: Place, value: Json) -> Json:
        view = View(place.component, place.variables, self._situation.environment, self._files)
        if place.component.lookup is None:
            return CHECKS[place.component.kind](value, view)
        if place.component.kind == "textfield":
            value = CHECKS["textfield"](value, view)
        return self._looked_up(place, value)

    def _looked_up(self, place: Place, value: Json) -> Json:
        """The keys of records that are there for this person, each once; the record beside them where it is asked."""
        found = {wanted.key: self._records.get(wanted) for wanted in _wanted(place, value, self._situation.environment)}
        for key, record in found.items():
            if record is None:
                raise missing(_source(place), key)
        records: list[Json] = [record.record for record in found.values() if record is not None]
        keys: list[Json] = list(found)
        if place.component.kind in SEVERAL:
            self._keep_record(place, records)
            return keys
        if len(keys) != 1 or isinstance(value, list):
            raise Wrong.of_type("text")
        self._keep_record(place, records[0])
        return keys[0]

    def _keep_record(self, place: Place, record: Json) -> None:
        rule = place.component.lookup
        if rule is not None and rule.keep:
            paths.put(self.kept, (*place.path[:-1], *rule.keep), record)


def wanted_records(places: Sequence[Place], values: Values, environment: Environment) -> list[Wanted]:
    """Every record that the look-up fields of a form name now, each once."""
    found = (
        wanted
        for place in flat(places)
        if place.component.lookup is not None and not place.is_hidden
        for wanted in _wanted(place, paths.get(values, place.path), environment)
    )
    return list(dict.fromkeys(found))


def _wanted(place: Place, value: Json, environment: Environment) -> Iterator[Wanted]:
    rule = place.component.lookup
    if rule is not None:
        filters = filters_of(rule, place.variables, environment)
        yield from (Wanted(rule.source, key, filters) for key in keys_of(value))


def _source(place: Place) -> str:
    return place.component.lookup.source if place.component.lookup is not None else ""


def is_blank(component: Component, value: Json) -> bool:
    """Whether a field counts as not filled in: nothing, only spaces, no choice, a box left open."""
    if component.kind == "checkbox":
        return value is None or value is False
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _blank(component: Component) -> Json:
    if component.kind == "checkbox":
        return False
    if component.kind in ("checklist", "taglist", "filepicker"):
        return []
    return "" if component.kind in ("textfield", "textarea") else None


def _missing(component: Component) -> Wrong:
    if component.kind == "checkbox":
        return Wrong("ticked")
    if component.kind == "signature":
        return Wrong("signature")
    return Wrong("choose" if component.kind in ("radio", "select") else "required")


def _file_ids(places: Sequence[Place], values: Values) -> list[str]:
    found = dict.fromkeys(_ids(places, values))
    return list(found)


def _ids(places: Sequence[Place], values: Values) -> Iterator[str]:
    for place in flat(places):
        value = paths.get(values, place.path)
        if place.component.kind == "filepicker" and isinstance(value, list):
            yield from (item for item in value if isinstance(item, str))
        elif place.component.kind == "signature" and isinstance(value, str):
            yield value


def _whole(kept: Values, variables: Mapping[str, Json]) -> Values:
    """Contexts of the case merged with what was submitted in them: a form never wipes its neighbours' members."""
    whole: Values = {}
    for name, value in kept.items():
        before = variables.get(name)
        whole[name] = paths.merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return whole
