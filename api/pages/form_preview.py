"""The preview of the form editor: a form that is not deployed yet, drawn by the task pages' own macros."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from api.pages.forms_view import render_form, submit_label
from api.pages.templating import environment
from api.pages.texts import texts
from engine.feel import Environment
from engine.forms import Form, Situation, initial_values
from engine.values import Values, dump

Language = Literal["zh-CN", "en"]


def preview(schema: Values, values: Values, *, language: Language, now: datetime, zone: ZoneInfo) -> str:
    """A whole page for the preview frame; `values` are sample variables of a case.

    Raises Invalid when the schema is one that task pages cannot show.
    """
    form = Form.read(dump(schema))
    situation = Situation(variables=values, environment=Environment(now=now, zone=zone))
    fields = render_form(form, initial_values(form, situation), situation=situation, language=language)
    words = texts(language)
    submit = submit_label(form, language=language) or words.pick("提交", "Submit")
    page = environment().get_template("designer/preview.html")
    return page.render(lang=language, t=words, fields=fields, submit=submit)
