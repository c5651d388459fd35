"""The element table of docs/elements.md: what is executed, by which rules, and the tests that prove it.

    python -m tests.process.element_rows        writes the page anew

`PROOF` names tests of behaviour besides those that run every row (`test_every_element.py`, `test_capabilities.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.process.capabilities import (
    EXECUTED_ELEMENTS,
    EXECUTED_EVENTS,
    EXECUTED_FEATURES,
    EXECUTION_LISTENER_EVENTS,
    TASK_LISTENER_EVENTS,
    definition_name,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "elements.md"
RUN = "test_every_element.py::test_g3_it_is_accepted_and_runs_to_the_end_as_it_is_drawn"
EVENT_RUN = (
    "test_capabilities.py::test_e1_an_event_is_accepted_and_runs_where_it_is_executed_and_refused_everywhere_else"
)

PROOF: dict[str, tuple[str, ...]] = {
    "process": ("test_sequence.py::test_the_case_key_is_the_root_scope",),
    "startEvent": ("test_sequence.py::test_k1_a_start_event_makes_one_token_that_waits_at_the_task",),
    "endEvent": ("test_sequence.py::test_k5_a_node_without_outgoing_flow_ends_its_token",),
    "intermediateCatchEvent": ("test_events.py::test_e5_the_due_date_is_fixed_on_entry",),
    "intermediateThrowEvent": ("test_events.py::test_e6_a_message_throw_with_a_task_definition_is_a_job",),
    "boundaryEvent": ("test_events.py::test_k13_an_interrupting_timer_ends_the_task_and_its_other_subscriptions",),
    "task": (),
    "userTask": ("test_sequence.py::test_s7_unit_and_role_come_from_the_nearest_place",),
    "manualTask": (),
    "scriptTask": ("test_sequence.py::test_a10_a_script_writes_its_result",),
    "serviceTask": ("test_errors.py::test_e9_a_job_throws_an_error_at_its_own_boundary",),
    "businessRuleTask": (),
    "sendTask": ("test_events.py::test_c14_and_c15_a_case_catches_its_own_message",),
    "receiveTask": ("test_events.py::test_a9_a_receive_task_waits_and_its_boundary_timer_interrupts",),
    "callActivity": ("test_subprocesses.py::test_p8_and_p10_a_call_activity_waits_for_its_child",),
    "subProcess": ("test_subprocesses.py::test_p1_a_sub_process_stays_active_while_it_holds_tokens",),
    "transaction": ("test_subprocesses.py::test_p7_cancel_compensates_what_completed_and_leaves_by_the_cancel_event",),
    "adHocSubProcess": ("test_adhoc.py::test_p15_a_sequential_one_works_its_list_in_order",),
    "exclusiveGateway": ("test_sequence.py::test_w1_the_true_condition_wins_and_the_case_completes",),
    "parallelGateway": ("test_gateways.py::test_w4_a_parallel_join_in_a_loop_fires_once_a_round_in_every_order",),
    "inclusiveGateway": ("test_gateways.py::test_w5_and_w6_every_subset_in_every_order_joins_once_over_two_rounds",),
    "complexGateway": ("test_gateways.py::test_w11_and_w12_two_of_three_fires_once_a_round",),
    "eventBasedGateway": ("test_gateways.py::test_w9_the_first_trigger_wins_and_all_others_close",),
    "multiInstanceLoopCharacteristics": ("test_loops.py::test_m3_outputs_stand_at_the_index_of_their_input",),
    "standardLoopCharacteristics": ("test_loops.py::test_m7_a_standard_loop_repeats_while_its_condition_is_true",),
    "eventSubProcess": ("test_event_subprocesses.py::test_p5_event_sub_processes_nest",),
    "multipleEvent": ("test_errors.py::test_e20_a_multiple_catch_fires_at_the_first_trigger",),
    "startQuantity": ("test_sequence.py::test_k7_start_and_completion_quantity_count_tokens",),
    "completionQuantity": ("test_sequence.py::test_k7_start_and_completion_quantity_count_tokens",),
    "isForCompensation": ("test_compensation.py::test_p21_a_handler_is_not_reached_otherwise",),
    "start conditional": ("../engine/test_conditional_starts.py",),
    "start timer": ("../engine/test_start_timers.py",),
    "start message": ("test_definition.py::test_c10_a_message_start_event_starts_with_its_payload",),
    "event sub-process message": (
        "test_event_subprocesses.py::test_k8_the_event_sub_processes_of_a_case_open_after_its_start_event_mapped_its_payload",
    ),
    "event sub-process conditional": (
        "test_event_subprocesses.py::test_e14_a_condition_true_on_entry_replaces_what_the_sub_process_would_begin",
    ),
    "event sub-process error": (
        "test_errors.py::test_e8_an_equal_code_wins_over_a_catch_all_and_event_sub_processes_come_first",
    ),
    "event sub-process compensation": (
        "test_compensation.py::test_p26_a_compensation_event_sub_process_replaces_the_default_handling",
    ),
    "catch message": ("test_events.py::test_c1_a_message_catch_waits_with_its_key_and_merges_its_payload",),
    "catch timer": ("test_events.py::test_t4_a_duration_counts_from_entry",),
    "catch signal": ("test_events.py::test_e7_and_c15_a_signal_reaches_every_catch_of_the_case",),
    "catch conditional": ("test_event_subprocesses.py::test_e15_conditions_are_edge_triggered",),
    "catch link": ("test_errors.py::test_e18_a_link_goes_on_at_its_catch",),
    "boundary message": ("test_events.py::test_e13_a_non_interrupting_message_can_come_many_times",),
    "boundary timer": ("test_events.py::test_t5_a_cycle_fires_n_times_without_drift",),
    "boundary conditional": (
        "test_event_subprocesses.py::test_e14_input_mappings_can_trigger_the_boundary_condition_output_mappings_cannot",
    ),
    "boundary error": ("test_errors.py::test_e8_an_error_end_leaves_by_the_boundary_event_of_its_scope",),
    "boundary escalation": ("test_errors.py::test_e12_an_interrupting_escalation_ends_the_scope",),
    "boundary compensation": (
        "test_compensation.py::test_p22_handlers_run_one_by_one_newest_completion_first_and_the_throw_waits",
    ),
    "boundary cancel": (
        "test_subprocesses.py::test_p7_cancel_compensates_what_completed_and_leaves_by_the_cancel_event",
    ),
    "throw message": ("test_events.py::test_c14_and_c15_a_case_catches_its_own_message",),
    "throw escalation": ("test_errors.py::test_e12_a_non_interrupting_escalation_lets_the_thrower_go_on",),
    "throw compensation": (
        "test_compensation.py::test_p23_a_named_activity_only_and_nothing_left_for_the_second_throw",
    ),
    "end error": ("test_errors.py::test_e10_an_uncaught_error_end_throws_again_when_resolved",),
    "end terminate": ("test_errors.py::test_e19_terminate_ends_its_scope_which_then_counts_as_completed",),
    "end cancel": ("test_compensation.py::test_p7_a_cancel_with_nothing_to_undo_leaves_before_the_next_token_moves",),
    "execution listener start": ("test_adhoc.py::test_a30_listeners_block_in_order_and_their_results_go_where_stated",),
    "execution listener end": ("test_adhoc.py::test_a30_listeners_of_the_process_and_of_each_instance",),
    "task listener creating": ("test_listeners.py::test_a31_a_creating_listener_blocks_the_task_and_may_correct_it",),
    "task listener assigning": (
        "test_listeners.py::test_a31_a_change_waits_for_its_listeners_and_carries_their_corrections",
    ),
    "task listener updating": (
        "test_listeners.py::test_a31_a_change_waits_for_its_listeners_and_carries_their_corrections",
    ),
    "task listener completing": ("test_listeners.py::test_a31_a_completing_listener_may_deny",),
    "task listener canceling": (
        "test_listeners.py::test_a31_canceling_listeners_run_after_the_withdrawal_and_delay_nothing",
    ),
}

HEAD = f"""# Which BPMN elements are executed, and which test proves it?

All of these are executed as the process dialect states; everything else with a meaning is refused at deployment by
name ([refusals.md](refusals.md)). Two other interpreters follow random runs over all of it: `tests/judge` and
`tests/judge_spiff`.

`python -m tests.process.element_rows` makes this page from what the machine says it executes; a test fails when a row
has no proof, or a proof is no test. Tests without a folder stand in `tests/process`. Every row is led through the gate
and to the end of a case by *run*, which stands for
`{RUN}` and, for events,
`{EVENT_RUN}`.
"""


@dataclass(frozen=True)
class Row:
    """One capability: `name` as in `PROOF`, the title of its table, the tests that prove it."""

    table: str
    name: str
    tests: tuple[str, ...]


def rows() -> Iterator[Row]:
    """Every capability, in the order of the page."""
    for name in sorted(EXECUTED_ELEMENTS):
        yield Row("Elements and loops", name, (f"{RUN}[{name}]", *PROOF.get(name, ())))
    for place, kinds in EXECUTED_EVENTS.items():
        for kind in sorted(kinds - {"none"}):
            name = f"{place} {kind}"
            run = f"{EVENT_RUN}[{place}-{definition_name(kind)}]"
            yield Row("Events", name, (run, *PROOF.get(name, ())))
    for name in sorted(EXECUTED_FEATURES):
        yield Row("Ways of using them", name, (f"{RUN}[{name}]", *PROOF.get(name, ())))
    listeners = [f"execution listener {event}" for event in sorted(EXECUTION_LISTENER_EVENTS)]
    for name in (*listeners, *(f"task listener {event}" for event in sorted(TASK_LISTENER_EVENTS))):
        yield Row("Listeners", name, (f"{RUN}[{name}]", *PROOF.get(name, ())))


def page() -> str:
    """The text of docs/elements.md."""
    lines = [HEAD]
    table = ""
    for row in rows():
        if row.table != table:
            table = row.table
            lines += [f"## {table}", "| what | tests |", "|---|---|"]
        lines.append(f"| {row.name} | {' · '.join(f'`{_shown(test)}`' for test in row.tests)} |")
    text = "\n".join(lines) + "\n"
    return text.replace("|\n## ", "|\n\n## ")


def _shown(test: str) -> str:
    for run in (RUN, EVENT_RUN):
        if test.startswith(run):
            return f"run{test.removeprefix(run)}"
    return test.replace("../engine/", "tests/engine/")


if __name__ == "__main__":
    PAGE.write_text(page())
