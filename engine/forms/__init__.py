"""Forms: form-js JSON read once, and what people submit checked by it. Pure: no SQL, no web. See docs/forms.md."""

from engine.forms.component import CHOICES, SEVERAL, Component
from engine.forms.form import Form
from engine.forms.initial import initial_values
from engine.forms.lookups import FindRecords, Found, Wanted, filters_of, no_records
from engine.forms.options import Option, options
from engine.forms.problems import FormProblem
from engine.forms.reading_names import names_read
from engine.forms.rules import KnownFile
from engine.forms.settling import ROW, Settled, path_as_named, settle
from engine.forms.submission import Checked, FindFiles, check_submission, no_files, wanted_records
from engine.forms.unseen import unseen_cells
from engine.forms.vocabulary import SOURCES, Source
from engine.forms.walking import MAX_ROWS, Place, Situation, Walker, flat, walk

__all__ = [
    "CHOICES",
    "MAX_ROWS",
    "ROW",
    "SEVERAL",
    "SOURCES",
    "Checked",
    "Component",
    "FindFiles",
    "FindRecords",
    "Form",
    "FormProblem",
    "Found",
    "KnownFile",
    "Option",
    "Place",
    "Settled",
    "Situation",
    "Source",
    "Walker",
    "Wanted",
    "check_submission",
    "filters_of",
    "flat",
    "initial_values",
    "names_read",
    "no_files",
    "no_records",
    "options",
    "path_as_named",
    "settle",
    "unseen_cells",
    "walk",
    "wanted_records",
]
