"""The rules of each kind of field: a value goes in, the value to keep comes out, or Wrong is raised."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from engine.forms.rules.choices import check_one, check_several, check_ticked
from engine.forms.rules.files import check_files, check_signature
from engine.forms.rules.moments import check_moment
from engine.forms.rules.numbers import check_number
from engine.forms.rules.text import check_text
from engine.forms.rules.view import KnownFile, View
from engine.values import Json

CHECKS: MappingProxyType[str, Callable[[Json, View], Json]] = MappingProxyType(
    {
        "textfield": check_text,
        "textarea": check_text,
        "number": check_number,
        "checkbox": check_ticked,
        "checklist": check_several,
        "taglist": check_several,
        "radio": check_one,
        "select": check_one,
        "datetime": check_moment,
        "filepicker": check_files,
        "signature": check_signature,
    }
)

__all__ = ["CHECKS", "KnownFile", "View"]
