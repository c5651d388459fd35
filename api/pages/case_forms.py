"""Forms in pages, shown over a case's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from fastapi import Request
from markupsafe import Markup

from api.pages.forms_view import render_form
from api.pages.lookup_view import LookupView
from engine.actor import Actor
from engine.errors import FieldError
from engine.feel import Environment
from engine.forms import Form, KnownFile, Situation, initial_values
from engine.service import Engine
from engine.values import Json, Values


def situation(request: Request, variables: Mapping[str, Json]) -> Situation:
    """What a form on this page may read: the case's values, the clock of cases, the installation's zone."""
    engine = request.app.state.engine
    return Situation(variables, Environment(now=engine.clock(), zone=ZoneInfo(engine.settings.time_zone)))


def shown_form(
    request: Request,
    form: Form,
    variables: Mapping[str, Json],
    *,
    language: str,
    typed: Values | None = None,
    errors: Sequence[FieldError] = (),
    read_only: bool = False,
    files: Mapping[str, KnownFile] | None = None,
    finding: str = "",
) -> Markup:
    """The fields as HTML, holding what was `typed`, else what the case knows.

    `finding` is the input whose search button was pressed.
    """
    around = situation(request, variables)
    values = typed if typed is not None else initial_values(form, around)
    return render_form(
        form, values, situation=around, language=language, errors=errors, read_only=read_only, files=files,
        lookups=lookups_of(request, finding),
    )  # fmt: skip


def lookups_of(request: Request, finding: str = "") -> LookupView:
    """Reference data as whoever asked for this page may see it; nothing for nobody."""
    engine: Engine = request.app.state.engine
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        return LookupView(finding=finding)
    return LookupView(
        find=lambda wanted: engine.find_lookups(wanted, actor=actor),
        search=lambda source, text, filters, limit: engine.search_lookup(
            source, text, filters, actor=actor, limit=limit
        ),
        finding=finding,
    )
