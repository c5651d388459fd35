"""What a browser posted, as the values of a form: nested, typed where the input says so, unchecked."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from starlette.datastructures import FormData, UploadFile

from engine.documents import MAX_BYTES, UnknownKind
from engine.errors import FieldError, TooLarge
from engine.forms import MAX_ROWS, ROW, SEVERAL, Component, Form, paths
from engine.forms.messages import Wrong
from engine.forms.options import written_value
from engine.forms.rules.numbers import plain, read_number
from engine.values import Json, Values

KeepFile: TypeAlias = Callable[[str, str, bytes], str]
_PNG = "data:image/png;base64,"
_MAX_SIGNATURE_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class PostedForm:
    """`values` as typed. `asks_for_completion` is false when a button of the form itself was pressed (rows, update).

    `errors` are files that were refused, at their fields; `finding` is the input whose search button was pressed.
    """

    values: Values
    asks_for_completion: bool
    errors: tuple[FieldError, ...] = ()
    finding: str = ""


def read_posted(form: Form, posted: FormData, *, keep_file: KeepFile) -> PostedForm:
    """Every declared field, absent ones empty; names the form does not declare are left out.

    `keep_file` stores an uploaded file (name, content type, bytes) and gives its id. Rows keep their own number, so
    that readonly values of a row stay with it when rows before it are removed.
    """
    reader = _Reader(posted, keep_file)
    values: Values = {}
    reader.fill(form.components, (), (), values)
    changed = _change_rows(form, values, posted)
    finding = posted.get("_find")
    return PostedForm(
        values,
        asks_for_completion=not changed and "_update" not in posted and finding is None,
        errors=tuple(reader.errors),
        finding=finding if isinstance(finding, str) else "",
    )


class _Reader:
    def __init__(self, posted: FormData, keep_file: KeepFile) -> None:
        self._posted, self._keep_file = posted, keep_file
        self.errors: list[FieldError] = []

    def fill(self, components: Sequence[Component], named: paths.Path, path: paths.Path, values: Values) -> None:
        """Read `components`; `named` is the path in input names, `path` the one in values (rows without gaps)."""
        for component in components:
            name, here = (*named, *component.names), (*path, *component.names)
            if component.kind == "group":
                self.fill(component.children, name, here, values)
            elif component.kind == "dynamiclist" and component.names:
                self._fill_rows(component, name, here, values)
            elif component.is_keyed:
                value = self._value(component, paths.dotted(name), paths.dotted(here))
                if value not in (None, "", []) or not paths.has(values, here):
                    paths.put(values, here, value)

    def _fill_rows(self, component: Component, name: paths.Path, path: paths.Path, values: Values) -> None:
        numbers = [text for text in self._texts(f"{paths.dotted(name)}.{ROW}") if text.isdecimal() and len(text) < 7]
        rows: list[Json] = [{ROW: int(number)} for number in dict.fromkeys(numbers[: MAX_ROWS + 1])]
        paths.put(values, path, rows)
        for index, number in enumerate(dict.fromkeys(numbers[: MAX_ROWS + 1])):
            self.fill(component.children, (*name, int(number)), (*path, index), values)

    def _value(self, component: Component, name: str, pointer: str) -> Json:
        if component.kind == "filepicker":
            return [*self._texts(name), *self._uploads(name, pointer)]
        if component.kind == "signature":
            return self._signature(name)
        texts = self._chosen(name) if component.lookup is not None else self._texts(name)
        if component.kind in SEVERAL:
            return [written_value(component, text) for text in texts]
        text = texts[-1] if texts else ""
        if component.kind == "checkbox":
            return text == "true"
        if component.kind == "number":
            return _number(text, as_text=component.schema.get("serializeToString") is True)
        if component.kind in ("textfield", "textarea"):
            return text.replace("\r\n", "\n")
        return written_value(component, text) if text else None

    def _signature(self, name: str) -> Json:
        typed = " ".join("".join(self._texts(f"{name}.typed")).split())
        if typed:
            return f"name:{typed}"
        drawn = "".join(self._texts(name)[:1])
        if not drawn.startswith(_PNG):
            return drawn or None
        try:
            picture = base64.b64decode(drawn.removeprefix(_PNG), validate=True)
        except (binascii.Error, ValueError):
            return None
        if not picture.startswith(b"\x89PNG\r\n\x1a\n") or len(picture) > _MAX_SIGNATURE_BYTES:
            return None
        return self._keep_file("signature.png", "image/png", picture)

    def _chosen(self, name: str) -> list[str]:
        """The choice among those that the server offered, unless another search was asked for; else what was typed."""
        picked = self._texts(f"{name}.chosen")
        return picked if picked and self._posted.get("_find") != name else self._texts(name)

    def _uploads(self, name: str, pointer: str) -> list[str]:
        files = [item for item in self._posted.getlist(name) if isinstance(item, UploadFile) and item.filename]
        return [kept for file in files if (kept := self._kept(file, pointer))]

    def _kept(self, file: UploadFile, pointer: str) -> str:
        """The id of a stored file; a refused one becomes an error at its field, and the rest of the form stays."""
        name, kind = file.filename or "file", file.content_type or "application/octet-stream"
        try:
            with file.file as content:
                return self._keep_file(name, kind, content.read())
        except TooLarge:
            self.errors.append(Wrong("upload_size", name[:80], MAX_BYTES // 2**20).at(pointer))
        except UnknownKind:
            self.errors.append(Wrong("upload", name[:80]).at(pointer))
        return ""

    def _texts(self, name: str) -> list[str]:
        return [item for item in self._posted.getlist(name) if isinstance(item, str) and item]


def _number(text: str, *, as_text: bool) -> Json:
    text = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    number = read_number(text) if text else None
    if number is None:
        return text or None
    if as_text:
        return plain(number)
    return int(number) if number == number.to_integral_value() else number


def _change_rows(form: Form, values: Values, posted: FormData) -> bool:
    """Add or drop a row when such a button was pressed; whether one was."""
    add, drop = posted.get("_add"), posted.get("_drop")
    if isinstance(add, str) and add:
        rows = _rows_named(form, values, add)
        if rows is not None and len(rows) < MAX_ROWS:
            # Above every row a case may hold: the number of a removed row must not come back.
            rows.append({ROW: max([MAX_ROWS - 1, *map(_number_of, rows)]) + 1})
    if isinstance(drop, str) and drop:
        name, _, number = drop.rpartition(".")
        rows = _rows_named(form, values, name)
        if rows is not None and number.isdecimal():
            rows[:] = [row for row in rows if _number_of(row) != int(number)]
    return bool(add or drop)


def _number_of(row: Json) -> int:
    number = row.get(ROW) if isinstance(row, dict) else None
    return number if isinstance(number, int) else -1


def _rows_named(form: Form, values: Values, name: str) -> list[Json] | None:
    """The list that an input name means: row numbers in it are the rows' own."""
    place: Json = values
    for step in paths.split(name):
        if isinstance(place, list):
            place = next((row for row in place if str(_number_of(row)) == step), None)
        else:
            place = place.get(step) if isinstance(place, dict) else None
    return (
        place if isinstance(place, list) and any(component.kind == "dynamiclist" for component in form.flat()) else None
    )
