"""Sentences of the soundness hints (warnings)."""

from engine.process.check.texts.sentence import Sentence, warning

HINTS: dict[str, Sentence] = {
    "SOUNDNESS_HINT.join": warning(
        "expected a token on every incoming flow, but there is a path on which this join waits for ever",
        "存在一条路径，使该并行汇聚永远等不到全部令牌",
        "Join alternatives with an exclusive gateway, or optional branches with an inclusive one",
        "互斥的分支请用排他网关汇聚，可选的分支请用包容网关汇聚",
    ),
    "SOUNDNESS_HINT.no_default": warning(
        "expected a default flow or conditions that cover every case, but found neither",
        "该网关没有默认流，且各条件未必覆盖所有情况",
        "Mark one flow as default, otherwise a case without a true condition stops with an incident",
        "请指定默认流，否则没有条件成立时流程会因故障停止",
    ),
    "SOUNDNESS_HINT.parallel_write": warning(
        "expected parallel branches to write different variables, but '{variable}' is written in several",
        "多个并行分支都写入变量“{variable}”，最后写入者生效",
        "Give each branch its own variable",
        "请让每个分支使用各自的变量",
    ),
    "SOUNDNESS_HINT.endless": warning(
        "expected a way out of the loop or something to wait for in it, but it runs until the step limit",
        "该循环没有出口，也没有等待点，会一直运行到步数上限",
        "Add a condition that leaves the loop, or a task that waits",
        "请添加退出循环的条件，或需要等待的任务",
    ),
    "SOUNDNESS_HINT.past_date": warning(
        "expected a date to come, but '{found}' is in the past, so the timer fires at once",
        "日期“{found}”已过，定时器会立即触发",
        "Enter a later date, or an expression",
        "请填写将来的日期，或使用表达式",
    ),
    "SOUNDNESS_HINT.other_language": warning(
        "expected a fixed text or FEEL with a leading =, but '{found}' looks like an expression of another engine",
        "“{found}”像是其他引擎的表达式，此处会被当作固定文本",
        "Write it in FEEL, for example =customer.name, if it is to be evaluated",
        "如需计算，请改写为 FEEL 表达式，例如 =customer.name",
    ),
    "SOUNDNESS_HINT.direction": warning(
        "expected gatewayDirection to agree with the flows, but found '{found}'",
        "gatewayDirection 的值“{found}”与实际的顺序流不符",
        "Remove the attribute; the flows alone decide",
        "请删除该属性，以顺序流为准",
    ),
    "SOUNDNESS_HINT.engine_name": warning(
        "expected own variable names as mapping targets, but '{name}' is set by the engine",
        "映射目标“{name}”由引擎自动设置，可能被覆盖",
        "Choose another variable name",
        "请使用其他变量名",
    ),
}
