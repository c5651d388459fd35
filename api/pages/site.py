"""The pages people see. `routers()` for the application; `error_page` for its error handlers."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages import (
    audit,
    cases,
    data,
    data_import,
    inbox,
    operations,
    pictures,
    profile,
    public,
    signin,
    start,
    tasks,
)
from api.pages.errors import error_page

__all__ = ["error_page", "routers"]


def routers() -> tuple[APIRouter, ...]:
    """The routers of all pages but the designer's."""
    pages = (public, signin, inbox, tasks, cases, start, operations, audit, profile, pictures, data, data_import)
    return tuple(module.router for module in pages)
