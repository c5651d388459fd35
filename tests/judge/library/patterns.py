"""Van der Aalst's control-flow patterns that BPMN can express, and the models of the library that play each.

Left out: 18 and 39 (milestone, critical section), 28 and 29 (blocking, cancelling discriminators over threads of other
cases), 31 and 32 (blocking, cancelling partial joins in the same way), which BPMN has no element for.
"""

from __future__ import annotations

PATTERNS: dict[str, tuple[str, ...]] = {
    "1 sequence": ("wcp01_sequence",),
    "2 parallel split": ("wcp02_03_parallel", "wcp02_implicit_split"),
    "3 synchronization": ("wcp02_03_parallel", "wcp03_two_joins"),
    "4 exclusive choice": ("wcp04_exclusive_default", "wcp04_exclusive_no_default"),
    "5 simple merge": ("wcp05_simple_merge",),
    "6 multi-choice": ("wcp06_07_inclusive", "wcp06_inclusive_no_default", "wcp06_conditional_flows_of_a_task"),
    "7 structured synchronizing merge": ("wcp06_07_inclusive", "two_inclusive_joins_in_a_row"),
    "8 multi-merge": ("wcp08_multi_merge", "wcp08_merge_without_gateway"),
    "9 structured discriminator": ("wcp09_discriminator",),
    "10 arbitrary cycles": ("wcp10_loop", "wcp10_two_entries_two_exits"),
    "11 implicit termination": ("wcp11_implicit_end",),
    "12 multiple instances without synchronization": ("event_sub_message_keeps", "boundary_cycle"),
    "13 multiple instances known at design time": ("many_parallel",),
    "14 multiple instances known at run time": ("many_with_output", "many_jobs_with_error"),
    "15 multiple instances not known before": ("ad_hoc_open", "event_sub_message_keeps"),
    "16 deferred choice": ("event_gateway", "event_gateway_with_condition", "event_gateway_in_a_loop"),
    "17 interleaved parallel routing": ("ad_hoc_sequential",),
    "19 cancel task": ("boundary_interrupting",),
    "20 cancel case": ("terminate_the_case", "wcp43_explicit_end"),
    "21 structured loop": ("loop_before", "loop_after", "loop_sub_process"),
    "22 recursion": ("call_all", "call_two_deep"),
    "23 transient trigger": ("catch_signal", "event_sub_signal"),
    "24 persistent trigger": ("catch_message", "receive_task"),
    "25 cancel region": ("boundary_on_a_sub_process", "terminate_in_a_sub_process", "transaction_cancel_ends_the_rest"),
    "26 cancel multiple instance activity": ("many_boundary",),
    "27 complete multiple instance activity": ("many_until",),
    "30 structured partial join": ("wcp30_two_of_three", "complex_in_a_loop"),
    "33 generalized and-join": ("join_in_a_loop", "join_with_surplus"),
    "34 static partial join for multiple instances": ("many_until_counts",),
    "35 cancelling partial join for multiple instances": ("many_until",),
    "36 dynamic partial join for multiple instances": ("ad_hoc_until",),
    "37 local synchronizing merge": ("inclusive_in_a_loop", "inclusive_join_with_way_round"),
    "38 general synchronizing merge": ("inclusive_join_twice_on_one_flow", "inclusive_join_and_boundary"),
    "40 interleaved routing": ("ad_hoc_sequential",),
    "41 thread merge": ("quantities",),
    "42 thread split": ("quantities",),
    "43 explicit termination": ("wcp43_explicit_end",),
}
