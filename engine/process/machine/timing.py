"""Due times of timers (section 4, S13).

In the data of a timer's wait: `due` microseconds since 1970 UTC; of a cycle also `left` firings (-1 endless), `cycle`
its text, `burst` missed rounds already fired one by one, `calendar` when its interval is working time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.feel import parse_timer_cycle, parse_timer_date, parse_timer_duration, to_json
from engine.feel.cron import Cron
from engine.process.graph import Timer
from engine.process.machine import evaluation
from engine.process.machine.evaluation import EXTRACT
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.rounds import MOST_MISSED, Rounds
from engine.process.state import Data, Wait
from engine.values import Values

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def first_round(run: Run, timer: Timer, key: int, *, element_id: str) -> Data:
    """The data of a new timer wait; all expressions are evaluated in scope `key`, now (E5)."""
    value = evaluation.evaluate(run, timer.text, key).value
    calendar = evaluation.text_or_null(run, timer.calendar, key, what=f"sl:calendar of '{element_id}'")
    if timer.kind == "cycle":
        return _first_of_cycle(run, value, calendar, element_id)
    due = _date(run, value) if timer.kind == "date" else _after_duration(run, value, calendar, element_id)
    if due is None:
        found = "null" if value is None else str(value)[:80]
        raise Fault(EXTRACT, f"expected the timer of '{element_id}' to be a {timer.kind}, but found {found}")
    return {"due": _micros(max(due, run.around.now))}


def _date(run: Run, value: object) -> datetime | None:
    return parse_timer_date(value, zone=run.environment.zone)


def _after_duration(run: Run, value: object, calendar: str | None, element_id: str) -> datetime | None:
    duration = parse_timer_duration(value)
    if duration is None:
        return None
    if calendar is None:
        return duration.after(run.around.now, zone=run.environment.zone)
    return _working(run, run.around.now, str(to_json(value)), calendar, element_id)


def _working(run: Run, start: datetime, duration: str, calendar: str, element_id: str) -> datetime:
    try:
        return run.around.add_working_time(start, duration, calendar)
    except LookupError:
        raise Fault(EXTRACT, f"expected calendar '{calendar}' of '{element_id}' to exist, but it does not") from None


def _first_of_cycle(run: Run, value: object, calendar: str | None, element_id: str) -> Data:
    zone = run.environment.zone
    cycle = parse_timer_cycle(value, zone=zone) if isinstance(value, str) else None
    if cycle is None:
        raise Fault(EXTRACT, f"expected the timer of '{element_id}' to be a cycle, but found {str(value)[:80]}")
    assert isinstance(value, str)
    data: Data = {"cycle": value}
    if isinstance(cycle, Cron):
        due = cycle.next_after(run.around.now, zone=zone)
        data["left"] = -1
    else:
        due = cycle.first_after(run.around.now, zone=zone)
        data["left"] = -1 if cycle.repetitions is None else cycle.repetitions
        if calendar is not None:
            data["calendar"] = calendar
            if cycle.start is None and due is not None:
                due = _working(run, run.around.now, _interval(value), calendar, element_id)
    if due is None:
        data["left"] = 0
    else:
        data["due"] = _micros(due)
    return data


def _interval(cycle: str) -> str:
    return cycle.rsplit("/", 1)[1]


def has_round(wait: Wait) -> bool:
    """Whether the timer will ever be due; R0 never is."""
    return "due" in wait.data


def due_at(wait: Wait) -> datetime:
    """When it is due, UTC."""
    due = wait.data["due"]
    assert isinstance(due, int)
    return _EPOCH + timedelta(microseconds=due)


def change(run: Run, wait: Wait, moment: datetime, *, reason: str) -> None:
    """Give a running timer another due time; what it was stays in the history."""
    old = due_at(wait)
    wait.data["due"] = _micros(moment)
    new = due_at(wait)
    run.step.timers_changed.append((wait.key, new))
    host = run.instance(wait.host_key)
    run.happened("timer.changed", host, at=wait.node.id, old=old.isoformat(), due_at=new.isoformat(), reason=reason)


def is_to_fire(run: Run, wait: Wait) -> bool:
    """False for a cycle that skips what it missed and has missed a whole round (T9 `skip`)."""
    timer = wait.trigger.timer
    if timer is None or timer.catch_up != "skip" or "cycle" not in wait.data:
        return True
    try:
        following = _rounds(run, wait).following(due_at(wait))
    except Fault:
        return True
    return following is None or following > run.around.now


def missed(run: Run, wait: Wait) -> Values:
    """{'missed': rounds that this firing consumes besides its own}, empty when none (T9)."""
    if "cycle" not in wait.data:
        return {}
    try:
        count = _advance(run, wait)[2]
    except Fault:
        return {}  # the calendar is gone: told when the next round is opened
    return {"missed": count} if count else {}


def next_round(run: Run, wait: Wait) -> Data | None:
    """The data of a cycle's next round; None for other timers and after the last round (T5, T9)."""
    if "cycle" not in wait.data:
        return None
    due, left, _ = _advance(run, wait)
    if due is None or left == 0:
        return None
    data: Data = {**wait.data, "due": _micros(due), "left": left}
    burst = data.pop("burst", 0)
    if due <= run.around.now and isinstance(burst, int):
        data["burst"] = burst + 1  # T9 `all`: each missed round, at most 1,000
    return data


def _advance(run: Run, wait: Wait) -> tuple[datetime | None, int, int]:
    """(next due, firings left after this one, rounds consumed with it); `all` consumes none."""
    left = wait.data["left"]
    assert isinstance(left, int)
    timer = wait.trigger.timer
    burst = wait.data.get("burst", 0)
    catches_all = timer is not None and timer.catch_up == "all" and isinstance(burst, int) and burst < MOST_MISSED
    left = left - 1 if left > 0 else left
    if catches_all or not left:
        return _rounds(run, wait).following(due_at(wait)), left, 0
    count, due = _rounds(run, wait).missed(due_at(wait), run.around.now)
    if left > 0:
        count = min(count, left)
        left -= count
    return due, left, count


def _rounds(run: Run, wait: Wait) -> Rounds:
    text, zone = wait.data["cycle"], run.environment.zone
    assert isinstance(text, str)
    cycle = parse_timer_cycle(text, zone=zone)
    assert cycle is not None
    calendar, element_id = wait.data.get("calendar"), wait.node.id
    if not isinstance(calendar, str):
        return Rounds(cycle, text, zone)
    return Rounds(cycle, text, zone, lambda due, interval: _working(run, due, interval, calendar, element_id))


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
