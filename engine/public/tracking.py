"""What the holder of a link sees of its case: what the process itself marks as public, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.advance import World
from engine.definitions.library import FormRow
from engine.feel import Environment, FeelFailure, to_feel, to_json
from engine.process.definition import Definition
from engine.process.expressions import Value
from engine.public import links
from engine.public.links import LinkGone
from engine.store import cases
from engine.store import public as rows
from engine.store.database import Tx
from engine.store.public import LinkRow
from engine.values import Json, Values

_MOST_STAGES = 12


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage the case came to, in plain words."""

    name: str
    name_en: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A message that may be sent now: its form, and how pages offer it (`answer`, `withdraw`, `stop`)."""

    message: str
    action: str
    title: str
    title_en: str
    form: FormRow


@dataclass(frozen=True, slots=True)
class Tracking:
    """A case as the holder of a link sees it. `shown` and `shown_en` are labels with values, in their order.

    `values` are the variables that public forms may read. `stages` run to the present one.
    """

    kind: str
    name: str
    name_en: str
    number: str | None
    is_ended: bool
    started_at: datetime
    ended_at: datetime | None
    stages: tuple[Stage, ...]
    shown: Mapping[str, Json]
    shown_en: Mapping[str, Json]
    offers: tuple[Offer, ...]
    values: Values
    expires_at: datetime
    is_old: bool = False
    """Whether the link only follows the case: it is from before 0010, when cases showed it to their readers."""


def tracking(tx: Tx, world: World, token: str) -> Tracking:
    """The case behind a token. Raises LinkGone."""
    return of_link(tx, world, links.find(tx, token))


def of_link(tx: Tx, world: World, link: LinkRow) -> Tracking:
    """The case of a link. Raises LinkGone when the case is gone too."""
    case = rows.case_facts(tx, link.case_key)
    if case is None:
        raise LinkGone
    definition = world.library.process(tx, case.definition_key).definition
    known = cases.variables(tx, link.case_key).get(link.case_key, {})
    reader = _Reader(definition, known, _environment(tx, world, definition))
    shown = reader.context("public.shows")
    is_active = case.state == "active"
    return Tracking(
        kind=link.kind, name=case.name or "", name_en=case.name_en or case.name or "", number=case.business_key,
        is_ended=not is_active, started_at=case.started_at, ended_at=case.ended_at,
        stages=_stages(tx, definition, link.case_key), shown=shown,
        shown_en=reader.context("public.shows.en") or shown,
        offers=offers(tx, world, definition, link.case_key) if is_active and link.may_act else (),
        values=reader.context("public.values"), expires_at=link.expires_at, is_old=not link.may_act,
    )  # fmt: skip


def offers(tx: Tx, world: World, definition: Definition, case_key: int) -> tuple[Offer, ...]:
    """The public messages a case waits for now, each once, whose form is deployed."""
    public = definition.public_messages
    waiting = dict.fromkeys(row.name for row in rows.waits(tx, case_key, public)) if public else {}
    return offers_of(tx, world, definition, list(waiting))


def offers_of(tx: Tx, world: World, definition: Definition, names: list[str]) -> tuple[Offer, ...]:
    """Offers for these public messages of a process, without those whose form is not deployed."""
    marked = [definition.public_messages[name] for name in names]
    forms = rows.newest_forms(tx, {one.form_id for one in marked})
    found = []
    for one in marked:
        row = forms.get(one.form_id)
        if row is not None:
            # A form that says no name of its own is stored under its id, which is nothing to show to customers.
            is_named = bool(row.name) and row.name != one.form_id
            title = row.name if is_named else definition.name
            title_en = row.name_en or row.name if is_named else definition.name_en or definition.name
            found.append(Offer(one.name, one.action, title, title_en, world.library.form(tx, row.form_key)))
    return tuple(found)


def _stages(tx: Tx, definition: Definition, case_key: int) -> tuple[Stage, ...]:
    """The stages in the order the case came to them; one that is entered twice in a row counts once."""
    marked = {node.id: node for node in definition.nodes.values() if "stage" in node.own}
    found: list[Stage] = []
    for row in rows.passages(tx, case_key, marked) if marked else ():
        own = marked[row.element_id].own
        name = own["stage"].text
        name_en = own["stage.en"].text if "stage.en" in own else name
        if not found or found[-1].name != name:
            found.append(Stage(name, name_en, row.started_at))
    return tuple(found[-_MOST_STAGES:])


def _environment(tx: Tx, world: World, definition: Definition) -> Environment:
    zone = definition.time_zone or world.settings.time_zone
    return Environment(now=tx.now, zone=ZoneInfo(zone), functions=world.functions)


class _Reader:
    """Reads contexts that the process states over the variables of its case."""

    def __init__(self, definition: Definition, variables: Values, environment: Environment) -> None:
        self._definition, self._environment = definition, environment
        self._variables = {name: to_feel(value) for name, value in variables.items()}

    def context(self, name: str) -> Values:
        """The property's context without empty values; nothing when it is absent or fails: a page never breaks."""
        value: Value | None = self._definition.properties.get(name)
        if value is None or value.expression is None:
            return {}
        try:
            found = to_json(value.expression.evaluate(self._variables, self._environment).value)
        except (FeelFailure, TypeError, ValueError):
            return {}
        return {key: item for key, item in found.items() if item not in (None, "")} if isinstance(found, dict) else {}
