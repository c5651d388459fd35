"""What the designer asks while one draws: findings of the gate, and the words to choose from."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from api.session import current_actor
from engine.access import Permission, require
from engine.actor import Actor
from engine.definitions.files import ModelFile
from engine.findings import Finding, Text

router = APIRouter(prefix="/api/v1/models", tags=["Designer"])
SignedIn = Annotated[Actor, Depends(current_actor)]
_MOST_TEXT = 5 * 1024 * 1024
_ENDINGS = {"bpmn": ".bpmn", "dmn": ".dmn", "form": ".form"}


class LintRequest(BaseModel):
    """One unsaved model."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=400)
    text: str = Field(max_length=_MOST_TEXT)
    kind: Literal["bpmn", "dmn", "form"]


class BothLanguages(BaseModel):
    """One sentence in English and Chinese."""

    en: str
    zh: str


class FindingOut(BaseModel):
    """A finding of the gate (dialect G2). `elementId` and `line` are null when it concerns the whole file."""

    code: str
    level: Literal["error", "warning", "ignored"]
    file: str
    elementId: str | None
    elementName: str | None
    line: int | None
    reason: BothLanguages
    advice: BothLanguages


class LintAnswer(BaseModel):
    """All findings, sorted by file, line and element (dialect G1)."""

    findings: list[FindingOut]


@router.post("/lint")
def lint(request: Request, actor: SignedIn, model: LintRequest) -> LintAnswer:
    """What the deployment gate would say of this text; nothing is stored."""
    require(actor, Permission.DEPLOY)
    name = model.name if model.name.endswith(_ENDINGS[model.kind]) else model.name + _ENDINGS[model.kind]
    findings = request.app.state.engine.check_models([ModelFile(name, model.text.encode())])
    return LintAnswer(findings=[_finding(finding) for finding in findings])


@router.get("/vocabulary")
def vocabulary(request: Request, actor: SignedIn) -> Mapping[str, object]:
    """Codes and names for pick-lists: roles, units, calendars, jobTypes, forms, decisions, processes."""
    require(actor, Permission.DEPLOY)
    words: Mapping[str, object] = request.app.state.engine.model_vocabulary(actor=actor)
    return words


def _finding(finding: Finding) -> FindingOut:
    return FindingOut(
        code=finding.code, level=finding.level, file=finding.file,
        elementId=finding.element_id or None, elementName=finding.element_name or None, line=finding.line or None,
        reason=_both(finding.reason), advice=_both(finding.advice),
    )  # fmt: skip


def _both(text: Text) -> BothLanguages:
    return BothLanguages(en=text.en, zh=text.zh)
