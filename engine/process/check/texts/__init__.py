"""All sentences of the gate by key: `CODE`, or `CODE.variant` where one code has several reasons."""

from engine.process.check.texts.data import DATA
from engine.process.check.texts.events import EVENTS
from engine.process.check.texts.extensions import EXTENSIONS
from engine.process.check.texts.flow import FLOW
from engine.process.check.texts.forms import FORMS
from engine.process.check.texts.hints import HINTS
from engine.process.check.texts.names import NAMES
from engine.process.check.texts.sentence import Sentence
from engine.process.check.texts.structure import STRUCTURE
from engine.process.check.texts.tasks import TASKS

CATALOGUE: dict[str, Sentence] = {
    **STRUCTURE,
    **NAMES,
    **EXTENSIONS,
    **FLOW,
    **EVENTS,
    **TASKS,
    **DATA,
    **HINTS,
    **FORMS,
}

__all__ = ["CATALOGUE", "Sentence"]
