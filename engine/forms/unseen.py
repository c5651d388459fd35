"""Cells of fixed rows that a condition reads by `this.cell` though no field of the form holds them.

A page evaluates the form's conditions while somebody types, so exactly these cells travel to it, and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.forms import paths
from engine.forms.component import Component
from engine.forms.form import Form, first_names
from engine.forms.paths import Path
from engine.forms.walking import Situation, has_fixed_rows
from engine.values import Json, Values

_CELL = re.compile(r"\b_?this_?\s*\.\s*(\w+)")
_ROW = re.compile(r"\b_?this_?\b(?!\s*\.)")


def unseen_cells(form: Form, situation: Situation) -> Values:
    """Those cells as the case holds them, nested by the form's paths; empty when no condition reads any."""
    found: Values = {}
    for component, path in _lists(form.components, ()):
        rows = paths.get(dict(situation.variables), path)
        texts = [text for child in component.children for text in _texts(child)]
        if has_fixed_rows(component, path) and isinstance(rows, list) and texts:
            shown = frozenset(first_names(component.children))
            kept: list[Json] = [_kept(row, texts, shown) for row in rows]
            if any(kept):
                paths.put(found, path, kept)
    return found


def _kept(row: Json, texts: list[str], shown: frozenset[str]) -> Values:
    """The row's cells that the texts name; all, when one of them reads the row as a whole."""
    if not isinstance(row, dict):
        return {}
    is_whole = any(_ROW.search(text) for text in texts)
    named = {name for text in texts for name in _CELL.findall(text)}
    return {name: cell for name, cell in row.items() if name not in shown and (is_whole or name in named)}


def _lists(components: tuple[Component, ...], above: Path) -> Iterator[tuple[Component, Path]]:
    for component in components:
        path = (*above, *component.names)
        if component.kind == "dynamiclist":
            yield component, path
        elif component.kind == "group":
            yield from _lists(component.children, path)


def _texts(component: Component) -> Iterator[str]:
    """The texts of what a page evaluates in a row."""
    for expression in (component.hide, component.expression):
        if expression is not None and expression.names & {"this", "_this_"}:
            yield expression.text
    for child in component.children if component.kind == "group" else ():
        yield from _texts(child)
