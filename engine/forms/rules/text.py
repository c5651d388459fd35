"""Texts: characters, lengths, patterns, e-mail and phone."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.forms.messages import Wrong
from engine.forms.patterns import found_in
from engine.forms.rules.view import View
from engine.values import Json

MAX_CHARACTERS = 50_000
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"(\+|00)\d{6,20}|1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", re.ASCII)
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def check_text(value: Json, view: View) -> Json:
    """A string within its limits; line ends become spaces in a text field and LF in a text area."""
    if not isinstance(value, str):
        raise Wrong.of_type("text")
    is_line = view.component.kind == "textfield"
    value = re.sub(r"\r\n|[\r\n\t]", " ", value) if is_line else value.replace("\r\n", "\n")
    if _UNSHOWABLE.search(value):
        raise Wrong("text")
    _check_pattern(value, view)
    _check_length(value, view)
    _check_kind(value.strip(), view.component.limits.kind)
    return value


def _check_pattern(value: str, view: View) -> None:
    limits = view.component.limits
    if limits.pattern is None or found_in(limits.pattern, value):
        return
    words = limits.pattern_error
    raise Wrong.in_words(
        "pattern",
        zh=words.of("zh", view.variables, view.environment),
        en=words.of("en", view.variables, view.environment),
    )


def _check_length(value: str, view: View) -> None:
    length = len(value.strip().encode("utf-16-le")) // 2  # as JavaScript counts, and so form-js
    least, most = (view.limit(view.component.limits.min_length), view.limit(view.component.limits.max_length))
    if isinstance(least, int | Decimal) and length < least:
        raise Wrong("min_length", least, length)
    most = min(most, MAX_CHARACTERS) if isinstance(most, int | Decimal) else MAX_CHARACTERS
    if length > most:
        raise Wrong("max_length", most, length)


def _check_kind(value: str, kind: str) -> None:
    if kind == "email" and not (len(value) <= 254 and _EMAIL.fullmatch(value)):
        raise Wrong("email")
    if kind == "phone" and not _PHONE.fullmatch(value.replace(" ", "")):
        raise Wrong("phone")
