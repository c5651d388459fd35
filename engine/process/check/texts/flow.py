"""Sentences about flows, gateways, starts and reachability."""

from engine.process.check.texts.sentence import Sentence, error

FLOW: dict[str, Sentence] = {
    "NO_START_EVENT": error(
        "expected a start event, but found none",
        "缺少开始事件",
        "Draw a start event and connect it to the first element",
        "请绘制开始事件，并连接到第一个元素",
    ),
    "NO_NONE_START_EVENT": error(
        "expected the called process '{found}' to have a none start event, but it has none",
        "被调用的流程“{found}”没有普通（无类型）开始事件，无法被调用",
        "Add a none start event to the called process",
        "请在被调用的流程中添加普通开始事件",
    ),
    "NO_NONE_START_EVENT.embedded": error(
        "expected one none start event in the sub-process, but found only typed ones",
        "子流程需要一个普通（无类型）开始事件，实际只有带类型的开始事件",
        "Make its start event a plain one, or make it an event sub-process",
        "请把开始事件改为普通类型，或改为事件子流程",
    ),
    "UNREACHABLE": error(
        "expected a path from a start event to this element, but no token can reach it",
        "没有任何路径可以到达该元素",
        "Connect it or remove it",
        "请连接该元素或将其删除",
    ),
    "FLOW_NOT_ALLOWED.incoming": error(
        "expected no incoming sequence flow here, but found one",
        "该元素不允许有流入的顺序流",
        "Remove the flow; start and boundary events, event sub-processes and compensation handlers take none",
        "请删除该顺序流；开始事件、边界事件、事件子流程和补偿活动不能有流入",
    ),
    "FLOW_NOT_ALLOWED.outgoing": error(
        "expected no outgoing sequence flow here, but found one",
        "该元素不允许有流出的顺序流",
        "Remove the flow; join a compensation handler by an association instead",
        "请删除该顺序流；补偿活动应通过关联连接",
    ),
    "FLOW_NOT_ALLOWED.link": error(
        "expected a link throw without outgoing and a link catch without incoming flow, but found one",
        "链接抛出事件不能有流出，链接捕获事件不能有流入",
        "Remove the flow, the link itself is the connection",
        "请删除该顺序流，链接本身就是连接",
    ),
    "GATEWAY_FLOWS": error(
        "expected at least one incoming and one outgoing flow at a gateway, but one side is missing",
        "网关至少需要一条流入和一条流出的顺序流",
        "Connect the gateway on both sides",
        "请把网关的两侧都连接好",
    ),
    "CONDITION_MISSING": error(
        "expected a condition on every flow but the default one, but this flow has none",
        "网关的每条流出顺序流（默认流除外）都需要条件，该顺序流没有条件",
        "Enter a condition, or make this flow the default",
        "请填写条件，或把它设为默认流",
    ),
    "CONDITION_NOT_ALLOWED": error(
        "expected conditions only on flows out of activities and exclusive, inclusive or complex gateways, "
        "but found one here",
        "只有活动以及排他、包容、复杂网关的流出顺序流可以带条件，此处不允许",
        "Remove the condition or put an exclusive gateway before it",
        "请删除条件，或在此之前加入排他网关",
    ),
    "DEFAULT_WITH_CONDITION": error(
        "expected the default flow without a condition, but found one",
        "默认流不能带条件",
        "Remove the condition or choose another default flow",
        "请删除条件，或选择其他默认流",
    ),
    "ACTIVATION_CONDITION": error(
        "expected an activation condition at the complex gateway, but found none",
        "复杂网关缺少激活条件",
        "Enter one, for example =activationCount >= 2",
        "请填写激活条件，例如 =activationCount >= 2",
    ),
    "EVENT_GATEWAY_TARGET": error(
        "expected a catch event (message, timer, signal, condition) or a receive task without boundary events after "
        "the event-based gateway, but found '{target}'",
        "事件网关之后只能是捕获事件（消息、定时器、信号、条件）或没有边界事件的接收任务，实际为“{target}”",
        "Put a catch event directly behind the gateway",
        "请在网关之后直接放置捕获事件",
    ),
    "EVENT_GATEWAY_TARGET.shared": error(
        "expected the event-based gateway to be the only way to this event, but it has further incoming flows",
        "事件网关之后的事件只能由该网关流入，但它还有其他流入的顺序流",
        "Give the other path its own event",
        "请为另一条路径单独绘制事件",
    ),
    "EVENT_GATEWAY_TARGET.count": error(
        "expected at least two flows out of the event-based gateway, but found {count}",
        "事件网关至少需要两条流出的顺序流，实际为 {count} 条",
        "Add a second event or replace the gateway by a catch event",
        "请添加第二个事件，或用捕获事件代替网关",
    ),
    "EVENT_GATEWAY_START": error(
        "expected an event-based gateway inside the flow, but this one is to start cases or to wait for all events",
        "不支持用事件网关启动流程或等待全部事件",
        "Draw several start events instead",
        "请改为绘制多个开始事件",
    ),
}
