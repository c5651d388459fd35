"""Deployments: files with models, decisions and forms, made available together or not at all (API 3)."""

from __future__ import annotations

import re

from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.call import Call
from api.endpoints import Table
from api.errors import BadRequest
from api.settings import MAX_MODEL_BYTES
from api.shapes import INTEGER, KEY, TEXT, list_of, nullable, shape
from engine.definitions.files import ModelFile
from engine.deployments import Deployed, DeployedItem
from engine.errors import TooLarge
from engine.values import Json, Values

table = Table("/v2", "Deployments")

_PROCESS = shape(
    "DeployedProcess",
    processDefinitionId=TEXT,
    processDefinitionVersion=INTEGER,
    processDefinitionKey=KEY,
    resourceName=TEXT,
    tenantId=TEXT,
)
_DECISION = shape(
    "DeployedDecision",
    decisionDefinitionId=TEXT,
    decisionDefinitionKey=KEY,
    name=TEXT,
    version=INTEGER,
    decisionRequirementsId=TEXT,
    decisionRequirementsKey=KEY,
    tenantId=TEXT,
)
_REQUIREMENTS = shape(
    "DeployedDecisionRequirements",
    decisionRequirementsId=TEXT,
    decisionRequirementsKey=KEY,
    decisionRequirementsName=TEXT,
    version=INTEGER,
    resourceName=TEXT,
    tenantId=TEXT,
)
_FORM = shape("DeployedForm", formId=TEXT, formKey=KEY, version=INTEGER, resourceName=TEXT, tenantId=TEXT)
_ENTRY = shape(
    "DeployedObject",
    processDefinition=nullable(_PROCESS),
    decisionDefinition=nullable(_DECISION),
    decisionRequirements=nullable(_REQUIREMENTS),
    form=nullable(_FORM),
    resource=nullable({"type": "object"}),
)
_DEPLOYMENT = shape("Deployment", deploymentKey=KEY, tenantId=TEXT, deployments=list_of(_ENTRY))


@table.post("/deployments", answer=_DEPLOYMENT, command="CREATE", reads_form=True)
def deploy(call: Call) -> Response:
    """Deploy the attached files together; the first error refuses them all."""
    files = _files(call)
    return call.do(lambda once: call.engine.deploy(files, actor=call.actor, once=once), _answer)


def _files(call: Call) -> list[ModelFile]:
    """Every part with a file name. Raises BadRequest, TooLarge."""
    files = []
    for name, part in call.form.multi_items() if call.form is not None else ():
        if isinstance(part, UploadFile):
            files.append(_file(part))
        elif name == "tenantId" and part not in ("", "<default>"):
            raise BadRequest("expected the tenant '<default>', the only one there is, but found another")
    if not files:
        raise BadRequest("expected at least one part 'resources' with a file name, but found none")
    return files


def _file(part: UploadFile) -> ModelFile:
    name = re.split(r"[\\/]", part.filename or "")[-1].strip()
    if not name or "\0" in name or len(name) > 400:
        raise BadRequest("expected a file name of at most 400 characters for each file, but found another")
    content = part.file.read(MAX_MODEL_BYTES + 1)
    if len(content) > MAX_MODEL_BYTES:
        raise TooLarge(f"expected file '{name}' of at most {MAX_MODEL_BYTES} bytes, but it is larger")
    return ModelFile(name, content)


def _answer(deployed: Deployed) -> Json:
    return {
        "deploymentKey": str(deployed.deployment_key),
        "tenantId": "<default>",
        "deployments": [_entry(item) for item in deployed.items],
    }


def _entry(item: DeployedItem) -> Values:
    """One object with exactly one member set."""
    empty: Values = dict.fromkeys(
        ("processDefinition", "decisionDefinition", "decisionRequirements", "form", "resource")
    )
    match item.kind:
        case "process":
            return {**empty, "processDefinition": _process(item)}
        case "decision":
            return {**empty, "decisionDefinition": _decision(item)}
        case "requirements":
            return {**empty, "decisionRequirements": _requirements(item)}
        case _:
            return {**empty, "form": _form(item)}


def _process(item: DeployedItem) -> Values:
    return {
        "processDefinitionId": item.id,
        "processDefinitionVersion": item.version,
        "processDefinitionKey": str(item.key),
        "resourceName": item.resource_name,
        "tenantId": "<default>",
    }


def _decision(item: DeployedItem) -> Values:
    return {
        "decisionDefinitionId": item.id,
        "decisionDefinitionKey": str(item.key),
        "name": item.name,
        "version": item.version,
        "decisionRequirementsId": item.requirements_id,
        "decisionRequirementsKey": str(item.requirements_key),
        "tenantId": "<default>",
    }


def _requirements(item: DeployedItem) -> Values:
    return {
        "decisionRequirementsId": item.id,
        "decisionRequirementsKey": str(item.key),
        "decisionRequirementsName": item.name,
        "version": item.version,
        "resourceName": item.resource_name,
        "tenantId": "<default>",
    }


def _form(item: DeployedItem) -> Values:
    return {
        "formId": item.id,
        "formKey": str(item.key),
        "version": item.version,
        "resourceName": item.resource_name,
        "tenantId": "<default>",
    }
