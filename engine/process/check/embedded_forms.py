"""Forms that stand inside a BPMN file are judged like form files (dialect A7)."""

from __future__ import annotations

from dataclasses import replace

from engine.process.check.context import Context
from engine.process.check.forms import check_form
from engine.process.check.model import bpmn, zeebe

_OWN_ID = "FORM_ID_MISSING"  # the zeebe element carries the id


def check_embedded_forms(context: Context) -> None:
    """Each `zeebe:userTaskForm`; its findings stand at the process, in the line of the form."""
    for process in context.model.processes:
        for form in process.iterfind(f"{bpmn('extensionElements')}/{zeebe('userTaskForm')}"):
            found = check_form((form.text or "").encode(), file=context.report.file)
            for finding in found:
                if finding.code != _OWN_ID:
                    place = process.get("id") or ""
                    name = finding.element_name or finding.element_id or (form.get("id") or "")
                    line = form.sourceline or 0
                    context.report.keep(replace(finding, line=line, element_id=place, element_name=name[:160]))
