"""Time, injected everywhere: the only place that asks the machine for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TypeAlias
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones; found once, since the machine keeps each in a file."""
    return frozenset(available_timezones())


Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, UTC."""
    return datetime.now(UTC)


class PinnedClock:
    """A clock that follows the machine until it is pinned; then it stands still and moves by hand (dialect T11)."""

    def __init__(self, pinned_at: datetime | None = None) -> None:
        self._pinned_at = pinned_at

    def __call__(self) -> datetime:
        return self._pinned_at or system_clock()

    def pin(self, moment: datetime) -> None:
        """Stand still at `moment` (aware)."""
        self._pinned_at = moment.astimezone(UTC)

    def move(self, by: timedelta) -> datetime:
        """Stand still `by` later than now; the new time."""
        self._pinned_at = self() + by
        return self._pinned_at

    def reset(self) -> None:
        """Follow the machine again."""
        self._pinned_at = None
