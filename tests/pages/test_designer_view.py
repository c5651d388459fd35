"""designer_view.py: the list of models and the data of a workbench."""

from dataclasses import dataclass
from datetime import UTC, datetime

from api.pages.designer_view import Bench, bench_for, grouped


@dataclass(frozen=True)
class Listed:
    kind: str
    key: int
    id: str
    version: int
    name: str | None = None
    resource_name: str = "file"
    deployed_at: datetime = datetime(2026, 11, 21, tzinfo=UTC)
    deployed_by: str = "designer"
    note: str = ""


MODELS = [
    Listed("form", 30, "visit_report", 1, "Visit report"),
    Listed("bpmn", 10, "repair", 1, "Repair"),
    Listed("bpmn", 12, "repair", 2, "Repair dispatch"),
    Listed("bpmn", 11, "order", 1, None),
    Listed("dmn", 20, "warranty", 1, "Warranty"),
]


def test_versions_of_one_model_stand_together_newest_first() -> None:
    repair = next(group for group in grouped(MODELS) if group.id == "repair")

    assert [one.version for one in repair.versions] == [2, 1]
    assert repair.title == "Repair dispatch"


def test_groups_are_ordered_by_kind_then_name() -> None:
    assert [(group.kind, group.title) for group in grouped(MODELS)] == [
        ("bpmn", "order"),
        ("bpmn", "Repair dispatch"),
        ("dmn", "Warranty"),
        ("form", "Visit report"),
    ]


def test_every_word_of_a_query_must_match_name_id_or_file() -> None:
    assert [group.id for group in grouped(MODELS, query="DISPATCH rep")] == ["repair"]
    assert grouped(MODELS, query="repair warranty") == ()


def test_bench_of_an_older_version_knows_the_newest() -> None:
    bench = bench_for(MODELS, "bpmn", "10")

    assert bench is not None
    assert (bench.version, bench.newest_key) == (1, "12")


def test_a_key_of_another_kind_is_not_found() -> None:
    assert bench_for(MODELS, "form", "10") is None


def test_keys_reach_the_script_as_text() -> None:
    data = Bench(kind="bpmn", key="2251799813685249", versions=(Listed("bpmn", 2251799813685249, "a", 1),)).for_script()

    assert data["newestKey"] == "2251799813685249"
    assert data["source"] == "/v2/process-definitions/2251799813685249/xml"


def test_a_new_model_has_no_source() -> None:
    assert Bench(kind="dmn").for_script()["source"] is None
