"""What a set of files offers to one another (dialect V3): read before each file is judged."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import Invalid
from engine.process.check.model import bpmn, executable_processes, read_model
from engine.process.check.report import local_name
from engine.process.check.sub_processes import has_none_start
from engine.process.check.vocabulary import DeploymentSet
from engine.process.xml import Element, XmlRefused, read_xml
from engine.values import load


def deployment_set(files: Mapping[str, bytes]) -> DeploymentSet:
    """The ids of the forms, decisions and executable processes in `files` (name -> content).

    Told apart by content, not by name; a file that cannot be read offers nothing, its own findings say why.
    """
    forms: set[str] = set()
    decisions: set[str] = set()
    processes: dict[str, bool] = {}
    for name, content in files.items():
        try:
            root = read_xml(content, file=name)
        except XmlRefused:
            forms.update(_form_id(content))
            continue
        if root.tag == bpmn("definitions"):
            processes.update(_processes(root))
        elif local_name(root) == "definitions":
            decisions.update(each.get("id") or "" for each in root if local_name(each) == "decision")
    silent = frozenset(process for process, can_start in processes.items() if not can_start)
    return DeploymentSet(frozenset(forms), frozenset(decisions), frozenset(processes), silent)


def _form_id(content: bytes) -> list[str]:
    try:
        form = load(content)
    except Invalid:
        return []
    found = form.get("id") if isinstance(form, dict) and "components" in form else None
    return [found] if isinstance(found, str) else []


def _processes(root: Element) -> dict[str, bool]:
    """Process id -> whether it can be called (E2)."""
    model = read_model(root)
    ids = [process.get("id") or "" for process in executable_processes(root)]
    return {process: has_none_start(model, process) for process in ids}
