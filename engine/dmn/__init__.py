"""DMN 1.2 to 1.5: read a file once, decide often, and say why. See docs/dmn.md; rules N1 to N11 of the dialect.

model, findings = read_dmn(content)
result = model.evaluate("discount", {"customer": {"years": 3}}, Environment(now=clock()))
"""

from engine.dmn.findings import DmnFinding, Level, Text
from engine.dmn.model import Decision, DecisionService, DmnModel, InputData, Knowledge, read_dmn
from engine.dmn.results import DecisionResult, DecisionWarning, Evaluation, MatchedRule

__all__ = [
    "Decision",
    "DecisionResult",
    "DecisionService",
    "DecisionWarning",
    "DmnFinding",
    "DmnModel",
    "Evaluation",
    "InputData",
    "Knowledge",
    "Level",
    "MatchedRule",
    "Text",
    "read_dmn",
]
