"""Files and signatures: ids of what was uploaded, never the bytes."""

from __future__ import annotations

from decimal import Decimal

from engine.forms.messages import Wrong
from engine.forms.rules.view import KnownFile, View
from engine.values import Json

MAX_FILES = 50
TYPED = "name:"


def check_files(value: Json, view: View) -> Json:
    """Ids of files that belong to this user and case, each once, of accepted kinds, within the count."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Wrong.of_type("list")
    ids = list(dict.fromkeys(str(item) for item in value))
    if len(ids) > 1 and not view.component.setting("multiple").holds(view.variables, view.environment):
        raise Wrong("one_file")
    most = view.component.properties.get("maxFiles")
    limit = int(most) if isinstance(most, str | int | Decimal) and str(most).isdecimal() else MAX_FILES
    if len(ids) > limit:
        raise Wrong("file_count", limit)
    accept = view.component.words("accept").of("zh", view.variables, view.environment)
    for file_id in ids:
        _check_file(view.files.get(file_id), accept)
    return list(ids)


def check_signature(value: Json, view: View) -> Json:
    """The id of a PNG that belongs to this user and case, or `name:` and the typed full name."""
    if not isinstance(value, str):
        raise Wrong.of_type("text")
    if value.startswith(TYPED):
        name = " ".join(value.removeprefix(TYPED).split())
        if not 1 <= len(name) <= 100 or not name.isprintable():
            raise Wrong("signature")
        return TYPED + name
    drawn = view.files.get(value)
    if drawn is None or drawn.content_type != "image/png" or not drawn.is_sound:
        raise Wrong("signature")
    return value


def accepts(accept: str, file: KnownFile) -> bool:
    """Whether `accept` (as in HTML: '.pdf, image/*') lets the file in; an empty one lets all in."""
    wanted = [item.strip().lower() for item in accept.split(",") if item.strip()]
    return not wanted or any(_matches(item, file) for item in wanted)


def _matches(wanted: str, file: KnownFile) -> bool:
    if wanted.startswith("."):
        return file.name.lower().endswith(wanted)
    return file.content_type == wanted or (wanted.endswith("/*") and file.content_type.startswith(wanted[:-1]))


def _check_file(file: KnownFile | None, accept: str) -> None:
    if file is None:
        raise Wrong("file")
    if not accepts(accept, file):
        raise Wrong("file_kind", accept)
    if not file.is_sound:
        raise Wrong("file_broken", file.name[:80])
