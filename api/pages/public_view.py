"""How public pages look: no navigation, no account, light on a phone, in the reader's language."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.case_forms import situation
from api.pages.forms_view import render_form, submit_label
from api.pages.reader import Reader
from api.pages.rendering import language_of, page, reader_for
from api.pages.texts import texts
from engine.errors import FieldError
from engine.feel import FeelDate, FeelDateTime, parse_temporal
from engine.forms import Form, initial_values
from engine.public.tracking import Offer, Tracking
from engine.values import Json, Values

# Only these kinds of components need a script: everything else works as plain HTML.
_SCRIPTED = frozenset({"filepicker", "signature", "dynamiclist", "expression"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A public form on its page: where it is sent, what was typed, what is wrong with it."""

    offer: Offer
    action: str
    values: Values
    channel: str = ""
    back: str = ""
    request_id: str = ""
    typed: Values | None = None
    errors: tuple[FieldError, ...] = ()
    others: tuple[Offer, ...] = ()


def public_page(request: Request, template: str, *, status: int = 200, **facts: object) -> HTMLResponse:
    """A page for people without an account; never kept by caches, never found by search engines."""
    answer = page(request, template, actor=None, status=status, **facts)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def form_page(request: Request, sheet: Sheet) -> HTMLResponse:
    """The page of one public form."""
    language = language_of(request, None)
    form = sheet.offer.form.form
    around = situation(request, sheet.values)
    values = sheet.typed if sheet.typed is not None else initial_values(form, around)
    html = render_form(form, values, situation=around, language=language, errors=sheet.errors, documents="")
    return public_page(
        request, "public_form.html", status=422 if sheet.errors else 200, sheet=sheet, form_html=html,
        title=texts(language).pick(sheet.offer.title, sheet.offer.title_en),
        submit_label=submit_label(form, language=language) or texts(language)("public.send"),
        request_id=sheet.request_id or secrets.token_urlsafe(18),
        has_heading=_begins_with_heading(form),
        needs_script=any(one.kind in _SCRIPTED or one.hide is not None for one in form.flat()),
    )  # fmt: skip


def _begins_with_heading(form: Form) -> bool:
    """Whether the form says its name itself: then the page does not say it again."""
    first = form.components[0].schema.get("text") if form.components else None
    return isinstance(first, str) and first.lstrip().startswith("#")


def lead_of(request: Request, form: Form) -> str:
    """What the form says first below its heading, in the reader's language; empty where that is computed."""
    first = form.components[0] if form.components and form.components[0].kind == "text" else None
    if first is None:
        return ""
    english = first.properties.get("text.en")
    text = english if language_of(request, None) == "en" and english else first.schema.get("text")
    lines = [line.strip() for line in str(text or "").splitlines()]
    said = next((line for line in lines if line and not line.startswith("#")), "")
    return "" if "{{" in said or said.startswith("=") else said


def gone_page(request: Request) -> HTMLResponse:
    """One page for every link that does not lead anywhere, whatever the reason."""
    return public_page(request, "public_gone.html", status=404, scene="lost", key="gone")


def busy_page(request: Request, *, wait_seconds: int) -> HTMLResponse:
    """Too many requests from one place."""
    answer = public_page(request, "public_gone.html", status=429, scene="trouble", key="busy")
    answer.headers["Retry-After"] = str(wait_seconds)
    return answer


def refused_page(request: Request, *, status: int) -> HTMLResponse:
    """The request could not be read: another site sent it, or it was too large."""
    return public_page(request, "public_gone.html", status=status, scene="locked", key="refused")


def thanks_page(request: Request, what: str) -> HTMLResponse:
    """What was sent has arrived."""
    return public_page(request, "public_gone.html", scene="done", key=f"thanks_{what}")


def shown_facts(request: Request, seen: Tracking) -> list[tuple[str, str]]:
    """The marked values as label and text, in the reader's language and zone."""
    reader = reader_for(request, None)
    said: Mapping[str, Json] = seen.shown if reader.texts.language.startswith("zh") else seen.shown_en
    lines = [(label, said_of(value, reader)) for label, value in said.items()]
    return [(label, text) for label, text in lines if text]


def said_of(value: Json, reader: Reader) -> str:
    """One value in words: moments in the reader's zone, lists with commas."""
    if isinstance(value, bool):
        return reader.texts("public.yes" if value else "public.no")
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, list):
        return _joined([said_of(item, reader) for item in value], reader)
    if isinstance(value, dict):
        return _joined([said_of(item, reader) for item in value.values()], reader)
    return _moment(value, reader) if value else ""


def _joined(parts: Sequence[str], reader: Reader) -> str:
    return reader.texts("app.comma").join(part for part in parts if part)


def _moment(text: str, reader: Reader) -> str:
    """The text, or the moment it names: `2026-11-24T02:00:00Z` is read as `11月24日 10:00`."""
    found = parse_temporal(text) if len(text) >= 10 and text[:4].isdecimal() and text[4] == "-" else None
    try:
        if isinstance(found, FeelDateTime) and "T" in text:
            return reader.moment(datetime.fromisoformat(text.replace("Z", "+00:00")))
        if isinstance(found, FeelDate):
            return reader.day(datetime.fromisoformat(f"{text}T12:00:00").replace(tzinfo=reader.zone))
    except ValueError:
        return text
    return text
