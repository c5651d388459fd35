"""The deployment gate for a form file: form-js JSON that Servicelane can render (studies/frontend, 4.1)."""

from __future__ import annotations

from engine.errors import Invalid
from engine.findings import Finding
from engine.process.check.form_component import ComponentCheck
from engine.process.check.form_table import ROOT_KEYS
from engine.process.check.report import Place, Report
from engine.process.xml import MAX_BYTES
from engine.values import Json, load

MAX_COMPONENTS = 2_000
MAX_NESTING = 10


def check_form(content: bytes, *, file: str) -> tuple[Finding, ...]:
    """Everything the gate says about one form file, in order (G1); never raises, whatever `content` is."""
    report = Report(file)
    if len(content) > MAX_BYTES:
        report.add_at("FILE_TOO_LARGE", Place(), limit=MAX_BYTES, found=len(content))
        return report.findings()
    try:
        text = content.decode("utf-8-sig")
        form = load(text)
    except (Invalid, UnicodeDecodeError) as error:
        report.add_at("NOT_FORM", Place(), found=str(error)[:120])
        return report.findings()
    if not isinstance(form, dict):
        report.add_at("NOT_FORM", Place(), found=type(form).__name__)
        return report.findings()
    _check_root(report, form)
    _check_components(report, form, text)
    return report.findings()


def _check_root(report: Report, form: dict[str, Json]) -> None:
    form_id = form.get("id")
    if not isinstance(form_id, str) or not form_id.strip():
        report.add_at("FORM_ID_MISSING", Place(line=1))
    if form.get("type") != "default":
        report.add_at("FORM_TYPE", Place(line=1), found=form.get("type") or "")
    if not isinstance(form.get("components"), list):
        report.add_at("NOT_FORM", Place(line=1), found="components: []?")
    useless = form.keys() - ROOT_KEYS
    if not isinstance(form.get("versionTag", ""), str):
        useless |= {"versionTag"}
    for name in useless:
        report.add_at("FORM_PROPERTY", Place(line=1), name=name)


def _check_components(report: Report, form: dict[str, Json], text: str) -> None:
    """All components, outer before inner; paths of groups and lists go in front of the keys inside them."""
    check = ComponentCheck(report, text)
    waiting: list[tuple[dict[str, Json], tuple[str, ...], int]] = [(form, (), 0)]
    count = 0
    while waiting:
        holder, path, depth = waiting.pop()
        components = holder.get("components")
        for component in components if isinstance(components, list) else []:
            count += 1
            if count > MAX_COMPONENTS:
                report.add_at("FORM_COMPONENT.count", Place(), limit=MAX_COMPONENTS)
                return
            if not isinstance(component, dict):
                report.add_at("NOT_FORM", Place(), found=f"components: [{type(component).__name__}]")
                continue
            inner = check.check(component, path)
            if depth >= MAX_NESTING and component.get("components"):
                report.add_at("FORM_COMPONENT.depth", check.place_of(component), limit=MAX_NESTING)
            elif inner is not None:
                waiting.append((component, inner, depth + 1))
