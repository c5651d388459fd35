"""Sentences about tasks, sub-processes, loops and compensation."""

from engine.process.check.texts.sentence import Sentence, error, ignored, warning

TASKS: dict[str, Sentence] = {
    "NO_IMPLEMENTATION": error(
        "expected a job type, but the task has none",
        "该任务没有作业类型",
        "Enter a job type under 'Task definition'",
        "请在“任务定义”中填写作业类型",
    ),
    "NO_IMPLEMENTATION.sender": error(
        "expected a message or a job type to send with, but found neither",
        "发送任务或事件既没有消息，也没有作业类型",
        "Choose the message to publish, or enter a job type",
        "请选择要发布的消息，或填写作业类型",
    ),
    "NO_IMPLEMENTATION.script": error(
        "expected either a FEEL expression or a job type, but found both or neither",
        "脚本任务必须且只能填写 FEEL 表达式或作业类型之一",
        "Keep one of them",
        "请只保留其中一种",
    ),
    "NO_IMPLEMENTATION.decision": error(
        "expected either a called decision with decisionId and resultVariable, or a job type, "
        "but found both, neither or half",
        "业务规则任务必须填写决策（decisionId 和 resultVariable）或作业类型之一，且不能同时填写",
        "Complete one of them and remove the other",
        "请补全其中一种，并删除另一种",
    ),
    "NO_IMPLEMENTATION.call": error(
        "expected the id of the called process, but found none",
        "调用活动没有指定被调用的流程",
        "Enter the process id under 'Called element'",
        "请在“被调用元素”中填写流程 id",
    ),
    "NO_WORK": ignored(
        "the task passes at once: nobody gets work from it",
        "该任务会立即通过，不会分配给任何人",
        "Make it a user task if somebody is to do it",
        "如需有人办理，请改为用户任务",
    ),
    "USER_TASK_MARKER_MISSING": warning(
        "expected the marker zeebe:userTask, but found none; it is run as a user task all the same",
        "缺少 zeebe:userTask 标记，仍按用户任务执行",
        "Open and save the model in the designer to add the marker",
        "请在设计器中打开并保存模型以添加标记",
    ),
    "SCRIPT_LANGUAGE": error(
        "expected a FEEL expression in zeebe:script, but found scriptFormat",
        "脚本应写为 zeebe:script 中的 FEEL 表达式，不支持 scriptFormat",
        "Remove scriptFormat and write the script in FEEL",
        "请删除 scriptFormat，并用 FEEL 编写脚本",
    ),
    "SCRIPT_LANGUAGE.text": error(
        "expected a FEEL expression in zeebe:script, but found a script text",
        "脚本应写为 zeebe:script 中的 FEEL 表达式，不支持 script 文本",
        "Write the script in FEEL, or use a service task",
        "请用 FEEL 编写脚本，或改用服务任务",
    ),
    "RECEIVE_INSTANTIATE": error(
        "expected the receive task inside the flow, but it is to start cases",
        "接收任务不能用来启动流程",
        "Draw a message start event instead",
        "请改用消息开始事件",
    ),
    "OPERATION_REF": error(
        "expected a job type or a message, but found '{name}'",
        "发现“{name}”：不支持 BPMN 的接口和操作",
        "Remove it and enter a job type",
        "请删除，并填写作业类型",
    ),
    "TRANSACTION_METHOD": error(
        "expected the transaction method ##Compensate, but found '{found}'",
        "事务方法只支持 ##Compensate，实际为“{found}”",
        "Remove the attribute method",
        "请删除 method 属性",
    ),
    "CANCEL_UNCAUGHT": error(
        "expected a cancel boundary event on the transaction, because it holds a cancel end event, but found none",
        "事务内有取消结束事件，但边界上没有取消边界事件",
        "Attach a cancel boundary event",
        "请在事务边界上添加取消事件",
    ),
    "COMPENSATION_HANDLER": error(
        "expected one association from the compensation event to an activity marked as compensation, but found {count}",
        "补偿边界事件应通过关联连接到一个标记为补偿的活动，实际为 {count} 个",
        "Draw an association to one activity of the same scope marked 'is for compensation'",
        "请绘制关联，连接到同一范围内标记为“用于补偿”的活动",
    ),
    "COMPENSATION_HANDLER.loose": error(
        "expected a compensation event that names this handler, but found none",
        "该补偿活动没有被任何补偿边界事件关联",
        "Join it to a compensation boundary event by an association, or remove the compensation marker",
        "请通过关联连接到补偿边界事件，或取消补偿标记",
    ),
    "COMPENSATION_REF": error(
        "expected activityRef to name an activity of this file, but found '{found}'",
        "activityRef 应引用文件中的活动，实际为“{found}”",
        "Choose an activity with a compensation handler",
        "请选择带有补偿处理的活动",
    ),
    "COMPENSATION_REF.out_of_reach": error(
        "expected an activity of the same scope that can be compensated, but '{found}' is not",
        "“{found}”不在同一范围内，或没有补偿处理",
        "Choose an activity of this scope with a compensation handler, or leave the reference empty",
        "请选择同一范围内带有补偿处理的活动，或留空",
    ),
    "AD_HOC_CONTENT": error(
        "expected no start and end events in an ad-hoc sub-process, but found one",
        "即席子流程内不能有开始或结束事件",
        "Remove the event",
        "请删除该事件",
    ),
    "AD_HOC_CONTENT.empty": error(
        "expected at least one activity in the ad-hoc sub-process, but found none",
        "即席子流程至少需要一个活动",
        "Add an activity",
        "请添加活动",
    ),
    "LOOP_STYLE": error(
        "expected zeebe:loopCharacteristics with an input collection, but found '{name}'",
        "多实例应使用 zeebe:loopCharacteristics 的输入集合，但发现“{name}”",
        "Enter an input collection, for a number n: =for i in 1..n return i",
        "请填写输入集合；如需固定次数 n，可写 =for i in 1..n return i",
    ),
    "LOOP_BEHAVIOR": error(
        "expected the behavior All, but found '{found}'",
        "多实例的 behavior 只支持 All，实际为“{found}”",
        "Remove the attribute behavior",
        "请删除 behavior 属性",
    ),
    "LOOP_BEHAVIOR.event": error(
        "expected the behavior All, but found an event per instance ('{name}')",
        "多实例的 behavior 只支持 All，但发现按实例触发的事件（“{name}”）",
        "Remove it and throw the event inside the activity",
        "请删除，并在活动内部抛出事件",
    ),
    "LOOP_ENDLESS": error(
        "expected a loop condition or a maximum, but the loop has neither",
        "循环既没有循环条件，也没有最大次数",
        "Enter a loop condition or a maximum",
        "请填写循环条件或最大次数",
    ),
}
