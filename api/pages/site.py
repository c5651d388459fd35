"""The pages people see. `routers()` for the application; `error_page` for its error handlers."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages import (
    audit,
    case_actions,
    cases,
    clients,
    data,
    data_import,
    home,
    import_runs,
    inbox,
    letters,
    mailbox,
    operations,
    people,
    pictures,
    profile,
    public,
    signin,
    start,
    tasks,
    units,
)
from api.pages.errors import error_page

__all__ = ["error_page", "routers"]


def routers() -> tuple[APIRouter, ...]:
    """The routers of all pages but the designer's."""
    pages = (public, signin, home, inbox, tasks, cases, case_actions, letters, start, operations, audit, profile)
    return tuple(
        module.router for module in (*pages, mailbox, pictures, data, data_import, import_runs, units, people, clients)
    )
