"""The deployment gate for a BPMN file: all findings of sections 0 to 6 and 9 of the dialect."""

from __future__ import annotations

from datetime import datetime

from engine.findings import Finding
from engine.process.check.bindings import check_bindings
from engine.process.check.context import Check, Context
from engine.process.check.embedded_forms import check_embedded_forms
from engine.process.check.events import check_duplicate_triggers, check_events
from engine.process.check.expressions import check_conditions
from engine.process.check.extensions import check_extensions
from engine.process.check.flow_rules import check_flow_rules
from engine.process.check.listeners import check_listeners
from engine.process.check.model import bpmn, read_model
from engine.process.check.name_check import check_names
from engine.process.check.properties_check import check_properties
from engine.process.check.reach import check_reachable, check_starts
from engine.process.check.repetition import check_repetition
from engine.process.check.report import Report
from engine.process.check.roles import check_roles
from engine.process.check.soundness import check_soundness
from engine.process.check.structure import (
    check_executable,
    check_flows,
    check_ids,
    check_references,
    check_sizes,
)
from engine.process.check.sub_processes import check_ad_hoc, check_compensation, check_transactions
from engine.process.check.tasks import check_tasks
from engine.process.check.timers import check_timers
from engine.process.check.triggers import check_triggers
from engine.process.check.values_check import check_values
from engine.process.check.vocabulary import DeploymentSet, Vocabulary
from engine.process.xml import XmlRefused, read_xml

CHECKS: tuple[Check, ...] = (
    check_executable,
    check_names,
    check_values,
    check_ids,
    check_references,
    check_flows,
    check_starts,
    check_reachable,
    check_flow_rules,
    check_events,
    check_duplicate_triggers,
    check_transactions,
    check_compensation,
    check_ad_hoc,
    check_repetition,
    check_conditions,
    check_timers,
    check_triggers,
    check_tasks,
    check_extensions,
    check_listeners,
    check_properties,
    check_roles,
    check_bindings,
    check_embedded_forms,
    check_soundness,
)


def check_bpmn(
    content: bytes,
    *,
    file: str,
    vocabulary: Vocabulary,
    in_set: DeploymentSet,
    strict: bool = False,
    now: datetime | None = None,
) -> tuple[Finding, ...]:
    """Everything the gate says about one BPMN file, in order (G1); never raises, whatever `content` is.

    `strict` refuses extensions of namespaces nobody knows (G4). With `now` (aware) dates in the past are hinted at.
    The file may be deployed when no finding has level `error`.
    """
    try:
        root = read_xml(content, file=file)
    except XmlRefused as refused:
        return (refused.finding,)
    report = Report(file)
    if root.tag != bpmn("definitions"):
        report.add("NOT_BPMN", root, found=root.tag)
        return report.findings()
    context = Context(read_model(root), report, vocabulary, in_set, strict, now)
    check_sizes(context)
    if not report.has_errors:  # the rest of a model that is far too large would only take time
        for check in CHECKS:
            check(context)
    return report.findings()
