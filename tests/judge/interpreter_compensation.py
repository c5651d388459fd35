"""Compensation and cancel (P6, P7, P20 to P28)."""

from __future__ import annotations

from collections.abc import Callable

from tests.judge import interpreter_events as events
from tests.judge import interpreter_life as life
from tests.judge.interpreter_model import Definition, Element
from tests.judge.interpreter_state import Case, Instance, Record


def compensation_sub(element: Element) -> Element | None:
    """Its compensation event sub-process (P26)."""
    return next((sub for sub in element.event_subs if sub.start.first("compensation")), None)


def remember(case: Case, instance: Instance) -> None:
    """P20: keep a record of a completed activity that can be compensated."""
    element, scope = instance.element, instance.parent
    if scope is None or not element.is_activity or element.is_handler or instance.is_handler:
        return
    has_handler = element.handler is not None
    if instance.form == "body":
        complete = instance.completed == len(instance.items) or element.loop is None or not instance.items
        has_handler = has_handler and complete  # P25
    if has_handler or instance.records or (compensation_sub(element) is not None and instance.form != "body"):
        scope.records.append(Record(element, dict(instance.variables), list(instance.records)))


def throw(case: Case, thrower: Instance, definition: Definition) -> None:
    """P22, P23: handlers one after the other, newest first; the throw waits for them unless told otherwise."""
    scope = thrower.parent
    assert scope is not None
    if scope.element.is_event_sub and scope.parent is not None:
        scope = scope.parent
    chosen = [record for record in scope.records if definition.activity in ("", record.element.id) and record.is_free]
    for record in chosen:
        record.claimed_by = thrower if definition.waits else scope
    if definition.waits:
        series(case, scope, scope.records, chosen, scope, lambda: life.complete(case, thrower))
    else:
        life.complete(case, thrower)
        series(case, scope, scope.records, chosen, scope, lambda: None)


def series(case: Case, home: Instance, kept: list[Record], chosen: list[Record], throws_from: Instance,
           then: Callable[[], None]) -> None:  # fmt: skip
    """Work off `chosen` from the newest; each leaves `kept` when its handler begins (P24, P28). `home`: their scope."""

    def next_one() -> None:
        mine = [record for record in chosen if record in kept]
        if not mine:
            then()
            return
        record = mine[-1]
        if record.element.handler is not None:
            kept.remove(record)
            run_handler(case, home, record, throws_from, resume)
        else:
            undo_inside(case, home, record, throws_from, lambda: (drop(kept, record), resume())[0])

    def resume() -> None:
        life.queue(case, home, next_one)

    next_one()


def drop(kept: list[Record], record: Record) -> None:
    """The record is used up; another throw may have been first."""
    if record in kept:
        kept.remove(record)


def run_handler(case: Case, home: Instance, record: Record, throws_from: Instance, done: Callable[[], None]) -> None:
    """P26: an instance of the handler with locals from the snapshot; everything else is as it is now."""
    handler = record.element.handler
    assert handler is not None
    instance = Instance(handler, home, given=dict(record.snapshot), is_handler=True, handler_done=done)
    instance.error_scope = throws_from
    home.children.append(instance)
    life.activate(case, instance)


def undo_inside(case: Case, home: Instance, record: Record, throws_from: Instance, done: Callable[[], None]) -> None:
    """P22, P26: what was completed inside a completed sub-process, within its snapshot."""
    again = Instance(record.element, home, form="restored", variables=dict(record.snapshot), is_handler=True)
    again.records = record.inner
    again.error_scope = throws_from
    again.interrupted = True
    home.children.append(again)

    def finished() -> None:
        life.remove(case, again)
        done()

    def handled() -> None:
        again.handler_done = finished  # P22: what was not waited for keeps its scope; see life.review

    sub = compensation_sub(record.element)
    if sub is not None and _is_one_instance(record):
        instance = Instance(sub, again, is_handler=True, handler_done=handled)
        again.children.append(instance)
        life.activate(case, instance)
    else:
        series(case, again, again.records, list(again.records), throws_from, finished)


def end_restored(case: Case) -> bool:
    """P26: a sub-process that came back for its handling is gone when that and all it began has ended."""
    for scope in case.root.inside:
        is_moving = any(pending.scope is scope for pending in case.queue)
        if scope.form == "restored" and scope.handler_done and not scope.children and not is_moving:
            scope.handler_done()
            return True
    return False


def _is_one_instance(record: Record) -> bool:
    """Whether the record is that of a run of the sub-process itself, not of the body around its runs."""
    return record.element.loop is None or not any(inner.element is record.element for inner in record.inner)


def cancel(case: Case, thrower: Instance) -> None:
    """P7: other content ends, everything completed is compensated, only then the cancel boundary event is left by."""
    transaction = thrower.parent
    assert transaction is not None
    life.end_content(case, transaction, keep=thrower)
    life.close_event_subs(case, transaction)
    transaction.interrupted = True
    host = transaction.parent if transaction.form == "inner" and transaction.parent else transaction
    event = next(event for event in transaction.element.boundary if event.first("cancel"))

    def leave() -> None:
        events.fire_boundary(case, host, event, {})

    series(case, transaction, transaction.records, list(transaction.records), transaction, leave)
