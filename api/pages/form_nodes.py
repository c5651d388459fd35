"""Forms as a page needs them: every component evaluated for one reader, ready for the macros in forms/."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from markupsafe import Markup

from api.pages.lookup_view import LookupField, LookupView
from api.pages.rich_text import clean, escape_html, escape_markdown, markdown
from api.pages.shown_values import moment_for_input, shown_text
from engine.errors import FieldError
from engine.forms import CHOICES, ROW, Option, Place, Situation, Walker, options, path_as_named
from engine.forms.component import KEYED
from engine.forms.paths import dotted, get, split
from engine.forms.reading import ROW_LABEL
from engine.values import Json, Values

_SOURCE = re.compile(r"(https?://|/(?!/))|data:image/(png|jpeg|webp|gif);base64,", re.IGNORECASE)
_INPUTS = {"time": "time", "datetime": "datetime-local", "date": "date"}


@dataclass(slots=True)
class Node:
    """One component for one reader. `is_off` means disabled in HTML; `rows` are layout rows of nodes."""

    kind: str
    element_id: str
    name: str
    columns: int
    label: str
    help: str
    error: str
    value: Json
    is_required: bool
    is_readonly: bool
    is_off: bool
    is_hidden: bool
    hide: str
    scope: str
    properties: Values
    schema: Values
    prefix: str = ""
    suffix: str = ""
    options: Sequence[Option] = ()
    limits: Mapping[str, str] = field(default_factory=dict)
    html: Markup = field(default_factory=Markup)
    source: str = ""
    head: Sequence[tuple[str, str]] = ()
    cells: Sequence[Sequence[str]] = ()
    rows: Sequence[Sequence[Node]] = ()
    items: Sequence[tuple[str, Sequence[Sequence[Node]]]] = ()
    item_labels: Sequence[str] = ()
    blank_item: Sequence[Sequence[Node]] = ()
    is_multiple: bool = False
    accept: str = ""
    may_change_rows: bool = False
    lookup: LookupField | None = None

    @property
    def input_type(self) -> str:
        """The `type` of the input element."""
        if self.kind == "datetime":
            return _INPUTS.get(str(self.schema.get("subtype")), "date")
        rules = self.schema.get("validate")
        kind = rules.get("validationType") if isinstance(rules, dict) else None
        return {"email": "email", "phone": "tel"}.get(str(kind), "text")

    def has(self, option: Option) -> bool:
        """Whether `option` is chosen."""
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return any(item is not None and (item == option.value or item == option.text) for item in chosen)


class NodeMaker:
    """Makes the nodes of one form over one set of values."""

    def __init__(
        self,
        values: Values,
        shown: Values,
        situation: Situation,
        *,
        language: str,
        errors: Sequence[FieldError],
        is_readonly: bool,
        lookups: LookupView,
    ) -> None:
        self._values, self._shown, self._situation, self._language = values, shown, situation, language
        self._is_readonly, self._lookups = is_readonly, lookups
        self._walker = Walker(shown, situation)
        self._errors = {error.pointer: (error.zh if language.startswith("zh") else error.en) for error in errors}

    def rows(self, places: Sequence[Place]) -> list[list[Node]]:
        """Nodes as form-js lays them out: neighbours of the same `layout.row` stand side by side."""
        rows: list[list[Node]] = []
        last: object = None
        for place in places:
            row = self._layout(place).get("row")
            if row is None or row != last or not rows:
                rows.append([])
            last = row
            if place.component.kind != "button":
                rows[-1].append(self._node(place))
        return [row for row in rows if row]

    def label_of(self, place: Place) -> str:
        """The label for the summary of errors, with the number of its row."""
        numbers = "".join(f" {name + 1}" for name in place.path if isinstance(name, int))
        return (self._label(place) or dotted(place.path)) + numbers

    def id_of(self, place: Place) -> str:
        """The id of the element that takes the focus."""
        name = dotted(path_as_named(place.path, self._values)) if place.component.names else ""
        return "f-" + (name or place.component.component_id).replace(".", "-")

    def _node(self, place: Place) -> Node:
        component = place.component
        name = dotted(path_as_named(place.path, self._values)) if component.names else ""
        node = Node(
            kind=component.kind,
            element_id=self.id_of(place),
            name=name,
            columns=_columns(self._layout(place).get("columns")),
            label=self._label(place),
            help=self._text(place, "description"),
            error=self._errors.get(dotted(place.path), ""),
            value=self._value(place),
            is_required=component.limits.required and not place.is_readonly,
            is_readonly=place.is_readonly or self._is_readonly,
            is_off=place.is_hidden or component.is_disabled,
            is_hidden=place.is_hidden,
            hide=f"={component.hide.text}" if component.hide is not None else "",
            scope=_scope(place, name),
            properties=component.properties,
            schema=component.schema,
        )
        _FILL.get(component.kind, NodeMaker._nothing)(self, node, place)
        return node

    def _value(self, place: Place) -> Json:
        """What was typed, also where the field is hidden now; computed and readonly values as they are settled."""
        settled = place.is_readonly or place.component.kind == "expression"
        return get(self._shown if settled else self._values, place.path)

    def _layout(self, place: Place) -> Values:
        layout = place.component.schema.get("layout")
        return layout if isinstance(layout, dict) else {}

    def _label(self, place: Place) -> str:
        if place.component.kind != "datetime":
            return self._text(place, "label")
        first = "timeLabel" if place.component.schema.get("subtype") == "time" else "dateLabel"
        return self._text(place, first) or self._text(place, "label")

    def _text(self, place: Place, name: str) -> str:
        return place.component.words(name).of(self._language, place.variables, self._situation.environment)

    def _row_label(self, place: Place, row: Sequence[Place]) -> str:
        """The heading of a row, from the list's own words over what the row's fields see; empty when it has none."""
        words = place.component.words(ROW_LABEL)
        return words.of(self._language, row[0].variables, self._situation.environment) if row else ""

    def _nothing(self, node: Node, place: Place) -> None:
        return

    def _fill_text(self, node: Node, place: Place) -> None:
        limits, environment = place.component.limits, self._situation.environment
        node.prefix, node.suffix = self._text(place, "prefixAdorner"), self._text(place, "suffixAdorner")
        named = {"min": limits.minimum, "max": limits.maximum, "minlength": limits.min_length}
        named["maxlength"] = limits.max_length
        found = {name: setting.of(place.variables, environment) for name, setting in named.items()}
        node.limits = {name: shown_text(value) for name, value in found.items() if value not in (None, "")}
        if place.component.lookup is not None:
            node.lookup = self._lookups.field(place, node.name, node.value, is_wrong=bool(node.error))

    def _fill_choice(self, node: Node, place: Place) -> None:
        if place.component.lookup is not None:
            node.options = self._lookups.options(place)
        else:
            node.options = options(place.component, place.variables, self._situation.environment)

    def _fill_moment(self, node: Node, place: Place) -> None:
        zone, now = self._situation.environment.zone, self._situation.environment.now
        node.value = moment_for_input(node.input_type, node.value, zone)
        if place.component.schema.get("disallowPassedDates") is True and node.input_type != "time":
            local = now.astimezone(zone)
            node.limits = {"min": local.strftime("%Y-%m-%d" if node.input_type == "date" else "%Y-%m-%dT%H:%M")}

    def _fill_files(self, node: Node, place: Place) -> None:
        setting = place.component.setting("multiple")
        node.is_multiple = setting.holds(place.variables, self._situation.environment)
        node.accept = self._text(place, "accept")

    def _fill_rich_text(self, node: Node, place: Place) -> None:
        is_markdown = place.component.kind == "text"
        escape = escape_markdown if is_markdown else escape_html
        words = place.component.words("text" if is_markdown else "content")
        text = words.of(self._language, place.variables, self._situation.environment, escape=escape)
        node.html = markdown(text) if is_markdown else clean(text)

    def _fill_image(self, node: Node, place: Place) -> None:
        source = self._text(place, "source")
        node.source = source if _SOURCE.match(source) else ""
        node.label = self._text(place, "alt")

    def _fill_table(self, node: Node, place: Place) -> None:
        columns = place.component.schema.get("columns")
        if place.component.schema.get("columnsExpression"):
            columns = place.component.setting("columnsExpression").of(place.variables, self._situation.environment)
        found = [column for column in columns if isinstance(column, dict)] if isinstance(columns, list) else []
        keys = [str(column.get("key", "")) for column in found]
        english = "" if self._language.startswith("zh") else ".en"
        labels = [
            str(
                node.properties.get(f"column.{key}{english}")
                or column.get(f"label{english}")
                or column.get("label", "")
            )
            for key, column in zip(keys, found, strict=True)
        ]
        node.head = list(zip(keys, labels, strict=True))
        node.cells = [[shown_text(self._cell(row, key)) for key in keys] for row in self._table_rows(place)]

    def _cell(self, row: Values, key: str) -> Json:
        """The entry of that name; in English its twin `<name>_en`, when the row has one."""
        twin = None if self._language.startswith("zh") else row.get(f"{key}_en")
        return row.get(key) if twin is None else twin

    def _table_rows(self, place: Place) -> list[Values]:
        source = place.component.schema.get("dataSource")
        data: object = place.component.setting("dataSource").of(place.variables, self._situation.environment)
        if isinstance(source, str) and not source.startswith("="):
            data = place.variables
            for name in split(source):
                data = data.get(name) if isinstance(data, Mapping) else None
        return [row for row in data if isinstance(row, dict)][:200] if isinstance(data, list) else []

    def _fill_group(self, node: Node, place: Place) -> None:
        node.rows = self.rows(place.inside)

    def _fill_list(self, node: Node, place: Place) -> None:
        rows = get(self._values, place.path)
        given = rows if isinstance(rows, list) else []
        node.items = [(_row_number(given, index), self.rows(row)) for index, row in enumerate(place.rows)]
        node.item_labels = [self._row_label(place, row) for row in place.rows]
        node.may_change_rows = place.component.schema.get("allowAddRemove") is True and not self._is_readonly
        if node.may_change_rows:
            node.blank_item = self.rows(self._walker.blank_row(place, "__i__"))


_FILL = {
    "textfield": NodeMaker._fill_text,
    "textarea": NodeMaker._fill_text,
    "number": NodeMaker._fill_text,
    "datetime": NodeMaker._fill_moment,
    "filepicker": NodeMaker._fill_files,
    "text": NodeMaker._fill_rich_text,
    "html": NodeMaker._fill_rich_text,
    "image": NodeMaker._fill_image,
    "table": NodeMaker._fill_table,
    "group": NodeMaker._fill_group,
    "dynamiclist": NodeMaker._fill_list,
    **dict.fromkeys(CHOICES, NodeMaker._fill_choice),
}


def _columns(value: Json) -> int:
    return min(16, max(1, int(value))) if isinstance(value, int | Decimal) else 16


def _scope(place: Place, name: str) -> str:
    is_in_row = any(isinstance(step, int) or step == "__i__" for step in place.path)
    return name.rpartition(".")[0] if is_in_row and place.component.kind in KEYED | {"expression"} else ""


def _row_number(rows: list[Json], index: int) -> str:
    row = rows[index] if index < len(rows) else None
    number = row.get(ROW) if isinstance(row, dict) else None
    return str(number if isinstance(number, int) else index)
