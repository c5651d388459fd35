"""Sentences about the file as a whole, ids, references and sizes."""

from engine.process.check.texts.sentence import Sentence, error, ignored

STRUCTURE: dict[str, Sentence] = {
    "NOT_BPMN": error(
        "expected a BPMN 2.0 file with the root element definitions, but found '{found}'",
        "文件的根元素应为 BPMN 2.0 的 definitions，实际为“{found}”",
        "Export the model as BPMN 2.0 XML",
        "请把模型导出为 BPMN 2.0 XML",
    ),
    "NO_EXECUTABLE_PROCESS": error(
        'expected at least one process with isExecutable="true", but found none',
        '文件中没有可执行的流程（isExecutable="true"）',
        "Tick 'Executable' on the process that is to run",
        "请在需要运行的流程上勾选“可执行”",
    ),
    "DRAWING_ONLY": ignored(
        "the process is not executable and is kept as a drawing, its content was not checked",
        "该流程未标记为可执行，仅作为图纸保留，其内容未经检查",
        "Tick 'Executable' if it is to run",
        "如需运行，请勾选“可执行”",
    ),
    "MODEL_TOO_LARGE.nodes": error(
        "expected at most {limit} flow nodes in a process, but found {count}",
        "单个流程最多允许 {limit} 个流程节点，实际为 {count} 个",
        "Move parts into called processes",
        "请把部分内容移到被调用的流程中",
    ),
    "MODEL_TOO_LARGE.nesting": error(
        "expected sub-processes nested at most {limit} deep, but this one lies deeper",
        "子流程最多嵌套 {limit} 层，此处超出限制",
        "Call a process instead of nesting further",
        "请改用调用活动，不要继续嵌套",
    ),
    "MODEL_TOO_LARGE.file": error(
        "expected at most {limit} flow nodes in one file, but found {count}",
        "单个文件最多允许 {limit} 个流程节点，实际为 {count} 个",
        "Put the processes into files of their own",
        "请把各流程拆分到不同的文件中",
    ),
    "MODEL_TOO_LARGE.expressions": error(
        "expected at most {limit} bytes of expressions in a file, but this one goes beyond",
        "单个文件中的表达式总量不得超过 {limit} 字节，此处已超出",
        "Split the model, or move long expressions into decisions",
        "请拆分模型，或把较长的表达式移到决策中",
    ),
    "DUPLICATE_ID": error(
        "expected every id once in the file, but '{id}' already stands in line {first}",
        "文件中的 id 必须唯一，但“{id}”已在第 {first} 行使用",
        "Give one of the two another id",
        "请修改其中一个元素的 id",
    ),
    "DUPLICATE_ID.pool": error(
        "expected one pool per process, but '{id}' is shown by two",
        "每个流程只能对应一个泳池，但“{id}”出现在两个泳池中",
        "Remove one of the pools or give it its own process",
        "请删除其中一个泳池，或为其指定单独的流程",
    ),
    "MISSING_ID": error(
        "expected an id on {name}, but found none",
        "元素 {name} 缺少 id",
        "Give the element an id",
        "请为该元素设置 id",
    ),
    "REFERENCE_UNRESOLVED": error(
        "expected {attribute} to name an element of this file, but '{found}' is not there or is of another kind",
        "{attribute} 引用的“{found}”在文件中不存在，或类型不符",
        "Choose an existing element or draw the connection again",
        "请选择已有的元素，或重新绘制连线",
    ),
    "REFERENCE_UNRESOLVED.default": error(
        "expected the default flow to be one that leaves this element, but found '{found}'",
        "默认流必须是从该元素出发的顺序流，实际为“{found}”",
        "Mark one of the outgoing flows as default",
        "请在该元素的流出顺序流中重新指定默认流",
    ),
    "FLOW_CROSSES_SCOPE": error(
        "expected both ends of the flow in one process or sub-process, but '{found}' lies in another one",
        "顺序流的两端必须在同一流程或同一子流程内，但“{found}”位于另一个范围",
        "Use a message between pools, or a boundary event to leave a sub-process",
        "跨泳池请使用消息，离开子流程请使用边界事件",
    ),
    "INCOMING_OUTGOING_MISMATCH": error(
        "expected {attribute} to list the flows of this element, but '{found}' belongs to another one",
        "{attribute} 应列出该元素自己的顺序流，但“{found}”属于其他元素",
        "Open and save the model in the designer, or draw the flow again",
        "请在设计器中打开并保存模型，或重新绘制该顺序流",
    ),
    "INCOMING_OUTGOING_MISMATCH.missing": error(
        "expected {attribute} to be complete, but it leaves out {found}",
        "{attribute} 列表不完整，缺少 {found}",
        "Open and save the model in the designer",
        "请在设计器中打开并保存模型",
    ),
    "INCOMING_OUTGOING_MISMATCH.twice": error(
        "expected each flow once in {attribute}, but one is listed twice",
        "{attribute} 中有顺序流被重复列出",
        "Open and save the model in the designer",
        "请在设计器中打开并保存模型",
    ),
    "ATTRIBUTE_VALUE": error(
        "expected {name} to be {expected}, but found '{found}'",
        "{name} 的值应为 {expected}，实际为“{found}”",
        "Correct the value",
        "请更正该值",
    ),
    "ATTRIBUTE_VALUE.one_form": error(
        "expected one way to name the form, but found {found}",
        "只能用一种方式指定表单，实际同时使用了 {found}",
        "Keep one of formId, formKey and externalReference",
        "请在 formId、formKey、externalReference 中只保留一个",
    ),
    "ATTRIBUTE_MISSING": error(
        "expected a value for {name} of {parent}, but found none",
        "{parent} 缺少 {name} 的值",
        "Fill in the value in the properties panel",
        "请在属性面板中填写该值",
    ),
}
