"""Forms as people hand them in: checked against the database, in the transaction that uses the values (A7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from engine import lookups
from engine.access import Permission, may
from engine.actor import Actor, ActorKind
from engine.advance import World
from engine.definitions.library import DeployedProcess
from engine.errors import FieldError, InvalidFields
from engine.feel import Environment
from engine.forms import Checked, Form, KnownFile, check_submission
from engine.forms.messages import Wrong
from engine.store import definitions, documents
from engine.store.database import Tx
from engine.values import Json, Values

NO_CASE = -1


def checked_form(
    tx: Tx,
    world: World,
    form: Form,
    submitted: Mapping[str, Json],
    *,
    variables: Mapping[str, Json],
    actor: Actor,
    zone: str | None = None,
    case_key: int = NO_CASE,
) -> Checked:
    """What `form` leaves of the values `actor` sent: his files and those of the case, records within his reach."""
    return check_submission(
        form,
        submitted,
        variables=variables,
        environment=Environment(now=tx.now, zone=ZoneInfo(zone or world.settings.time_zone), functions=world.functions),
        known_files=lambda ids: known_files(tx, ids, actor=actor, case_key=case_key),
        find_records=lookups.finder(tx, actor=actor),
    )


def known_files(tx: Tx, ids: Sequence[str], *, actor: Actor, case_key: int = NO_CASE) -> Mapping[str, KnownFile]:
    """Of these documents, those that the actor may hand in with the case: his own, or the case's already."""
    return {
        row.document_id: KnownFile(
            row.document_id, row.file_name, row.content_type, row.size_bytes, documents.is_sound(row.metadata_json)
        )
        for row in documents.usable(tx, ids, by=actor.name, case_key=case_key)
    }


def start_values(tx: Tx, world: World, process: DeployedProcess, values: Values, *, actor: Actor) -> Values:
    """The variables with which `actor` may start the process: people by its start form, others as they give them.

    A person may add the variables that the business key of the process is made of (`sl:businessKey`), and whoever may
    set variables any others. Raises InvalidFields; a process without start form takes all values.
    """
    form = start_form(tx, world, process)
    if form is None or actor.kind is not ActorKind.USER:
        return values
    declared = form.declared_keys()
    beside = {name: value for name, value in values.items() if name not in declared}
    checked = checked_form(
        tx, world, form, {name: value for name, value in values.items() if name in declared},
        variables={}, actor=actor, zone=process.definition.time_zone,
    )  # fmt: skip
    errors = (*checked.errors, *_not_declared(process, beside, actor))
    if errors:
        raise InvalidFields(errors)
    return {**beside, **checked.values}


def start_form(tx: Tx, world: World, process: DeployedProcess) -> Form | None:
    """The newest version of the form that the none start event names; None without one."""
    names = [fact.form.form_id for fact in process.definition.start_events if fact.kind == "none" and fact.form]
    if not names:
        return None
    key = definitions.find(tx, "form", names[0], binding="latest", version_tag=None, deployment_key=None)
    return world.library.form(tx, key).form if key is not None else None


def _not_declared(process: DeployedProcess, beside: Values, actor: Actor) -> list[FieldError]:
    if may(actor, Permission.SET_VARIABLES):
        return []
    key = process.definition.properties.get("businessKey")
    allowed = key.expression.names if key is not None and key.expression is not None else frozenset[str]()
    return [Wrong("undeclared").at(name) for name in beside if name not in allowed]
