"""The words of look-up fields: every source of reference data with its columns and filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Source:
    """Reference data a field may choose from.

    `columns` are the members of a found record, the first one its key; `filters` narrow what is offered. The texts
    say that a value is not there, with the value at `{0}`.
    """

    name: str
    columns: tuple[str, ...]
    filters: tuple[str, ...]
    missing_zh: str
    missing_en: str

    @property
    def key(self) -> str:
        """The column that the field keeps."""
        return self.columns[0]


_ALL = (
    Source(
        "customers",
        ("customer_code", "name", "phone", "tier", "region_code", "address", "is_not_called", "email"),
        ("region",),
        "没有找到客户“{0}”，请按电话或姓名查找后选择",
        "There is no customer '{0}'; find one by phone or name and choose it",
    ),
    Source(
        "products",
        (
            "serial",
            "model",
            "model_name",
            "model_name_en",
            "category",
            "customer_code",
            "purchased_on",
            "extended_until",
        ),
        ("customer", "model", "category"),
        "没有序列号为“{0}”的产品",
        "There is no product with the serial number '{0}'",
    ),
    Source(
        "parts",
        ("part_code", "name", "name_en", "category", "models", "price", "stock"),
        ("category", "model", "warehouse"),
        "没有可用的配件“{0}”，请按名称或编码查找后选择",
        "There is no such part '{0}' here; find one by name or code and choose it",
    ),
    Source(
        "fault_codes",
        ("fault_code", "name", "name_en", "category", "kind", "level"),
        ("category",),
        "没有故障代码“{0}”",
        "There is no fault code '{0}'",
    ),
    Source(
        "units",
        ("code", "name", "name_en", "kind", "region_code", "parent"),
        ("kind", "within", "region"),
        "没有您可以选择的单位“{0}”",
        "There is no unit '{0}' that you may choose",
    ),
    Source(
        "users",
        ("username", "display_name", "unit"),
        ("role", "within"),
        "没有您可以选择的人员“{0}”",
        "There is no person '{0}' whom you may choose",
    ),
    Source(
        "product_models",
        ("model", "name", "name_en", "category"),
        ("category",),
        "没有产品型号“{0}”",
        "There is no product model '{0}'",
    ),
    Source(
        "knowledge",
        ("entry_code", "question", "question_en", "answer", "answer_en", "category", "topic"),
        ("category", "topic"),
        "没有知识条目“{0}”",
        "There is no knowledge entry '{0}'",
    ),
)
SOURCES: Mapping[str, Source] = MappingProxyType({source.name: source for source in _ALL})
