"""Reference data: what a service business knows besides its cases. CSV in, rows out; see docs/reference.md."""

from engine.reference.importing import ImportRefused, ImportReport, LineError, import_csv
from engine.reference.sheets import SHEETS, Sheet

__all__ = ["SHEETS", "ImportRefused", "ImportReport", "LineError", "Sheet", "import_csv"]
