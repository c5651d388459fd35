"""Playing on the real engine: steps, time, jobs, refusals, expectations, coverage."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import Played
from workers.scenarios import ScenarioReport, coverage_of
from workers.scenarios.models import Models

LENT = """start: {with: {item: BOX}, by: agent, unit: hq}
steps:
  - complete: decide
    with: {is_lent: true, days: 3}
"""
BOOKED = "jobs: {loan.book: {complete: {booking: '=item + \"-1\"'}}}\n"


def words(report: ScenarioReport) -> str:
    """All failures in English."""
    return "\n".join(failure.told() for failure in report.failures)


def test_a_course_that_goes_as_written_passes(played: Played) -> None:
    report = played(
        BOOKED + LENT + "    expect: {tasks: [], variables: {booking: BOX-1}, reached: [yes, book_what_comes]}\n"
        "  - message: brought_back\n    key: =item\n    expect: {ended: returned, not_reached: [is_overdue, no]}\n"
    )

    assert words(report) == ""
    assert report.step_count == 3


def test_time_passes_timer_by_timer(played: Played) -> None:
    report = played(
        BOOKED + LENT + "  - wait: 2 days\n    expect: {state: active}\n  - wait: 20 days\n    expect: {ended: lost}\n"
    )

    assert words(report) == ""


@pytest.mark.parametrize(
    ("wait", "then"),
    [
        ("4 working hours of hq", "2026-11-23 13:00"),
        ("12 working hours of hq", "2026-11-24 12:00"),
        ("30 分钟", "2026-11-23 09:30"),
        ("P1DT1H", "2026-11-24 10:00"),
    ],
)
def test_waits_are_counted_as_they_say(played: Played, wait: str, then: str) -> None:
    check = f'    expect: {{conditions: ["=string(now()) < \\"3\\""]}}\n  - until: {then}\n'

    report = played(BOOKED + LENT + f"  - wait: {wait}\n{check}    expect: {{tasks: [decide]}}\n")

    assert f"at {then} these wait" in words(report)


def test_a_failure_says_where_what_and_how_things_stand(played: Played) -> None:
    report = played(LENT + "    expect: {tasks: [decide], ended: kept}\n")

    assert words(report).startswith("loan.yaml:7: open tasks of loan: expected decide, but found none")
    assert "job loan.book at book" in words(report)
    assert "end of loan: expected kept, but found active" in words(report)
    assert "应为 decide" in report.failures[0].told("zh")


def test_nothing_is_played_after_a_failure(played: Played) -> None:
    report = played("start: {with: {}}\nsteps:\n  - expect: {tasks: []}\n  - complete: decide\n    with: {days: 1}\n")

    assert [failure.step for failure in report.failures] == [2]
    assert report.step_count == 1


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        ("{error: BOOKED}", "{ended: kept, reached: [is_booked_out]}"),
        ("{fail: no paper}", "{incidents: [{at: book, type: JOB_NO_RETRIES, text: no paper}]}"),
        ("[{fail: no paper, retries: 1}, {complete: {booking: 1}}]", "{jobs: [loan.book]}"),
        ("wait", "{jobs: [book], tasks: []}"),
    ],
)
def test_a_job_is_answered_as_the_scenario_states(played: Played, answer: str, then: str) -> None:
    report = played(f"jobs: {{loan.book: {answer}}}\n{LENT}    expect: {then}\n")

    assert words(report) == ""


def test_an_incident_that_nobody_expects_fails_the_scenario(played: Played) -> None:
    report = played("jobs: {book: {fail: no paper}}\n" + LENT)

    assert "incident at loan.book: expected none, but found JOB_NO_RETRIES at book: no paper" in words(report)


def test_a_waiting_job_is_answered_by_a_step_and_an_incident_resolved(played: Played) -> None:
    report = played(
        "jobs: {book: [{fail: no paper}, wait]}\n" + LENT + "    expect: {incidents: [book]}\n"
        "  - resolve: book\n    expect: {incidents: [], jobs: [loan.book]}\n"
        "  - job: loan.book\n    complete: {booking: =item}\n    expect: {variables: {booking: BOX}}\n"
    )

    assert words(report) == ""


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        ("{days: ''}", ""),
        ("{days: required}", ""),
        ("not_found", "refusal: expected not_found, but found days"),
        ("{is_lent: ''}", "refusal at 'is_lent'"),
    ],
)
def test_a_refusal_is_compared_with_the_fields_it_names(played: Played, refusal: str, said: str) -> None:
    report = played(
        f"start: {{with: {{}}}}\nsteps:\n  - complete: decide\n    with: {{is_lent: true}}\n    refused: {refusal}\n"
        "    expect: {tasks: [decide]}\n"
    )

    assert said in words(report)
    assert bool(said) is bool(report.failures)


def test_a_deed_that_should_be_refused_and_is_not_fails(played: Played) -> None:
    report = played("start: {with: {}}\nsteps:\n  - complete: decide\n    with: {days: 2}\n    refused: {days: ''}\n")

    assert "that it was accepted" in words(report)


def test_somebody_without_the_role_is_refused_and_a_held_task_too(played: Played) -> None:
    report = played(
        "start: {with: {}, unit: hq}\nsteps:\n"
        "  - claim: decide\n    by: store\n    refused: not_found\n"
        "  - claim: decide\n    by: agent\n    expect: {tasks: [{task: decide, by: agent, role: agent, unit: hq}]}\n"
        "  - release: decide\n    expect: {tasks: [{task: decide}]}\n"
    )

    assert words(report) == ""


def test_two_cases_are_told_apart_by_name_number_and_condition(played: Played) -> None:
    report = played(
        "start: {with: {item: A}}\nsteps:\n  - start: loan\n    as: other\n    with: {item: B}\n"
        "    expect: [{cases: {loan: 2}}, {case: 'loan#1', variables: {item: A}}, {case: other, tasks: [decide]}]\n"
        "  - complete: decide\n    where: '=item = \"B\"'\n    with: {days: 1}\n"
        "    expect: [{case: other, ended: kept}, {tasks: [decide]}]\n"
        "  - complete: decide\n    case: main\n    with: {days: 1}\n    expect: {state: completed}\n"
    )

    assert words(report) == ""


def test_an_ambiguous_task_is_not_chosen_by_chance(played: Played) -> None:
    report = played(
        "start: {with: {}}\nsteps:\n  - start: loan\n    as: other\n  - complete: decide\n    with: {days: 1}\n"
    )

    assert "expected one such open task, but found 2: say `case` or `where`" in words(report)


def test_files_are_uploaded_by_who_hands_them_in_and_scripts_are_refused(played: Played) -> None:
    upload = "start: {{with: {{}}}}\nsteps:\n  - complete: decide\n    with: {{days: 1, photo: ['file:{0}']}}\n"

    assert words(played(upload.format("front.jpg"))) == ""
    assert words(played(upload.format("script.svg") + "    refused: unsupported_media_type\n")) == ""
    assert words(played(upload.format("script.jpg") + "    refused: {photo: ''}\n")) == ""


def test_a_message_that_nobody_waits_for_is_told_unless_it_is_kept(played: Played) -> None:
    early = "start: {with: {item: BOX}}\nsteps:\n  - message: brought_back\n    key: =item\n"

    assert "subscription for message 'brought_back'" in words(played(early))
    kept = BOOKED + early + "    keep: 5 days\n  - complete: decide\n    with: {is_lent: true, days: 3}\n"
    assert words(played(kept + "    expect: {ended: returned}\n")) == ""


def test_a_case_may_begin_by_message_and_reference_data_be_added(played: Played) -> None:
    report = played(
        "reference: {parts: [{part_code: P-NEW, name: 新, name_en: New, category: washer, models: '*', price: 1}]}\n"
        "start: {message: loan_wanted, with: {item: BOX}}\n"
        "steps:\n  - expect: {reached: [wanted], records: [{table: part, where: {part_code: P-NEW}, count: 1}]}\n"
    )

    assert words(report) == ""


def test_an_operator_may_set_variables_and_cancel(played: Played) -> None:
    report = played(
        "start: {with: {n: 1}}\nsteps:\n  - set: {n: =n + 1}\n    expect: {conditions: ['=n = 2']}\n"
        "  - cancel: main\n    reason: test\n    expect: {state: terminated}\n"
    )

    assert words(report) == ""


def test_scenarios_leave_nothing_behind_for_the_next(played: Played) -> None:
    first, second = (played("start: {with: {}}\nsteps:\n  - expect: {cases: {loan: 1}}\n") for _ in range(2))

    assert words(first) == words(second) == ""


def test_coverage_counts_what_was_taken_not_what_waits(played: Played, models: Models) -> None:
    report = played(BOOKED + LENT + "  - message: brought_back\n    key: =item\n")

    found = coverage_of(models.definitions["loan"], report.reached)

    assert {place.id for place in found.missed_elements} == {"wanted", "is_booked_out", "is_overdue", "lost", "kept"}
    assert {place.id for place in found.missed_flows} == {
        "wanted_decide", "no", "is_booked_out_kept", "what_comes_is_overdue", "is_overdue_lost",
    }  # fmt: skip
    assert "借出吗? —否→ 不借 (no)" in [place.told() for place in found.missed_flows]


def test_without_a_name_somebody_with_a_role_of_the_task_acts(played: Played) -> None:
    report = played(
        "start: {with: {}, unit: region_south}\nsteps:\n  - claim: decide\n"
        "    expect: {tasks: [{task: decide, by: agent, unit: region_south}]}\n"
    )

    assert words(report) == ""
