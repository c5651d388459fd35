"""The life of an element instance (K1 to K8, K13) and of a scope (K6, K12, P4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.judge import interpreter_compensation as compensation
from tests.judge import interpreter_elements as elements
from tests.judge import interpreter_events as events
from tests.judge import interpreter_gateways as gateways
from tests.judge import interpreter_listeners as task_listeners
from tests.judge import interpreter_repetition as repetition
from tests.judge import interpreter_values as values
from tests.judge.interpreter_model import SCOPES, Element, Flow
from tests.judge.interpreter_state import Case, Endless, Failure, Incident, Instance, Pending, Values, Wait

MOST_MOVES = 15_000  # more than the 10,000 elements that K11 lets a step enter


def settle(case: Case) -> None:
    """K9: tokens move first in, first out, until every one waits."""
    review(case)
    moves = 0
    while case.queue:
        moves += 1
        if moves > MOST_MOVES:
            raise Endless
        pending = case.queue.popleft()
        if not pending.scope.ended and case.outcome == "active":
            pending.run()
            review(case)


def queue(case: Case, scope: Instance, run: Callable[[], None]) -> None:
    case.queue.append(Pending(scope, run))  # work for later in this step that keeps `scope` open


def put_token(case: Case, scope: Instance, flow: Flow) -> None:
    """A token on a flow of this scope instance."""
    case.flows.append(flow.id)
    case.queue.append(Pending(scope, lambda: arrive(case, scope, flow), flow))


def arrive(case: Case, scope: Instance, flow: Flow) -> None:
    """K1: the token enters the target at once; joins and start quantities (K7) count it."""
    target = flow.target
    quantity = int(target.get("startQuantity", "1"))
    if gateways.is_join(target):
        scope.tokens[flow.id] = scope.tokens.get(flow.id, 0) + 1
        gateways.arrived(case, scope, target)
    elif quantity > 1:
        scope.tokens[flow.id] = scope.tokens.get(flow.id, 0) + 1
        if sum(scope.tokens.get(line.id, 0) for line in target.incoming) >= quantity:
            for _ in range(quantity):
                line = next(line for line in target.incoming if scope.tokens.get(line.id, 0))
                take(scope, line)
            enter(case, target, scope)
    else:
        enter(case, target, scope)


def take(scope: Instance, flow: Flow) -> None:
    """One waiting token of this flow is used up."""
    left = scope.tokens.pop(flow.id) - 1
    if left:
        scope.tokens[flow.id] = left


def enter(case: Case, element: Element, scope: Instance, *, form: str = "plain", given: Values | None = None,
          payload: Values | None = None) -> None:  # fmt: skip
    """K1: a new instance of the element; `given` are its first locals, `payload` what triggered it."""
    instance = Instance(element, scope, form=form, given=dict(given or {}), payload=payload)
    scope.children.append(instance)
    activate(case, instance)


def activate(case: Case, instance: Instance) -> None:
    """K8: input mappings → `start` listeners → subscriptions → behaviour. A repeated element is a body first (M8)."""
    if instance.element.loop is not None and instance.form == "plain":
        instance.form = "body"
        instance.variables = dict(instance.given)
        attempt(case, instance, lambda: repetition.enter(case, instance))
        return

    def inputs() -> None:
        instance.variables = {}
        for name, value in instance.given.items():
            values.write(case, instance, name, value, by=instance)
        values.apply_inputs(case, instance)
        listeners(case, instance, "start", lambda: attempt(case, instance, subscriptions))

    def subscriptions() -> None:
        events.open_subscriptions(case, instance)
        if instance.interrupted:
            instance.entered = True  # a condition was true at once: only its event sub-process runs
        elif not instance.ended:
            attempt(case, instance, lambda: elements.behave(case, instance))

    attempt(case, instance, inputs)


def attempt(case: Case, instance: Instance, work: Callable[[], None], *, repeated: bool = False) -> None:
    """I5, I6: a failure of the process opens an incident here; resolving repeats the failed stage."""
    try:
        if repeated and not instance.leaving and instance.form != "body":
            values.apply_inputs(case, instance)  # I6: input mappings included when entry failed
            events.open_again(case, instance)
        work()
    except Failure as failure:
        again = partial(attempt, case, instance, work, repeated=True)
        case.incidents.append(Incident(instance, failure.error_type, str(failure), again))


def listeners(case: Case, instance: Instance, event: str, then: Callable[[], None]) -> None:
    """A30: blocking jobs in XML order; `start` results become locals, `end` results go to the parent."""
    types = [type_ for when, type_ in instance.element.listeners if when == event]

    def run(index: int) -> None:
        if index == len(types):
            then()
            return
        name = values.required(case, instance, types[index], (str,), "a job type")
        wait = Wait("job", instance, instance.element, name=name, job=event, again=lambda: next_one(index))
        case.waits.append(wait)

    def next_one(index: int) -> None:
        attempt(case, instance, lambda: run(index + 1))

    run(0)


def complete(case: Case, instance: Instance, results: Values | None = None) -> None:
    """K8 on leaving: result variables → output mappings → `end` listeners → subscriptions closed → record → flows."""
    instance.leaving = True

    def result_stage() -> None:
        if instance.form == "body":
            values.merge(case, outward(instance), results or {}, by=instance)  # M3
        elif instance.element.outputs:
            for name, value in (results or {}).items():
                values.write(case, instance, name, value, by=instance)  # D22: results stay local
            values.apply_outputs(case, instance, outward(instance))
        else:
            values.merge(case, instance, results or {}, by=instance)  # D8
        if instance.parent is case.root and instance.element.tag == "startEvent":
            events.open_subscriptions(case, case.root)  # those of the case see what its start event brought
            if case.root.interrupted:
                return
        if instance.form == "body":
            leave(case, instance)
        else:
            listeners(case, instance, "end", lambda: attempt(case, instance, lambda: leave(case, instance)))

    attempt(case, instance, result_stage)


def outward(instance: Instance) -> Instance:
    """Where merging outward begins: the parent; for one of many instances its own scope, which holds M3's null."""
    if instance.form == "inner":
        return instance
    return instance if instance.parent is None else instance.parent


def leave(case: Case, instance: Instance) -> None:
    """Take the flows and be gone. Raises Failure when no flow can be taken."""
    scope = instance.parent
    if scope is None:
        case.outcome = "completed"
        remove(case, instance)
        return
    if instance.form == "inner":
        repetition.instance_done(case, instance)
        return
    flows = flows_of(case, instance)
    compensation.remember(case, instance)
    remove(case, instance)
    for flow in flows:
        for _ in range(int(instance.element.get("completionQuantity", "1"))):
            put_token(case, scope, flow)
    if instance.handler_done:
        instance.handler_done()


def flows_of(case: Case, instance: Instance) -> list[Flow]:
    """K2, K3: which flows an element takes; gateways choose by their own rules."""
    element, scope = instance.element, instance.parent
    assert scope is not None
    if element.tag.endswith("Gateway"):
        return gateways.choose(case, instance)
    if not element.is_activity:
        return list(element.outgoing)
    default = element.get("default")
    taken = [
        flow
        for flow in element.outgoing
        if flow.id != default and (not flow.condition or values.condition(case, scope, flow.condition))
    ]
    if not any(flow.condition for flow in taken):
        taken += [flow for flow in element.outgoing if flow.id == default]
    if element.outgoing and not taken:
        raise Failure("CONDITION_ERROR", "expected a flow to take, but found none")
    return sorted(taken, key=element.outgoing.index)


def remove(case: Case, instance: Instance) -> None:
    """The instance is no more: its waits close, its incidents go (I5)."""
    instance.ended = True  # with the case the canceling listeners end too
    for wait in case.waits:
        if wait.owner is instance and wait.job != "canceling" or case.root.ended:
            wait.is_open = False
    case.incidents[:] = [i for i in case.incidents if i.owner is not instance and not case.root.ended]
    if instance.parent is not None and instance in instance.parent.children:
        instance.parent.children.remove(instance)


def end(case: Case, instance: Instance) -> None:
    """K13: end depth first; no output mapping, no `end` listener, no record."""
    for child in list(instance.children):
        end(case, child)
    tasks = [wait for wait in case.open_waits("task") if wait.owner is instance]
    remove(case, instance)
    task_listeners.withdraw(case, tasks)


def end_content(case: Case, scope: Instance, *, keep: Instance | None = None) -> None:
    """Everything inside a scope ends, its tokens too; subscriptions of the scope itself stay."""
    for child in list(scope.children):
        if child is not keep:
            end(case, child)
    scope.tokens.clear()
    scope.consumed.clear()
    case.queue = type(case.queue)(pending for pending in case.queue if pending.scope is not scope)
    withdraw_stuck(case, scope)


def is_container(instance: Instance) -> bool:
    """Whether tokens can be inside it."""
    tag = instance.element.tag
    return instance.form in ("plain", "inner", "activation") and (tag == "process" or tag in SCOPES)


def review(case: Case) -> None:
    """After every move: joins re-examined (W7), scopes completed (K6), stuck tokens shown (K12)."""
    changed = True
    while changed and case.outcome == "active":
        scopes = [scope for scope in reversed(case.root.inside) if is_container(scope)]
        changed = any(review_scope(case, scope) for scope in scopes) or compensation.end_restored(case)


def review_scope(case: Case, scope: Instance) -> bool:
    """One look at a scope; True when it changed something."""
    if not scope.entered or scope.leaving:
        return False
    if gateways.review(case, scope):
        return True
    if scope.element.tag == "adHocSubProcess" and scope.form != "activation":
        return repetition.review_ad_hoc(case, scope)
    moving = any(pending.scope is scope and not pending.scope.ended for pending in case.queue)
    if moving or any(not child.element.is_event_sub for child in scope.children):
        return False
    if not scope.tokens and not scope.completing:
        scope.completing = True  # P4: no new event sub-process instance may start
        close_event_subs(case, scope)
    if scope.children:
        return False
    if scope.tokens:
        return show_stuck(case, scope)
    if scope.form == "activation":
        repetition.activation_done(case, scope)
    else:
        complete(case, scope)
    return True


def withdraw_stuck(case: Case, scope: Instance) -> None:
    """Its waiting tokens have ended with the rest of its content."""
    case.incidents[:] = [i for i in case.incidents if not (i.owner is scope and i.error_type == "STUCK_TOKEN")]


def close_event_subs(case: Case, scope: Instance) -> None:
    """Close the subscriptions of a scope's event sub-processes."""
    for wait in case.waits:
        if wait.owner is scope and wait.event.tag == "startEvent":
            wait.is_open = False


def show_stuck(case: Case, scope: Instance) -> bool:
    """K12: nothing active, nothing can arrive, tokens wait: an incident at each such node."""
    shown = [found.element for found in case.incidents if (found.owner, found.error_type) == (scope, "STUCK_TOKEN")]
    nodes = [child for child in scope.element.children if any(flow.id in scope.tokens for flow in child.incoming)]
    fresh = [node for node in nodes if node not in shown]

    def again() -> None:
        """Resolving shows it again only when nothing is active, at the end of the step."""

    for node in fresh:
        found = Incident(scope, "STUCK_TOKEN", "expected more tokens", again, element=node)
        case.incidents.append(found)
    return bool(fresh)
