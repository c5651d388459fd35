"""Sentences about names: unknown, refused, of other engines, ignored by design."""

from engine.process.check.texts.sentence import Sentence, error, ignored

_REMOVE_EN, _REMOVE_ZH = (
    "Remove it, or draw it with an element of the palette",
    "请删除该元素，或用工具栏中的元素重新绘制",
)

NAMES: dict[str, Sentence] = {
    "UNKNOWN_ELEMENT": error(
        "expected elements of BPMN 2.0 and its zeebe extensions, but found '{name}'",
        "“{name}”不是 BPMN 2.0 或 zeebe 扩展中的元素",
        _REMOVE_EN,
        _REMOVE_ZH,
    ),
    "UNKNOWN_ELEMENT.misplaced": error(
        "expected '{name}' elsewhere, but found it inside {parent}, where it has no meaning",
        "元素“{name}”不能放在 {parent} 内，在此处没有意义",
        _REMOVE_EN,
        _REMOVE_ZH,
    ),
    "UNKNOWN_ELEMENT.repeated": error(
        "expected '{name}' once, but found it {count} times",
        "元素“{name}”只能出现一次，实际出现 {count} 次",
        "Keep one of them",
        "请只保留一个",
    ),
    "UNKNOWN_ELEMENT.not_executed": error(
        "expected elements that this installation executes, but '{name}' is not among them",
        "当前安装版本不支持执行“{name}”",
        "Replace it by supported elements",
        "请改用受支持的元素",
    ),
    "UNKNOWN_ELEMENT.choreography": error(
        "expected processes, but found '{name}': choreographies are not executed",
        "发现“{name}”：不支持执行编排（choreography）",
        "Draw one process per participant and let them exchange messages",
        "请为每个参与方绘制流程，并通过消息相互通信",
    ),
    "UNKNOWN_ELEMENT.global_task": error(
        "expected tasks inside a process, but found '{name}': global tasks are not executed",
        "发现“{name}”：不支持全局任务，任务必须位于流程内",
        "Make it a process of its own and call it with a call activity",
        "请改为独立流程，并用调用活动调用",
    ),
    "UNKNOWN_ELEMENT.performer": error(
        "expected lanes or candidate groups to say who works, but found '{name}', which is not read",
        "应由泳道或候选组指定办理人，“{name}”不会被读取",
        "Put the task into the lane of its role, or use zeebe:assignmentDefinition",
        "请把任务放入对应角色的泳道，或使用 zeebe:assignmentDefinition",
    ),
    "UNKNOWN_ELEMENT.interface_ref": error(
        "expected job types, but found '{name}': interfaces of BPMN are not executed",
        "发现“{name}”：不支持 BPMN 接口，应使用作业类型",
        "Remove it and give the task a zeebe:taskDefinition",
        "请删除，并为任务设置 zeebe:taskDefinition",
    ),
    "UNKNOWN_ELEMENT.import": error(
        "expected everything in one file, but found an import",
        "BPMN 文件不支持 import，所需内容应在同一文件中",
        "Call other processes with a call activity and decisions with a business rule task",
        "请用调用活动调用其他流程，用业务规则任务调用决策",
    ),
    "UNKNOWN_ELEMENT.shared_definition": error(
        "expected the event definition inside its event, but found a reference to a shared one",
        "事件定义应写在事件内部，不支持引用共享的事件定义",
        "Set the event's kind in the designer",
        "请在设计器中为该事件设置类型",
    ),
    "UNKNOWN_ELEMENT.abstract": error(
        "expected a concrete element, but '{name}' says nothing that can be executed",
        "“{name}”是抽象元素，无法执行",
        _REMOVE_EN,
        _REMOVE_ZH,
    ),
    "UNKNOWN_ELEMENT.no_meaning": error(
        "expected elements with a meaning in Servicelane, but '{name}' has none",
        "“{name}”在 Servicelane 中没有含义",
        "Remove it",
        "请删除",
    ),
    "UNKNOWN_ATTRIBUTE": error(
        "expected attributes of {parent} as BPMN 2.0 and zeebe name them, but found '{name}'",
        "{parent} 没有名为“{name}”的属性",
        "Remove the attribute or correct its name",
        "请删除该属性或更正其名称",
    ),
    "UNKNOWN_ATTRIBUTE.no_meaning": error(
        "expected attributes with a meaning in Servicelane, but '{name}' has none",
        "属性“{name}”在 Servicelane 中没有含义",
        "Remove the attribute",
        "请删除该属性",
    ),
    "UNKNOWN_ATTRIBUTE.called_element": error(
        "expected zeebe:calledElement to name the called process, but found the BPMN attribute calledElement",
        "被调用的流程应由 zeebe:calledElement 指定，而不是 BPMN 属性 calledElement",
        "Enter the process id under 'Called element' in the designer",
        "请在设计器的“被调用元素”中填写流程 id",
    ),
    "UNKNOWN_ATTRIBUTE.implementation": error(
        "expected the work of the task in zeebe:taskDefinition, but found implementation='{name}'",
        "任务的实现应写在 zeebe:taskDefinition 中，但发现 implementation=“{name}”",
        "Remove the attribute and enter a job type",
        "请删除该属性并填写作业类型",
    ),
    "FOREIGN_ENGINE_EXTENSION": error(
        "expected extensions of the zeebe namespace, but '{name}' belongs to the engine {engine}",
        "“{name}”是流程引擎 {engine} 的扩展，此处只支持 zeebe 扩展",
        "Use {counterpart} instead",
        "请改用 {counterpart}",
    ),
    "FOREIGN_ENGINE_EXTENSION.without_counterpart": error(
        "expected extensions of the zeebe namespace, but '{name}' belongs to the engine {engine}",
        "“{name}”是流程引擎 {engine} 的扩展，此处只支持 zeebe 扩展",
        "Remove it and draw its effect in the model, there is no direct counterpart",
        "没有直接对应的功能，请删除并在模型中用其他方式实现",
    ),
    "UNKNOWN_EXTENSION": error(
        "expected known namespaces only (strict deployment), but found {count} uses of '{namespace}'",
        "严格部署只允许已知的命名空间，但发现“{namespace}”被使用 {count} 次",
        "Remove the extension or deploy without strict",
        "请删除该扩展，或取消严格部署",
    ),
    "IGNORED_EXTENSION": ignored(
        "the namespace '{namespace}' is kept but has no effect ({count} uses, the first here)",
        "命名空间“{namespace}”会保留但不起作用（共 {count} 处，此为首处）",
        "Remove it if you expected an effect",
        "如果期望它起作用，请改用受支持的方式",
    ),
    "IGNORED_BY_DESIGN.namespace": ignored(
        "'{namespace}' belongs to the drawing and has no effect on execution ({count} uses, the first here)",
        "“{namespace}”属于图形信息，不影响执行（共 {count} 处，此为首处）",
        "Nothing to do",
        "无需处理",
    ),
    "IGNORED_BY_DESIGN.names": ignored(
        "{count} names are labels: they are shown, but have no effect on execution",
        "共有 {count} 个名称仅用于显示，不影响执行",
        "Nothing to do",
        "无需处理",
    ),
    "IGNORED_BY_DESIGN.element": ignored(
        "'{name}' is part of the drawing and has no effect on execution",
        "“{name}”属于图形说明，不影响执行",
        "Nothing to do, unless you expected an effect",
        "无需处理，除非期望它起作用",
    ),
    "IGNORED_BY_DESIGN.attribute": ignored(
        "the attribute '{name}' has no effect on execution",
        "属性“{name}”不影响执行",
        "Nothing to do, unless you expected an effect",
        "无需处理，除非期望它起作用",
    ),
    "IGNORED_BY_DESIGN.black_box": ignored(
        "the pool holds no process and is kept as a drawing",
        "该泳池不含流程，仅作为图形保留",
        "Nothing to do",
        "无需处理",
    ),
}
