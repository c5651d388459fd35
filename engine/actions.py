"""What people may do to a running case besides its tasks: send a message it waits for, as its model offers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.actor import Actor
from engine.advance import Turn, World
from engine.definitions.library import FormRow
from engine.errors import Conflict, InvalidFields, NotFound
from engine.process.command import Deliver
from engine.process.reading.actions import CaseAction
from engine.store import cases, views
from engine.store import public as rows
from engine.store.cases import CaseRow
from engine.store.database import Tx
from engine.submissions import checked_form
from engine.values import Json, Values


class NoLongerWaiting(Conflict):
    """The case does not wait for this message any more."""

    code = "no_longer_open"

    def __init__(self, message: str) -> None:
        super().__init__(f"expected the case to wait for '{message}', but it has moved on")


@dataclass(frozen=True, slots=True)
class ActionOffer:
    """An action that the actor may take now. `values` are the case's variables, for the form to show."""

    message: str
    title: str
    title_en: str
    form: FormRow
    values: Values


def offers(tx: Tx, world: World, case_key: int, *, actor: Actor) -> tuple[ActionOffer, ...]:
    """What the actor may do to the case now: it waits for the message, and one of his roles reaches the case's unit."""
    row = cases.get(tx, case_key) if views.sees_case(tx, case_key, actor) else None
    if row is None:
        raise NotFound("case", case_key)
    known = world.library.process(tx, row.definition_key).definition.actions
    allowed = [action for action in known.values() if row.state == "active" and _may(actor, action, row.unit_path)]
    waiting = {wait.name for wait in rows.waits(tx, case_key, {action.message for action in allowed})}
    forms = rows.newest_forms(tx, {action.form_id for action in allowed})
    values = cases.variables(tx, case_key).get(case_key, {}) if allowed else {}
    return tuple(
        ActionOffer(one.message, one.title, one.title_en, world.library.form(tx, forms[one.form_id].form_key), values)
        for one in allowed
        if one.message in waiting and one.form_id in forms
    )


def act(tx: Tx, world: World, case_key: int, message: str, values: Mapping[str, Json], *, actor: Actor) -> None:
    """Send the case the message with what the form leaves of `values`; to this case only.

    Raises NotFound for what is not offered to him, NoLongerWaiting, InvalidFields.
    """
    if not views.sees_case(tx, case_key, actor):
        raise NotFound("case", case_key)
    row = cases.lock(tx, case_key)
    offer = next((one for one in offers(tx, world, case_key, actor=actor) if one.message == message), None)
    if offer is None:
        raise _refusal(tx, world, row, message, actor)
    checked = checked_form(tx, world, offer.form.form, values, variables=offer.values, actor=actor, case_key=case_key)
    if checked.errors:
        raise InvalidFields(checked.errors)
    turn = Turn(tx, world, actor)
    subscription_key = rows.waits(tx, case_key, {message})[0].subscription_key
    turn.run(turn.take(case_key, row), Deliver(subscription_key, dict(checked.values)))
    turn.settle()


def _may(actor: Actor, action: CaseAction, unit_path: str) -> bool:
    return any(grant.role in action.roles and grant.covers(unit_path) for grant in actor.grants)


def _refusal(tx: Tx, world: World, row: CaseRow, message: str, actor: Actor) -> Conflict | NotFound:
    known = world.library.process(tx, row.definition_key).definition.actions
    if message in known and _may(actor, known[message], row.unit_path):
        return NoLongerWaiting(message)
    return NotFound("action", message[:100])
