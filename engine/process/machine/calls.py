"""Call activities (P8 to P11, S16)."""

from __future__ import annotations

from engine.process.machine import evaluation, lifecycle
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Instance
from engine.process.step import ChildCalled
from engine.values import Values


@lifecycle.behaves("call")
def call_activity(run: Run, instance: Instance) -> bool:
    """Ask for a child case and wait for its end."""
    call, key = instance.node.call, instance.key
    assert call is not None
    if run.state.root.number("depth") + 1 > run.around.depth_limit:
        message = f"expected a call depth of at most {run.around.depth_limit}, but '{instance.node.id}' goes deeper"
        raise Fault("LIMIT_EXCEEDED", message)
    process_id = evaluation.text(run, call.process_id, key, what="the called process", error="CALLED_ELEMENT_ERROR")
    tag = evaluation.text_or_null(run, call.version_tag, key, what="the version tag")
    business_id = evaluation.text_or_null(run, call.business_id, key, what="the business id")
    variables = run.variables.all_visible(key) if call.propagate_parent else dict(run.variables.local(key))
    instance.data["child"] = 1
    run.step.children_called.append(
        ChildCalled(
            element_instance_key=key,
            element_id=instance.node.id,
            process_id=process_id,
            binding=call.binding,
            version_tag=tag,
            variables=variables,
            business_id=business_id,
            propagate_all=call.propagate_child,
        )
    )
    return False


def child_completed(run: Run, instance: Instance, variables: Values) -> None:
    """P10: what of the child's variables comes back."""
    instance.data.pop("child", None)
    call = instance.node.call
    wanted = instance.node.outputs or (call is not None and call.propagate_child)
    lifecycle.complete(run, instance, variables if wanted else None)
