"""Wrong passwords: who has to wait, for how long, and who lets him in again.

Waiting belongs to an account *at an address*: five wrong passwords in a row cost a minute, each further one twice as
much, up to an hour; a right one, a day, or an administrator ends it. So whoever guesses locks himself out and nobody
else. Guesses from many addresses are slowed by the account's and the address's own limits, which hold only where the
account never signed in before: its people go on working from where they usually do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.access import Permission, require
from engine.actor import Actor
from engine.errors import NotFound, Overloaded
from engine.store import signin as rows
from engine.store import signin_places as places
from engine.store.database import Tx
from engine.store.reference import people
from engine.store.signin_places import Place

FREE_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
# (of what, at most so many wrong ones, within): where an account was never seen, and where it signed in before.
_LIMITS = (("account", 5, _MINUTE), ("account", 50, _HOUR), ("address", 5, _MINUTE))
_KNOWN_LIMITS = (("address", 30, _MINUTE),)


class TooManyWrong(Overloaded):
    """Too many wrong passwords: until when nobody tries again, and nothing about the account."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that is counted as wrong until its password turns out to be right."""

    key: int
    username: str
    address: str


def begin(tx: Tx, username: str, address: str, *, now: datetime) -> Attempt:
    """Count an attempt before it is judged, so that parallel guesses cannot slip past. Raises TooManyWrong."""
    username, address = username[: places.MOST_NAME], address[: places.MOST_ADDRESS]
    place = places.take(tx, username, address)
    if place.blocked_until is not None and place.blocked_until > now:
        raise _wait(place.blocked_until - now)
    _require_room(tx, place, now)
    is_fresh = place.failed_at is None or now - place.failed_at > FORGOTTEN_AFTER
    failures = 1 if is_fresh else place.failures + 1
    until = now + wait_after(failures) if failures >= FREE_TRIES else None
    places.put(tx, Place(username, address, failures, now, until, place.succeeded_at))
    return Attempt(rows.add_attempt(tx, username, address, now=now), username, address)


def succeed(tx: Tx, attempt: Attempt, *, now: datetime) -> None:
    """The password was right: nothing of before counts at this address, which the account is known at from now on."""
    rows.remove_attempt(tx, attempt.key)
    places.put(tx, Place(attempt.username, attempt.address, 0, None, None, now))


def wait_after(failures: int) -> timedelta:
    """How long nobody tries again after so many wrong passwords in a row."""
    doublings = max(0, min(failures - FREE_TRIES, 10))
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def blocks_of(tx: Tx, username: str, *, actor: Actor) -> tuple[Place, ...]:
    """Where passwords of an account were wrong, for its administrators. Raises Forbidden, NotFound."""
    _require_seen(tx, username, actor)
    require(actor, Permission.MANAGE_USERS)
    return tuple(places.of_account(tx, username))


def release(tx: Tx, username: str, *, actor: Actor) -> int:
    """Let an account sign in again at once, wherever it has to wait. Raises Forbidden, NotFound."""
    _require_seen(tx, username, actor)
    require(actor, Permission.MANAGE_USERS)
    return places.release(tx, username)


def forget(tx: Tx, *, now: datetime) -> None:
    """Forget attempts and places that no longer count."""
    rows.remove_attempts_before(tx, now - FORGOTTEN_AFTER)
    places.forget_before(tx, now - FORGOTTEN_AFTER, now - KNOWN_FOR)


def _require_room(tx: Tx, place: Place, now: datetime) -> None:
    """Raise TooManyWrong when account or address saw too many in a minute; people at their usual address have more."""
    is_known = place.succeeded_at is not None and now - place.succeeded_at < KNOWN_FOR
    for kind, most, window in _KNOWN_LIMITS if is_known else _LIMITS:
        name = place.username if kind == "account" else place.address
        tries, oldest = places.recent_attempts(tx, kind, name, since=now - window)
        if tries >= most and oldest is not None:
            raise _wait(oldest + window - now)


def _require_seen(tx: Tx, username: str, actor: Actor) -> None:
    if people.person(tx, username, actor=actor) is None:
        raise NotFound("user", username)


def _wait(rest: timedelta) -> TooManyWrong:
    return TooManyWrong(
        "expected fewer wrong passwords: wait before the next try, or ask an administrator to let you in",
        retry_after_seconds=max(1, int(rest.total_seconds()) + 1),
    )
