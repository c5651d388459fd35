"""The files of a deployment: their kinds and their findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import Any

from lxml import etree

from engine.definitions.importable import Importable
from engine.dmn import DmnModel, read_dmn
from engine.findings import Finding, Text, in_order
from engine.process.check import DeploymentSet, Vocabulary, check_bpmn, check_form
from engine.process.definition import Definition, read_definitions
from engine.process.xml import XmlRefused, read_xml

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file to be deployed: its name (the last part of a path) decides its kind by ending."""

    name: str
    content: bytes

    @property
    def kind(self) -> str:
        """'bpmn', 'dmn', 'form' or '' for anything else."""
        ending = PurePath(self.name).suffix.lower()
        return {".bpmn": "bpmn", ".dmn": "dmn", ".form": "form"}.get(ending, "")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file without errors, read: the processes, the decisions or the form it holds."""

    file: ModelFile
    processes: tuple[Definition, ...] = ()
    decisions: DmnModel | None = None
    form_id: str = ""
    form_name: str = ""
    form_name_en: str = ""
    form_version_tag: str | None = None


def check(
    files: Sequence[ModelFile], *, vocabulary: Vocabulary, imports: Importable, strict: bool = False
) -> tuple[tuple[CheckedFile, ...], tuple[Finding, ...]]:
    """All files through the gate: those without errors, read, and every finding in order (G1).

    `imports` are the deployed DMN models that files may refer to (N8); those of `files` join them.
    """
    findings: list[Finding] = list(_same_names(files))
    decisions: set[str] = set()
    in_set = partial(_contents, files, decisions)
    checked: list[CheckedFile] = []
    for file in _decisions_first(files):
        read, found = _check_one(file, in_set, vocabulary=vocabulary, models=imports, strict=strict)
        findings.extend(found)
        if read is not None and not any(finding.level == "error" for finding in found):
            checked.append(read)
            if read.decisions is not None:
                imports.add(read.decisions)
                decisions.update(read.decisions.decisions)
    findings.extend(_same_ids(checked))
    return _with_form_names(checked), in_order(findings)


def _with_form_names(checked: Sequence[CheckedFile]) -> tuple[CheckedFile, ...]:
    """Forms without a name of their own are called as the task, the start or the action that shows them."""
    used = {form_id: names for item in checked for one in item.processes for form_id, names in _uses(one)}
    return tuple(
        replace(item, form_name=used[item.form_id][0], form_name_en=used[item.form_id][1])
        if item.form_name == item.form_id and item.form_id in used
        else item
        for item in checked
    )


def _uses(definition: Definition) -> Iterator[tuple[str, tuple[str, str]]]:
    """Which form is shown under which names, the most telling last."""
    for action in definition.actions.values():
        yield action.form_id, (action.title, action.title_en)
    for fact in definition.forms_used:
        node = definition.nodes[fact.element_id]
        if node.name and fact.target is not None:
            yield fact.target, (node.name, node.name_en or node.name)


def _check_one(
    file: ModelFile, in_set: Callable[[], DeploymentSet], *, vocabulary: Vocabulary, models: Importable, strict: bool
) -> tuple[CheckedFile | None, tuple[Finding, ...]]:
    if file.kind == "bpmn":
        found = check_bpmn(file.content, file=file.name, vocabulary=vocabulary, in_set=in_set(), strict=strict)
        if any(finding.level == "error" for finding in found):
            return None, found
        return CheckedFile(file, processes=read_definitions(file.content, file=file.name)), found
    if file.kind == "dmn":
        model, dmn_findings = read_dmn(file.content, imports=models)
        found = tuple(
            Finding(
                item.code, item.level, file.name, item.line, item.element_id, item.element_name,
                Text(item.reason.en, item.reason.zh), Text(item.advice.en, item.advice.zh),
            )
            for item in dmn_findings
        )  # fmt: skip
        return (CheckedFile(file, decisions=model) if model is not None else None), found
    if file.kind == "form":
        found = check_form(file.content, file=file.name)
        if any(finding.level == "error" for finding in found):
            return None, found
        schema = json.loads(file.content)
        (name, name_en), tag = _form_names(schema), schema.get("versionTag")
        return CheckedFile(
            file, form_id=schema["id"], form_name=name, form_name_en=name_en,
            form_version_tag=tag if isinstance(tag, str) else None,
        ), found  # fmt: skip
    return None, (_unknown_kind(file),)


def _form_names(schema: dict[str, Any]) -> tuple[str, str]:
    """What people call the form, in both languages: its own name, else the heading it begins with, else its id."""
    first: dict[str, Any] = next((item for item in schema.get("components", []) if item.get("type") == "text"), {})
    heading = _heading(first.get("text"))
    name = str(schema.get("name") or heading or schema["id"])
    properties = first.get("properties")
    return name, _heading(properties.get("text.en") if isinstance(properties, dict) else None) or name


def _heading(text: object) -> str:
    """The first line of a Markdown text that begins with a heading; '' for anything else."""
    line = text.strip().splitlines()[0] if isinstance(text, str) and text.strip() else ""
    return line.lstrip("# ").strip() if line.startswith("#") else ""


def _contents(files: Sequence[ModelFile], decisions: set[str]) -> DeploymentSet:
    forms = {identifier for file in files if file.kind == "form" for identifier in _form_id(file.content)}
    processes: set[str] = set()
    closed: set[str] = set()
    for file in files:
        for process_id, has_none_start in _process_ids(file) if file.kind == "bpmn" else ():
            (processes if has_none_start else closed).add(process_id)
    return DeploymentSet(frozenset(forms), frozenset(decisions), frozenset(processes | closed), frozenset(closed))


def _form_id(content: bytes) -> list[str]:
    try:
        schema = json.loads(content)
    except ValueError:
        return []
    return [schema["id"]] if isinstance(schema, dict) and isinstance(schema.get("id"), str) else []


def _process_ids(file: ModelFile) -> list[tuple[str, bool]]:
    try:
        root = read_xml(file.content, file=file.name)
    except XmlRefused:
        return []
    found = []
    for process in root.iterfind(f"{_BPMN}process"):
        starts = process.findall(f"{_BPMN}startEvent")
        plain = any(_is_none(start) for start in starts)
        found.append((process.get("id", ""), plain))
    return found


def _is_none(start: etree._Element) -> bool:
    return not any(str(child.tag).endswith("EventDefinition") for child in start)


def _decisions_first(files: Sequence[ModelFile]) -> list[ModelFile]:
    """DMN files in an order in which an imported one comes before the one that imports it, as far as names tell."""
    return sorted(files, key=lambda file: (file.kind != "dmn", b"<import" in file.content))


def _same_names(files: Sequence[ModelFile]) -> list[Finding]:
    names = [file.name for file in files]
    return [
        _finding("DUPLICATE_FILE", name, "the file name occurs twice", "文件名重复", "rename one", "请重命名其中一个")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]


def _same_ids(checked: Sequence[CheckedFile]) -> list[Finding]:
    seen: dict[tuple[str, str], str] = {}
    findings = []
    for item in checked:
        ids = [("process", process.process_id) for process in item.processes]
        ids += [("form", item.form_id)] if item.form_id else []
        ids += [("decision", name) for name in item.decisions.decisions] if item.decisions else []
        for key in ids:
            if key in seen:
                findings.append(
                    _finding(
                        "DUPLICATE_ID", item.file.name,
                        f"the {key[0]} id '{key[1]}' is also in {seen[key]}",
                        f"标识 '{key[1]}' 也在 {seen[key]} 中出现",
                        "give each its own id", "请使用不同的标识",
                    )
                )  # fmt: skip
            seen[key] = item.file.name
    return findings


def _unknown_kind(file: ModelFile) -> Finding:
    return _finding(
        "UNKNOWN_FILE_KIND", file.name,
        "expected a name ending in .bpmn, .dmn or .form", "文件名应以 .bpmn、.dmn 或 .form 结尾",
        "rename the file or leave it out", "请重命名或移除该文件",
    )  # fmt: skip


def _finding(code: str, file: str, en: str, zh: str, advice_en: str, advice_zh: str) -> Finding:
    return Finding(code, "error", file, 0, "", "", Text(en, zh), Text(advice_en, advice_zh))
