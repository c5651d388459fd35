"""What the holder of a link sends: a public message its case waits for, checked by the form, taken once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from engine.actor import Actor
from engine.advance import World
from engine.errors import Conflict, InvalidFields, NotFound
from engine.feel import Environment
from engine.forms import Form, KnownFile, check_submission
from engine.messages import Publication, publish_message
from engine.public import links, tracking
from engine.public.tracking import Offer
from engine.store import documents
from engine.store import public as rows
from engine.store.database import Tx
from engine.values import Values

_NO_CASE = -1


class NoLongerOpen(Conflict):
    """The case does not wait for this message any more: it was answered, or has moved on."""

    code = "no_longer_open"

    def __init__(self) -> None:
        super().__init__("expected the case to wait for this answer, but it has moved on")


def reply(tx: Tx, world: World, token: str, message: str, values: Values, *, request_id: str) -> None:
    """Publish the message with the key of the case's own wait. The same `request_id` again changes nothing.

    Raises LinkGone, OldLink, NotFound for a message that is not public, NoLongerOpen, InvalidFields.
    """
    link = links.find_acting(tx, token)
    message_id = f"public:{link.link_key}:{request_id}"
    if rows.was_sent(tx, message_id):
        return
    seen = tracking.of_link(tx, world, link)
    offer = _offer(tx, world, link.case_key, message, seen.offers)
    actor = links.holder_of(link)
    checked = checked_values(tx, world, offer.form.form, values, actor=actor, known=seen.values)
    key = rows.waits(tx, link.case_key, {message})[0].correlation_key
    published = publish_message(tx, world, Publication(message, key, checked, message_id=message_id), actor=actor)
    if not published.case_keys:
        raise NoLongerOpen
    rows.give_files(tx, by=actor.name, case_key=link.case_key)


def checked_values(tx: Tx, world: World, form: Form, values: Values, *, actor: Actor, known: Values) -> Values:
    """The variables a public form leaves. Only files that the same stranger brought count. Raises InvalidFields."""
    checked = check_submission(
        form,
        values,
        variables=known,
        environment=Environment(now=tx.now, zone=ZoneInfo(world.settings.time_zone), functions=world.functions),
        known_files=lambda ids: _own_files(tx, ids, actor),
    )
    if checked.errors:
        raise InvalidFields(checked.errors)
    return checked.values


def _offer(tx: Tx, world: World, case_key: int, message: str, offers: Sequence[Offer]) -> Offer:
    for offer in offers:
        if offer.message == message:
            return offer
    case = rows.case_facts(tx, case_key)
    known = world.library.process(tx, case.definition_key).definition.public_messages if case is not None else {}
    if message in known:
        raise NoLongerOpen
    raise NotFound("public message", message[:100])


def _own_files(tx: Tx, ids: Sequence[str], actor: Actor) -> Mapping[str, KnownFile]:
    return {
        row.document_id: KnownFile(
            row.document_id, row.file_name, row.content_type, row.size_bytes, documents.is_sound(row.metadata_json)
        )
        for row in documents.usable(tx, ids, by=actor.name, case_key=_NO_CASE)
    }
