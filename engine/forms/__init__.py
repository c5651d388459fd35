"""Forms: form-js JSON read once, and what people submit checked by it. Pure: no SQL, no web. See docs/forms.md."""

from engine.forms.component import CHOICES, SEVERAL, Component
from engine.forms.form import Form
from engine.forms.initial import initial_values
from engine.forms.options import Option, options
from engine.forms.problems import FormProblem
from engine.forms.reading_names import names_read
from engine.forms.rules import KnownFile
from engine.forms.settling import ROW, Settled, path_as_named, settle
from engine.forms.submission import Checked, FindFiles, check_submission, no_files
from engine.forms.walking import MAX_ROWS, Place, Situation, Walker, flat, walk

__all__ = [
    "CHOICES",
    "MAX_ROWS",
    "ROW",
    "SEVERAL",
    "Checked",
    "Component",
    "FindFiles",
    "Form",
    "FormProblem",
    "KnownFile",
    "Option",
    "Place",
    "Settled",
    "Situation",
    "Walker",
    "check_submission",
    "flat",
    "initial_values",
    "names_read",
    "no_files",
    "options",
    "path_as_named",
    "settle",
    "walk",
]
