"""Forms in pages, shown over a case's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from fastapi import Request
from markupsafe import Markup

from api.pages.forms_view import render_form
from engine.errors import FieldError
from engine.feel import Environment
from engine.forms import Form, KnownFile, Situation, initial_values
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
) -> Markup:
    """The fields as HTML, holding what was `typed`, else what the case knows."""
    around = situation(request, variables)
    values = typed if typed is not None else initial_values(form, around)
    return render_form(
        form, values, situation=around, language=language, errors=errors, read_only=read_only, files=files
    )
