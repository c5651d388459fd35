"""Why a value was refused, in words, in both languages."""

from __future__ import annotations

from engine.errors import FieldError

_TEXTS: dict[str, tuple[str, str]] = {
    "required": ("请填写此项", "This must be filled in"),
    "ticked": ("请勾选此项", "This must be ticked"),
    "choose": ("请选择一项", "Choose one"),
    "row": ("请至少添加一行", "Add at least one row"),
    "type": ("应为{0}", "Expected {1}"),
    "text": ("含有不可显示的字符", "Contains characters that cannot be shown"),
    "number": ("请输入数字", "Enter a number"),
    "integer": ("请输入整数", "Enter a whole number"),
    "decimals": ("最多 {0} 位小数", "At most {0} decimal places"),
    "step": ("必须是 {0} 的倍数", "Must be a multiple of {0}"),
    "min": ("不得小于 {0}", "Must not be less than {0}"),
    "max": ("不得大于 {0}", "Must not be more than {0}"),
    "min_length": ("至少 {0} 个字符，现在有 {1} 个", "At least {0} characters, but there are {1}"),
    "max_length": ("最多 {0} 个字符，现在有 {1} 个", "At most {0} characters, but there are {1}"),
    "pattern": ("格式不正确", "Not in the expected form"),
    "email": ("电子邮箱格式不正确", "Not an e-mail address"),
    "phone": ("电话号码格式不正确", "Not a phone number"),
    "lookup": ("没有找到，请从列表中选择", "Not found; choose one of the list"),
    "earliest": ("不得早于 {0}", "Must not be before {0}"),
    "latest": ("不得晚于 {0}", "Must not be after {0}"),
    "upload": (
        "无法保存文件“{0}”：只接受图片、PDF、文本、办公文档和 MP4",
        "The file '{0}' was refused: its content is no picture, PDF, text, office file or MP4",
    ),
    "upload_size": ("文件“{0}”太大，最多 {1} MB", "The file '{0}' is too large; at most {1} MB"),
    "option": ("请从选项中选择", "Choose one of the options"),
    "date": ("请输入日期，例如 2026-05-31", "Enter a date such as 2026-05-31"),
    "time": ("请输入时间，例如 14:30", "Enter a time such as 14:30"),
    "moment": ("请输入日期和时间，例如 2026-05-31 14:30", "Enter a date and time such as 2026-05-31 14:30"),
    "past": ("不能早于现在", "Must not be in the past"),
    "file": ("找不到文件，请重新上传", "The file was not found; upload it again"),
    "file_kind": ("不接受这种文件，可用：{0}", "This kind of file is not accepted; use {0}"),
    "file_broken": ("“{0}”不是可以读取的图片", "'{0}' cannot be read as a picture"),
    "file_count": ("最多 {0} 个文件", "At most {0} files"),
    "one_file": ("只能上传一个文件", "One file only"),
    "signature": ("请签名，或输入姓名", "Sign, or type the full name"),
    "rows": ("最多 {0} 行", "At most {0} rows"),
    "fixed_rows": ("应为 {0} 行", "Expected {0} rows"),
    "undeclared": ("表单没有这个字段", "The form has no such field"),
}
TYPES: dict[str, tuple[str, str]] = {
    "text": ("文本", "a text"),
    "number": ("数字", "a number"),
    "truth": ("是或否", "true or false"),
    "list": ("列表", "a list"),
    "context": ("对象", "an object"),
}


class Wrong(Exception):
    """A value breaks rule `code`; `zh` and `en` say it to the person who typed it."""

    def __init__(self, code: str, *facts: object) -> None:
        zh, en = _TEXTS[code]
        super().__init__(en.format(*facts))
        self.code, self.zh, self.en = code, zh.format(*facts), en.format(*facts)

    @classmethod
    def of_type(cls, expected: str) -> Wrong:
        """The value has the wrong JSON type; `expected` is a name of TYPES."""
        return cls("type", *TYPES[expected])

    @classmethod
    def in_words(cls, code: str, *, zh: str, en: str) -> Wrong:
        """Rule `code` with the designer's own words."""
        wrong = cls(code)
        wrong.zh, wrong.en = zh or wrong.zh, en or zh or wrong.en
        return wrong

    def at(self, pointer: str) -> FieldError:
        """This fault at a field: `pointer` is its dotted path."""
        return FieldError(pointer, self.code, self.en, self.zh)
