"""Sentences about form files."""

from engine.process.check.texts.sentence import Sentence, error, ignored, warning

FORMS: dict[str, Sentence] = {
    "FILE_TOO_LARGE": error(
        "expected at most {limit} bytes, but found {found}",
        "文件不得超过 {limit} 字节，实际为 {found} 字节",
        "Split the form into several",
        "请拆分为多个表单",
    ),
    "NOT_FORM": error(
        "expected a form-js form as a JSON object, but {found}",
        "文件不是 form-js 表单（JSON 对象）：{found}",
        "Save the form in the form editor",
        "请在表单编辑器中保存该表单",
    ),
    "FORM_ID_MISSING": error(
        "expected the form to have an id, but found none",
        "表单缺少 id",
        "Enter an id; tasks name the form by it",
        "请填写 id，任务通过它引用表单",
    ),
    "FORM_TYPE": error(
        "expected a form of type 'default', but found '{found}'",
        "表单类型应为 default，实际为“{found}”",
        "Save the form in the form editor",
        "请在表单编辑器中保存该表单",
    ),
    "FORM_COMPONENT": error(
        "expected components that Servicelane renders, but found the type '{found}'",
        "Servicelane 不支持组件类型“{found}”",
        "Replace it by one of: {known}",
        "请改用以下类型之一：{known}",
    ),
    "FORM_COMPONENT.unsafe": error(
        "expected components that show this form's own data, but '{found}' embeds foreign content and is not rendered",
        "组件“{found}”会嵌入外部内容，不予显示",
        "Replace it by a text with a link",
        "请改用带链接的文本",
    ),
    "FORM_COMPONENT.depth": error(
        "expected components nested at most {limit} deep, but this one lies deeper",
        "组件最多嵌套 {limit} 层，此处超出限制",
        "Use fewer groups",
        "请减少分组嵌套",
    ),
    "FORM_COMPONENT.count": error(
        "expected at most {limit} components, but found more",
        "组件不得超过 {limit} 个",
        "Split the form into several",
        "请拆分为多个表单",
    ),
    "FORM_KEY": error(
        "expected every key once, but '{key}' is used by two components",
        "字段键必须唯一，但“{key}”被两个组件使用",
        "Give one of them another key",
        "请修改其中一个组件的键",
    ),
    "FORM_KEY.overlap": error(
        "expected keys that do not hide one another, but '{key}' lies inside '{other}'",
        "字段键“{key}”与“{other}”相互覆盖",
        "Change one of the two keys",
        "请修改其中一个键",
    ),
    "FORM_KEY.missing": error(
        "expected a key for the value of this component, but found none",
        "该组件缺少用于保存值的键",
        "Enter a key",
        "请填写键",
    ),
    "FORM_KEY.name": error(
        "expected variable names joined by dots, but found the key '{key}'",
        "键应为用点号连接的变量名，实际为“{key}”",
        "Use letters, digits and _ only",
        "请只使用字母、数字和下划线",
    ),
    "FORM_OPTIONS": error(
        "expected exactly one source of options (values, valuesKey or valuesExpression), but found {count}",
        "选项来源（values、valuesKey、valuesExpression）必须且只能有一个，实际为 {count} 个",
        "Keep one source of options",
        "请只保留一种选项来源",
    ),
    "FORM_ENGLISH_MISSING": warning(
        "expected an English text for {property}, but found only '{found}'",
        "{property} 只有中文“{found}”，缺少英文",
        "Enter the English text in the group 'English texts'",
        "请在“英文文本”中填写英文",
    ),
    "FORM_PROPERTY": ignored(
        "the property '{name}' has no effect",
        "属性“{name}”不起作用",
        "Nothing to do, unless you expected an effect",
        "无需处理，除非期望它起作用",
    ),
}
