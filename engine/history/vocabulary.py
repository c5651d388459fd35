"""The closed list of event types; anything else is refused (studies/audit, section 4)."""

from __future__ import annotations

_GROUPS = {
    "case": "started completed cancelled terminated suspended resumed linked moved commented corrected shared",
    "task": "created offered assigned claimed released started saved suspended resumed completed withdrawn skipped "
    "escalated due_changed",
    "activity": "started completed failed compensated terminated",
    "flow": "taken",
    "token": "moved",
    "variable": "set",
    "decision": "evaluated",
    "message": "received correlated unmatched sent delivered failed",
    "signal": "received sent",
    "error": "thrown caught uncaught",
    "escalation": "thrown caught uncaught",
    "compensation": "thrown",
    "timer": "scheduled fired cancelled changed",
    "job": "scheduled started succeeded failed retried exhausted cancelled",
    "call": "started completed ended",
    "incident": "opened assigned resolved",
    "migration": "planned applied refused",
    "sla": "started paused resumed warned breached met changed",
    "file": "added opened removed",
    "notification": "sent delivered failed printed",
}

EVENT_TYPES = frozenset(f"{group}.{word}" for group, words in _GROUPS.items() for word in words.split())
