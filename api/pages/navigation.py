"""The main navigation: what this actor's roles open."""

from __future__ import annotations

from dataclasses import dataclass

from engine.access import Permission, may
from engine.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `text` is a key of the catalogue."""

    href: str
    icon: str
    text: str
    is_current: bool


_ENTRIES: tuple[tuple[str, str, str, Permission | None], ...] = (
    ("/", "home", "nav.home", None),
    ("/inbox", "inbox", "nav.inbox", None),
    ("/cases", "open", "nav.cases", None),
    ("/start", "plus", "nav.start", None),
    ("/data", "table", "nav.data", None),
    ("/incidents", "alert", "nav.incidents", Permission.OPERATE),
    ("/audit", "shield", "nav.audit", Permission.AUDIT),
    ("/processes", "flow", "nav.processes", Permission.OPERATE),
    ("/designer", "edit", "nav.designer", Permission.DEPLOY),
    ("/admin/users", "users", "nav.users", Permission.MANAGE_USERS),
    ("/admin/units", "map", "nav.units", Permission.MANAGE_USERS),
)
_BELOW = {
    "/tasks": "/inbox", "/admin/user": "/admin/users", "/admin/client": "/admin/users", "/admin/unit": "/admin/units",
}  # fmt: skip


def navigation(actor: Actor, path: str) -> tuple[Entry, ...]:
    """The entries for `actor`; the one whose page `path` belongs to is current."""
    for prefix, parent in _BELOW.items():
        path = parent if path.startswith(prefix) else path
    return tuple(
        Entry(href, icon, text, path == href or (href != "/" and path.startswith(href + "/")))
        for href, icon, text, permission in _ENTRIES
        if permission is None or may(actor, permission)
    )
