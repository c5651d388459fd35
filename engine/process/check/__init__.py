"""The deployment gate: findings about BPMN files and forms, as data; nothing of a model is ignored in silence."""

from engine.process.check.bpmn import check_bpmn
from engine.process.check.forms import check_form
from engine.process.check.set_reader import deployment_set
from engine.process.check.vocabulary import DeploymentSet, Vocabulary

__all__ = ["DeploymentSet", "Vocabulary", "check_bpmn", "check_form", "deployment_set"]
