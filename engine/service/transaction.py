"""Where every transaction begins and ends: one operation, one transaction, one commit."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from engine.advance.messages import Contention
from engine.clock import Clock
from engine.errors import AlreadyExists, Conflict, DatabaseAway, DiskFull, Invalid, Overloaded, ServicelaneError
from engine.keys import Keys
from engine.store import answers, nodes
from engine.store.answers import StoredAnswer
from engine.store.database import Database, Tx

T = TypeVar("T")
_log = logging.getLogger(__name__)
_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Once(Generic[T]):
    """A request that must take effect at most once: who asks, his key, what he asks, and how its answer reads.

    `fingerprint` is SHA-256 of method, path and body; `render` gives (HTTP status, body text) for the result.
    """

    caller: str
    request_key: str
    fingerprint: str
    render: Callable[[T], tuple[int, str]]


class Replayed(Exception):
    """Not an error: the request was carried out before; `answer` is what was said then."""

    def __init__(self, answer: StoredAnswer) -> None:
        super().__init__("answered before")
        self.answer = answer


class KeyReused(AlreadyExists):
    """The same Idempotency-Key came with another request."""

    code = "idempotency_key_reused"


class Transactions:
    """The base of `Engine`: a database, a clock, a source of keys, and the two ways to open a transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        with database.write(clock, _no_keys) as tx:
            node = nodes.register(tx)
        self.new_key = Keys(node)

    def _write(self, operation: Callable[[Tx], T], *, once: Once[T] | None = None) -> T:
        """Run `operation` in one transaction. With `once`, its answer is stored in the same one.

        Raises Replayed when `once` was answered before, KeyReused when its key came with another request.
        """
        for attempt in range(_ATTEMPTS):
            try:
                with self.database.write(self.clock, self.new_key) as tx:
                    result = operation(tx) if once is None else _once(tx, operation, once)
                if tx.follow_up:
                    self._follow_up()
                return result
            except IntegrityError as error:
                if not _is_duplicate(error):
                    raise
                raise _conflict(error) from error
            except DataError as error:
                _log.warning("the database has no room for a value: %s", error.orig)
                raise Invalid("expected values that the database can hold, but one is too long or not text") from error
            except Contention:
                _log.info("a subscription opened between two looks, attempt %d", attempt)
            except OperationalError as error:
                if not _may_be_repeated(error):
                    raise _unavailable(error) from error
                _log.info("the database chose this transaction to give way, attempt %d", attempt)
        raise Overloaded("expected a moment without contention, but there was none", retry_after_seconds=1)

    def _follow_up(self) -> None:
        """What to do at once after a commit that left work of ours behind; the worker does it otherwise."""

    def _attempt(self, operation: Callable[[Tx], bool]) -> bool:
        """Run background work in its own transaction; a failure is logged and left for the next round."""
        try:
            return self._write(operation)
        except ServicelaneError as error:
            _log.warning("background work failed and will be tried again: %s", error)
            return False

    def _read(self, query: Callable[[Tx], T]) -> T:
        """Run `query` on one moment of the database."""
        try:
            with self.database.read(self.clock, self.new_key) as tx:
                return query(tx)
        except OperationalError as error:
            raise _unavailable(error) from error


def _once(tx: Tx, operation: Callable[[Tx], T], once: Once[T]) -> T:
    known = answers.find(tx, once.caller, once.request_key)
    if known is not None:
        if known.fingerprint != once.fingerprint:
            raise KeyReused(f"expected a new Idempotency-Key, but '{once.request_key}' came with another request")
        raise Replayed(known)
    result = operation(tx)
    status, body = once.render(result)
    answers.keep(tx, once.caller, once.request_key, StoredAnswer(once.fingerprint, status, body))
    return result


def _is_duplicate(error: IntegrityError) -> bool:
    """A unique key was taken; every other broken constraint is a bug and rises."""
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint" in str(error.orig)


def _may_be_repeated(error: OperationalError) -> bool:
    """Deadlock or serialization failure: nothing was done, doing it again is right."""
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")


def _conflict(error: IntegrityError) -> Conflict:
    _log.info("a constraint refused a change: %s", error.orig)
    return Conflict("expected no concurrent change of the same object, but another request won the race")


def _unavailable(error: OperationalError) -> DatabaseAway | DiskFull:
    if getattr(error.orig, "sqlstate", None) == "53100" or "disk is full" in str(error.orig):
        _log.error("the database has no room: %s", error.orig)
        return DiskFull("expected room for this change, but the disk of the database is full", retry_after_seconds=30)
    _log.error("the database did not answer: %s", error.orig)
    return DatabaseAway("expected the database to answer, but it is busy or not reachable", retry_after_seconds=1)


def _no_keys() -> int:
    raise AssertionError("no keys before the node is registered")
