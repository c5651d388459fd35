"""Letters: a person prints what was told to a customer and hands the customer's link over, and the history says who.

A link on paper is another one than that in mails, under the key of its notification: what comes back through it stands
in the history as from a letter; the note of who printed it names the same link.
"""

from __future__ import annotations

from dataclasses import replace

from engine import passwords
from engine.access import Permission, require_at
from engine.actor import Actor
from engine.advance import Turn, World
from engine.errors import Conflict, NotFound
from engine.history.chain import Line
from engine.public import links, masking
from engine.store import public as rows
from engine.store.database import Tx
from engine.store.reference import notifications
from engine.store.reference.notifications import NotificationRow
from engine.views import CaseHead, case_head

_REACHED = frozenset({"queued", "sent"})


class ReachedOtherwise(Conflict):
    """The customer has the link by mail or phone already, or soon: nobody prints it."""

    code = "reached_otherwise"

    def __init__(self) -> None:
        super().__init__("expected a message that nothing brings to the customer, but this one is sent by itself")


def read(tx: Tx, case_key: int, notification_key: int, *, actor: Actor) -> tuple[CaseHead, NotificationRow]:
    """What a customer was told, with masked links. Raises NotFound for whoever does not read the case's messages."""
    head = case_head(tx, case_key, actor=actor)
    found = notifications.get(tx, notification_key) if head.is_own else None
    if found is None or found.case_key != case_key or found.audience != "customer":
        raise NotFound("letter", notification_key)
    return head, found


def may_hand_over(letter: NotificationRow) -> bool:
    """Whether the letter holds a link that reaches its customer only on paper."""
    is_reached = letter.channel != "letter" and letter.state in _REACHED
    return not is_reached and (masking.holds_mask(letter.text) or masking.holds_mask(letter.text_en))


def hand_over(
    tx: Tx, world: World, case_key: int, notification_key: int, *, actor: Actor
) -> tuple[CaseHead, NotificationRow]:
    """The letter with readable links; the history of the case notes who printed it.

    Raises NotFound, Forbidden for who may not, ReachedOtherwise.
    """
    head, letter = read(tx, case_key, notification_key, actor=actor)
    require_at(actor, Permission.HAND_OVER_LINK, head.unit_path)
    if not may_hand_over(letter):
        raise ReachedOtherwise
    link = _link_of(tx, letter, actor)
    turn = Turn(tx, world, actor)
    case = turn.take(case_key)
    details = {"notification": str(notification_key), "link": links.holder_of(link).name}
    turn.record(case, (Line("notification.printed", details={**details}),))
    base = world.settings.public_url

    def shown(text: str) -> str:
        return masking.revealed(tx, text, case_key=case_key, base=base, letter=notification_key)

    return head, replace(letter, text=shown(letter.text), text_en=shown(letter.text_en))


def _link_of(tx: Tx, letter: NotificationRow, actor: Actor) -> rows.LinkRow:
    """The link on paper, made when it is printed for the first time. Raises ReachedOtherwise when there is none."""
    known = rows.link_at(tx, letter.case_key, letter.notification_key)
    if known is not None:
        return known
    first = masking.reference_in(letter.text) or masking.reference_in(letter.text_en)
    source = rows.link_at(tx, letter.case_key, first) if first is not None else None
    if source is None:
        raise ReachedOtherwise
    token = links.token(links.link_secret(tx), letter.case_key, letter.notification_key)
    rows.add_link(
        tx, token_hash=passwords.digest(token), case_key=letter.case_key,
        element_instance_key=letter.notification_key, kind=source.kind, expires_at=source.expires_at,
        printed_by=actor.name,
    )  # fmt: skip
    made = rows.link_at(tx, letter.case_key, letter.notification_key)
    assert made is not None
    return made
