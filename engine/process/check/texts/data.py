"""Sentences about expressions and data flow."""

from engine.process.check.texts.sentence import Sentence, error

DATA: dict[str, Sentence] = {
    "FEEL_SYNTAX": error(
        "expected {expected} in the expression of {place}, line {line}, column {column}, but found {found}",
        "{place} 的表达式有语法错误：第 {line} 行第 {column} 列应为 {expected}，实际为 {found}",
        "Correct the FEEL expression",
        "请更正 FEEL 表达式",
    ),
    "FEEL_SYNTAX.long": error(
        "expected an expression of at most {limit} bytes and little nesting in {place}, but found a larger one",
        "{place} 的表达式过长或嵌套过深（上限 {limit} 字节）",
        "Split the expression, for example with a script task before it",
        "请拆分表达式，例如在之前增加脚本任务",
    ),
    "EXTERNAL_FUNCTION": error(
        "expected FEEL only, but the expression of {place} defines an external function",
        "{place} 的表达式定义了外部函数，不支持",
        "Replace it by a service task with a job type",
        "请改用带作业类型的服务任务",
    ),
    "EXPRESSION_REQUIRED": error(
        "expected an expression with a leading = in {place}, but found the static text '{found}'",
        "{place} 必须是以 = 开头的表达式，实际为固定文本“{found}”",
        "Put = in front, and texts into quotes",
        "请在前面加上 =，文本需加引号",
    ),
    "EXPRESSION_LANGUAGE": error(
        "expected FEEL, but found the expression language '{found}'",
        "表达式语言只支持 FEEL，实际为“{found}”",
        "Remove the language and write the expressions in FEEL",
        "请删除语言设置，并用 FEEL 编写表达式",
    ),
    "DATA_FLOW_UNSUPPORTED": error(
        "expected data to move by zeebe:ioMapping, but found the BPMN data flow '{name}'",
        "数据应通过 zeebe:ioMapping 传递，不支持 BPMN 数据流“{name}”",
        "Remove it and map inputs and outputs on the element",
        "请删除，并在元素上配置输入和输出映射",
    ),
}
