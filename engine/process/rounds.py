"""The rounds of a timer cycle: when the next one is due, and how many went by unused (dialect T5, T9, S13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from engine.feel.cron import Cron
from engine.feel.timing import Cycle

MOST_MISSED = 1_000
"""T9: missed rounds that `all` makes up for; also as far as rounds of uneven length are counted"""


@dataclass(frozen=True, slots=True)
class Rounds:
    """A cycle read from `text`. `working`: the end of an ISO duration in working time (S13), None = by the clock."""

    cycle: Cycle | Cron
    text: str
    zone: tzinfo
    working: Callable[[datetime, str], datetime] | None = None

    @property
    def limit(self) -> int | None:
        """How many there are; None = endless."""
        return None if isinstance(self.cycle, Cron) else self.cycle.repetitions

    def first(self, entry: datetime) -> datetime | None:
        """The first due moment of something that began at `entry`."""
        if isinstance(self.cycle, Cron):
            return self.cycle.next_after(entry, zone=self.zone)
        if self.working is not None and self.cycle.start is None and self.cycle.repetitions != 0:
            return self.working(entry, self._interval)
        return self.cycle.first_after(entry, zone=self.zone)

    def following(self, due: datetime) -> datetime | None:
        """The due moment after `due`: no drift."""
        if self.working is not None and not isinstance(self.cycle, Cron):
            return self.working(due, self._interval)
        return self.cycle.next_after(due, zone=self.zone)

    def later(self, due: datetime, count: int) -> datetime | None:
        """The `count`-th due moment after `due`."""
        step = self._even_step
        if step is not None:
            return due + count * step
        found: datetime | None = due
        for _ in range(count):
            found = None if found is None else self.following(found)
        return found

    def missed(self, due: datetime, now: datetime) -> tuple[int, datetime | None]:
        """How many rounds after `due` are not later than `now`, and the first that is."""
        step = self._even_step
        if step is not None:
            count = max(0, (now - due) // step)
            return count, due + (count + 1) * step
        count, found = 0, self.following(due)
        while found is not None and found <= now:
            count += 1
            found = self.following(found if count < MOST_MISSED else now)
        return count, found

    @property
    def _interval(self) -> str:
        return self.text.rsplit("/", 1)[1]

    @property
    def _even_step(self) -> timedelta | None:
        """Its interval when every round has the same length."""
        if isinstance(self.cycle, Cron) or self.working is not None or self.cycle.interval.months:
            return None
        return self.cycle.interval.time
