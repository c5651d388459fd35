"""Scenario tests of processes: read, checked against the models, played on the real engine (docs/scenarios.md)."""

from workers.scenarios.company import Performance, play_all, scenario_files
from workers.scenarios.coverage import Coverage, Place, Reached, coverage_of
from workers.scenarios.materials import content_of
from workers.scenarios.notation import WrongScenario
from workers.scenarios.player import play
from workers.scenarios.reading import read_scenario, read_text
from workers.scenarios.report import Failure, ScenarioReport
from workers.scenarios.scenario import Scenario
from workers.scenarios.theatre import Theatre

__all__ = [
    "Coverage",
    "Failure",
    "Performance",
    "Place",
    "Reached",
    "Scenario",
    "ScenarioReport",
    "Theatre",
    "WrongScenario",
    "content_of",
    "coverage_of",
    "play",
    "play_all",
    "read_scenario",
    "read_text",
    "scenario_files",
]
