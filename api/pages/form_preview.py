"""The preview of the form editor: a form that is not deployed yet, drawn by the task pages' own macros."""

import json
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.pages.forms_view import render_form, submit_label
from api.pages.templating import environment
from api.pages.texts import texts
from engine.feel import Environment
from engine.forms import Form, Situation, initial_values


class PreviewRequest(BaseModel):
    """A form-js schema with sample values of the case, and the language to draw it in."""

    model_config = ConfigDict(extra="forbid")
    form: dict[str, JsonValue] = Field(alias="schema")
    values: dict[str, JsonValue] = {}
    language: Literal["zh-CN", "en"] = "zh-CN"


def preview(wanted: PreviewRequest, *, now: datetime, zone: ZoneInfo) -> str:
    """A whole page for the preview frame. Raises Invalid when the schema is one that task pages cannot show."""
    form = Form.read(json.dumps(wanted.form))
    situation = Situation(variables=wanted.values, environment=Environment(now=now, zone=zone))
    values = initial_values(form, situation)
    fields = render_form(form, values, situation=situation, language=wanted.language)
    words = texts(wanted.language)
    submit = submit_label(form, language=wanted.language) or words.pick("提交", "Submit")
    page = environment().get_template("designer/preview.html")
    return page.render(lang=wanted.language, t=words, fields=fields, submit=submit)
