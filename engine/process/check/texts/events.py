"""Sentences about events: positions, triggers, timers, links, boundaries, compensation."""

from engine.process.check.texts.sentence import Sentence, error, warning

EVENTS: dict[str, Sentence] = {
    "EVENT_POSITION": error(
        "expected a kind of event that BPMN allows at this place, but found '{trigger}' as {place}",
        "事件类型“{trigger}”不能用作 {place}",
        "Choose another kind of event",
        "请选择其他事件类型",
    ),
    "EVENT_POSITION.one_start": error(
        "expected exactly one start event in an event sub-process, but found {count}",
        "事件子流程只能有一个开始事件，实际有 {count} 个",
        "Draw one event sub-process per trigger",
        "请为每个触发条件单独绘制事件子流程",
    ),
    "EVENT_POSITION.untyped_start": error(
        "expected a typed start event in an event sub-process, but found a none start event",
        "事件子流程的开始事件必须带类型",
        "Choose message, timer, signal, condition, error, escalation or compensation",
        "请选择消息、定时器、信号、条件、错误、升级或补偿",
    ),
    "EVENT_POSITION.typed_start": error(
        "expected a none start event in an embedded sub-process, but found a typed one",
        "嵌入子流程的开始事件不能带类型",
        "Make it a none start event, or make the sub-process an event sub-process",
        "请改为普通开始事件，或把子流程改为事件子流程",
    ),
    "EVENT_POSITION.interrupting": error(
        "expected an interrupting event, because '{trigger}' always interrupts, but it is drawn as non-interrupting",
        "“{trigger}”事件总是中断，不能绘制为非中断",
        "Make it interrupting",
        "请改为中断事件",
    ),
    "EVENT_POSITION.cancel": error(
        "expected cancel events only in and at a transaction, but found one elsewhere",
        "取消事件只能用在事务子流程内或其边界上",
        "Make the sub-process a transaction or use an error event",
        "请把子流程改为事务，或改用错误事件",
    ),
    "EVENT_COMBINATION": error(
        "expected {found} alone in its event, but found it beside other triggers",
        "{found} 不能与其他触发类型组合在同一事件中",
        "Draw separate events",
        "请拆分为单独的事件",
    ),
    "PARALLEL_MULTIPLE": error(
        "expected an event that waits for any of its triggers, but found one that waits for all (parallel multiple)",
        "不支持等待全部触发条件的并行多重事件",
        "Draw a parallel gateway with one catch event on each branch",
        "请用并行网关，在每个分支上放置一个捕获事件",
    ),
    "DUPLICATE_TRIGGER": error(
        "expected different triggers in one place, but {trigger} '{found}' is caught twice",
        "同一位置的触发条件不能重复，但 {trigger}“{found}”被捕获了两次",
        "Remove one of them or change its name or code",
        "请删除其中一个，或修改名称或代码",
    ),
    "DUPLICATE_TRIGGER.start": error(
        "expected one none start event, but found a further one",
        "只能有一个普通开始事件，但发现了多个",
        "Keep one, or give the other a trigger",
        "请只保留一个，或为其他开始事件设置类型",
    ),
    "LINK_UNPAIRED.throw": error(
        "expected a link catch event with the name '{link}' in the same scope, but found none",
        "同一范围内没有名为“{link}”的链接捕获事件",
        "Give both link events the same name",
        "请让两个链接事件使用相同的名称",
    ),
    "LINK_UNPAIRED.catch": error(
        "expected a link throw event with the name '{link}' in the same scope, but found none",
        "同一范围内没有名为“{link}”的链接抛出事件",
        "Add the throw event or remove this one",
        "请添加链接抛出事件，或删除该事件",
    ),
    "LINK_UNPAIRED.twice": error(
        "expected one link catch event with the name '{link}', but found a further one",
        "名为“{link}”的链接捕获事件只能有一个",
        "Keep one of them",
        "请只保留一个",
    ),
    "BOUNDARY_NOT_ALLOWED": error(
        "expected boundary events on activities, but '{host}' takes none",
        "“{host}”上不允许放置边界事件",
        "Use an event sub-process, or attach the event to the activity itself",
        "请使用事件子流程，或把边界事件放到活动上",
    ),
    "TRIGGER_NEVER": warning(
        "expected an activity that waits, but '{host}' ends at once, so this event can never fire",
        "“{host}”会立即完成，该边界事件永远不会触发",
        "Remove the event or make the task a user or service task",
        "请删除该事件，或把任务改为用户任务或服务任务",
    ),
    "TRIGGER_NEVER.cycle": warning(
        "expected a cycle that is due at some time, but '{found}' never is, so this event can never fire",
        "周期“{found}”永远不会到期，该事件永远不会触发",
        "Enter another cycle, or remove the event",
        "请更换周期，或删除该事件",
    ),
    "TRIGGER_NEVER.process": warning(
        "expected a sub-process around it, but a whole process is never compensated, so this event can never fire",
        "整个流程不会被补偿，该事件永远不会触发",
        "Move the event sub-process into the sub-process that is to be compensated",
        "请把事件子流程移到需要补偿的子流程内",
    ),
    "CORRELATION_KEY_MISSING": error(
        "expected a correlation key on the message '{message}', but found none",
        "消息“{message}”缺少关联键",
        "Enter a subscription correlation key, for example =orderId",
        "请填写订阅关联键，例如 =orderId",
    ),
    "CORRELATION_STYLE": error(
        "expected zeebe:subscription with a correlation key, but found the BPMN element '{name}'",
        "应使用 zeebe:subscription 的关联键，但发现 BPMN 元素“{name}”",
        "Remove it and enter a correlation key on the message",
        "请删除，并在消息上填写关联键",
    ),
    "STATIC_CODE_REQUIRED": error(
        "expected a fixed code to catch, but found the expression '{found}' at the {kind}",
        "捕获事件的代码必须是固定值，但 {kind} 使用了表达式“{found}”",
        "Enter a fixed code, or none to catch everything",
        "请填写固定代码；留空则捕获全部",
    ),
    "STATIC_CODE_REQUIRED.start": error(
        "expected a constant name at a start event, but the {kind} name '{found}' needs variables",
        "开始事件的名称必须是常量，但 {kind} 名称“{found}”用到了变量",
        "Enter a fixed name",
        "请填写固定名称",
    ),
    "TIMER_KIND": error(
        "expected {allowed} at this place, but found {kind}",
        "此处的定时器应为 {allowed}，实际为 {kind}",
        "Choose another kind of timer, or make the event non-interrupting",
        "请更换定时器类型，或改为非中断事件",
    ),
    "TIMER_KIND.count": error(
        "expected exactly one of timeDate, timeDuration and timeCycle, but found {count}",
        "timeDate、timeDuration、timeCycle 必须且只能填写一个，实际为 {count} 个",
        "Enter one timer value",
        "请只填写一个定时器值",
    ),
    "TIMER_KIND.value": error(
        "expected an ISO 8601 value for {kind}, for cycles also cron, but found '{found}'",
        "{kind} 的值应为 ISO 8601 格式（周期也可使用 cron），实际为“{found}”",
        "Write for example 2026-12-24T18:00:00, PT8H, R3/PT10M or 0 0 8 * * MON-FRI",
        "例如 2026-12-24T18:00:00、PT8H、R3/PT10M 或 0 0 8 * * MON-FRI",
    ),
    "TIMER_KIND.start_expression": error(
        "expected a timer at a start event that needs no variables, but found '{found}'",
        "开始事件的定时器不能使用变量，实际为“{found}”",
        "Enter a fixed date or cycle",
        "请填写固定的日期或周期",
    ),
    "TIMER_TOO_OFTEN": error(
        "expected a cycle of at least one minute, but '{found}' fires more often",
        "周期不得短于一分钟，“{found}”触发过于频繁",
        "Choose a longer interval",
        "请选择更长的间隔",
    ),
}
