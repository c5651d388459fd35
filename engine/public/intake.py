"""Beginning a case without an account: message start events whose message has a public form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from engine.advance import World
from engine.errors import Invalid, NotFound
from engine.messages import Publication, publish_message
from engine.public import links, replying, tracking
from engine.public.tracking import Offer
from engine.store import definitions
from engine.store import public as rows
from engine.store.database import Tx
from engine.values import Values

REMEMBERED = timedelta(days=7)
_CHANNEL = re.compile(r"[a-z][a-z0-9_-]{0,29}\Z")
_REQUEST = re.compile(r"[\x21-\x7e]{8,200}\Z")
PAGE = "web"


@dataclass(frozen=True, slots=True)
class Intake:
    """Something a stranger may start: the message, its form, and the process that it starts."""

    process_id: str
    process_name: str
    process_name_en: str
    offer: Offer

    @property
    def message(self) -> str:
        """The message that starts it."""
        return self.offer.message


@dataclass(frozen=True, slots=True)
class Received:
    """A request was taken; `is_duplicate`: it had come before, and nothing happened."""

    is_duplicate: bool


def intakes(tx: Tx, world: World) -> tuple[Intake, ...]:
    """Everything that may be started without an account, by process."""
    found = []
    for row in definitions.all_of(tx, "process"):
        if not row.is_latest or row.state != "ACTIVE":
            continue
        definition = world.library.process(tx, row.definition_key).definition
        names = [fact.event_name for fact in definition.start_events if fact.kind == "message" and fact.event_name]
        public = [name for name in dict.fromkeys(names) if name in definition.public_messages]
        for offer in tracking.offers_of(tx, world, definition, public):
            found.append(Intake(definition.process_id, definition.name, definition.name_en or definition.name, offer))
    return tuple(found)


def intake(tx: Tx, world: World, message: str) -> Intake:
    """The one started by this message. Raises NotFound."""
    for one in intakes(tx, world):
        if one.message == message:
            return one
    raise NotFound("public form", message[:100])


def receive(
    tx: Tx, world: World, message: str, values: Values, *, channel: str, request_id: str, source: str = ""
) -> Received:
    """Publish the message with the form's values, `channel` and, when a shop or messenger sent it, `source_reference`.

    The same `request_id` of a channel within seven days changes nothing. Raises NotFound, Invalid, InvalidFields.
    """
    if not _CHANNEL.match(channel):
        raise Invalid("expected a channel of at most 30 small letters, digits, '_' and '-', but found another")
    if not _REQUEST.match(request_id):
        raise Invalid("expected a message id of 8 to 200 visible ASCII characters, but found another")
    found = intake(tx, world, message)
    message_id = f"intake:{channel}:{request_id}"
    if rows.was_sent(tx, message_id):
        return Received(is_duplicate=True)
    actor = links.stranger(bringer(channel, request_id))
    checked = replying.checked_values(tx, world, found.offer.form.form, values, actor=actor, known={})
    variables: Values = {**checked, "channel": channel}
    if source:
        variables["source_reference"] = source
    published = publish_message(
        tx, world,
        Publication(message, f"{channel}:{source}" if source else "", variables, REMEMBERED, message_id),
        actor=actor,
    )  # fmt: skip
    for case_key in published.case_keys[:1]:
        rows.give_files(tx, by=actor.name, case_key=case_key)
    return Received(is_duplicate=published.is_duplicate)


def bringer(channel: str, request_id: str) -> str:
    """The name under which files of a request are kept until it is sent, and under which it stands in histories."""
    return f"public:{channel}:{request_id}"
