"""A person in front of a form: fills in what it asks for, by habit where there is one, else plausibly."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from api.cli.business.customs import HABITS
from api.cli.business.habits import TEXTS, Habit, Scene
from engine.feel import Environment
from engine.forms import CHOICES, SEVERAL, Form, Place, Situation, flat, options, paths, settle
from engine.forms.walking import has_fixed_rows
from engine.values import Json, Values

_ROUNDS = 10
LookUp = Callable[[str, Mapping[str, str]], list[str]]
Upload = Callable[[str], str]


class _Nothing:
    """The field stays as it is."""


@dataclass(frozen=True, slots=True)
class Clerk:
    """One person at one task: `look_up` finds records, `upload` hands in a file."""

    element_id: str
    variables: Values
    now: datetime
    zone: ZoneInfo
    dice: random.Random
    look_up: LookUp
    upload: Upload

    def filled(self, form: Form, given: Mapping[str, Json] | None = None) -> Values:
        """What this person submits, `given` first. Fields come and go while he fills in others, so he looks again."""
        environment = Environment(now=self.now, zone=self.zone)
        situation = Situation(self.variables, environment)
        values: Values = deepcopy(dict(given or {}))
        for _ in range(_ROUNDS):
            settled = settle(form, values, situation)
            empty = [place for place in flat(settled.places) if self._wants(place, values)]
            for place in empty:
                answer = self._answer(place, values, environment)
                if not isinstance(answer, _Nothing):
                    paths.put(values, place.path, answer)
            if not any(paths.has(values, place.path) for place in empty):
                return values
        return values

    def _wants(self, place: Place, values: Values) -> bool:
        """Whether this field is to be filled now."""
        component = place.component
        is_field = component.is_keyed or (component.kind == "dynamiclist" and bool(component.names))
        if not is_field or place.is_hidden or place.is_readonly or component.is_disabled:
            return False
        return not paths.has(values, place.path)

    def _answer(self, place: Place, values: Values, environment: Environment) -> Json | _Nothing:
        habit = self._habit(place)
        if habit is not None:
            answer = habit(self._scene(place, values, environment))
            if answer is None:
                return _NOTHING
            return self._rows(place, answer) if place.component.kind == "dynamiclist" else answer
        if place.component.kind == "dynamiclist":
            return self._rows(place, None)
        # Rows are replaced as a whole, so what the case holds in one does not count.
        has_value = not place.is_in_row and paths.get(self.variables, place.path) not in _EMPTY
        if has_value or not place.component.limits.required:
            return _NOTHING
        return self._plausible(place, environment)

    def _scene(self, place: Place, values: Values, environment: Environment) -> Scene:
        row = place.variables.get("this")
        return Scene(
            self.variables, values, row if isinstance(row, dict) else {}, self.now, self.zone, self.dice,
            self._offered(place, environment),
        )  # fmt: skip

    def _habit(self, place: Place) -> Habit | None:
        name = ".".join(str(part) for part in place.path if not isinstance(part, int))
        return HABITS.get(f"{self.element_id}:{name}") or HABITS.get(name)

    def _rows(self, place: Place, given: Json) -> Json:
        """Fixed rows as the case has them, else one row; a habit may give whole rows."""
        if isinstance(given, list):
            return given
        known = paths.get(self.variables, place.path)
        if isinstance(known, list) and (has_fixed_rows(place.component, place.path) or known):
            return [{} for _ in known]
        return [{}] if place.component.schema.get("allowAddRemove") is True else []

    def _offered(self, place: Place, environment: Environment) -> list[Json]:
        if place.component.kind not in CHOICES:
            return []
        return [option.value for option in options(place.component, place.variables, environment)]

    def _plausible(self, place: Place, environment: Environment) -> Json | _Nothing:
        component = place.component
        if component.lookup is not None:
            return self._record(place, environment)
        if component.kind in CHOICES:
            offered = self._offered(place, environment)
            if not offered:
                return _NOTHING
            return offered if component.kind in SEVERAL else self.dice.choice(offered)
        return self._typed(place, environment)

    def _record(self, place: Place, environment: Environment) -> Json | _Nothing:
        rule = place.component.lookup
        assert rule is not None
        filters = {name: setting.of(place.variables, environment) for name, setting in rule.filters.items()}
        found = self.look_up(rule.source, {name: str(value) for name, value in filters.items() if value})
        if not found:
            return _NOTHING
        chosen = self.dice.choice(found)
        return [chosen] if place.component.kind in SEVERAL else chosen

    def _typed(self, place: Place, environment: Environment) -> Json | _Nothing:
        component, limits = place.component, place.component.limits
        if component.kind == "checkbox":
            return True
        if component.kind == "number":
            least = limits.minimum.of(place.variables, environment)
            return least if isinstance(least, (int, Decimal)) and not isinstance(least, bool) and least > 1 else 1
        if component.kind == "datetime":
            return self._moment(place)
        if component.kind == "filepicker":
            return [
                self.upload("photo.jpg" if "image" in str(component.schema.get("accept", "image")) else "paper.pdf")
            ]
        if component.kind == "signature":
            return "name:王建国"
        return "13800001234" if limits.kind == "phone" else self.dice.choice(TEXTS)

    def _moment(self, place: Place) -> str:
        """Today where no later day may stand, else tomorrow at ten."""
        local = self.now.astimezone(self.zone)
        has_end = place.component.limits.maximum.expression is not None
        day = local if has_end else local + timedelta(days=1)
        if place.component.schema.get("subtype") == "datetime":
            return (
                day.replace(hour=10, minute=0, second=0, microsecond=0)
                .astimezone(ZoneInfo("UTC"))
                .strftime("%Y-%m-%dT%H:%M:%SZ")
            )
        return day.date().isoformat()


_NOTHING = _Nothing()
_EMPTY: tuple[Json, ...] = (None, "", [], {})
