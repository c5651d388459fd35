"""Times as one reader reads them: his language, his zone, the clock of the cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol

from api.pages.texts import Texts

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))
SOON = timedelta(hours=2)


class Dated(Protocol):
    """What has a due time: a task."""

    @property
    def due_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Due:
    """How urgent a task is: a tone for the colour and the words that say the same."""

    tone: str
    words: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Writes moments for one reader."""

    texts: Texts
    zone: tzinfo
    now: datetime

    @property
    def zone_name(self) -> str:
        """The zone as its users write it."""
        return str(self.zone)

    def day(self, moment: datetime) -> str:
        """The day, with its year unless it is this one."""
        return self.date(moment.astimezone(self.zone).date())

    def date(self, local: date) -> str:
        """A day of the calendar, with its year unless it is this one."""
        is_this_year = local.year == self.now.astimezone(self.zone).year
        if self.texts.language.startswith("zh"):
            return f"{local.month}月{local.day}日" if is_this_year else f"{local.year}年{local.month}月{local.day}日"
        return f"{local.day} {_MONTHS[local.month - 1]}" + ("" if is_this_year else f" {local.year}")

    def moment(self, moment: datetime) -> str:
        """Day and time to the minute."""
        return f"{self.day(moment)} {moment.astimezone(self.zone):%H:%M}"

    def exact(self, moment: datetime) -> str:
        """Day and time to the millisecond with the offset, for auditors."""
        return moment.astimezone(self.zone).isoformat(sep=" ", timespec="milliseconds")

    def away(self, moment: datetime) -> str:
        """How far it is from now: 'in 3 hours', '2 days ago'."""
        distance = moment - self.now
        direction = "in" if distance > timedelta(0) else "ago"
        for step, name in _STEPS:
            count = round(abs(distance) / step) if abs(distance) >= step else 0
            if count:
                plural = "one" if count == 1 else "many"
                return self.texts(f"time.{direction}.{name}.{plural}", count=count)
        return self.texts("time.now")

    def due(self, task: Dated) -> Due:
        """The urgency of a task, in tone and words; a task that ended or has no due time is not urgent."""
        if task.ended_at is not None or task.due_at is None:
            return Due("", self.texts("due.none"))
        left = task.due_at - self.now
        if left < timedelta(0):
            return Due("tone-bad", self.texts("due.over"), is_urgent=True)
        if left <= SOON:
            return Due("tone-warn", self.texts("due.soon"))
        if task.due_at.astimezone(self.zone).date() == self.now.astimezone(self.zone).date():
            return Due("tone-info", self.texts("due.today"))
        return Due("", self.texts("due.later"))
