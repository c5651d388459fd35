"""Local wall-clock times as instants when clocks are moved (T7)."""

from datetime import UTC, datetime, timedelta, tzinfo


def resolve_local(local: datetime, zone: tzinfo) -> datetime:
    """The UTC instant of a naive local time.

    One that occurs twice is the first; one that is skipped becomes the first later moment that exists.
    """
    instant = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == local:
        return instant
    return _end_of_gap(local, zone)


def _end_of_gap(local: datetime, zone: tzinfo) -> datetime:
    before = local.replace(tzinfo=zone, fold=0).utcoffset() or timedelta(0)
    after = local.replace(tzinfo=zone, fold=1).utcoffset() or timedelta(0)
    naive = local.replace(tzinfo=UTC)
    # Inside a gap the change lies between the readings with the offsets of both sides.
    low, high = naive - max(before, after), naive - min(before, after)
    old = low.astimezone(zone).utcoffset()
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high
