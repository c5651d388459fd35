"""A form as HTML: the same macros for task pages, start pages and the preview of the form editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.pages.form_nodes import Node, NodeMaker
from api.pages.lookup_view import LookupView
from api.pages.templating import environment
from api.pages.texts import texts
from engine.errors import FieldError
from engine.forms import Form, KnownFile, Situation, flat, settle, unseen_cells
from engine.values import Json, Values


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the summary of errors: `element_id` takes the focus."""

    element_id: str
    label: str
    text: str


def render_form(
    form: Form,
    values: Values,
    *,
    situation: Situation,
    language: str,
    errors: Sequence[FieldError] = (),
    read_only: bool = False,
    files: Mapping[str, KnownFile] | None = None,
    lookups: LookupView | None = None,
    documents: str = "/v2/documents/",
) -> Markup:
    """The fields of `form` holding `values`, with the summary of errors above; without `<form>` and buttons.

    `values` are nested by the form's paths, as `engine.forms.initial_values` or a refused submission gives them;
    `files` names the uploaded files among them; `lookups` reads reference data for this reader;
    `documents` is where the reader finds files, empty when he may not look at them.
    """
    view = lookups or LookupView()
    view.prepare(form, values, situation, fills=bool(view.finding or errors) and not read_only)
    settled = settle(form, values, situation)
    maker = NodeMaker(
        values, settled.values, situation, language=language, errors=errors, is_readonly=read_only, lookups=view
    )
    page = environment().get_template("fields.html")
    html = page.render(
        rows=maker.rows(settled.places),
        wrong=_summary(maker, form, values, situation, errors, language),
        context=public_context(form, situation) if not read_only else None,
        t=texts(language),
        needs_update=any(component.hide is not None or component.expression is not None for component in form.flat()),
        files=files or {},
        documents=documents,
    )
    return Markup(html)


def submit_label(form: Form, *, language: str) -> str:
    """The label of the form's own submit button, empty when it has none."""
    for component in form.flat():
        if component.kind == "button" and component.schema.get("action", "submit") == "submit":
            english = component.properties.get("label.en")
            label = component.schema.get("label") if language.startswith("zh") or not english else english
            return label if isinstance(label, str) else ""
    return ""


def public_context(form: Form, situation: Situation) -> dict[str, Json]:
    """The variables that the form's own conditions and computed fields name, and cells of rows that they read as
    `this.cell`: nothing else travels to the browser."""
    names = form.expression_names()
    named = {name: value for name, value in situation.variables.items() if name in names}
    return {**unseen_cells(form, situation), **named}


def _summary(
    maker: NodeMaker, form: Form, values: Values, situation: Situation, errors: Sequence[FieldError], language: str
) -> list[Wrong]:
    places = {
        ".".join(str(step) for step in place.path): place for place in flat(settle(form, values, situation).places)
    }
    lines = []
    for error in errors:
        text, place = (error.zh if language.startswith("zh") else error.en), places.get(error.pointer)
        lines.append(
            Wrong(maker.id_of(place), maker.label_of(place), text) if place else Wrong("task-form", error.pointer, text)
        )
    return lines


__all__ = ["Node", "Wrong", "public_context", "render_form", "submit_label"]
