"""What can be wrong with a form's schema, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_TEXTS: dict[str, tuple[Literal["error", "warning"], str, str]] = {
    "no_component": ("error", "组件应有 type,但发现 {0}", "expected a component with a type, but found {0}"),
    "kind": ("error", "本系统不支持组件类型 {0}", "expected a component this system renders, but found '{0}'"),
    "no_key": ("error", "{0} 缺少 key 或 path", "expected a key or path on this {0}, but found none"),
    "key": ("error", "名称 {0} 只能含字母、数字和下划线", "expected names of letters, digits and '_', but found '{0}'"),
    "feel": ("error", "FEEL 表达式有误:{0}", "expected FEEL, but {0}"),
    "pattern": ("error", "正则表达式不可用:{0}", "expected a pattern that RE2 runs, but found {0}"),
    "lookup": ("error", "查找字段应为 {0},但发现 {1}", "expected a look-up of {0}, but found '{1}'"),
    "too_many": ("error", "表单最多 {0} 个组件", "expected at most {0} components, but found more"),
    "too_deep": ("error", "表单最多嵌套 {0} 层", "expected nesting of at most {0}, but found deeper"),
    "no_english": ("warning", "{0} 缺少英文", "expected an English text for '{0}', but found none"),
}


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One fault of a schema. `component_id` is empty when it concerns the whole form."""

    code: str
    level: Literal["error", "warning"]
    component_id: str
    zh: str
    en: str


def problem(code: str, component_id: str, *facts: object) -> FormProblem:
    """The fault `code` at a component, its texts filled with `facts`."""
    level, zh, en = _TEXTS[code]
    return FormProblem(code, level, component_id, zh.format(*facts), en.format(*facts))
