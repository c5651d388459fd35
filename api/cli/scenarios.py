"""`servicelane test`: play scenarios and tell how they went."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from api.cli.opening import bundled_models
from engine.definitions.files import ModelFile
from engine.errors import Invalid
from workers.scenarios import Coverage, Performance, Place, ScenarioReport, play_all, scenario_files


def run(chosen: argparse.Namespace) -> int:
    """Play what was asked; 0 when everything went as written. Raises Invalid when there is nothing to play, OSError."""
    files = scenario_files(chosen.paths)
    if not files:
        raise Invalid(f"expected scenarios below {', '.join(map(str, chosen.paths))}, but found none")
    logging.getLogger("workers").setLevel(logging.CRITICAL)  # failed tries stand in the report
    logging.getLogger("engine").setLevel(logging.CRITICAL)
    teller = _Teller(sys.stdout, chosen.language, is_silent=chosen.json)
    models = _models(chosen.models) if chosen.models else bundled_models()
    performance = play_all(files, models, processes=chosen.processes, told=teller.scenario)
    if chosen.json:
        print(json.dumps(as_json(performance, language=chosen.language), ensure_ascii=False, indent=2))
    else:
        teller.coverage(performance)
    is_covered = all(coverage.is_whole for coverage in performance.coverages)
    return 0 if performance.is_passed and (is_covered or not chosen.coverage_required) else 1


class _Teller:
    """Tells in words, as it goes."""

    def __init__(self, out: TextIO, language: str, *, is_silent: bool) -> None:
        self._out, self._is_zh, self._language, self._is_silent = out, language == "zh", language, is_silent

    def scenario(self, report: ScenarioReport) -> None:
        """A line, and one or two for each failure."""
        if self._is_silent:
            return
        mark = ("通过" if report.is_passed else "失败") if self._is_zh else ("ok" if report.is_passed else "FAILED")
        name = report.name if self._is_zh else report.name_en
        steps = f"{report.step_count} 步" if self._is_zh else f"{report.step_count} steps"
        self._out.write(f"{mark:<7}{report.process_id}: {name} ({steps}, {report.seconds:.2f} s)\n")
        for failure in report.failures:
            self._out.write(f"  {failure.told(self._language)}\n")
        self._out.flush()

    def coverage(self, performance: Performance) -> None:
        """What was reached of each process, and what never was."""
        for coverage in performance.coverages:
            elements = f"{coverage.element_count - len(coverage.missed_elements)}/{coverage.element_count}"
            flows = f"{coverage.flow_count - len(coverage.missed_flows)}/{coverage.flow_count}"
            words = f"元素 {elements},连线 {flows}" if self._is_zh else f"{elements} elements, {flows} flows reached"
            self._out.write(f"\n{coverage.process_id}: {words}\n")
            self._missed("元素" if self._is_zh else "element", coverage.missed_elements)
            self._missed("连线" if self._is_zh else "flow", coverage.missed_flows)
        passed = sum(report.is_passed for report in performance.reports)
        total = len(performance.reports)
        told = f"{total} 个场景,{passed} 个通过" if self._is_zh else f"{total} scenarios, {passed} passed"
        self._out.write(f"\n{told}\n")

    def _missed(self, kind: str, places: Sequence[Place]) -> None:
        for place in places:
            self._out.write(f"  {'未到达' if self._is_zh else 'never reached'}: {kind} {place.told()}\n")


def as_json(performance: Performance, *, language: str) -> Mapping[str, object]:
    """Everything, for machines."""
    return {
        "is_passed": performance.is_passed,
        "scenarios": [_report(report, language) for report in performance.reports],
        "coverage": [_coverage(coverage) for coverage in performance.coverages],
    }


def _report(report: ScenarioReport, language: str) -> Mapping[str, object]:
    return {
        "file": report.file,
        "process_id": report.process_id,
        "name": report.name,
        "name_en": report.name_en,
        "is_passed": report.is_passed,
        "step_count": report.step_count,
        "seconds": round(report.seconds, 3),
        "failures": [
            {
                "line": failure.line,
                "step": failure.step,
                "expected": failure.expected,
                "found": failure.found,
                "text": failure.told(language),
            }
            for failure in report.failures
        ],
    }


def _coverage(coverage: Coverage) -> Mapping[str, object]:
    return {
        "process_id": coverage.process_id,
        "element_count": coverage.element_count,
        "flow_count": coverage.flow_count,
        "missed_elements": [place.id for place in coverage.missed_elements],
        "missed_flows": [place.id for place in coverage.missed_flows],
    }


def _models(folders: Sequence[Path]) -> list[ModelFile]:
    paths = [path for folder in folders for path in sorted(folder.rglob("*"))]
    return [ModelFile(path.name, path.read_bytes()) for path in paths if path.suffix in (".bpmn", ".dmn", ".form")]
