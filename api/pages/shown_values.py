"""Values as plain text, and as inputs want them."""

from __future__ import annotations

from datetime import tzinfo
from decimal import Decimal

from engine.forms.rules.moments import read_date, read_moment, read_time
from engine.forms.rules.numbers import plain
from engine.values import Json


def shown_text(value: object) -> str:
    """A value as plain text: numbers without exponent, nothing for null."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return ", ".join(shown_text(item) for item in value)
    return "" if value is None else str(value)


def moment_for_input(input_type: str, value: Json, zone: tzinfo) -> str:
    """A stored moment, day or time as an input of that type wants it; a text that is none stays as it is."""
    if not isinstance(value, str):
        return ""
    if input_type == "datetime-local":
        moment = read_moment(value, zone)
        return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else value
    if input_type == "time":
        time = read_time(value)
        return time.strftime("%H:%M") if time else value
    day = read_date(value)
    return day.isoformat() if day else value
