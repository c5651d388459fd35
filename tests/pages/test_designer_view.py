"""designer_view.py: the list of models and the data of a workbench."""

from datetime import UTC, datetime

from api.pages.designer_view import Bench, bench_for, grouped
from engine.deployments import ModelList, ModelRow


def a_row(kind: str, key: int, id: str, version: int, name: str = "") -> ModelRow:
    return ModelRow(
        kind=kind,
        key=key,
        id=id,
        version=version,
        name=name,
        name_en="",
        resource_name=f"{id}.file",
        is_latest=True,
        deployed_at=datetime(2026, 11, 21, tzinfo=UTC),
        deployed_by="designer",
        note="",
    )


MODELS = ModelList(
    processes=(
        a_row("process", 10, "repair", 1, "Repair"),
        a_row("process", 12, "repair", 2, "Repair dispatch"),
        a_row("process", 11, "order", 1),
    ),
    requirements=(a_row("requirements", 20, "warranty", 1, "Warranty"),),
    forms=(a_row("form", 30, "visit_report", 1, "Visit report"),),
)


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
    data = Bench(
        kind="bpmn", key="2251799813685249", versions=(a_row("process", 2251799813685249, "a", 1),)
    ).for_script()

    assert data["newestKey"] == "2251799813685249"
    assert data["source"] == "/api/v1/models/bpmn/2251799813685249/text"


def test_a_new_model_has_no_source() -> None:
    assert Bench(kind="dmn").for_script()["source"] is None
